"""A company small enough for every engine: a few of Qinghe's customers with all their records, under names nobody should trust."""

import casekit

HOSTILE = (
    "=1+1",
    "<script>alert(1)</script>",
    "*",
    "7",
    "007",
    "@SUM(A1)",
    ">0",
    "+cmd|' /C calc'!A0",
    "a\u202eb",
    "'; DROP TABLE",
    "~?",
    "A&B",
)
NAMES = (
    '=HYPERLINK("http://x")',
    "<img src=x onerror=alert(1)>",
    "张三",
    "-2+3",
    "a" * 300,
    "\u7532\u200b\u4e59",
    "{=1}",
    "&amp;",
    "“x”",
    "</script>",
    "%s",
    "None",
)


def small_company(customers=6):
    """Some of Qinghe's customers, those with few orders but with returns and complaints among them."""
    names = (
        "orders",
        "returns",
        "invoices",
        "payments",
        "customers",
        "complaints",
        "order_lines",
        "products",
        "activity_costs",
        "activity_rates",
    )
    tables = {name: casekit.load(f"qinghe/{name}") for name in names}
    ids = chosen(tables, customers)
    for name in ("orders", "customers", "complaints", "activity_costs"):
        tables[name] = tables[name][tables[name]["customer_id"].isin(ids)]
    for name in ("returns", "invoices", "order_lines"):
        tables[name] = tables[name][tables[name]["order_id"].isin(tables["orders"]["order_id"])]
    tables["payments"] = tables["payments"][
        tables["payments"]["invoice_id"].isin(tables["invoices"]["invoice_id"])
    ]
    return {name: table.reset_index(drop=True) for name, table in tables.items()}


def chosen(tables, customers):
    counts = tables["orders"]["customer_id"].value_counts(ascending=True)
    sent_back = set(
        tables["orders"].loc[tables["orders"]["order_id"].isin(tables["returns"]["order_id"]), "customer_id"]
    )
    complained = set(tables["complaints"]["customer_id"])
    with_returns = [each for each in counts.index if each in sent_back][:2]
    return (
        with_returns
        + [each for each in counts.index if each in complained and each not in with_returns][: customers - 2]
    )


def renamed(tables, ids=HOSTILE, names=NAMES):
    """The same company, its customers called by these ids and names."""
    known = dict(zip(sorted(tables["customers"]["customer_id"]), ids, strict=False))
    result = {}
    for name, table in tables.items():
        result[name] = (
            table.assign(customer_id=table["customer_id"].map(known)) if "customer_id" in table else table
        )
    called = list(names[: len(known)])
    result["customers"] = result["customers"].assign(name_en=called, name_zh=called)
    return result
