"""The credit desk's model as tables to read: the numbers, the classes, the signs. Each number comes from the world itself."""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.simulations.credit_luck import loss_permille, trouble_permille
from casekit.simulations.credit_world import WORLD


def numbers(world=WORLD):
    """What holds for everybody: what it is, its value with its unit, and where it comes from."""
    house, lesson = say("set for the game", "为模拟设定"), say("lesson 13", "第 13 课")
    percent, yuan = say(" %", "%"), say(" CNY", " 元")
    rows = [
        (say("variable cost, of sales", "变动成本率"), f"{world.variable_cost_percent}{percent}", house),
        (say("cost of capital, a year", "资金成本率（年）"), f"{world.capital_percent}{percent}", lesson),
        (say("competitors' terms", "竞争对手的信用期限"), say(f"{world.market_days} days", f"{world.market_days} 天"), house),
        (say("N/60 sells more than N/30 by (money at 18 % a year)", "N/60 比 N/30 多卖（资金成本率 18% 的客户）"), f"20{percent}", lesson),
        (say("2/15, N/30 sells more than N/30 by (the same)", "2/15, N/30 比 N/30 多卖（同上）"), f"5{percent}", lesson),
        (say("each day beyond 60 is worth", "超过 60 天的部分，每天只算"), say("half a day", "半天"), house),
        (say("a customer in trouble fails in the next quarter", "陷入困境的客户，下一季倒闭的可能"), f"{world.fail_permille // 10}{percent}", house),
        (say("recovered of what a failed customer owes", "倒闭客户欠款的回收率"), f"{world.recovery_percent}{percent}", house),
        (say("a stop costs goodwill of", "停止发货一季，关系分减"), say(f"{world.goodwill_stop} points", f"{world.goodwill_stop} 分"), house),
        (say("goodwill comes back each quarter by", "关系分每季恢复"), say(f"{world.goodwill_back} points", f"{world.goodwill_back} 分"), house),
        (say("a complaint costs", "一件投诉的处理费"), f"{world.complaint_fen // 100:,}{yuan}", house),
        (say("fixed cost, a quarter", "固定费用（每季）"), f"{world.fixed_fen // 100:,}{yuan}", house),
    ]
    table = pd.DataFrame(rows, columns=["what", "value", "source"])
    return look.labelled(table, what=say("number", "参数"), value=say("value", "取值"), source=say("from", "来源"))


def classes(world=WORLD):
    """The four classes: customers, what they order, how late they pay, how often they get into trouble."""
    rows = [
        {
            "credit_class": name,
            "customers": len(members := [each for each in world.customers if each.credit_class == name]),
            "orders": sum(each.monthly_fen for each in members) * 3 / 100,
            "money": f"{min(each.buyer_percent for each in members)}–{max(each.buyer_percent for each in members)}".replace("–", say("–", "～")),
            "late": dict(world.delay_days)[name],
            "trouble": dict(world.strain_permille)[name] / 10,
        }
        for name in world.classes
    ]
    return look.labelled(
        pd.DataFrame(rows),
        credit_class=say("class", "等级"),
        customers=(say("customers", "客户"), say("number", "家")),
        orders=(say("usual orders a quarter", "通常每季订货"), say("CNY", "元")),
        money=(say("what money costs them a year", "客户的资金成本率（年）"), "%"),
        late=(say("late on average", "平均逾期"), say("days", "天")),
        trouble=(say("gets into trouble, a quarter", "每季陷入困境的可能"), "%"),
    )


def efforts(world=WORLD):
    """The collection efforts: what each costs, what it does to lateness, and how it is taken."""
    names = (say("none", "不催"), say("letters", "发函"), say("calls", "电话"), say("visits", "上门"))
    rows = [
        (names[each], world.effort_fen[each] // 100, world.delay_percent[each], world.effort_complaint_permille[each] / 10, world.effort_goodwill[each])
        for each in world.efforts
    ]
    table = pd.DataFrame(rows, columns=["effort", "cost", "late", "complaint", "goodwill"])
    return look.labelled(
        table,
        effort=say("effort", "收账力度"),
        cost=(say("cost a customer and quarter", "每家每季费用"), say("CNY", "元")),
        late=(say("days late, of those with letters", "逾期天数，以发函为 100"), "%"),
        complaint=(say("chance of a complaint", "引起投诉的可能"), "%"),
        goodwill=(say("goodwill lost a quarter", "每季失去的关系分"), say("points", "分")),
    )


def signs(world=WORLD):
    """How likely a customer with so many signs is in trouble, and what is to be expected of its debt: by class, percent."""
    rows = [
        {"signs": number, **{name: trouble_permille(world, name, number) / 10 for name in world.classes},
         **{f"loss_{name}": loss_permille(world, name, number) / 10 for name in world.classes}}
        for number in range(len(world.signs_sound))
    ]  # fmt: skip
    heads = {name: (say(f"in trouble, {name}", f"{name} 级陷入困境"), "%") for name in world.classes}
    losses = {f"loss_{name}": (say(f"loss on the debt, {name}", f"{name} 级欠款预计损失"), "%") for name in world.classes}
    return look.labelled(pd.DataFrame(rows), signs=say("signs", "信号数"), **heads, **losses)
