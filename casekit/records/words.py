"""The words of columns beside the amounts, as they are compared (see :func:`casekit.records.meaning.plain_word`).

``WITH_US`` is our own currency. ``IN`` counts as it is and ``OUT`` below zero, for directions and kinds of document. ``DONE`` are the
statuses that count, ``OPEN`` those that count for an invoice, ``VOID`` those that most likely do not, ``NO`` the answers to "cancelled?" that
mean no. ``HEADINGS`` are the headings by which such a column is known.
"""

WITH_US = {"", *"人民币 人民币元 cny rmb cnh ¥ 元 yuan rmb元 本位币 本币 renminbi chineseyuan".split()}
IN = (
    "收入 收 收款 入 入账 进 进账 流入 来账 回款 销售 销售订单 销售出库 销售出库单 销售发票 普通销售 正常 正常销售 普通 普通订单 标准订单 订单 发票 蓝字 蓝字发票 蓝票 "
    "增值税专用发票 增值税普通发票 "
    "in income inflow received receipt receipts incoming sale sales order orders invoice invoices payment payments standard normal + c/r"
).split()
OUT = (
    "支出 支 出 出账 流出 往账 退 退货 退款 退货单 退货订单 销售退货 销售退货单 销售退回 退单 红字 红字发票 红票 红冲 冲红 冲销 贷项 贷项通知单 贷项凭证 折让 out outflow "
    "outgoing expense expenses paidout refund refunds return returns salesreturn returnorder creditnote creditmemo credit_note reversal - chargeback"
).split()
DONE = (
    "交易成功 交易完成 已完成 完成 成功 支付成功 付款成功 已付款 已支付 买家已付款 已发货 卖家已发货 待收货 等待买家确认收货 待发货 等待卖家发货 部分发货 已收货 确认收货 已签收 已审核 审核通过 已确认 已生效 生效 有效 正常 "
    "已开票 已入账 已到账 到账成功 收款成功 已收款 已核销 部分核销 未核销 没有申请退款 无退款 未退款 退款关闭 已评价 待评价 已过账 已出库 已结算 已执行 "
    "completed complete done success successful succeeded paid shipped delivered fulfilled received confirmed approved posted "
    "captured settled cleared active valid ok invoiced processing partiallyshipped partiallyfulfilled unfulfilled partial none norefund"
).split()
OPEN = "未付 未付款 未收 未收款 部分付款 部分收款 已付清 已结清 逾期 已逾期 未到期 待收款 open unpaid overdue partiallypaid due notdue outstanding current sent issued".split()
VOID = (
    "交易关闭 订单关闭 交易取消 已取消 取消 订单取消 已撤销 撤销 作废 已作废 无效 已失效 已删除 删除 已关闭 关闭 已退款 退款成功 全额退款 部分退款 退款中 已退货 退货退款 退货中 待付款 等待买家付款 未付款 未支付 待支付 "
    "待审核 未审核 审核不通过 已驳回 驳回 草稿 暂存 失败 支付失败 交易失败 付款失败 已冲销 已红冲 已退票 退票 拒付 已拒付 拒收 cancelled canceled void voided refunded partiallyrefunded "
    "refunding closed draft failed expired rejected declined pending unpaid reversed deleted returned bounced dishonoured dishonored chargeback onhold abandoned invalid test"
).split()
NO = {"", *"否 no n false 0 × 未作废 未取消 未退款 正常 无".split()}
HEADINGS = {
    "currency": "币别 币种 货币 货币代码 货币种类 交易币种 结算币种 订单币种 币名 currency currencycode ccy cur curr documentcurrency transactioncurrency ordercurrency",
    "direction": "收支 收支类型 收支方向 收付 收付方向 收付标志 收付类型 借贷 借贷方向 借贷标志 借贷标识 方向 资金方向 资金流向 交易方向 进出 direction inout flow debitcredit drcr dc cd creditdebit debitcreditindicator",
    "kind": "类型 业务类型 单据类型 订单类型 交易类型 发票类型 发票种类 款项类型 收款类型 付款类型 单据名称 红蓝字 红蓝标志 红蓝字标志 蓝红标志 type doctype documenttype transactiontype ordertype invoicetype paymenttype entrytype kind transactionkind",
    "status": "状态 订单状态 交易状态 单据状态 发票状态 支付状态 付款状态 收款状态 退款状态 售后状态 审核状态 入账状态 status orderstatus paymentstatus financialstatus invoicestatus transactionstatus documentstatus refundstatus salesstatus billstatus",
    "void": "作废 是否作废 作废标志 作废标识 取消 是否取消 已取消 删除 已删除 是否删除 删除标志 是否退款 是否退货 冲销 是否冲销 红冲 是否红冲 voided void isvoid cancelled canceled iscancelled iscanceled deleted isdeleted isrefunded isreturned reversed",
    "rate": "汇率 折算汇率 记账汇率 exchangerate fxrate exrate",
    "unit": "单位 金额单位 货币单位 计量单位 unit amountunit units",
}  # fmt: skip
