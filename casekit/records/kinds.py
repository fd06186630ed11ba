"""The five tables a reader may bring: their columns, and the headings by which each column is known."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, what its cells are, and the usual headings for it."""

    name: str
    holds: str  # "id", "text", "day", "moment" (a day, with a time where the file has it), "amount", "flag"
    headings: str  # the usual spellings, besides the name itself
    vague: str = ""  # spellings that count only where none of the usual ones is there
    needed: bool = True  # the column must be in the file
    blank: bool = False  # its cells may be empty
    once: bool = False  # no two rows alike: the id of the row
    past: bool = False  # not after as_of


@dataclass(frozen=True)
class Kind:
    """One table: its name in both languages, its columns, and pairs of columns that must keep an order."""

    name: str
    en: str
    zh: str
    columns: tuple
    order: tuple = ()  # (earlier day, later day)
    at_most: tuple = ()  # (part, whole), two amounts

    def __iter__(self):
        return iter(self.columns)


_CUSTOMER = Column(
    "customer_id",
    "id",
    "customer no, customer number, customer code, client id, client no, account id, account no, "
    "buyer id, dealer id, 客户编号, 客户编码, 客户代码, 客户号, 客户id, 往来单位编码, 经销商编号, "
    "会员编号, 会员号",
    vague="customer, 客户",
)

KINDS = {
    "orders": Kind(
        "orders",
        "orders",
        "订单",
        (
            Column(
                "order_id",
                "id",
                "order no, order number, order code, so no, sales order, sales order no, 订单号, "
                "订单编号, 订单编码, 订单id, 销售订单号",
                vague="order, 订单, 单号, 单据号, 单据编号",
                needed=False,
                once=True,
            ),
            _CUSTOMER,
            Column(
                "order_date",
                "day",
                "order day, ordered on, date ordered, sales date, 下单日期, 下单时间, 订单日期, 订单时间, 订货日期, 销售日期, 成交日期",
                vague="date, 单据日期, 日期",
                past=True,
            ),
            Column(
                "net_amount_cny",
                "amount",
                "net amount, amount cny, order amount, net sales, sales amount, order total, 净额, "
                "订单金额, 订单净额, 净金额, 销售额, 销售金额, 销售净额, 成交金额, 实付金额",
                vague="amount, total, 金额",
            ),
        ),
    ),
    "invoices": Kind(
        "invoices",
        "invoices",
        "发票",
        (
            Column(
                "invoice_id",
                "id",
                "invoice no, invoice number, inv no, bill no, 发票号, 发票号码, 发票编号, 账单号, 应收单号",
                vague="invoice, 单号, 单据号, 单据编号",
                needed=False,
                once=True,
            ),
            _CUSTOMER,
            Column(
                "invoice_date",
                "day",
                "invoiced on, issue date, bill date, 开票日期, 发票日期, 开票时间, 账单日期",
                vague="date, 单据日期, 日期",
                past=True,
            ),
            Column("order_id", "id", "order no, order number, 订单号, 订单编号", needed=False),
            Column(
                "due_date",
                "day",
                "due on, due day, payment due, 到期日, 到期日期, 应付日期, 应收日期, 付款期限, 最后付款日",
                vague="due",
            ),
            Column(
                "open_amount_cny",
                "amount",
                "open amount, outstanding, outstanding amount, balance due, amount due, unpaid, "
                "未收金额, 未收款, 未付金额, 未付款, 未回款, 未回款金额, 未核销金额, 欠款, 欠款金额, "
                "应收余额, 未清金额",
                vague="open, balance, 余额",
            ),
            Column(
                "amount_cny",
                "amount",
                "invoice amount, invoice total, gross amount, 发票金额, 开票金额, 应收金额, 价税合计, 账单金额",
                vague="amount, total, 金额",
                needed=False,
            ),
            Column(
                "credit_cny",
                "amount",
                "credited, credit notes, credit note amount, 贷项金额, 贷项通知金额, 退货冲减, 折让金额",
                needed=False,
                blank=True,
            ),
            Column(
                "terms_id",
                "text",
                "terms, payment terms, credit terms, 付款条件, 信用条件, 收款条件",
                needed=False,
                blank=True,
            ),
        ),
        order=(("invoice_date", "due_date"),),
        at_most=(("open_amount_cny", "amount_cny"),),
    ),
    "payments": Kind(
        "payments",
        "payments",
        "收款",
        (
            Column(
                "payment_id",
                "id",
                "payment no, payment number, receipt no, receipt id, transaction id, 收款单号, 收款编号, "
                "付款单号, 付款编号, 回款单号, 回款编号, 交易号",
                vague="payment, 流水号, 单号, 单据号, 单据编号",
                needed=False,
                once=True,
            ),
            _CUSTOMER,
            Column(
                "payment_date",
                "day",
                "pay date, paid on, date paid, receipt date, 收款日期, 付款日期, 回款日期, 到账日期, 到账时间, 付款时间, 交易日期",
                vague="date, 单据日期, 日期",
                past=True,
            ),
            Column(
                "payment_cny",
                "amount",
                "amount paid, amount cny, payment amount, received amount, 收款金额, 付款金额, 回款金额, 到账金额, 实收金额, 交易金额",
                vague="amount, paid, 金额",
            ),
            Column(
                "invoice_id",
                "id",
                "invoice no, invoice number, 发票号, 发票号码, 发票编号, 对应发票, 核销发票, 账单号",
                vague="invoice",
                needed=False,
                blank=True,
            ),
            Column(
                "discount_taken_cny",
                "amount",
                "discount taken, cash discount, 现金折扣, 现金折扣金额, 已享折扣金额",
                needed=False,
                blank=True,
            ),
            Column(
                "dishonoured",
                "flag",
                "dishonored, bounced, is dishonoured, 退票, 是否退票, 拒付, 是否拒付",
                needed=False,
                blank=True,
            ),
        ),
    ),
    "customers": Kind(
        "customers",
        "customers",
        "客户",
        (
            Column(**{**vars(_CUSTOMER), "once": True}),
            Column(
                "name",
                "text",
                "customer name, client name, company name, account name, 客户名称, 客户名, 客户简称, "
                "客户全称, 公司名称, 单位名称, 姓名, 客户姓名",
                vague="company, customer, 名称, 往来单位, 客户",
            ),
            Column(
                "onboard_date",
                "day",
                "onboarded, onboarded on, customer since, start date, 建档日期, 开户日期, 合作日期, 首次合作日期, 注册日期, 入会日期",
                vague="since",
                needed=False,
                blank=True,
                past=True,
            ),
            Column(
                "region",
                "text",
                "sales region, territory, 地区, 区域, 大区, 销售区域, 所在地区",
                vague="area, 省份",
                needed=False,
                blank=True,
            ),
        ),
    ),
    "complaints": Kind(
        "complaints",
        "complaints",
        "投诉",
        (
            Column(
                "complaint_id",
                "id",
                "complaint no, complaint number, case id, case no, ticket, ticket id, ticket no, "
                "投诉编号, 投诉单号, 投诉号, 工单号, 工单编号",
                vague="complaint, 单号, 编号",
                once=True,
            ),
            _CUSTOMER,
            Column(
                "received_at",
                "moment",
                "received date, received, received on, date received, opened, opened at, 受理日期, "
                "受理时间, 投诉日期, 投诉时间, 收到日期, 接诉时间, 登记日期",
                vague="created, created at, 创建时间",
                past=True,
            ),
            Column(
                "closed_at",
                "moment",
                "closed date, closed, closed on, date closed, resolved, resolved at, solved, "
                "结案日期, 结案时间, 办结日期, 办结时间, 关闭日期, 关闭时间, 解决日期, 解决时间",
                vague="完成时间",
                blank=True,
                past=True,
            ),
            Column(
                "first_reply_at",
                "moment",
                "first reply, first response, first response at, first replied at, 首次答复时间, 首次答复日期, 首次回复时间, 首次响应时间",
                needed=False,
                blank=True,
                past=True,
            ),
            Column(
                "reopened_at",
                "moment",
                "reopened, reopened on, date reopened, 重新受理时间, 重新受理日期, 再次受理时间, 重开时间",
                needed=False,
                blank=True,
                past=True,
            ),
            Column("cause", "text", "complaint cause, reason, 原因, 投诉原因", needed=False, blank=True),
            Column(
                "team", "text", "group, department, 班组, 部门, 受理部门, 处理部门", needed=False, blank=True
            ),
        ),
        order=(("received_at", "closed_at"), ("received_at", "first_reply_at"), ("closed_at", "reopened_at")),
    ),
}
