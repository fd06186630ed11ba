"""Key and misconceptions of lesson 6's exercises. Not part of what a class receives.

Nothing here is a stored answer: each judge works the right answer out of the reader's own numbers, and each
misconception is a small function that works out the wrong one, so that it can be recognised and named.
"""

from casekit.exercises.judging import judge_same, near, same_numbers
from casekit.look import say
from casekit.rfm import all_codes, belongs, wilson

# rfm-1: which classes, and how many days twice ----------------------------------------------------------------


def classes_a_day(data):
    """For each day up to well past the last bound, to which classes it belongs."""
    return belongs(range(int(data.ranges["low"].max()) + 2), data.ranges)


def as_printed(data):
    """The key: every class whose bounds hold the day; every day with more than one class, counted once."""
    inside = classes_a_day(data)
    found = set(inside.columns[inside.loc[data.day]])
    return {"classes": found, "days": int((inside.sum(axis="columns") > 1).sum())}


def where_they_meet(data):
    """Only the two classes that meet at the day."""
    found = as_printed(data)
    return found | {"classes": {min(found["classes"]), min(found["classes"]) + 1}}


def first_that_fits(data):
    """Only the first class that fits, as a spreadsheet would have it."""
    found = as_printed(data)
    return found | {"classes": {max(found["classes"])}}


def as_repaired(data):
    """Only the class the day should have by the lower bounds."""
    found = as_printed(data)
    return found | {"classes": {min(found["classes"])}}


def one_end_left_out(data):
    """The stretch counted as last day less first, so that one day is missing."""
    return as_printed(data) | {"days": as_printed(data)["days"] - 1}


def days_counted_twice(data):
    """Each overlap of two neighbours counted by itself and added up: the day in three classes twice."""
    return as_printed(data) | {"days": as_printed(data)["days"] + 1}


def only_the_bounds(data):
    """Only the days printed as a bound of two classes."""
    return as_printed(data) | {"days": len({*data.ranges["low"]} & {*data.ranges["high"].dropna()})}


CLASSES = {
    where_they_meet: ("These two meet at that day. But look at the upper bound of class 4 as well: nothing says that it has ended.",
                      "这两级在那一天相接。可是再看看 4 级的上限：它还没有结束。"),
    first_that_fits: ("That is the first class that fits. Go on down the table: as printed, others hold the day too.",
                      "这是头一个合适的等级。再往下看：照印出的表，还有别的等级也含这一天。"),
    as_repaired: ("That is the class by a repaired table. The question is what the table says as printed.",
                  "这是改好之后的等级。问的是照印出的表。"),
}  # fmt: skip
DAYS = {
    one_end_left_out: ("One day short. Both ends of a stretch count, and classes 2 and 1 share a day as well.",
                       "少了一天。一段的两头都要算；2 级和 1 级也共有一天。"),
    days_counted_twice: ("One day too many: the day in three classes is one day.",
                         "多了一天：同属三级的那一天，也只是一天。"),
    only_the_bounds: ("You counted the days on which two bounds meet. Between the lower bound of class 3 and the upper bound of class 4 every day is double.",
                      "你数的是上下限相接的那几天。从 3 级的下限到 4 级的上限，每一天都重复。"),
}  # fmt: skip

RIGHT_1 = ("Whoever builds a call list from this table calls some customers twice and cannot say which class they have.",
           "照这张表排名单，有的客户会算两遍，谁也说不清他到底是哪一级。")  # fmt: skip
by_classes = judge_same(
    as_printed, CLASSES, right=RIGHT_1,
    otherwise=("classes: put the day between the two bounds of each row in turn.", "classes：逐行看那一天在不在上下限之间。"),
    same=lambda value, other: value["classes"] == other["classes"],
)  # fmt: skip
by_days = judge_same(
    as_printed, DAYS, right=RIGHT_1,
    otherwise=("The classes are right. For days, count for every day how many classes hold it, then the days with more than one.",
               "classes 对了。days：先数每一天属于几个等级，再数有多少天不止一个。"),
    same=lambda value, other: value["days"] == other["days"],
)  # fmt: skip


def judge_table(value, data):
    """First the classes, then the days."""
    outcome = by_classes(value, data)
    if outcome[0] == "wrong" and len(outcome) == 2 and value["classes"] < as_printed(data)["classes"]:
        return "wrong", say("Those are right, but not all: another row holds the day too. The list may be as long as you need.",
                            "这些都对，可还没填全：另有一行也含这一天。列表要多长就多长。")  # fmt: skip
    return outcome if outcome[0] == "wrong" else by_days(value, data)


# rfm-2: place, row and column of a code, and how many are lost ------------------------------------------------


def at(place, data):
    """A place as the sheet has it, filled downward, with the number of lost codes."""
    down, across = (place - 1) % data.rows + 1, (place - 1) // data.rows + 1
    return {"place": place, "row": down, "column": across, "lost": lost(data)}


def lost(data):
    """How many of all codes are not in the printed corner."""
    return len(all_codes()) - data.printed_rows * data.printed_columns


def downward(data):
    """The key."""
    return at(int(all_codes()[data.code]), data)


def from_below(data):
    """Counted from the smallest code."""
    return at(len(all_codes()) + 1 - downward(data)["place"], data)


def from_zero(data):
    """The codes before it counted, not itself."""
    return at(downward(data)["place"] - 1, data)


def as_points(data):
    """The code read as a number of points, counted down from the largest."""
    return at(int(all_codes().index[0]) - int(data.code) + 1, data)


def digits_added(data):
    """The digits added up."""
    return at(sum(int(digit) for digit in data.code), data)


def across(data):
    """The sheet filled row by row."""
    columns = -(-len(all_codes()) // data.rows)
    place = downward(data)["place"]
    return downward(data) | {"row": (place - 1) // columns + 1, "column": (place - 1) % columns + 1}


def full_sheet(data):
    """The empty cells of the last column counted as lost codes."""
    columns = -(-len(all_codes()) // data.rows)
    return downward(data) | {"lost": columns * data.rows - data.printed_rows * data.printed_columns}


def printed_themselves(data):
    """The printed codes instead of the lost ones."""
    return downward(data) | {"lost": data.printed_rows * data.printed_columns}


PLACES = {
    from_below: ("You counted from the smallest. The sheet begins with 555.", "你是从最小的数起的。表从 555 开始。"),
    from_zero: ("That many codes stand before it. Its own place is one further.", "这是排在它前面的个数。它自己的位置还要加一。"),
    as_points: ("You took the code for a number and counted down by ones. After 551 comes 545, not 550: only the digits 1 to 5 occur.",
                "你把代码当成了数，一个一个往下数。551 之后是 545，不是 550：只有 1 到 5 这几个数字。"),
    digits_added: ("That is the sum of the digits. Many codes share it; a place belongs to one.",
                   "这是三位数字之和。许多代码的和都一样，位置却只属于一个。"),
}  # fmt: skip
CELL = {
    across: ("The place is right, but you filled the sheet row by row. It is filled downward, column by column.",
             "序号对了，可你是一行一行横着填的。这张表是一列一列往下填的。"),
}  # fmt: skip
LOST = {
    full_sheet: ("The place is right. For lost, you counted empty cells of the last column as codes: there are 125, however large the sheet.",
                 "位置对了。lost 里，你把最后一列的空格也当成了代码：表再大，代码也只有 125 个。"),
    printed_themselves: ("The place is right. But those are the printed codes; asked for are the lost ones.",
                         "位置对了。可这是印出的个数，问的是缺失的。"),
}  # fmt: skip

RIGHT_2 = ("A code has a place in an order and no size: codes cannot be added or subtracted.",
           "代码只表示次序，不表示大小，不能相加减。")  # fmt: skip
by_place = judge_same(
    downward, PLACES, right=RIGHT_2,
    otherwise=("place: 25 codes for each larger R, 5 for each larger F, 1 for each larger M, and then itself.",
               "place：R 每大一级 25 个，F 每大一级 5 个，M 每大一级 1 个，再加它自己。"),
    same=lambda value, other: value["place"] == other["place"],
)  # fmt: skip
by_cell = judge_same(
    downward, CELL, right=RIGHT_2,
    otherwise=("The place is right. Fill the columns downward, one full column after the other. There is no row 0: a place that fills a column to its end is that column's last row.",
               "序号对了。一列一列往下填，填满一列再填下一列。没有第 0 行：恰好填满一列的序号，就是那一列的最后一行。"),
    same=lambda value, other: (value["row"], value["column"]) == (other["row"], other["column"]),
)  # fmt: skip
by_lost = judge_same(
    downward, LOST, right=RIGHT_2,
    otherwise=("The place is right. lost is all codes less the printed ones.", "位置对了。lost 是全部代码减去印出的。"),
    same=lambda value, other: value["lost"] == other["lost"],
)  # fmt: skip


def judge_sheet(value, data):
    """First the place, then where it stands, then how many are lost."""
    for judge in (by_place, by_cell):
        outcome = judge(value, data)
        if outcome[0] == "wrong":
            return outcome
    return by_lost(value, data)


# rfm-3: which cell the coupon moved, by how much, and what 100 messages gain ---------------------------------

WHY = "The best cell buys anyway; only the hold-out shows what the coupon caused, and the interval leaves zero out."


def shares(data):
    """By cell, the shares of those sent a coupon and of those held out who bought."""
    counts = zip(data.groups.index, data.groups.to_numpy().tolist(), strict=True)
    return {cell: (x / n, y / k) for cell, (n, x, k, y) in counts}


def answer(data, moved, lift=None):
    """An answer with this cell and, unless another is given, its lift and gain."""
    sent, held_out = shares(data)[moved]
    lift = sent - held_out if lift is None else lift
    return {"moved": moved, "lift": lift, "gain": gain(data, sent, lift), "why": WHY}


def gain(data, bought, lift):
    """What 100 messages earn: margin on the orders they cause, less the coupons of all who buy, less the messages."""
    return 100 * (lift * data.margin - bought * data.coupon - data.message)


def leaves_zero_out(n, x, k, y):
    """Whether the interval of a cell's lift leaves zero out: two Wilson intervals, put together as Newcombe does."""
    p, q = x / n, y / k
    (a, b), (c, d) = wilson(x, n), wilson(y, k)
    return (p - q) ** 2 > ((p - a) ** 2 + (d - q) ** 2 if p > q else (b - p) ** 2 + (q - c) ** 2)


def the_cell(data):
    """The cell whose interval leaves zero out."""
    counts = zip(data.groups.index, data.groups.to_numpy().tolist(), strict=True)
    return next(cell for cell, each in counts if leaves_zero_out(*each))


def moved(data):
    """The key."""
    return answer(data, the_cell(data))


def best_cell(data):
    """The cell that buys most, with its true lift."""
    found = shares(data)
    return answer(data, max(found, key=lambda cell: found[cell][0]))


def no_hold_out(data):
    """The best cell against all others who were sent a coupon; nobody looks at the hold-out."""
    best = best_cell(data)["moved"]
    others = data.groups.drop(best)
    rest = int(others["sent_bought"].sum()) / int(others["sent"].sum())
    return answer(data, best, shares(data)[best][0] - rest)


def largest_ratio(data):
    """The cell where the coupon multiplies most, however few they are."""
    found = shares(data)
    return answer(data, max(found, key=lambda cell: found[cell][0] / found[cell][1]))


def share_itself(data):
    """The share of those sent a coupon who bought, taken for the lift."""
    return answer(data, the_cell(data), shares(data)[the_cell(data)][0])


def heads(data):
    """Heads subtracted, though the groups differ in size."""
    n, x, _, y = data.groups.loc[the_cell(data)].tolist()
    return answer(data, the_cell(data), (x - y) / n)


def as_a_ratio(data):
    """By what part the share grew, instead of by how many points."""
    sent, held_out = shares(data)[the_cell(data)]
    return answer(data, the_cell(data), sent / held_out - 1)


def all_credited(data):
    """The margin of all who bought credited to the coupon."""
    bought = shares(data)[the_cell(data)][0]
    return moved(data) | {"gain": gain(data, bought, bought)}


def coupons_of_the_won(data):
    """Coupons counted only for those the coupon won."""
    lift = moved(data)["lift"]
    return moved(data) | {"gain": gain(data, lift, lift)}


def margin_alone(data):
    """Neither coupons nor messages taken off."""
    return moved(data) | {"gain": 100 * moved(data)["lift"] * data.margin}


CELLS = {
    no_hold_out: ("You compared the best cell with other kinds of buyers. It would buy more without any coupon: compare it with its own hold-out.",
                  "你拿最好的一组跟别的人比。不发券它也买得多：要跟它自己的对照组比。"),
    best_cell: ("This cell buys most, but its hold-out buys nearly as much, and the interval of its lift holds zero.",
                "这一组买得最多，可它的对照组也差不多，提升的区间含零。"),
    largest_ratio: ("Here the share multiplied most, on very few buyers: the interval of the lift holds zero.",
                    "这一组的倍数最大，可人数很少：提升的区间含零。"),
}  # fmt: skip
LIFTS = {
    share_itself: ("The cell is right. But that is the share of those sent a coupon who bought; many of them would have bought without it.",
                   "组选对了。可这是发券组的购买率，其中不少人不发券也会买。"),
    heads: ("The cell is right. But you subtracted heads, and the two groups are not equally large: subtract shares.",
            "组选对了。可你减的是人数，而两组人数不同：要减比例。"),
    as_a_ratio: ("The cell is right. That is by what part the share grew; the lift is the difference of the two shares.",
                 "组选对了。这是购买率增长了几成；提升是两个购买率之差。"),
}  # fmt: skip
GAINS = {
    all_credited: ("Cell and lift are right. For gain, you credited the coupon with all who bought; it caused only the lift.",
                   "组和提升都对。gain 里，你把所有购买都算成券的功劳；券带来的只有提升那一部分。"),
    coupons_of_the_won: ("Cell and lift are right. But everybody with a coupon who buys uses it, also those who would have bought anyway.",
                          "组和提升都对。可是凡收到券又购买的人都会用券，本来就会买的也不例外。"),
    margin_alone: ("Cell and lift are right. Take off the coupons and the messages.", "组和提升都对。还要减去优惠券和短信的成本。"),
}  # fmt: skip

RIGHT_3 = ("Cell, lift and gain are right. What you tell Fang Ning a person reads: compare it with the three points in the task.",
           "组、提升和收益都对。你对方宁说的话由人来读：请对照题目里的三点。")  # fmt: skip
by_gain = judge_same(
    moved, GAINS, right=RIGHT_3,
    otherwise=("Cell and lift are right. gain: orders the coupon causes times the margin, less the coupons of all who have one and buy, less 100 messages.",
               "组和提升都对。gain：券带来的订单 × 毛利，减去所有收券购买者用掉的优惠券，再减 100 条短信的成本。"),
    same=same_numbers(2, leave_out=("moved", "lift", "why")),
)  # fmt: skip
OPEN_3 = ("The figures are right. Your reasons are still to be written; a person reads them.",
          "数字都对。理由还没有写，要由人来读。")  # fmt: skip


def judge_campaign(value, data):
    """First the cell, then its lift, then the gain; the words are for a person to read."""
    key = moved(data)
    if value["moved"] != key["moved"]:
        return judge_cell(value, data)
    if not near(value["lift"], key["lift"], 0.005):
        return judge_lift(value, data)
    outcome = by_gain(value, data)
    if outcome[0] == "wrong" and len(outcome) == 2:
        outcome = judge_gain(value, data) or outcome
    return ("right", say(*OPEN_3)) if outcome[0] == "right" and not value["why"] else outcome


def judge_gain(value, data):
    """A gain from the lift as it was answered is right; two slips are told."""
    bought = shares(data)[value["moved"]][0]
    if any(near(value["gain"], gain(data, share, value["lift"]), 2) for share in (bought, round(bought, 2))):
        return "right", say(*RIGHT_3)
    true = moved(data)["gain"]
    if near(value["gain"], true + 100 * data.message, 2):
        return "wrong", say(
            "Cell and lift are right. In gain the cost of the messages is still missing.",
            "组和提升都对。gain 里还没有减去短信的成本。",
        )
    if near(value["gain"], true / 100, 0.05):
        return "wrong", say(
            "Cell and lift are right. That is the gain of one message; asked for are 100.",
            "组和提升都对。这是一条短信的收益，问的是 100 条。",
        )
    return None


def judge_cell(value, data):
    """Why the cell is another; where the cell is the best, its lift tells whether a hold-out was looked at."""
    for mistake, reason in CELLS.items():
        wrong = mistake(data)
        if value["moved"] == wrong["moved"] and near(value["lift"], wrong["lift"], 0.005):
            return "wrong", say(*reason), mistake.__name__
    for mistake in (best_cell, largest_ratio):
        if value["moved"] == mistake(data)["moved"]:
            return "wrong", say(*CELLS[mistake]), mistake.__name__
    return "wrong", say("In this cell the interval of the lift holds zero.", "这一组，提升的区间含零。")


def judge_lift(value, data):
    """The right cell with another lift."""
    for mistake, reason in LIFTS.items():
        if near(value["lift"], mistake(data)["lift"], 0.005):
            return "wrong", say(*reason), mistake.__name__
    return "wrong", say("The cell is right. lift: the share of those sent a coupon who bought, less that of those held out, as a fraction.",
                        "组选对了。lift：发券组的购买率减去对照组的购买率，写成小数。")  # fmt: skip


KEYS = {"rfm-1": as_printed, "rfm-2": downward, "rfm-3": moved}
MISTAKES = {"rfm-1": CLASSES | DAYS, "rfm-2": PLACES | CELL | LOST, "rfm-3": CELLS | LIFTS | GAINS}
JUDGES = {"rfm-1": judge_table, "rfm-2": judge_sheet, "rfm-3": judge_campaign}
RUBRICS = {
    "rfm-3": [
        (1, "Says why the cell that buys most proves nothing: its hold-out buys nearly as much.",
            "说明买得最多的一组为什么不能作证：它的对照组也差不多。"),
        (1, "Says how sure it is, from the interval or its lower end, not from the lift alone.",
            "根据区间或区间下限说明有多大把握，而不只看提升本身。"),
        (1, "Says what to do now (who gets the coupon, who is held out, or to stop) and which result would change it.",
            "说明现在怎么办（发给谁、留谁作对照，或者不发），以及什么结果会改变主意。"),
    ],
}  # fmt: skip
