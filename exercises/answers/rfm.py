"""Key and misconceptions of lesson 6's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises.judging import Answer, answers, shown_by
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


def _with_classes(data, change):
    """The key with other classes: ``change`` makes them of the right ones."""
    key = as_printed(data)
    return key | {"classes": change(key["classes"])}


def _days_off(data, by):
    """The key with as many days more."""
    key = as_printed(data)
    return key | {"days": key["days"] + by}


def where_they_meet(data):
    """Only the two classes that meet at the day."""
    return _with_classes(data, lambda found: {min(found), min(found) + 1})


def first_that_fits(data):
    """Only the first class that fits, as a spreadsheet would have it."""
    return _with_classes(data, lambda found: {max(found)})


def as_repaired(data):
    """Only the class the day should have by the lower bounds."""
    return _with_classes(data, lambda found: {min(found)})


@shown_by(lambda value, data: value["classes"] < as_printed(data)["classes"])
def some_of_them(data):
    """Some of the right classes."""
    return _with_classes(data, lambda found: found - {min(found)})


@shown_by(lambda value, data: bool(value["classes"] - as_printed(data)["classes"]))
def one_that_does_not_hold(data):
    """A class whose bounds do not hold the day."""
    return _with_classes(data, lambda found: found | {max(found) + 1})


def one_end_left_out(data):
    """The stretch counted as last day less first, so that one day is missing."""
    return _days_off(data, -1)


def days_counted_twice(data):
    """Each overlap of two neighbours counted by itself and added up: the day in three classes twice."""
    return _days_off(data, 1)


def pairs_of_classes(data):
    """Each pair of classes counted that shares a day: the day in three classes three times."""
    return _days_off(data, 2)


def only_the_bounds(data):
    """Only the days printed as a bound of two classes."""
    return as_printed(data) | {"days": len({*data.ranges["low"]} & {*data.ranges["high"].dropna()})}


@shown_by(lambda value, data: value["days"] < len(data.ranges))
def overlaps(data):
    """The overlaps counted instead of their days."""
    return as_printed(data) | {"days": len(data.ranges) - 1}


@shown_by(lambda value, data: value["days"] > as_printed(data)["days"] + 2)
def once_as_well(data):
    """The days that belong to one class only, where they are the more."""
    days = int((classes_a_day(data).sum(axis="columns") == 1).sum())
    return as_printed(data) | {"days": days} if days > as_printed(data)["days"] + 2 else None


CLASSES = {
    where_they_meet: ("These two meet at that day. But look at the upper bound of class 4 as well: nothing says that it has ended.",
                      "这两级在那一天相接。可是再看看 4 级的上限：它还没有结束。"),
    first_that_fits: ("That is the first class that fits. Go on down the table: as printed, others hold the day too.",
                      "这是头一个合适的等级。再往下看：照印出的表，还有别的等级也含这一天。"),
    as_repaired: ("That is the class by a repaired table. The question is what the table says as printed.",
                  "这是改好之后的等级。问的是照印出的表。"),
    some_of_them: ("Those are right, but not all: another row holds the day too. The list may be as long as you need.",
                   "这些都对，可还没填全：另有一行也含这一天。列表要多长就多长。"),
    one_that_does_not_hold: ("One of these does not hold the day: put the day between the two bounds of each row in turn.",
                             "其中有一级不含这一天：逐行看那一天在不在上下限之间。"),
}  # fmt: skip
DAYS = {
    one_end_left_out: ("One day short. Both ends of a stretch count, and classes 2 and 1 share a day as well.",
                       "少了一天。一段的两头都要算；2 级和 1 级也共有一天。"),
    days_counted_twice: ("One day too many: the day in three classes is one day.",
                         "多了一天：同属三级的那一天，也只是一天。"),
    pairs_of_classes: ("You counted pairs of classes. The day in three classes makes three pairs, and is still one day.",
                       "你数的是成对的等级。同属三级的那一天有三对，可还是一天。"),
    only_the_bounds: ("You counted the days on which two bounds meet. Between the lower bound of class 3 and the upper bound of class 4 every day is double.",
                      "你数的是上下限相接的那几天。从 3 级的下限到 4 级的上限，每一天都重复。"),
    overlaps: ("You counted places where classes overlap. Asked for are the days in them: one of the overlaps is many days long.",
               "你数的是有几处重叠。问的是重叠的天数：其中一处有许多天。"),
    once_as_well: ("Days are among these that belong to one class only. Count for every day how many classes hold it, then those with more than one.",
                   "这里面有只属于一个等级的日子。先数每一天属于几个等级，再数不止一个的。"),
}  # fmt: skip


# rfm-2: place, row and column of a code, and how many are lost ------------------------------------------------


def _cell(place, rows):
    """Row and column of a place on a sheet filled downward."""
    return {"row": (place - 1) % rows + 1, "column": (place - 1) // rows + 1}


def _at(place, data):
    """A place as the sheet has it, with the number of lost codes."""
    lost = len(all_codes()) - data.printed_rows * data.printed_columns
    return {"place": place, **_cell(place, data.rows), "lost": lost}


def _place(data):
    return int(all_codes()[data.code])


def _columns(data):
    """The columns of the whole sheet."""
    return -(-len(all_codes()) // data.rows)


def downward(data):
    """The key."""
    return _at(_place(data), data)


def from_below(data):
    """Counted from the smallest code."""
    return _at(len(all_codes()) + 1 - _place(data), data)


def from_zero(data):
    """The codes before it counted, not itself."""
    return _at(_place(data) - 1, data)


def one_too_far(data):
    """One place too far."""
    return _at(_place(data) + 1, data)


def as_points(data):
    """The code read as a number of points, counted down from the largest."""
    return _at(int(all_codes().index[0]) - int(data.code) + 1, data)


def digits_added(data):
    """The digits added up."""
    return _at(sum(int(digit) for digit in data.code), data)


def read_backwards(data):
    """The last digit taken as the one that changes most slowly."""
    backwards = data.code[::-1]
    return None if backwards == data.code else _at(int(all_codes()[backwards]), data)


def row_and_column_exchanged(data):
    """The row given as column and the column as row."""
    key = downward(data)
    return key | {"row": key["column"], "column": key["row"]}


def across(data):
    """The sheet filled row by row."""
    turned = _cell(_place(data), _columns(data))
    return downward(data) | {"row": turned["column"], "column": turned["row"]}


def quotient_and_remainder(data):
    """What a division leaves, taken as it is: the last row of a column would be row 0 of the next."""
    return downward(data) | {"row": _place(data) % data.rows, "column": _place(data) // data.rows}


def rows_from_zero(data):
    """Rows and columns counted from zero."""
    key = downward(data)
    return key | {"row": key["row"] - 1, "column": key["column"] - 1}


def _of_other_lengths(data):
    """The cells of the place on sheets whose columns are longer or shorter."""
    lengths = [15, *(rows for rows in range(5, 51) if rows != 15)]
    return [_cell(_place(data), rows) for rows in lengths if rows != data.rows]


@shown_by(lambda value, data: {"row": value["row"], "column": value["column"]} in _of_other_lengths(data))
def another_sheet(data):
    """The sheet of the lesson, whose columns are of another length."""
    key, others = downward(data), (across, row_and_column_exchanged, quotient_and_remainder, rows_from_zero)
    wrong = [key, *(other(data) for other in others)]
    return next(key | cell for cell in _of_other_lengths(data) if key | cell not in wrong)


def full_sheet(data):
    """The empty cells of the last column counted as lost codes."""
    return downward(data) | {"lost": _columns(data) * data.rows - data.printed_rows * data.printed_columns}


def printed_themselves(data):
    """The printed codes instead of the lost ones."""
    return downward(data) | {"lost": data.printed_rows * data.printed_columns}


def _rows_or_columns(data):
    """What is left of all codes without whole rows or columns, or without the numbers of these."""
    printed = (data.printed_columns * data.rows, data.printed_rows * _columns(data), data.printed_rows, data.printed_columns,
               data.printed_rows + data.printed_columns)  # fmt: skip
    return [len(all_codes()) - each for each in printed]


@shown_by(lambda value, data: value["lost"] in _rows_or_columns(data))
def whole_columns(data):
    """All rows of the printed columns taken as printed."""
    return downward(data) | {"lost": _rows_or_columns(data)[0]}


@shown_by(lambda value, data: abs(value["lost"] - downward(data)["lost"]) == 1)
def lost_by_one(data):
    """One lost code too few."""
    key = downward(data)
    return key | {"lost": key["lost"] - 1}


PLACES = {
    from_below: ("You counted from the smallest. The sheet begins with 555.", "你是从最小的数起的。表从 555 开始。"),
    from_zero: ("That many codes stand before it. Its own place is one further.", "这是排在它前面的个数。它自己的位置还要加一。"),
    one_too_far: ("One too far: the first code has place 1, so add itself once only.", "多数了一个：第一个编码的序号是 1，它自己只加一次。"),
    as_points: ("You took the code for a number and counted down by ones. After 551 comes 545, not 550: only the digits 1 to 5 occur.",
                "你把编码当成了数，一个一个往下数。551 之后是 545，不是 550：只有 1 到 5 这几个数字。"),
    read_backwards: ("You read the code from its last digit. From one code to the next it is the last digit that falls first; the first digit changes most slowly.",
                     "你是从最后一位读起的。从一个编码到下一个，先变的是最后一位；第一位变得最慢。"),
    digits_added: ("That is the sum of the digits. Many codes share it; a place belongs to one.",
                   "这是三位数字之和。许多编码的和都一样，位置却只属于一个。"),
}  # fmt: skip
CELL = {
    row_and_column_exchanged: ("Row and column are exchanged: the row says how far down, the column how far to the right.",
                               "行和列填反了：row 是从上往下第几行，column 是从左往右第几列。"),
    across: ("You filled the sheet row by row. It is filled downward, column by column.",
             "你是一行一行横着填的。这张表是一列一列往下填的。"),
    quotient_and_remainder: ("That is a division as it stands. Take one off the place before you divide and add one to both results: rows and columns begin with 1.",
                             "这是直接做除法的结果。先把序号减一再除，商和余数各加一：行和列都从 1 数起。"),
    rows_from_zero: ("You counted rows and columns from zero. The first ones are row 1 and column 1.",
                     "你的行和列是从零数起的。第一行是 1，第一列也是 1。"),
    another_sheet: ("This is the cell on a sheet with columns of another length. Under the task stands how many rows yours has.",
                    "这是另一种长度的列上的位置。你的表一列有几行，写在题目下面。"),
}  # fmt: skip
LOST = {
    full_sheet: ("You counted empty cells of the last column as codes: there are 125, however large the sheet.",
                 "你把最后一列的空格也当成了编码：表再大，编码也只有 125 个。"),
    printed_themselves: ("Those are the printed codes; asked for are the lost ones.", "这是印出的个数，问的是缺失的。"),
    whole_columns: ("Printed are neither whole columns nor whole rows, only the corner in which both meet: so many rows of each of so many columns.",
                    "印出的不是整列，也不是整行，只是行列相交的那一角：每列只印前几行，也只印前几列。"),
    lost_by_one: ("One off. There are 125 codes, and the printed corner has its rows times its columns of them.",
                  "差了一个。编码共 125 个，印出的是那一角的行数乘列数。"),
}  # fmt: skip


# rfm-3: which cell the coupon moved, by how much, and what 100 messages gain ---------------------------------

WHY = "The best cell buys anyway; only the hold-out shows what the coupon caused, and the interval leaves zero out."


def shares(data):
    """By cell, the shares of those sent a coupon and of those held out who bought."""
    counts = zip(data.groups.index, data.groups.to_numpy().tolist(), strict=True)
    return {cell: (x / n, y / k) for cell, (n, x, k, y) in counts}


def gain(data, bought, lift):
    """What 100 messages earn: margin on the orders they cause, less the coupons of all who buy, less the messages."""
    return 100 * (lift * data.margin - bought * data.coupon - data.message)


def _answer(data, moved, lift=None):
    """An answer with this cell and, unless another is given, its lift and gain."""
    sent, held_out = shares(data)[moved]
    lift = sent - held_out if lift is None else lift
    return {"moved": moved, "lift": lift, "gain": gain(data, sent, lift), "why": WHY}


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
    return _answer(data, the_cell(data))


def gain_of_the_lift_given(value, data):
    """The gain worked out of the lift as it was answered, and of a share rounded to two places."""
    bought = shares(data)[value["moved"]][0]
    return {"gain": [gain(data, share, value["lift"]) for share in (bought, round(bought, 2))]}


def best_cell(data):
    """The cell that buys most, with its true lift."""
    found = shares(data)
    return _answer(data, max(found, key=lambda cell: found[cell][0]))


def no_hold_out(data):
    """The best cell against all others who were sent a coupon; nobody looks at the hold-out."""
    best = best_cell(data)["moved"]
    others = data.groups.drop(best)
    rest = int(others["sent_bought"].sum()) / int(others["sent"].sum())
    return _answer(data, best, shares(data)[best][0] - rest)


def largest_ratio(data):
    """The cell where the coupon multiplies most, however few they are."""
    found = shares(data)
    return _answer(data, max(found, key=lambda cell: found[cell][0] / found[cell][1]))


@shown_by(lambda value, data: True)
def not_sure(data):
    """A cell whose lift may be chance."""
    taken = {the_cell(data), best_cell(data)["moved"], largest_ratio(data)["moved"]}
    return _answer(data, next(cell for cell in data.groups.index if cell not in taken))


def share_itself(data):
    """The share of those sent a coupon who bought, taken for the lift."""
    return _answer(data, the_cell(data), shares(data)[the_cell(data)][0])


def heads(data):
    """Heads subtracted, though the groups differ in size."""
    n, x, _, y = data.groups.loc[the_cell(data)].tolist()
    return _answer(data, the_cell(data), (x - y) / n)


def as_a_ratio(data):
    """By what part the share grew, instead of by how many points."""
    sent, held_out = shares(data)[the_cell(data)]
    return _answer(data, the_cell(data), sent / held_out - 1)


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


def coupons_forgotten(data):
    """No coupon taken off."""
    return moved(data) | {"gain": gain(data, 0, moved(data)["lift"])}


def messages_forgotten(data):
    """The messages not taken off."""
    return moved(data) | {"gain": moved(data)["gain"] + 100 * data.message}


def coupon_for_everybody(data):
    """A coupon taken off for everybody who was sent one, whether they buy or not."""
    return moved(data) | {"gain": gain(data, 1, moved(data)["lift"])}


def of_one_message(data):
    """The gain of one message."""
    return moved(data) | {"gain": moved(data)["gain"] / 100}


def of_the_whole_cell(data):
    """The gain of all messages sent to the cell."""
    sent = int(data.groups.at[the_cell(data), "sent"])
    return moved(data) | {"gain": moved(data)["gain"] / 100 * sent}


CELLS = {
    no_hold_out: ("You compared the best cell with other kinds of buyers. It would buy more without any coupon: compare it with its own hold-out.",
                  "你拿最好的一组跟别的人比。不发券它也买得多：要跟它自己的对照组比。"),
    best_cell: ("This cell buys most, but its hold-out buys nearly as much, and the interval of its lift holds zero.",
                "这一组买得最多，可它的对照组也差不多，提升的区间含零。"),
    largest_ratio: ("Here the share multiplied most, on very few buyers: the interval of the lift holds zero.",
                    "这一组的倍数最大，可人数很少：提升的区间含零。"),
    not_sure: ("In this cell the interval of the lift holds zero: it may be chance.", "这一组，提升的区间含零：可能只是偶然。"),
}  # fmt: skip
LIFTS = {
    share_itself: ("That is the share of those sent a coupon who bought; many of them would have bought without it.",
                   "这是发券组的购买率，其中不少人不发券也会买。"),
    heads: ("You subtracted heads, and the two groups are not equally large: subtract shares.",
            "你减的是人数，而两组人数不同：要减比例。"),
    as_a_ratio: ("That is by what part the share grew; the lift is the difference of the two shares.",
                 "这是购买率增长了几成；提升是两个购买率之差。"),
}  # fmt: skip
GAINS = {
    all_credited: ("You credited the coupon with all who bought; it caused only the lift.",
                   "你把所有购买都算成券的功劳；券带来的只有提升那一部分。"),
    coupons_of_the_won: ("Everybody with a coupon who buys uses it, also those who would have bought anyway.",
                          "凡收到券又购买的人都会用券，本来就会买的也不例外。"),
    margin_alone: ("Take off the coupons and the messages.", "还要减去优惠券和短信的成本。"),
    coupons_forgotten: ("The coupons are not taken off yet: one for everybody who has one and buys.",
                         "还没有减去优惠券：收到券又购买的，每人一张。"),
    messages_forgotten: ("The cost of the messages is still missing.", "还没有减去短信的成本。"),
    coupon_for_everybody: ("Not everybody uses the coupon: only those who buy.", "不是收到券的人都用券，只有购买的才用。"),
    of_one_message: ("That is the gain of one message; asked for are 100.", "这是一条短信的收益，问的是 100 条。"),
    of_the_whole_cell: ("That is the gain of all messages sent to the cell; asked for are 100.", "这是这一组全部短信的收益，问的是 100 条。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    rfm_1=Answer(
        as_printed, CLASSES | DAYS,
        right=("Whoever builds a call list from this table calls some customers twice and cannot say which class they have.",
               "照这张表排名单，有的客户会算两遍，谁也说不清他到底是哪一级。"),
        otherwise={
            "classes": ("Put the day between the two bounds of each row in turn.", "逐行看那一天在不在上下限之间。"),
            "days": ("Count for every day how many classes hold it, then the days with more than one.",
                     "先数每一天属于几个等级，再数有多少天不止一个。"),
        },
    ),
    rfm_2=Answer(
        downward, PLACES | CELL | LOST,
        right=("A code has a place in an order and no size: codes cannot be added or subtracted.",
               "编码只表示次序，不表示大小，不能相加减。"),
        otherwise={
            "place": ("25 codes for each larger R, 5 for each larger F, 1 for each larger M, and then itself.",
                      "R 每大一级 25 个，F 每大一级 5 个，M 每大一级 1 个，再加它自己。"),
            "row column": ("Fill the columns downward, one full column after the other. A place that fills a column to its end is that column's last row.",
                           "一列一列往下填，填满一列再填下一列。恰好填满一列的序号，就是那一列的最后一行。"),
            "lost": ("lost is all codes less the printed ones.", "lost 是全部编码减去印出的。"),
        },
    ),
    rfm_3=Answer(
        moved, CELLS | LIFTS | GAINS, within={"lift": 0.005, "gain": 2}, follows=gain_of_the_lift_given,
        right=("Cell, lift and gain are right.", "组、提升和收益都对。"),
        otherwise={
            "moved": ("", ""),
            "lift": ("The share of those sent a coupon who bought, less that of those held out, as a fraction.",
                     "发券组的购买率减去对照组的购买率，写成小数。"),
            "gain": ("Orders the coupon causes times the margin, less the coupons of all who have one and buy, less 100 messages.",
                     "券带来的订单 × 毛利，减去所有收券购买者用掉的优惠券，再减 100 条短信的成本。"),
        },
        rubric=(
            (1, "Says why the cell that buys most proves nothing: its hold-out buys nearly as much.",
                "说明买得最多的一组为什么不能作证：它的对照组也差不多。"),
            (1, "Says how sure it is, from the interval or its lower end, not from the lift alone.",
                "根据区间或区间下限说明有多大把握，而不只看提升本身。"),
            (1, "Says what to do now (who gets the coupon, who is held out, or to stop) and which result would change it.",
                "说明现在怎么办（发给谁、留谁作对照，或者不发），以及什么结果会改变主意。"),
        ),
    ),
)  # fmt: skip
