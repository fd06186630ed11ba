"""The exercises of lesson 3: numbers and form. Questions: exercises/source; key: exercises/answers."""

from functools import cache
from itertools import product
from operator import mul
from types import SimpleNamespace

import numpy as np
import pandas as pd

from casekit import data as tables
from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, WrongKind, answer_of, choice, number, several, whole_number
from casekit.look import labelled

CRITERIA = ["demand", "margin", "prospects", "ability_to_pay", "reputation"]
DEALERS = ["A", "B", "C", "D"]


# The book's numbers -------------------------------------------------------------------------------------


@cache
def _read(name, by):
    """A table, read once: a thousand students' numbers come from it. Whoever hands it on hands on a copy."""
    return tables.load(name).set_index(by)


def _weights():
    return _read("chapter/criteria", "criterion")["weight"].copy()


def chapter():
    """The chapter's own table: ``scores``, ``weights`` and the ``printed`` totals of dealers A to D."""
    return SimpleNamespace(
        scores=_read("chapter/abcd_scores", "dealer")[CRITERIA].copy(),
        weights=_weights(),
        printed=_read("chapter/abcd_totals", "dealer")["printed"].copy(),
    )


def qinghe():
    """Qinghe's 60 dealers: ``scores``, ``late_months``, ``names`` (by customer number) and the chapter's ``weights``."""
    return _some_dealers(_read("dealer_scores", "customer_id").index)


def _some_dealers(ids):
    dealers = _read("dealer_scores", "customer_id").loc[ids]
    return SimpleNamespace(
        scores=dealers[CRITERIA].copy(),
        late_months=dealers["late_payments_12m"].copy(),
        names=_read("customers", "customer_id").loc[ids, say("name_en", "name_zh")].copy(),
        weights=_weights(),
    )


# screening-1: one of four totals is misprinted ------------------------------------------------------------


def misprint(draw=None):
    """Dealers A to D: ``scores``, ``weights`` and ``printed`` totals, one of them with its digits in the wrong order."""
    data = chapter() if draw is None else _misprint_of_ones_own(draw)
    data.scores = labelled(data.scores, printed=say("printed total", "印出的总分"))
    return data


def _misprint_of_ones_own(draw):
    points, weights, totals, wrong = draw.until(_four_totals, _one_misprint_to_find)
    printed = pd.Series(totals, index=_dealers(), name="printed")
    printed.iloc[wrong] = _turned(totals[wrong])
    return SimpleNamespace(scores=_scores(points), weights=_by_criterion(weights), printed=printed)


def _four_totals(draw):
    """Points, five different weights, the right totals, and whose total is to be misprinted."""
    weights = draw.some_of(range(1, 8), len(CRITERIA))
    points = _points(draw)
    return points, weights, [_sum(row, weights) for row in points], draw.below(len(DEALERS))


def _one_misprint_to_find(made):
    """The misprint is possible at sight, and no wrong way of reckoning comes near the right average."""
    points, weights, totals, wrong = made
    total, of_weights = totals[wrong], sum(weights)
    printed = _turned(total)
    if max(totals) > 99 or printed == total or not of_weights < printed < 5 * of_weights:
        return False
    averages = [each / of_weights for each in totals]
    right = averages.pop(wrong)
    others = [printed, printed / of_weights, total, total / 5, sum(points[wrong]) / 5, *averages]
    return far_apart([right, *others], 0.02) and all(abs(right - other) > 0.1 for other in others)


def _sum(points, weights):
    return sum(map(mul, points, weights))


def _turned(total):
    """53 for 35."""
    return total % 10 * 10 + total // 10


def _points(draw):
    return [[draw.between(1, 5) for _ in CRITERIA] for _ in DEALERS]


def _dealers():
    return pd.Index(DEALERS, name="dealer")


def _scores(points):
    return pd.DataFrame(points, index=_dealers(), columns=CRITERIA)


def _by_criterion(weights):
    return pd.Series(weights, index=pd.Index(CRITERIA, name="criterion"), name="weight")


# screening-2: weights that turn a pair round --------------------------------------------------------------


def pair(draw=None):
    """Dealers A to D: ``scores``, the chapter's ``weights``, ``mine`` (your dealer) and ``rival``, the one before it."""
    if draw is None:
        book = chapter()
        return SimpleNamespace(scores=book.scores, weights=book.weights, mine="B", rival="A")
    points, mine, rival = draw.until(_points_and_pair, _can_be_turned)
    return SimpleNamespace(
        scores=_scores(points), weights=_weights(), mine=DEALERS[mine], rival=DEALERS[rival]
    )


def _points_and_pair(draw):
    return _points(draw), *draw.some_of(range(len(DEALERS)), 2)


def _can_be_turned(made):
    """A few weightings turn the pair round, the obvious ones do not, and ``mine`` is first under none."""
    points, mine, rival = made
    gain = [one - other for one, other in zip(points[mine], points[rival], strict=True)]
    too_little = [5 if each > 0 else 4 for each in gain]
    if any(_sum(gain, weights) >= 0 for weights in [(1, 1, 1, 1, 1), (5, 4, 3, 2, 1), too_little]):
        return False
    totals = _every_weighting() @ np.array(points).T
    lead = totals[:, mine] - totals[:, rival]
    turned = (lead > 0).mean()
    few = 0.01 <= turned <= 0.12 and (lead == 0).any()
    return few and (totals[:, mine] < totals.max(axis=1)).all() and _one_is_first(points, _for_mine(gain))


def _for_mine(gain):
    """As much weight as may be where ``mine`` has more points, as little elsewhere: if these do not turn it, none do."""
    return [5 if each > 0 else 1 for each in gain]


def _one_is_first(points, weights):
    totals = [_sum(row, weights) for row in points]
    return totals.count(max(totals)) == 1


@cache
def _every_weighting():
    """The 3,125 ways to give five criteria a weight from 1 to 5."""
    return np.array(list(product(range(1, 6), repeat=len(CRITERIA))))


def weights_and_first(answer, data):
    """Five whole weights from 1 to 5 and the dealer who is first under them."""
    if type(answer).__name__ == "DataFrame":
        raise WrongKind(say("The scores stay as they are; only the weights are yours to choose.",
                            "得分不能改；能选的只有权重。"))  # fmt: skip
    return _weights_and_first(answer, data)


_weights_and_first = answer_of(
    **dict.fromkeys(CRITERIA, whole_number(1, 5)), first=choice(lambda data: data.scores.index)
)


# screening-3: a stricter gate -----------------------------------------------------------------------------


def gate(draw=None):
    """Dealers of Qinghe as :func:`qinghe` gives them: all 60, or 15 to 20 of one's own."""
    if draw is None:
        return qinghe()
    return _some_dealers(draw.until(_selection, _gates_differ))


def _selection(draw):
    return sorted(draw.some_of(_standing(), draw.between(15, 20)))


def _gates_differ(ids):
    """Each way to choose two gives another pair, without a tie, and the stricter gate costs one dealer its place."""
    kept = [_standing()[each] for each in ids]
    ways = [
        _two(kept, "total", late=0), _two(kept, "total", late=1), _two(kept, "total", late=12),
        _two(kept, "heavy", late=12), _two(kept, "least", late=0),
    ]  # fmt: skip
    return None not in ways and len(set(ways)) == len(ways) and len(ways[1] - ways[0]) == 1


@cache
def _standing():
    """What each dealer has by score, with a very large weight on ability to pay, from the wrong end; months late."""
    dealers = _read("dealer_scores", "customer_id")
    total = dealers[CRITERIA] @ _weights()
    heavy = total + dealers["ability_to_pay"] * (_weights().sum() - _weights()["ability_to_pay"])
    months = dealers["late_payments_12m"]
    table = pd.DataFrame({"total": total, "heavy": heavy, "least": -total, "months": months})
    return {row.Index: row._asdict() for row in table.itertuples()}


def _two(dealers, by, late):
    """The two highest of those late in at most so many months, or None where a tie leaves it open."""
    best = sorted((each for each in dealers if each["months"] <= late), key=lambda each: -each[by])
    if len(best) < 3 or best[1][by] == best[2][by]:
        return None
    return frozenset(each["Index"] for each in best[:2])


def _ids(data):
    return data.scores.index


def _names(data):
    return data.names


two_and_why = answer_of(chosen=several(_ids, _names, n=2), lost=choice(_ids, _names), reasons=True)


EXERCISES = {
    "screening-1": ExerciseSpec(
        ("The average behind the misprint", "印错的总分背后，平均分是多少"),
        misprint, number,
        (
            ("Work out all four totals and set them beside the printed ones: `(q1.data.scores * q1.data.weights).sum(axis=\"columns\")`. Which pair differs?",
             "四家的总分都算一遍，跟印出来的并排放：`(q1.data.scores * q1.data.weights).sum(axis=\"columns\")`。哪一家对不上？"),
            ("You want an average, so divide the right total by something. Not by 5, the number of criteria: by the sum of the weights.",
             "题目要的是平均分，总分还要除以一个数。不是除以 5（标准的项数），而是除以权重之和。"),
            ("`total = (q1.data.scores * q1.data.weights).sum(axis=\"columns\")` and then `total / q1.data.weights.sum()` gives all four averages. Take the one of the dealer whose total was printed wrong.",
             "先算 `total = (q1.data.scores * q1.data.weights).sum(axis=\"columns\")`，再算 `total / q1.data.weights.sum()`，就有了四家的平均分。取总分印错的那一家。"),
        ),
        points=2, read=("Sum or average?", "总分还是平均分？"),
    ),
    "screening-2": ExerciseSpec(
        ("Weights that turn a pair round", "让两家换位的权重"),
        pair, weights_and_first,
        (
            ("Where has your dealer more points than the other? `gain = q2.data.scores.loc[q2.data.mine] - q2.data.scores.loc[q2.data.rival]` shows it. Give those criteria more weight, and the others less.",
             "你的经销商在哪几项上得分比另一家高？看 `gain = q2.data.scores.loc[q2.data.mine] - q2.data.scores.loc[q2.data.rival]`。这几项加重，其余减轻。"),
            ("Your dealer passes the other one if `(gain * weights).sum()` is above zero: a point more on a criterion counts as often as its weight says, and a point less counts against you in the same way.",
             "只要 `(gain * weights).sum()` 大于零，你的经销商就超过另一家：某一项多 1 分，就按这一项的权重加；少 1 分，就按权重减。"),
            ("For `first`, rank all four under your weights: `mine = {name: answer2[name] for name in q2.data.scores.columns}`, then `casekit.screening.weighted_scores(q2.data.scores, mine)`.",
             "`first` 要四家一起排：先 `mine = {name: answer2[name] for name in q2.data.scores.columns}`，再 `casekit.screening.weighted_scores(q2.data.scores, mine)`。"),
        ),
        points=3, read=("Pairs whose order no weight can change", "权重怎么改，先后都不变的一对"),
    ),
    "screening-3": ExerciseSpec(
        ("A stricter gate", "更严的门槛"),
        gate, two_and_why,
        (
            ("The gate comes before the score. First find who passes: `passes = q3.data.late_months == 0`.",
             "门槛在分数之前。先看谁过关：`passes = q3.data.late_months == 0`。"),
            ("`gated = casekit.screening.with_gate(scored, passes)` ranks those who pass; the others have no rank.",
             "`gated = casekit.screening.with_gate(scored, passes)` 只给过关的排名，没过的没有名次。"),
            ("`gated.sort_values(\"rank\").head(2)` shows the two. For `lost`, do the same with `q3.data.late_months <= 1`, the lesson's gate, and compare.",
             "`gated.sort_values(\"rank\").head(2)` 就是那两家。`lost` 呢，用课文的门槛 `q3.data.late_months <= 1` 再做一遍，两相比较。"),
        ),
        points=2, by_hand=3, read=("When a score must not decide", "什么时候不能让分数说了算"),
    ),
}  # fmt: skip
