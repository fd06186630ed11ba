"""The exercises of lesson 9: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, choice, number, whole_number
from casekit.look import labelled

MONTH_ENDS = ["october", "november", "december"]

# keyaccounts-1: count at the month-end --------------------------------------------------------------------

BOOK_BAR = 500
BOOK_STANDING = [  # three months' net sales at three month-ends, thousand CNY
    (620, 640, 610), (505, 470, 500), (480, 530, 465), (390, 410, 520), (700, 480, 450), (510, 540, 495),
    (200, 260, 505), (498, 520, 560), (455, 490, 530), (300, 350, 330), (515, 505, 560), (610, 580, 470),
    (430, 520, 480), (350, 480, 510), (540, 560, 590), (480, 440, 505), (560, 490, 520), (640, 600, 570),
    (420, 380, 460), (530, 485, 440),
]  # fmt: skip


def month_end(draw=None):
    """Twenty customers: ``standing`` (three months' net sales at three month-ends, CNY) and the ``threshold``."""
    bar, rows = (BOOK_BAR, BOOK_STANDING) if draw is None else draw.until(_bar_and_rows, _counts_differ)
    ids = pd.Index([f"K{place:02}" for place in range(1, 21)], name="customer_id")
    table = pd.DataFrame([[1000 * each for each in row] for row in rows], index=ids, columns=MONTH_ENDS)
    unit = say("CNY", "元")
    table = labelled(
        table,
        october=(say("end of October", "10 月末"), unit),
        november=(say("end of November", "11 月末"), unit),
        december=(say("end of December", "12 月末"), unit),
    )
    return SimpleNamespace(standing=table, threshold=1000 * bar)


def _bar_and_rows(draw):
    bar = draw.between(300, 900, 50)
    rows = [[bar + draw.between(-200, 200, 5) for _ in MONTH_ENDS] for _ in range(20)]
    rows[draw.below(20)][2] = bar  # one reaches it exactly
    return bar, [tuple(row) for row in rows]


def _counts_differ(made):
    """Whoever counts another way comes to another number, and both joined and left occur."""
    bar, rows = made
    equal = [row for row in rows if row[2] == bar]
    if len(equal) != 1 or equal[0][1] >= bar or any(row[1] == bar for row in rows):
        return False
    counts = [sum(row[at] >= bar for row in rows) for at in range(3)]
    joined = sum(row[2] >= bar > row[1] for row in rows)
    left = sum(row[1] >= bar > row[2] for row in rows)
    since_october = sum(row[2] >= bar > row[0] for row in rows), sum(row[0] >= bar > row[2] for row in rows)
    ever = sum(max(row) >= bar for row in rows)
    return (
        joined > left >= 2
        and len({counts[1], counts[2], counts[2] - 1, 20 - counts[2], ever}) == 5
        and joined - left not in (left, 0)
        and since_october != (joined, left)
        and counts[2] not in (joined, left)
    )


_people = whole_number(0, 20)
three_counts = answer_of(accounts=_people, joined=_people, left=_people)

# keyaccounts-2: in at one bar, out at the other -----------------------------------------------------------

BOOK_YEAR = (500, (470, 500, 520, 460, 450, 490, 445, 480, 510, 455, 440, 505))  # way out 90 %: 450


def two_bars(draw=None):
    """One customer: ``standing`` (three months' net sales at twelve month-ends, CNY), ``threshold`` and ``exit_ratio``."""
    bar, amounts = BOOK_YEAR if draw is None else draw.until(_bar_and_year, _each_rule_differs)
    table = pd.DataFrame(
        {"net_amount_cny": [1000 * each for each in amounts]},
        index=pd.Index(range(1, 13), name="month"),
    )
    table = labelled(
        table,
        month=say("end of month", "月末"),
        net_amount_cny=(say("net sales of three months", "近三个月销售净额"), say("CNY", "元")),
    )
    return SimpleNamespace(standing=table, threshold=1000 * bar, exit_ratio=0.9)


def _bar_and_year(draw):
    bar = draw.between(300, 900, 100)
    amounts = [bar * draw.between(84, 106) // 100 for _ in range(12)]
    amounts[0] = bar * draw.between(91, 97) // 100
    amounts[draw.between(1, 4)] = bar
    amounts[draw.between(5, 10)] = bar * 9 // 10
    return bar, tuple(amounts)


def on_list(amounts, enter, leave, strictly=False, patience=1):
    """True or False at each month-end: in at ``enter``, out below ``leave``; ``strictly``: only above it."""
    inside, below, states = False, 0, []
    for amount in amounts:
        reaches = amount > enter if strictly else amount >= enter
        below = 0 if amount >= leave else below + 1
        inside = reaches or (inside and below < patience)
        states.append(inside)
    return states


def kept(amounts, states, enter):
    """How often the customer is on the list and below the upper bar."""
    return sum(state and amount < enter for amount, state in zip(amounts, states, strict=True))


def moves(states):
    """How often the state changes."""
    return sum(one != other for one, other in zip(states, states[1:], strict=False))


def readings(bar, amounts):
    """The states by the rule, and by each way to misread it."""
    leave = bar * 9 // 10
    return [
        on_list(amounts, bar, leave),
        on_list(amounts, bar, bar),  # one bar
        on_list(amounts, leave, leave),  # in at the lower bar
        on_list(amounts, bar, leave, strictly=True),
        on_list(amounts, bar, leave + 1),  # out at the lower bar itself
        on_list(amounts, bar, bar, patience=2),
    ]


def _each_rule_differs(made):
    """The right number of month-ends and of moves is reached by no other reading, and there are a few of both."""
    right, *wrong = [(sum(states), moves(states)) for states in readings(*made)]
    return (
        4 <= right[0] <= 10
        and right[1] >= 3
        and all(right[0] != one for one, _ in wrong)
        and len(set(wrong)) >= 4
    )


months_moves_below = answer_of(
    months_in=whole_number(0, 12), changes=whole_number(0, 12), below=whole_number(0, 12)
)

# keyaccounts-3: what a loss costs -------------------------------------------------------------------------

BOOK_ACCOUNTS = [  # net sales, gross profit, avoidable cost, credit sales, receivables; thousand CNY
    (9000, 1350, 900, 9000, 1420), (8200, 1640, 250, 7600, 200), (5100, 1430, 210, 5100, 640),
    (2600, 520, 610, 2400, 310), (1400, 420, 60, 1400, 90), (700, 150, 40, 300, 60),
]  # fmt: skip
MONEY = ["net_amount_cny", "gross_profit_cny", "avoidable_cny", "credit_sales_cny", "receivables_cny"]


def loss(draw=None):
    """Six customers, the whole firm: ``accounts`` (CNY by customer) and ``customer``, the largest by net sales."""
    rows = BOOK_ACCOUNTS if draw is None else draw.until(_six_accounts, _losses_differ)
    ids = pd.Index([f"G{place}" for place in range(1, 7)], name="customer_id")
    table = pd.DataFrame([[1000 * each for each in row] for row in rows], index=ids, columns=MONEY)
    words = {
        "net_amount_cny": say("net sales", "销售净额"),
        "gross_profit_cny": say("gross profit", "毛利"),
        "avoidable_cny": say("avoidable cost", "可避免成本"),
        "credit_sales_cny": say("credit sales", "赊销额"),
        "receivables_cny": say("receivables at year-end", "年末应收账款"),
    }
    table = labelled(table, **{name: (each, say("CNY", "元")) for name, each in words.items()})
    return SimpleNamespace(accounts=table, customer=table["net_amount_cny"].idxmax())


def _six_accounts(draw):
    rows = []
    for place, low in enumerate((8000, 6500, 4000, 2200, 1200, 600)):
        sold = low + draw.between(0, low // 5, 100)
        profit = sold * draw.between(12, 30) // 100
        cost = (
            profit * draw.between(40, 120) // 100 if place in (0, 3) else profit * draw.between(8, 30) // 100
        )
        credit = sold * draw.between(70, 100, 10) // 100
        rows.append((sold, profit, cost, credit, credit * draw.between(4, 24) // 100))
    return rows


def _losses_differ(rows):
    """Each way to reckon the profit and the DSO gives another number, and the largest is not the hardest to lose."""
    first, left = rows[0], [row[1] - row[2] for row in rows]
    sold, _, _, credit, owed = (sum(column) for column in zip(*rows, strict=True))
    profits = [first[2] - first[1], -first[1], -first[0], first[2], first[2] - first[0], sum(left) - left[0]]
    debts = [(owed - first[4], credit - first[3]), (owed, credit), (owed, credit - first[3]), (owed - first[4], credit),
             (first[4], first[3]), (owed - first[4], sold - first[0])]  # fmt: skip
    days = [365 * above / below for above, below in debts]
    hardest, most_profit = left.index(max(left)), max(range(6), key=lambda at: rows[at][1])
    return (
        far_apart(profits, 20)
        and far_apart([*days, days[1] - days[0]], 0.3)
        and left.count(max(left)) == 1
        and hardest != 0
        and max(range(6), key=lambda at: rows[at][4]) != hardest
        and (most_profit == 0 or most_profit != hardest or hardest == 1)
    )


profit_dso_hardest = answer_of(
    profit_change=number, dso_without=number, hardest=choice(lambda data: data.accounts.index), reasons=True
)


EXERCISES = {
    "keyaccounts-1": ExerciseSpec(
        ("Count at the month-end", "数月末"),
        month_end, three_counts,
        (
            ("Who is in at the end of December? `now = q1.data.standing[\"december\"] >= q1.data.threshold`. Reaching the bar exactly counts.",
             "12 月末谁在名单上？`now = q1.data.standing[\"december\"] >= q1.data.threshold`。恰好达到也算。"),
            ("Do the same for November: `before`. Joined is `now & ~before`, left is `before & ~now`.",
             "11 月末同样算一遍，叫 `before`。进入是 `now & ~before`，退出是 `before & ~now`。"),
            ("`.sum()` counts the True. Check: November's accounts + joined − left = December's accounts.",
             "`.sum()` 数 True 的个数。核对：11 月末家数 + 进入 − 退出 = 12 月末家数。"),
        ),
        points=2, read=("Behind the number: who joined, who left", "数字背后：谁进谁出"),
    ),
    "keyaccounts-2": ExerciseSpec(
        ("In at one bar, out at the other", "一条线进，一条线出"),
        two_bars, months_moves_below,
        (
            ("Go month by month. Outside: look at the upper bar only. Inside: look at the lower bar only. The lower bar is `q2.data.threshold * q2.data.exit_ratio`.",
             "一个月一个月地看。不在名单上，只看进入线；在名单上，只看退出线。退出线是 `q2.data.threshold * q2.data.exit_ratio`。"),
            ("Exactly on the upper bar comes in; exactly on the lower bar stays in, for only *below* it leaves.",
             "恰好等于进入线，进入；恰好等于退出线，留下，**低于**它才退出。"),
            ("`one = q2.data.standing.T` and `casekit.key_accounts.membership(one, q2.data.threshold, q2.data.exit_ratio)` gives the twelve states; `casekit.key_accounts.changes(...)` counts the first two. `below` counts the states that are True while the amount is under the upper bar.",
             "`one = q2.data.standing.T`，再 `casekit.key_accounts.membership(one, q2.data.threshold, q2.data.exit_ratio)` 得出十二个状态；`casekit.key_accounts.changes(...)` 数好了前两个数。`below` 数的是：状态为 True、金额却低于进入线的月末。"),
        ),
        points=2, read=("Two bars instead of one", "一条线不够，用两条"),
    ),
    "keyaccounts-3": ExerciseSpec(
        ("The largest goes", "最大的一家走了"),
        loss, profit_dso_hardest,
        (
            ("Profit: its gross profit is lost, its avoidable cost is saved. Lost more than saved gives a minus.",
             "利润：少了它的毛利，省了可避免成本。少的比省的多，就是负数。"),
            ("DSO: receivables of the others ÷ credit sales of the others × 365. Take the customer out above *and* below the line.",
             "DSO：其余客户的应收账款 ÷ 其余客户的赊销额 × 365。分子、分母**都**要去掉这一家。"),
            ("`casekit.dependence.without(q3.data.accounts, q3.data.customer)` shows both. For `hardest`, look for the largest gross profit less avoidable cost.",
             "`casekit.dependence.without(q3.data.accounts, q3.data.customer)` 两个数都有。`hardest` 要找毛利减去可避免成本后最大的一家。"),
        ),
        points=3, by_hand=3, read=("What hangs on the largest?", "最大的客户有多要紧？"),
    ),
}  # fmt: skip
