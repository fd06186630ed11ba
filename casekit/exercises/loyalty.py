"""The exercises of lesson 15: numbers and form. Questions: exercises/source; key: exercises/answers."""

from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd

from casekit.core.language import say
from casekit.exercises.draws import far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, at_least_zero, number, share, whole_number
from casekit.lifetime import BgNbd, p_alive
from casekit.look import labelled

# loyalty-1: those who answered, and those who did not -----------------------------------------------------

BOOK_SCORES = (  # how many gave 0, 1, 2, ... 10: online, by telephone
    (3, 2, 4, 5, 6, 9, 11, 28, 42, 50, 40),
    (2, 1, 2, 2, 3, 4, 4, 7, 7, 5, 3),
    320,
)


def survey(draw=None):
    """One survey: ``scores`` (customers by score, online and by telephone) and ``asked``."""
    online, phoned, asked = BOOK_SCORES if draw is None else draw.until(_two_groups, _ways_to_count_differ)
    table = pd.DataFrame(
        {"online": list(online), "telephone": list(phoned)}, index=pd.Index(range(11), name="score_given")
    )
    table = labelled(
        table,
        score_given=say("would recommend (points)", "推荐意愿（分）"),
        online=say("online (customers)", "网上回答（家）"),
        telephone=say("by telephone (customers)", "电话补问（家）"),
    )
    return SimpleNamespace(scores=table, asked=asked)


def _two_groups(draw):
    online = [draw.between(2, 8) for _ in range(7)] + [draw.between(15, 40) for _ in range(4)]
    phoned = [draw.between(1, 4) for _ in range(7)] + [draw.between(2, 7) for _ in range(4)]
    silent = sum(phoned) * draw.between(25, 45) // 10
    return tuple(online), tuple(phoned), sum(online) + silent


def parts(counts, top=9, low=0, bottom=6):
    """Promoters, detractors and all answers of one group."""
    return sum(counts[top:]), sum(counts[low : bottom + 1]), sum(counts)


def score(counts, **cuts):
    """NPS of one group."""
    promoters, detractors, n = parts(counts, **cuts)
    return 100 * (promoters - detractors) / n


def margin_of(counts):
    """Half the 95 % interval of the NPS of one group."""
    promoters, detractors, n = parts(counts)
    p, d = promoters / n, detractors / n
    return 196 * ((p + d - (p - d) ** 2) / n) ** 0.5


def wrong_margins(counts):
    """The margin without 1.96, the whole interval, without the last term, and that of one share."""
    promoters, detractors, n = parts(counts)
    p, d, right = promoters / n, detractors / n, margin_of(counts)
    return {
        "one_error": right / 1.96,
        "whole_width": 2 * right,
        "no_square": 196 * ((p + d) / n) ** 0.5,
        "one_share": 196 * (p * (1 - p) / n) ** 0.5,
        "not_by_n": right * n**0.5,
    }


def wrong_scores(counts):
    """The score of one group, counted wrongly."""
    promoters, detractors, n = parts(counts)
    return {
        "no_passives": 100 * (promoters - detractors) / (promoters + detractors),
        "from_eight": score(counts, top=8),
        "without_zero": score(counts, low=1),
        "up_to_seven": score(counts, bottom=7),
        "up_to_five": score(counts, bottom=5),
        "promoters_only": 100 * promoters / n,
    }


def joined(online, phoned, asked):
    """The score of all asked, and how it is joined wrongly."""
    one, two, part = score(online), score(phoned), sum(online) / asked
    both = [a + b for a, b in zip(online, phoned, strict=True)]
    return {
        "right": part * one + (1 - part) * two,
        "together": score(both),
        "plain": (one + two) / 2,
        "exchanged": (1 - part) * one + part * two,
        "phoned": two,
        "silent_zero": part * one,
    }


def _ways_to_count_differ(made):
    online, phoned, asked = made
    return (
        far_apart([score(online), *wrong_scores(online).values()], 0.3)
        and far_apart([margin_of(online), *wrong_margins(online).values()], 0.15)
        and far_apart([*joined(online, phoned, asked).values(), score(online)], 0.3)
        and score(phoned) < score(online)
    )


three_numbers = answer_of(nps_online=number, margin=at_least_zero, nps_all=number)

# loyalty-2: two per cent a month --------------------------------------------------------------------------

BOOK_MONTH = (800, 16, 40, 45, 600)


def service(draw=None):
    """A service by contract: ``at_start``, ``lost`` and ``joined`` (customers of a month), ``margin_cny`` a month, ``acquisition_cny``."""
    month = BOOK_MONTH if draw is None else draw.until(_a_month, _losses_differ)
    return SimpleNamespace(
        **dict(zip(("at_start", "lost", "joined", "margin_cny", "acquisition_cny"), month, strict=True))
    )


def _a_month(draw):
    start = draw.between(400, 1600, 50)
    lost = start * draw.between(12, 45) // 1000
    return start, lost, lost + draw.between(10, 60), draw.between(20, 90, 5), draw.between(200, 900, 50)


def churns(start, lost, joined_now):
    """The churn of the month, and how it is worked out wrongly."""
    return {
        "right": lost / start,
        "with_new": lost / (start + joined_now),
        "at_end": lost / (start + joined_now - lost),
        "net": (joined_now - lost) / start,
    }


def years(churn):
    """The churn of a year, and how it is worked out wrongly."""
    return {
        "right": 1 - (1 - churn) ** 12,
        "times_twelve": 12 * churn,
        "kept": (1 - churn) ** 12,
        "eleven": 1 - (1 - churn) ** 11,
        "grown": (1 + churn) ** 12 - 1,
        "month": churn,
    }


def _losses_differ(month):
    start, lost, joined_now, margin, cost = month
    each = churns(start, lost, joined_now)
    yearly = [
        *years(each["right"]).values(),
        *(years(each[name])["right"] for name in ("with_new", "at_end", "net")),
    ]
    months = [
        1 / each["right"],
        1 / each["right"] - 1,
        12 / years(each["right"])["right"],
        *(1 / each[name] for name in ("with_new", "at_end", "net")),
    ]
    return (
        12 * each["right"] < 0.95
        and far_apart(yearly, 0.003)
        and far_apart(months, 0.3)
        and far_apart([margin * each_months for each_months in months], 10)
        and margin * months[0] > cost + 100
    )


year_months_value = answer_of(yearly=share, months=at_least_zero, value_cny=number)

# loyalty-3: a rule and a model, held against a year -------------------------------------------------------

MODEL = BgNbd(0.55, 10.0, 0.8, 2.4)
CUT = date(2024, 12, 31)
BUYERS = [f"B{place:02}" for place in range(1, 13)]
BOOK_BUYERS = (  # repeat purchases, weeks from the first purchase to the last, to the cut; purchases in the year after
    (0, 0, 40, 1), (1, 6, 50, 0), (1, 30, 45, 1), (2, 10, 48, 1), (2, 40, 50, 0), (3, 20, 35, 1),
    (4, 12, 50, 0), (5, 26, 40, 2), (7, 25, 45, 1), (9, 22, 48, 0), (12, 47, 51, 9), (0, 0, 20, 1),
)  # fmt: skip


def a_year_later(draw=None):
    """Twelve buyers as they stood on ``cut``: ``buyers`` (dates, repeat purchases, purchases in the 52 weeks after), ``model``, ``buyer``."""
    rows, at = (BOOK_BUYERS, 8) if draw is None else draw.until(_twelve, _calls_differ)
    first = [CUT - timedelta(weeks=age) for _, _, age, _ in rows]
    table = pd.DataFrame(
        {
            "first_date": pd.to_datetime(first).astype("datetime64[us]"),
            "last_date": pd.to_datetime(
                [day + timedelta(weeks=row[1]) for day, row in zip(first, rows, strict=True)]
            ).astype("datetime64[us]"),
            "repeats": [row[0] for row in rows],
            "bought_after": [row[3] for row in rows],
        },
        index=pd.Index(BUYERS, name="consumer_id"),
    )
    table = labelled(
        table,
        first_date=say("first purchase", "首次购买"),
        last_date=say("last purchase", "最后一次购买"),
        repeats=say("repeat purchases", "重复购买（次）"),
        bought_after=say("purchases in 2025", "2025 年购买（次）"),
    )
    return SimpleNamespace(buyers=table, cut=CUT.isoformat(), model=MODEL, days=120, buyer=BUYERS[at])


def _twelve(draw):
    rows = []
    for _ in range(12):
        repeats = draw.one_of([0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 9, 12])
        age = draw.between(26, 52)
        last = draw.between(min(3 + repeats, age - 2), age - 1) if repeats else 0
        chance = int(100 * float(p_alive(MODEL, repeats, last, age)))
        rows.append((repeats, last, age, draw.between(1, 4) if 100 * draw.below(100) < 80 * chance else 0))
    often = [at for at, row in enumerate(rows) if row[0] >= 4]
    return tuple(rows), draw.one_of(often) if often else 0


def alive(row, mixed=False, late=False, all_counted=False, in_days=False):
    """P(alive) of one buyer, rightly or wrongly read."""
    x, last, age = row[:3]
    last = (age - last if x else 0) if mixed else last
    x, age = x + all_counted, age + 52 * late
    times = 7 if in_days else 1
    return float(p_alive(MODEL, x, times * last, times * age))


def readings(row):
    """P(alive) of one buyer by the rule and by each way to misread it."""
    right = alive(row)
    return {
        "right": right,
        "mixed": alive(row, mixed=True),
        "late": alive(row, late=True),
        "all_counted": alive(row, all_counted=True),
        "in_days": alive(row, in_days=True),
        "gone": 1 - right,
    }


def right_calls(rows, call):
    """For how many buyers ``call`` agrees with whether they bought."""
    return sum(call(row) == (row[3] > 0) for row in rows)


def by_rule(row, days=120):
    """Whether the rule of 120 days takes a buyer to be still there."""
    return 7 * (row[2] - row[1]) < days


def by_model(row, **reading):
    """Whether the model does, from a half on."""
    return alive(row, **reading) >= 0.5


def _wrong_counts(rows):
    """What is counted for the model by the wrong calls, by those still there, with the year after, with the other recency."""
    readings = ({"late": True}, {"mixed": True})
    misread = [right_calls(rows, lambda row, how=how: by_model(row, **how)) for how in readings]
    return 12 - right_calls(rows, by_model), sum(map(by_model, rows)), *misread


def _calls_differ(made):
    rows, at = made
    rule, model = right_calls(rows, by_rule), right_calls(rows, by_model)
    return (
        rows[at][0] >= 4
        and 0.1 <= alive(rows[at]) <= 0.9
        and far_apart(readings(rows[at]).values(), 0.012)
        and rule != model
        and 4 <= min(rule, model) <= max(rule, model) <= 11
        and len({model, *_wrong_counts(rows)}) == 5
        and all(abs(alive(row) - 0.5) > 0.01 for row in rows)
        and 4 <= sum(row[3] > 0 for row in rows) <= 8
    )


chance_and_calls = answer_of(
    p_alive=share, rule_right=whole_number(0, 12), model_right=whole_number(0, 12), reasons=True
)


EXERCISES = {
    "loyalty-1": ExerciseSpec(
        ("Those who answered, and those who did not", "回答的与没有回答的"),
        survey, three_numbers,
        (
            ("Promoters gave 9 or 10, detractors 0 to 6. All who answered online stand below the line, those with 7 or 8 included.",
             "推荐者打 9～10 分，贬损者打 0～6 分。分母是网上回答的全部客户，打 7～8 分的也在内。"),
            ("With p and d as shares: margin = 1.96 × 100 × √((p + d − (p − d)²) ÷ n). For `nps_all`, work out the NPS of the telephoned as well.",
             "p、d 用小数：误差 = 1.96 × 100 × √((p + d − (p − d)²) ÷ n)。算 `nps_all`，先算出电话补问的净推荐值。"),
            ("The telephoned stand for all the silent: `q1.data.asked` less those who answered online. Weigh each NPS by the customers it stands for.",
             "电话补问的代表没有回答的全部客户，即 `q1.data.asked` 减去网上回答的。两个净推荐值，各按所代表的家数加权。"),
        ),
        points=3, read=("And those who did not answer?", "没有回答的呢？"),
    ),
    "loyalty-2": ExerciseSpec(
        ("From a month to a year", "从一个月到一年"),
        service, year_months_value,
        (
            ("Churn of the month: lost ÷ at the start. New customers were not there to be lost.",
             "当月流失率：流失 ÷ 月初。新来的客户月初还不在，不算进去。"),
            ("Each month the same share of those who are left goes: after twelve months (1 − churn)¹² are left. `casekit.churn.yearly_churn` does it.",
             "每个月流失的，是剩下的人里同样的比例：十二个月后还剩 (1 − 流失率)¹²。`casekit.churn.yearly_churn` 也能算。"),
            ("With a fixed churn a customer stays 1 ÷ churn months on average, the first included. The value: monthly margin × months, less the cost of winning him, once.",
             "流失率不变，客户平均留 1 ÷ 流失率 个月，含第一个月。价值：每月进销差价 × 月数，减去一次获客成本。"),
        ),
        points=3, read=("Who has left?", "谁已经走了？"),
    ),
    "loyalty-3": ExerciseSpec(
        ("A rule and a model, a year later", "一条规则，一个模型，一年以后"),
        a_year_later, chance_and_calls,
        (
            ("`last_weeks` runs from the first purchase to the last, `age_weeks` from the first to the cut: days ÷ 7. What happened in 2025 must not enter.",
             "`last_weeks` 从首次购买数到最后一次，`age_weeks` 从首次数到分界日，都是天数 ÷ 7。2025 年的事不能用进来。"),
            ("`casekit.lifetime.p_alive(q3.data.model, repeats, last_weeks, age_weeks)` takes whole columns. The rule: fewer than 120 days from the last purchase to the cut.",
             "`casekit.lifetime.p_alive(q3.data.model, repeats, last_weeks, age_weeks)` 可以整列地算。规则：最后一次购买到分界日不满 120 天，算还在。"),
            ("A call is right if \"still there\" goes with `bought_after > 0`, and \"gone\" with 0. `(still_there == (q3.data.buyers[\"bought_after\"] > 0)).sum()` counts them.",
             "判断“还在”而 `bought_after > 0`，或判断“走了”而为 0，都算对。`(still_there == (q3.data.buyers[\"bought_after\"] > 0)).sum()` 就是判断对的位数。"),
        ),
        points=3, by_hand=3, read=("Who has left?", "谁已经走了？"),
    ),
}  # fmt: skip
