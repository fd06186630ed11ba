"""The credit desk's model as tables to read: the numbers, the classes, the signs. Each number comes from the world itself."""

import pandas as pd

from casekit import look
from casekit.core.language import say
from casekit.simulations.credit_luck import trouble_permille
from casekit.simulations.credit_world import WORLD


def numbers(world=WORLD):
    """What holds for everybody: what it is, its value with its unit, and where it comes from."""
    house, lesson = say("set for the game", "为模拟设定"), say("lesson 13", "第 13 课")
    percent, yuan = say(" %", "%"), say(" CNY", " 元")
    def more(permille):
        return f"+{(permille - 1000) // 10}{percent}"

    points, chance = say(" points", " 分"), lambda permille: f"{permille // 10}{percent}"
    rows = [
        (say("variable cost, of sales", "变动成本率"), f"{world.variable_cost_percent}{percent}", house),
        (say("cost of capital, a year, on the variable cost tied up", "资金成本率（年），按占用的变动成本计"), f"{world.capital_percent}{percent}", lesson),
        (say("fixed cost, a quarter", "固定费用（每季）"), f"{world.fixed_fen // 100:,}{yuan}", house),
        (say("luck: a quarter's orders vary from", "每季订货随运气变动的范围"), say("80 to 120 % of the usual", "平时的 80%～120%"), house),
        (say("competitors' terms", "竞争对手的信用期限"), say(f"{world.market_days} days", f"{world.market_days} 天"), house),
        (say("N/60 sells more than N/30 by (to a customer whose money costs 18 % a year)", "N/60 比 N/30 多卖（资金成本率 18% 的客户）"), f"20{percent}", lesson),
        (say("2/15, N/30 sells more than N/30 by (the same)", "2/15, N/30 比 N/30 多卖（同上）"), f"5{percent}", lesson),
        (say("credit days beyond 60 bring orders like", "信用期限超过 60 天的部分，每天对订货的作用只算"), say("half a day", "半天"), house),
        (say("who takes the discount", "谁享受现金折扣"), say("whose money costs less than 49 % a year", "资金成本率低于 49% 的客户"), lesson),
        (say("in trouble: money costs", "陷入困境：资金成本率"), say("twice as much, no discount taken", "翻一番，不再享受折扣"), house),
        (say("in trouble: orders on credit", "陷入困境：赊购订货"), more(world.strain_orders_permille), house),
        (say("in trouble: pays later by (with letters)", "陷入困境：多拖（发函时）"), say(f"{world.strain_delay_days} days", f"{world.strain_delay_days} 天"), house),
        (say("in trouble: fails in the next quarter", "陷入困境：下一季倒闭的可能"), chance(world.fail_permille), house),
        (say("in the quarter of failure: orders on credit", "倒闭当季：赊购订货"), more(world.failing_orders_permille), house),
        (say("in the quarter of failure: fails from", "倒闭当季：最早倒闭的日子"), say(f"day {world.fail_from_day}", f"第 {world.fail_from_day} 天"), house),
        (say("recovered of what a failed customer owes", "倒闭客户欠款的回收率"), f"{world.recovery_percent}{percent}", house),
        (say("goodwill of 90: orders, of the usual", "关系分 90 分时：订货为平时的"), f"90{percent}", house),
        (say("goodwill comes back each quarter by", "关系分每季恢复"), f"{world.goodwill_back}{points}", house),
        (say("a stop: goodwill lost; chance of a complaint", "停止发货：减关系分；引起投诉的可能"), f"{world.goodwill_stop}{points}; {chance(world.stop_complaint_permille)}", house),
        (say("over a fifth not shipped: goodwill lost; chance of a complaint", "未发货超过五分之一：减关系分；引起投诉的可能"), f"{world.goodwill_refused}{points}; {chance(world.refused_complaint_permille)}", house),
        (say("a complaint: goodwill lost; cost", "一件投诉：减关系分；处理费"), f"{world.goodwill_complaint}{points}; {world.complaint_fen // 100:,}{yuan}", house),
    ]
    table = pd.DataFrame(rows, columns=["what", "value", "source"])
    return look.labelled(table, what=say("number", "参数"), value=say("value", "取值"), source=say("from", "来源"))


def classes(world=WORLD):
    """The four classes: customers, what they order, how late they pay, how often they get into trouble."""
    rows = [
        {
            "grade": name,
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
        grade=say("class", "等级"),
        customers=(say("customers", "客户"), say("number", "家")),
        orders=(say("usual orders a quarter", "通常每季订货"), say("CNY", "元")),
        money=(say("what money costs them a year", "客户的资金成本率（年）"), "%"),
        late=(say("late on average, with letters", "平均逾期（发函时）"), say("days", "天")),
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
        late=(say("days late, with letters 100", "逾期天数，以发函为 100"), say("percent", "%")),
        complaint=(say("chance of a complaint", "引起投诉的可能"), "%"),
        goodwill=(say("goodwill lost a quarter", "每季失去的关系分"), say("points", "分")),
    )


def signs(world=WORLD):
    """How likely a customer with so many signs is in trouble, by class, percent."""
    rows = [
        {"signs": number, **{name: trouble_permille(world, name, number) / 10 for name in world.classes}}
        for number in range(len(world.signs_sound))
    ]
    heads = {name: (say(f"class {name} is in trouble", f"{name} 级陷入困境"), "%") for name in world.classes}
    return look.labelled(pd.DataFrame(rows), signs=(say("warning signs", "预警信号"), say("number", "个")), **heads)
