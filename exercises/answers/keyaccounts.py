"""Key and misconceptions of lesson 9's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from functools import wraps

from casekit.exercises import keyaccounts as numbers
from casekit.exercises.judging import Answer, answers, shown_by

# keyaccounts-1: count at the month-end ------------------------------------------------------------------------


def _inside(data, month, strictly=False):
    amounts = data.standing[month]
    return amounts > data.threshold if strictly else amounts >= data.threshold


def _moved(before, now):
    return {
        "accounts": int(now.sum()),
        "joined": int((now & ~before).sum()),
        "left": int((before & ~now).sum()),
    }


def counts(data):
    """The key."""
    return _moved(_inside(data, "november"), _inside(data, "december"))


def strictly_above(data):
    """A customer exactly on the bar left out."""
    return _moved(_inside(data, "november", True), _inside(data, "december", True))


def net_change(data):
    """The net change given as those who joined, and nobody as left."""
    key = counts(data)
    return key | {"joined": key["joined"] - key["left"], "left": 0}


def since_october(data):
    """Compared with October instead of the month before."""
    return _moved(_inside(data, "october"), _inside(data, "december"))


def november(data):
    """The month before: October to November."""
    return _moved(_inside(data, "october"), _inside(data, "november"))


def ever_in(data):
    """Everybody counted who reached the bar at any of the three month-ends."""
    return counts(data) | {"accounts": int((data.standing.max(axis="columns") >= data.threshold).sum())}


def turned_round(data):
    """Joined and left in each other's place."""
    key = counts(data)
    return key | {"joined": key["left"], "left": key["joined"]}


def all_joined(data):
    """Every key account of December taken as one that joined."""
    key = counts(data)
    return key | {"joined": key["accounts"]}


def outside(data):
    """Those below the bar counted instead of those who reach it."""
    key = counts(data)
    return key | {"accounts": len(data.standing) - key["accounts"]}


def net_left(data):
    """Right in joined, and the net change given as those who left."""
    key = counts(data)
    return key | {"left": key["joined"] - key["left"]}


COUNTS = {
    strictly_above: ("One customer reaches the bar exactly, and exactly counts. Use >=, not >.",
                     "有一家恰好达到标准线，恰好也算。用 >=，不用 >。"),
    net_change: ("That is the net change. Behind it some joined and others left: look for both, customer by customer.",
                 "那是净变动。背后有进有出，要逐家去数。"),
    since_october: ("You compared with October. Joined and left are told from the month-end before, November.",
                    "你比的是 10 月末。进入和退出，要和上一个月末（11 月末）比。"),
    november: ("These are the numbers for November. Asked for is the end of December.", "这是 11 月末的数。题目问的是 12 月末。"),
    ever_in: ("You counted everybody who reached the bar at some month-end. Key accounts are those who reach it at this one.",
              "你数的是曾经达到过的客户。大客户只看这一个月末。"),
    turned_round: ("Joined and left stand in each other's place: joined are those in now that were not in before.",
                   "进入和退出填反了：进入，是现在在、上月末不在的。"),
    all_joined: ("Most of these were in already at the end of November. Only those who were not have joined.",
                 "其中多数 11 月末已经在名单上。上月末不在的，才叫进入。"),
    outside: ("You counted those below the bar.", "你数的是没有达到标准线的。"),
    net_left: ("That is the net change. Those who left were in at the end of November and are not now.",
               "那是净变动。退出，是 11 月末在、现在不在的。"),
}  # fmt: skip


# keyaccounts-2: in at one bar, out at the other ---------------------------------------------------------------


def _amounts(data):
    return data.standing["net_amount_cny"].tolist()


def _bars(data):
    return data.threshold, data.threshold * 9 // 10


def _counted(data, states):
    below = numbers.kept(_amounts(data), states, data.threshold)
    return {"months_in": sum(states), "changes": numbers.moves(states), "below": below}


def steady(data):
    """The key."""
    return _counted(data, numbers.on_list(_amounts(data), *_bars(data)))


def one_bar(data):
    """The upper bar used for going out as well."""
    return _counted(data, numbers.on_list(_amounts(data), data.threshold, data.threshold))


def where_it_shows(mistake):
    """A mistake that these numbers may not tell from the right answer: then it gives None."""

    @wraps(mistake)
    def shown(data):
        value = mistake(data)
        return None if value == steady(data) else value

    return shown


@where_it_shows
def in_at_the_lower(data):
    """The lower bar used for coming in as well."""
    leave = _bars(data)[1]
    return _counted(data, numbers.on_list(_amounts(data), leave, leave))


@where_it_shows
def not_when_equal(data):
    """Exactly on the upper bar taken as not reached."""
    return _counted(data, numbers.on_list(_amounts(data), *_bars(data), strictly=True))


@where_it_shows
def out_when_equal(data):
    """Exactly on the lower bar taken as out."""
    enter, leave = _bars(data)
    return _counted(data, numbers.on_list(_amounts(data), enter, leave + 1))


@where_it_shows
def two_in_a_row(data):
    """Out only after two month-ends below the upper bar."""
    return _counted(data, numbers.on_list(_amounts(data), data.threshold, data.threshold, patience=2))


@where_it_shows
def only_joined(data):
    """Only the times it joined, not the times it left."""
    states = numbers.on_list(_amounts(data), *_bars(data))
    joined = sum(now and not before for before, now in zip(states, states[1:], strict=False))
    return steady(data) | {"changes": joined}


def both_as_pairs(data):
    """Joining and leaving counted as one change."""
    changes = steady(data)["changes"]
    return steady(data) | {"changes": changes // 2} if changes // 2 != only_joined(data)["changes"] else None


def first_counted(data):
    """The start counted as a change."""
    return steady(data) | {"changes": steady(data)["changes"] + 1}


@where_it_shows
def months_out(data):
    """The month-ends off the list."""
    return steady(data) | {"months_in": 12 - steady(data)["months_in"]}


@where_it_shows
def all_below(data):
    """All month-ends below the upper bar, on the list or not."""
    return steady(data) | {"below": int((data.standing["net_amount_cny"] < data.threshold).sum())}


@where_it_shows
def below_the_lower(data):
    """The month-ends below the lower bar."""
    return steady(data) | {"below": int((data.standing["net_amount_cny"] < _bars(data)[1]).sum())}


STEADY = {
    one_bar: ("You used one bar for both ways. Once in, a customer leaves only below the lower one.",
              "你进出用的是同一条线。进入以后，跌破退出线才退出。"),
    in_at_the_lower: ("You let it in at the lower bar. It comes in only when it reaches the upper one.",
                      "你让它在退出线就进来了。要达到进入线才进入。"),
    not_when_equal: ("At one month-end it reaches the upper bar exactly, and exactly counts.", "有一个月末恰好等于进入线，恰好也算达到。"),
    out_when_equal: ("At one month-end it stands exactly on the lower bar. Only below it does it leave.",
                     "有一个月末恰好等于退出线。低于它才退出。"),
    two_in_a_row: ("That is the other rule, two month-ends in a row below the bar. Here the lower bar decides, and once is enough.",
                   "那是另一条规定：连续两个月末低于进入线。这里看退出线，跌破一次就退出。"),
    only_joined: ("You counted only the times it joined. Leaving is a move, too.", "你只数了进入的次数。退出也算一次。"),
    both_as_pairs: ("Joining and leaving are two moves, not one.", "进入和退出是两次，不是一次。"),
    first_counted: ("One too many: at the first month-end it is off the list, and that is no move.",
                    "多算了一次：第一个月末它不在名单上，这不算变动。"),
    months_out: ("Those are the month-ends off the list.", "那是不在名单上的月末数。"),
    all_below: ("You counted every month-end below the upper bar. Only those on the list are asked for.",
                "你数的是所有低于进入线的月末。题目只问在名单上的。"),
    below_the_lower: ("Those are the month-ends below the lower bar, at which it leaves. Asked for is below the upper one, and still on the list.",
                      "那是低于退出线的月末，那时它已退出。题目问的是低于进入线、却还在名单上的。"),
}  # fmt: skip


# keyaccounts-3: what a loss costs -----------------------------------------------------------------------------

WHY = "The loss is gross profit less saved cost, not sales; receivables come in once."


def _own(data, name):
    return float(data.accounts.at[data.customer, name])


def _all(data, name):
    return float(data.accounts[name].sum())


def _rest(data, name):
    return _all(data, name) - _own(data, name)


def _left_over(data):
    return data.accounts["gross_profit_cny"] - data.accounts["avoidable_cny"]


def losing(data):
    """The key."""
    return {
        "profit_change": _own(data, "avoidable_cny") - _own(data, "gross_profit_cny"),
        "dso_without": 365 * _rest(data, "receivables_cny") / _rest(data, "credit_sales_cny"),
        "hardest": _left_over(data).idxmax(),
        "why": WHY,
    }


def nothing_saved(data):
    """Gross profit only; the cost that goes with the customer forgotten."""
    return losing(data) | {"profit_change": -_own(data, "gross_profit_cny")}


def sales_lost(data):
    """The sales taken as the loss."""
    return losing(data) | {"profit_change": -_own(data, "net_amount_cny")}


def sales_less_cost(data):
    """Sales less the saved cost; the goods forgotten."""
    return losing(data) | {"profit_change": _own(data, "avoidable_cny") - _own(data, "net_amount_cny")}


def only_saved(data):
    """Only what is saved."""
    return losing(data) | {"profit_change": _own(data, "avoidable_cny")}


def profit_of_the_rest(data):
    """The profit of all others instead of the change."""
    rest = _left_over(data).drop(data.customer).sum()
    return losing(data) | {"profit_change": float(rest)}


def dso_now(data):
    """DSO as it is."""
    return losing(data) | {
        "dso_without": 365 * _all(data, "receivables_cny") / _all(data, "credit_sales_cny")
    }


def dso_change(data):
    """The change of DSO instead of DSO."""
    return losing(data) | {"dso_without": losing(data)["dso_without"] - dso_now(data)["dso_without"]}


def only_sales_out(data):
    """Taken out of the sales, left in the receivables."""
    return losing(data) | {
        "dso_without": 365 * _all(data, "receivables_cny") / _rest(data, "credit_sales_cny")
    }


def only_receivables_out(data):
    """Taken out of the receivables, left in the sales."""
    return losing(data) | {
        "dso_without": 365 * _rest(data, "receivables_cny") / _all(data, "credit_sales_cny")
    }


def its_own_dso(data):
    """The DSO of the one who goes."""
    return losing(data) | {
        "dso_without": 365 * _own(data, "receivables_cny") / _own(data, "credit_sales_cny")
    }


def by_all_sales(data):
    """Net sales below the line instead of credit sales."""
    return losing(data) | {
        "dso_without": 365 * _rest(data, "receivables_cny") / _rest(data, "net_amount_cny")
    }


def on_360(data):
    """360 days instead of 365."""
    return losing(data) | {"dso_without": losing(data)["dso_without"] * 360 / 365}


def largest(data):
    """The largest by sales taken for the hardest to lose."""
    return losing(data) | {"hardest": data.customer}


@shown_by(lambda value, data: value["hardest"] not in (data.customer, _left_over(data).idxmax()))
def another(data):
    """A third customer."""
    key = losing(data)["hardest"]
    return losing(data) | {
        "hardest": next(each for each in data.accounts.index if each not in (key, data.customer))
    }


def _which(value, data):
    """Whether the one named is the largest by a column of the table."""
    if value["hardest"] == data.accounts["gross_profit_cny"].idxmax():
        return ("That one has the largest gross profit, but much of it is eaten by cost that would be saved. Compare what is left.",
                "这一家的毛利最大，可是随它省下的费用也多。要比减去以后剩多少。")  # fmt: skip
    if value["hardest"] == data.accounts["receivables_cny"].idxmax():
        return ("That one owes most. Its receivables come in if it goes; the profit of each year after does not.",
                "这一家欠款最多。它走了，欠款会收回；以后每年的利润却没有了。")  # fmt: skip
    return ("For each customer take gross profit less the cost that goes with it. The largest remainder is the hardest to lose.",
            "每家都用毛利减去随它省下的费用，剩得最多的最不能失去。")  # fmt: skip


LOSSES = {
    nothing_saved: ("You lose the gross profit, but the cost that goes with the customer is saved.", "毛利是少了，可是可避免成本省下了。"),
    sales_lost: ("Those are the sales. The goods do not have to be bought any more, either: start from gross profit.",
                 "那是销售额。货也不用进了，要从毛利算起。"),
    sales_less_cost: ("You started from the sales. The goods do not have to be bought any more: start from gross profit.",
                      "你是从销售额算起的。货也不用进了，要从毛利算起。"),
    only_saved: ("That is what is saved. The gross profit is lost.", "那是省下的。毛利也少了。"),
    profit_of_the_rest: ("That is what the others leave. Asked for is the change.", "那是其余客户合计的数。题目问的是变化。"),
    dso_now: ("That is DSO with the customer. Take it out above and below the line.", "那是现在的 DSO。分子、分母都要去掉这一家。"),
    dso_change: ("That is the change of DSO. Asked for is DSO without the customer.", "那是 DSO 的变化。题目问的是失去它以后的 DSO。"),
    only_sales_out: ("You took it out of the sales only. Its receivables go, too.", "你只从赊销额里去掉了它。它的应收账款也没有了。"),
    only_receivables_out: ("You took it out of the receivables only. Its credit sales go, too.", "你只从应收账款里去掉了它。它的赊销额也没有了。"),
    its_own_dso: ("That is the DSO of the one who goes. Asked for is that of the others.", "那是走的这一家的 DSO。题目问的是其余客户的。"),
    by_all_sales: ("You divided by all net sales. DSO takes credit sales only.", "你除的是全部销售净额。DSO 只用赊销额。"),
    on_360: ("You counted 360 days. The task says 365.", "你按 360 天算了。题目要求 365 天。"),
    largest: ("That is the largest by sales. Compare gross profit less the cost that goes with each.",
              "那是销售额最大的一家。要比各家毛利减去随它省下的费用。"),
    another: _which,
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    keyaccounts_1=Answer(
        counts, COUNTS,
        right=("Accounts before + joined − left = accounts now. Report all three: the net change alone hides the work behind it.",
               "上月末家数 + 进入 − 退出 = 本月末家数。三个数都要报，只报净变动，看不见背后的工作。"),
        otherwise={"accounts": ("Count the customers whose amount at the end of December reaches the bar.", "数一数 12 月末达到标准线的有几家。"),
                   "joined left": ("Compare December with November, customer by customer: in now and not before has joined, in before and not now has left.",
                                   "12 月末和 11 月末逐家比：现在在、原先不在的是进入；原先在、现在不在的是退出。")},
        within=0,
    ),
    keyaccounts_2=Answer(
        steady, STEADY,
        right=("Between the bars the customer stays what it was: fewer moves, at the price of noticing later.",
               "在两条线之间，原来是什么还是什么：进出少了，代价是发现得晚。"),
        otherwise={"months_in": ("Go month by month: off the list look at the upper bar, on the list at the lower one.",
                                 "逐月看：不在名单上看进入线，在名单上看退出线。"),
                   "changes": ("Count each time the state differs from the month-end before.", "与上一个月末不同，就算一次。"),
                   "below": ("Of the month-ends on the list, count those with an amount under the upper bar.", "在名单上的月末里，数一数金额低于进入线的。")},
        within=0,
    ),
    keyaccounts_3=Answer(
        losing, LOSSES,
        right=("So the three sums come out.", "三笔账算对了。"),
        otherwise={"profit_change": ("Saved cost less lost gross profit.", "省下的费用，减去少掉的毛利。"),
                   "dso_without": ("Receivables of the others ÷ credit sales of the others × 365.", "应收账款和赊销额都去掉这一家，相除再乘 365。"),
                   "hardest": ("", "")},
        within={"profit_change": 1, "dso_without": 0.06},
        rubric=(
            (1, "Says that the loss is not the sales, with this customer's own numbers.", "用这家客户的数说明：损失的不是销售额。"),
            (1, "Says what happens to cash: its receivables come in once, its payments stop.", "说明现金：欠款一次收回，以后的回款停止。"),
            (1, "Names something that the reckoning leaves out (staff cost that stays, what others buy, what the shop does for the brand, a price that could be renegotiated).",
                "说出计算漏掉了什么（留下的人员费用、别的客户买多买少、门店对品牌的作用、可以重新谈的价格等）。"),
        ),
    ),
)  # fmt: skip
