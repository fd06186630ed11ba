"""Columns beside the amounts that say what the amounts mean: currency, direction, kind, status, unit.

What such a column says is read by a stated rule, or asked for with ``counts=``; it is never ignored.

* **Currency** (币别, Currency): 人民币, CNY, RMB count; another currency is asked about.
* **Direction** (收/支, Direction) and **kind of document** (单据类型, Type): 收入, 销售 count as they are; 支出, 退货, refund count
  below zero, whether the file writes them with a minus or without. 借 and 贷 mean one thing in the bank's books and the other
  in the firm's, so they are asked about.
* **Status** (订单状态, Status; 作废 是/否): 已完成, paid and the like count; 交易关闭, 已取消, 已退款, 待付款, void, and what we do not
  know, are asked about.
* **Unit** (单位): 元, 分, 万元 are multiplied out; a unit of goods is left aside.

``counts={"状态": {"交易成功": 1, "交易关闭": 0}}`` answers for a column: 1 counts as it is, -1 below zero, 0 is left out.
"""

import math
import re

import numpy as np

from casekit.core.language import say
from casekit.core.text import bare
from casekit.errors import Refused, closest_names, listed
from casekit.records.headings import plain
from casekit.records.units import money_unit

_WITH_US = {
    "",
    "人民币",
    "人民币元",
    "cny",
    "rmb",
    "¥",
    "元",
    "yuan",
    "cnh",
    "rmb元",
    "本位币",
    "本币",
    "renminbi",
    "chineseyuan",
}
_IN = (
    "收入 收 收款 入 入账 进 进账 流入 来账 回款 销售 销售订单 销售出库 销售出库单 销售发票 普通销售 正常 正常销售 普通 普通订单 标准订单 订单 发票 蓝字 蓝字发票 蓝票 "
    "增值税专用发票 增值税普通发票 "
    "in income inflow received receipt receipts incoming sale sales order orders invoice invoices payment payments standard normal + c/r"
).split()
_OUT = (
    "支出 支 付 付款 出 出账 流出 往账 退 退货 退款 退货单 退货订单 销售退货 销售退货单 销售退回 退单 红字 红字发票 红票 红冲 冲红 冲销 贷项 贷项通知单 贷项凭证 折让 out outflow "
    "outgoing expense expenses paidout refund refunds return returns salesreturn returnorder creditnote creditmemo credit_note reversal - chargeback"
).split()
_DONE = (
    "交易成功 交易完成 已完成 完成 成功 支付成功 付款成功 已付款 已支付 买家已付款 已发货 卖家已发货 待收货 等待买家确认收货 待发货 等待卖家发货 部分发货 已收货 确认收货 已签收 已审核 审核通过 已确认 已生效 生效 有效 正常 "
    "已开票 已入账 已到账 到账成功 收款成功 已收款 已核销 部分核销 未核销 没有申请退款 无退款 未退款 退款关闭 已评价 待评价 已过账 已出库 已结算 已执行 "
    "completed complete done success successful succeeded paid shipped delivered fulfilled received confirmed approved posted "
    "captured settled cleared active valid ok invoiced processing partiallyshipped partiallyfulfilled unfulfilled partial none norefund"
).split()
_OPEN = "未付 未付款 未收 未收款 部分付款 部分收款 已付清 已结清 逾期 已逾期 未到期 待收款 open unpaid overdue partiallypaid due notdue outstanding current sent issued".split()
_VOID = (
    "交易关闭 订单关闭 交易取消 已取消 取消 订单取消 已撤销 撤销 作废 已作废 无效 已失效 已删除 删除 已关闭 关闭 已退款 退款成功 全额退款 部分退款 退款中 已退货 退货退款 退货中 待付款 等待买家付款 未付款 未支付 待支付 "
    "待审核 未审核 审核不通过 已驳回 驳回 草稿 暂存 失败 支付失败 交易失败 付款失败 已冲销 已红冲 已退票 退票 拒付 已拒付 拒收 cancelled canceled void voided refunded partiallyrefunded "
    "refunding closed draft failed expired rejected declined pending unpaid reversed deleted returned bounced dishonoured dishonored chargeback onhold abandoned invalid test"
).split()
_NO = {"", "否", "no", "n", "false", "0", "×", "未作废", "未取消", "未退款", "正常", "无"}
_HEADINGS = {
    "currency": "币别 币种 货币 货币代码 货币种类 交易币种 结算币种 订单币种 币名 currency currencycode ccy cur curr documentcurrency transactioncurrency ordercurrency",
    "direction": "收支 收支类型 收支方向 收付 收付方向 收付标志 收付类型 借贷 借贷方向 借贷标志 借贷标识 方向 资金方向 资金流向 交易方向 进出 direction inout flow debitcredit drcr dc cd creditdebit debitcreditindicator",
    "kind": "类型 业务类型 单据类型 订单类型 交易类型 发票类型 发票种类 款项类型 收款类型 付款类型 单据名称 红蓝字 红蓝标志 红蓝字标志 蓝红标志 type doctype documenttype transactiontype ordertype invoicetype paymenttype entrytype kind transactionkind",
    "status": "状态 订单状态 交易状态 单据状态 发票状态 支付状态 付款状态 收款状态 退款状态 售后状态 审核状态 入账状态 status orderstatus paymentstatus financialstatus invoicestatus transactionstatus documentstatus refundstatus salesstatus billstatus",
    "void": "作废 是否作废 作废标志 作废标识 取消 是否取消 已取消 删除 已删除 是否删除 删除标志 是否退款 是否退货 冲销 是否冲销 红冲 是否红冲 voided void isvoid cancelled canceled iscancelled iscanceled deleted isdeleted isrefunded isreturned reversed",
    "rate": "汇率 折算汇率 记账汇率 exchangerate fxrate exrate",
    "unit": "单位 金额单位 货币单位 计量单位 unit amountunit units",
}  # fmt: skip
_ROLES = {heading: role for role, headings in _HEADINGS.items() for heading in headings.split()}
_REFUNDS = re.compile(
    "退款金额|退货金额|已退金额|已退款|退款总额|refund(?:ed)?amount|amountrefunded|return(?:ed)?amount|chargebackamount"
)
ASK = math.nan


def weigh(grid, kind, places, counts):
    """Leave out of the grid what ``counts`` leaves out; the factor of each row left, and which rows a rule turned.

    Returns
    -------
    tuple of arrays
        ``factor`` (float) by which the amounts of a row are multiplied, and ``turned``: below zero by rule, unless the
        file writes them with a minus already.
    """
    counts = _checked(counts, grid)
    with_amounts = any(column.holds == "amount" for column in kind)
    factor, turned = np.ones(len(grid.numbers)), np.zeros(len(grid.numbers), dtype=bool)
    used = set(places.values())
    for place, heading in enumerate(str(each).strip() for each in grid.headings):
        role = _role(heading) if with_amounts and place not in used else ""
        if heading not in counts and not role:
            continue
        which, cells = grid.distinct(place)
        words = [_word(cell) for cell in cells]
        if heading in counts:
            factor *= _answered(heading, words, counts[heading], grid)[which]
            used.add(place)
        else:
            by = _by_rule(role, [plain_word(word) for word in words], kind, plain(heading))
            if by is not None and not (role == "latent status" and (by == 1).all()):
                _refuse_open(heading, words, by, np.bincount(which, minlength=len(words)), grid)
                turned |= (by == -1)[which]
                factor *= np.where(by == -1, 1, by)[which]
                used.add(place)
    _tell_unused(grid, used)
    return _leave_out(grid, factor, turned)


def _role(heading):
    """What a column beside the amounts decides, by its heading: ``"currency"``, ``"status"`` ...; empty for others."""
    name = plain(heading)
    return _ROLES.get(name, "latent status" if name.endswith(("状态", "status")) else "")


def _word(cell):
    text = "" if cell is None or cell != cell else str(cell)
    return bare(text.removesuffix(".0") if isinstance(cell, float) else text)


def plain_word(word):
    """A value as it is compared: no case, no blanks.

    >>> plain_word("Partially Refunded")
    'partiallyrefunded'
    """
    return re.sub(r"[\s_]|(?<=\w)-(?=\w)", "", word).casefold()


def _by_rule(role, words, kind, heading):
    """The factor of each value by the rules of this module, ``ASK`` where it must be asked for; None if it says nothing."""
    blank = (
        {""} if not any(words) or re.search("退款|售后|refund", heading) else set()
    )  # else it is open what empty means
    done = set(_DONE) | blank | (set(_OPEN) if kind.name == "invoices" else set())
    rules = {
        "currency": lambda word: 1 if word in _WITH_US else ASK,
        "direction": lambda word: -1 if word in _OUT else 1 if word in _IN else ASK,
        "kind": lambda word: -1 if word in _OUT else 1 if word in _IN or not word else ASK,
        "status": lambda word: 1 if word in done else ASK,
        "latent status": lambda word: 1 if word in done or word not in _VOID else ASK,
        "void": lambda word: 1 if word in _NO else ASK,
        "rate": lambda word: 1 if not word or re.fullmatch(r"1(\.0+)?", word) else ASK,
        "unit": _money,
    }
    by = np.array([rules[role](word) for word in words], dtype=float)
    if role == "kind" and not any(word in _OUT for word in words):
        return None
    if role == "unit" and (np.isnan(by) | (by == 1)).all():
        return None
    return by


def _money(word):
    factor = money_unit(word) if word else None
    return ASK if factor is None else float(factor)


def _checked(counts, grid):
    """``counts`` as a dict of dicts, by headings that are there."""
    counts = dict(counts or {})
    for heading, values in counts.items():
        sound = isinstance(values, dict) and all(
            isinstance(by, (int, float)) and not isinstance(by, bool) and math.isfinite(by)
            for by in values.values()
        )
        there = [str(each).strip() for each in grid.headings if str(each).strip()]
        if heading not in there or not sound:
            nearest = closest_names(heading, there)[0]
            raise Refused(
                say('counts={your heading: {value: 1, 0 or -1}}', "counts={你的标题: {值: 1、0 或 -1}}"),
                f"{{{heading!r}: {values!r}}}",
                say(f"1 counts, 0 is left out, -1 counts below zero; nearest heading: {nearest}",
                    f"1 计入，0 不计，-1 记为负；最接近的标题：{nearest}"),
            )  # fmt: skip
    return counts


def _answered(heading, words, values, grid):
    """The factors the reader gives for the values of a column; a value without one is asked for."""
    values = {_word(value): by for value, by in values.items()}
    by = np.array([values.get(word, ASK) for word in words], dtype=float)
    _refuse_open(heading, words, by, None, grid)
    return by


def _refuse_open(heading, words, by, rows, grid):
    """Ask which rows count, with the dictionary to fill in."""
    if not np.isnan(by).any():
        return
    guess = {
        word: _guess(word) if math.isnan(each) else f"{each:g}" for word, each in zip(words, by, strict=True)
    }
    asked = [word for word, each in zip(words, by, strict=True) if math.isnan(each)]
    some = (
        ""
        if rows is None
        else say(f" (rows: {int(rows[np.isnan(by)].sum()):,})", f"（{int(rows[np.isnan(by)].sum())} 行）")
    )
    shown = dict(sorted(guess.items(), key=lambda pair: pair[1] in "01"))
    inside = ", ".join(f'"{word}": {each}' for word, each in list(shown.items())[:8]) + (
        ", ..." if len(shown) > 8 else ""
    )
    raise Refused(
        say(f"to know what these values of {heading!r} mean for the amounts", f"“{heading}”的这些值对金额意味着什么"),
        f"{grid.file}: {listed([word or say('(empty)', '（空）') for word in asked], 5)}{some}",
        say(f'say which rows count: counts={{"{heading}": {{{inside}}}}}; 1 counts, 0 is left out, -1 counts below zero, any other number multiplies',
            f'请写明哪些行计入：counts={{"{heading}": {{{inside}}}}}；1 计入，0 不计，-1 记为负，其他数用来相乘'),
    )  # fmt: skip


def _nonzero(cell):
    return bool(re.search("[1-9]", _word(cell)))


def _guess(word):
    """What the reader most likely answers: a status that says cancelled is left out; else a question mark to replace."""
    word = plain_word(word)
    return "0" if word in _VOID and not word.startswith(("部分", "partially")) else "?"


def _tell_unused(grid, used):
    taken_off = [
        str(h)
        for p, h in enumerate(grid.headings)
        if p not in used and _REFUNDS.search(plain(h)) and any(map(_nonzero, grid.distinct(p)[1]))
    ]
    if taken_off:
        grid.note(f"not taken off the amounts: {listed(taken_off)}", f"没有从金额中减去：{listed(taken_off)}")
    unused = [str(h) for place, h in enumerate(grid.headings) if place not in used and plain(h)]
    if unused:
        grid.note(f"columns that are not used: {listed(unused)}", f"没有用到的列：{listed(unused)}")


def _leave_out(grid, factor, turned):
    gone = factor == 0
    if gone.any():
        count = int(gone.sum())
        grid.note(
            f"rows left out by counts=: {count:,} of {len(gone):,}",
            f"按 counts= 未计入的行：{len(gone)} 行中的 {count} 行",
        )
        grid.keep(np.flatnonzero(~gone))
    return factor[~gone], turned[~gone]
