"""The exercises of lesson 6: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, WrongKind, answer_of, choice, number, several, whole_number
from casekit.look import labelled
from casekit.rfm import wilson

CELLS = ["555", "454", "512", "155"]
GROUPS = ["sent", "sent_bought", "held_out", "held_out_bought"]


# rfm-1: a class table with one bound misprinted ---------------------------------------------------------------


def table(draw=None):
    """A printed class table: ``ranges`` (by class: ``low``, ``high``, days, both included) and a ``day`` to look up.

    The fault is the one of the book: class 4 runs on to the end of class 3, and neighbours share their bounds.
    """
    first, begin, end, last = (9, 20, 45, 90) if draw is None else _bounds(draw)
    return SimpleNamespace(
        ranges=labelled(
            pd.DataFrame(
                {"low": [0, first + 1, begin, end, last], "high": pd.array([first, end, end, last, None], dtype="Int64")},
                index=pd.Index([5, 4, 3, 2, 1], name="r_class"),
            ),
            low=(say("from", "起"), say("days", "天")), high=(say("to", "止"), say("days", "天")),
        ),
        day=end,
    )  # fmt: skip


def _bounds(draw):
    return draw.between(4, 14), draw.between(16, 40), draw.between(44, 80), draw.between(90, 180)


classes_and_days = answer_of(classes=several([5, 4, 3, 2, 1]), days=whole_number(0, 1000))


# rfm-2: a code and its place on a sheet -----------------------------------------------------------------------


def sheet(draw=None):
    """A sheet of all 125 codes: your ``code``, the ``rows`` of a column, and of the printed corner ``printed_rows`` and ``printed_columns``."""
    code, rows, down, across = ("352", 18, 6, 4) if draw is None else draw.until(_code_and_sheet, _well_posed)
    return SimpleNamespace(code=code, rows=rows, printed_rows=down, printed_columns=across)


def _code_and_sheet(draw):
    code = "".join(str(draw.between(1, 5)) for _ in range(3))
    rows = draw.one_of([*range(9, 15), *range(16, 25)])
    return code, rows, draw.between(3, 7), draw.between(2, 124 // rows)


def _well_posed(made):
    """No usual slip leads to the right place, row and column or to the right number of lost codes."""
    code, rows, down, across = made
    r, f, m = (int(digit) for digit in code)
    place = 25 * (5 - r) + 5 * (5 - f) + (5 - m) + 1
    row, column = (place - 1) % rows + 1, (place - 1) // rows + 1
    slips = {place, 126 - place, place - 1, 556 - int(code), r + f + m}
    columns = -(-125 // rows)
    turned = (place - 1) // columns + 1, (place - 1) % columns + 1
    return (
        len(slips) == 5
        and 20 < place < 110
        and row != column
        and (row, column) not in (turned, turned[::-1])
        and 125 % rows
        and columns * rows != 2 * down * across
    )


place_on_the_sheet = answer_of(**dict.fromkeys(["place", "row", "column", "lost"], whole_number(0, 1000)))


# rfm-3: a coupon with a hold-out ------------------------------------------------------------------------------


def campaign(draw=None):
    """A coupon sent to four cells: ``groups``, and in yuan the ``margin`` of an order, the ``coupon``, a ``message``."""
    counts = [[300, 174, 150, 84], [300, 120, 150, 39], [300, 54, 150, 26], [300, 24, 150, 6]]
    margin, coupon = 36, 6
    if draw is not None:
        counts = draw.until(_four_cells, _one_cell_moved)
        margin, coupon = draw.between(32, 48), draw.between(5, 7)
    groups = pd.DataFrame(counts, index=pd.Index(CELLS, name="code"), columns=GROUPS)
    return SimpleNamespace(groups=groups, margin=margin, coupon=coupon, message=0.05)


def _four_cells(draw):
    """Sent a coupon, bought, held out, bought, in each cell; only the second or the third cell is moved much."""
    sent, held_out = draw.between(240, 400, 20), draw.between(120, 200, 10)
    base = [draw.between(50, 60), draw.between(22, 32), draw.between(14, 22), draw.between(3, 5)]
    adds = [draw.between(0, 3), draw.between(0, 2), draw.between(0, 2), draw.between(3, 5)]
    adds[draw.between(1, 2)] = draw.between(12, 18)
    return [
        [sent, round(sent * (b + a) / 100), held_out, round(held_out * b / 100)]
        for b, a in zip(base, adds, strict=True)
    ]


def _one_cell_moved(made):
    """One interval leaves zero out; the largest share, ratio and difference of counts belong to other cells; lifts differ."""
    lifts = [x / n - y / k for n, x, k, y in made]
    sure = [place for place, cell in enumerate(made) if _lower_end(*cell) > 0]
    if len(sure) != 1 or lifts.index(max(lifts)) != sure[0] or sure[0] == 0:
        return False
    ratios, counts = [(x / n) / (y / k) for n, x, k, y in made], [x - y for _, x, _, y in made]
    n, x, k, y = made[sure[0]]
    of_others = [sum(cell[at] for cell in made[1:]) for at in (0, 1)]
    values = [
        max(lifts), ratios[sure[0]] - 1, (x - y) / n, x / n, lifts[0], lifts[3],
        made[0][1] / made[0][0] - of_others[1] / of_others[0],
    ]  # fmt: skip
    return ratios.index(max(ratios)) == 3 and counts.index(max(counts)) == 0 and far_apart(values, 0.012)


def _lower_end(n, x, k, y):
    p, q = x / n, y / k
    return p - q - ((p - wilson(x, n)[0]) ** 2 + (wilson(y, k)[1] - q) ** 2) ** 0.5


def lift(answer, data=None):
    """A difference of two shares, as a fraction."""
    value = number(answer)
    if not -2 <= value <= 2:
        raise WrongKind(say(f"A fraction is wanted, such as 0.25 for 25 points; found {value:g}.",
                            f"要填小数，25 个百分点写成 0.25；这里是 {value:g}。"))  # fmt: skip
    return value


moved_and_why = answer_of(moved=choice(lambda data: data.groups.index), lift=lift, gain=number, reasons=True)


EXERCISES = {
    "rfm-1": ExerciseSpec(
        ("A table that counts twice", "一张重复计数的表"),
        table, classes_and_days,
        (
            ("Ask each row: `low <= day` and `day <= high`, both ends included? The last class has no upper bound.",
             "逐行问：`low <= day` 且 `day <= high` 吗？两端都算。最后一级没有上限。"),
            ("`casekit.rfm.belongs(range(200), q1.data.ranges)` asks it for every day; `.sum(axis=\"columns\")` counts the classes of each.",
             "`casekit.rfm.belongs(range(200), q1.data.ranges)` 对每一天都问一遍；`.sum(axis=\"columns\")` 数出每天属于几个等级。"),
            ("The number of days is `(casekit.rfm.belongs(range(200), q1.data.ranges).sum(axis=\"columns\") > 1).sum()`. A day counts once, in however many classes it is.",
             "天数就是 `(casekit.rfm.belongs(range(200), q1.data.ranges).sum(axis=\"columns\") > 1).sum()`。一天不管同属几个等级，只算一天。"),
        ),
        points=2, read=("A class table, as printed", "课件原表"),
    ),
    "rfm-2": ExerciseSpec(
        ("A code and its place", "一个编码和它的位置"),
        sheet, place_on_the_sheet,
        (
            ("The codes go down from 555: 555, 554, 553, 552, 551, and then? Only the digits 1 to 5 occur.",
             "编码从 555 往下排：555、554、553、552、551，接下来呢？只有 1 到 5 这几个数字。"),
            ("Before your code come 25 codes for each larger R, 5 for each larger F with the same R, 1 for each larger M.",
             "排在你的编码之前的：R 每大一级有 25 个，R 相同而 F 每大一级有 5 个，M 每大一级有 1 个。"),
            ("`place = casekit.rfm.all_codes()[q2.data.code]`. The sheet is filled downward: `row = (place - 1) % q2.data.rows + 1` and `column = (place - 1) // q2.data.rows + 1`.",
             "`place = casekit.rfm.all_codes()[q2.data.code]`。表是自上而下写的：`row = (place - 1) % q2.data.rows + 1`，`column = (place - 1) // q2.data.rows + 1`。"),
        ),
        points=3, read=("The sheet of codes", "编码表的由来"),
    ),
    "rfm-3": ExerciseSpec(
        ("Whom did the coupon bring back?", "谁是被券拉回来的？"),
        campaign, moved_and_why,
        (
            ("Compare within a cell: the share of those sent a coupon who bought, less the share of those held out who bought. The groups differ in size, so compare shares, not heads.",
             "在同一组里比：发券组的购买率，减去对照组的购买率。两组人数不同，所以比的是比例，不是人数。"),
            ("`result = casekit.rfm.response_test(q3.data.groups)` gives each cell's lift with its interval. Which interval leaves zero out?",
             "`result = casekit.rfm.response_test(q3.data.groups)` 给出各组的提升和区间。哪一组的区间不含零？"),
            ("Of 100 buyers with a coupon it brings 100 × lift orders. But everybody who has one and buys uses it, and every message costs: `100 * (lift * margin - sent_share * coupon - message)`.",
             "每发 100 人，券带来 100 × 提升 张订单。可是凡收到券又购买的人都会用券，每条短信也要钱：`100 * (lift * margin - sent_share * coupon - message)`。"),
        ),
        points=2, by_hand=3, read=("A pilot with a hold-out", "带对照组的试发"),
    ),
}  # fmt: skip
