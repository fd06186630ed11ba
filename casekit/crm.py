"""What a CRM system is for, by its records: functions and their tables, one customer through every table (第 16 课).

The review of a whole company is in :mod:`casekit.review`, and is called from here: ``casekit.crm.review("qinghe", "2025-12-31")``.
"""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.data import load, tables
from casekit.errors import Refused, closest_names, listed
from casekit.review import review

__all__ = ["functions", "review", "trace"]

# the fourteen functions of the slides in their four groups, and Qinghe's tables that each would show
FUNCTIONS = (
    (("market", "市场"), ("analysis of present customers", "现有客户数据分析"), ("customers", "orders", "order_lines")),
    (("market", "市场"), ("personalised market information", "个性化市场信息"), ("customer_card_fields", "wallet")),
    (("market", "市场"), ("sales forecast", "销售预测"), ("plans_monthly", "prospects", "stage_events")),
    (("sales", "销售"), ("basic data of customers", "客户基本资料"), ("customers", "customer_card_fields")),
    (("sales", "销售"), ("trading methods", "交易方式"), ("terms", "contracts", "invoices")),
    (("sales", "销售"), ("sales process", "销售流程"), ("stage_events", "visits")),
    (("service", "服务"), ("self-service", "自助服务"), ()),
    (("service", "服务"), ("process automation", "流程自动化"), ("complaint_events",)),
    (("service", "服务"), ("customer care", "客户关怀"), ("visits", "tier_history")),
    (("service", "服务"), ("customer feedback", "客户反馈"), ("surveys", "complaints")),
    (("BI", "商业智能"), ("acquisition and dynamics", "获得与动态"), ("prospects", "orders")),
    (("BI", "商业智能"), ("loss of customers", "流失"), ("orders", "contracts")),
    (("BI", "商业智能"), ("contribution to profit", "利润贡献度"), ("order_lines", "products", "activity_costs")),
    (("BI", "商业智能"), ("satisfaction and loyalty", "满意度与忠诚度"), ("surveys", "shop_orders")),
)  # fmt: skip


def functions():
    """The fourteen functions of a CRM system, and the tables of Qinghe's that hold what each would show.

    Returns
    -------
    DataFrame
        One row a function: ``group``, ``function``, ``tables`` (empty where Qinghe keeps no record of it). Groups and functions are the slides'; which tables, is ours.
    """
    rows = [(say(*group), say(*name), ", ".join(those)) for group, name, those in FUNCTIONS]
    table = pd.DataFrame(rows, columns=["group", "function", "tables"], index=range(1, len(rows) + 1))
    return look.labelled(
        table,
        group=say("group", "类别"),
        function=say("function", "功能"),
        tables=say("needs the records in", "要用的表"),
    )


def trace(customer, records=None):
    """One customer through every table.

    Parameters
    ----------
    customer : str
        A ``customer_id``.
    records : dict of DataFrame, optional
        Tables by name; Qinghe's if not given. Tables without a ``customer_id`` are reached by the orders, invoices and complaints that
        they refer to.

    Returns
    -------
    DataFrame
        One row a table in which the customer stands: ``rows`` (how many are the customer's), ``one_row`` (what one of them is, for
        Qinghe's tables). Indexed by the table's ``name``.

    Raises
    ------
    Refused
        No table knows the customer.
    """
    found = _found(customer, _qinghe() if records is None else records)
    if not found:
        known = _ids(records)
        raise Refused(
            say("a customer of these records", "这些记录里的一家客户"),
            repr(customer),
            say("the nearest: ", "最接近的是：") + listed(closest_names(str(customer), known)),
        )
    table = pd.DataFrame(
        {"rows": list(found.values()), "one_row": [_one_row(name) for name in found]},
        index=pd.Index(list(found), name="name"),
    )
    return look.labelled(
        table, name=say("table", "表"), rows=say("rows", "行数"), one_row=say("one row is", "一行是")
    )


def _qinghe():
    named = [name.partition("/")[2] for name in tables()["table"] if name.startswith("qinghe/")]
    return {name: load(name) for name in named}


VIA = {"order_lines": ("orders", "order_id"), "returns": ("orders", "order_id"), "complaint_events": ("complaints", "complaint_id")}  # fmt: skip


def _found(customer, records):
    """How many rows of each table are the customer's, tables without any left out."""
    counts = {}
    for name, table in records.items():
        if "customer_id" in table:
            counts[name] = int((table["customer_id"] == customer).sum())
        elif name in VIA and VIA[name][0] in records and "customer_id" in records[VIA[name][0]]:
            other, key = VIA[name]
            its = records[other].loc[records[other]["customer_id"] == customer, key]
            counts[name] = int(table[key].isin(its).sum())
    return {name: count for name, count in counts.items() if count}


def _ids(records):
    each = _qinghe() if records is None else records
    of_any = [table["customer_id"].dropna().astype(str) for table in each.values() if "customer_id" in table]
    return sorted(set(pd.concat(of_any))) if of_any else []


def _one_row(name):
    """What one row of one of Qinghe's tables is; nothing for a table that is not Qinghe's."""
    known = tables().set_index("table")["one_row_is"]
    return known.get(f"qinghe/{name}", "")
