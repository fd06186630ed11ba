"""The exercises of lesson 3: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

from casekit.data import load, names
from casekit.errors import listed
from casekit.exercises.forms import Made, NotAttempted, WrongKind, fields, number, one_of, whole
from casekit.look import say

CRITERIA = ["demand", "margin", "prospects", "ability_to_pay", "reputation"]


def chapter(draw=None):
    """The chapter's own table: ``scores``, ``weights`` and the ``printed`` totals of dealers A to D."""
    return SimpleNamespace(
        scores=load("chapter/abcd_scores").set_index("dealer")[CRITERIA],
        weights=load("chapter/criteria").set_index("criterion")["weight"],
        printed=load("chapter/abcd_totals").set_index("dealer")["printed"],
    )


def qinghe(draw=None):
    """Qinghe's 60 dealers: ``scores``, ``late_months``, ``names`` (by customer number) and the chapter's ``weights``."""
    dealers = load("dealer_scores").set_index("customer_id")
    return SimpleNamespace(
        scores=dealers[CRITERIA],
        late_months=dealers["late_payments_12m"],
        names=names(),
        weights=load("chapter/criteria").set_index("criterion")["weight"],
    )


def weights_and_first(answer, data):
    """Five whole weights from 1 to 5 and the dealer who is first under them."""
    if type(answer).__name__ == "DataFrame":
        raise WrongKind(say("The scores stay as they are; only the weights are yours to choose.",
                            "得分不能改；能选的只有权重。"))  # fmt: skip
    filled = fields(answer, [*CRITERIA, "first"])
    for name in CRITERIA:
        filled[name] = whole(filled[name], 1, 5, name)
    filled["first"] = one_of(filled["first"], data.scores.index, "first")
    return filled


def two_and_why(answer, data):
    """Two dealers, the one who had a place under the lesson's gate and loses it, and a reason in words."""
    filled = fields(answer, ["chosen", "lost", "why"])
    if not isinstance(filled["chosen"], list | tuple):
        raise WrongKind(say('chosen is a list of two customer numbers, such as ["QH0001", "QH0002"].',
                            'chosen 是两个客户编号的列表，例如 ["QH0001", "QH0002"]。'))  # fmt: skip
    chosen = [one_of(each, data.scores.index, "chosen", data.names) for each in filled["chosen"]]
    if len(set(chosen)) != 2:
        raise WrongKind(say(f"Two different dealers are wanted; found {listed(chosen)}.",
                            f"要两家不同的经销商，这里是 {listed(chosen)}。"))  # fmt: skip
    if not isinstance(filled["why"], str) or len(filled["why"].strip()) < 20:
        raise NotAttempted(say("why: two or three sentences in your own words.", "why：用自己的话写两三句。"))
    return {
        "chosen": set(chosen),
        "lost": one_of(filled["lost"], data.scores.index, "lost", data.names),
        "why": filled["why"],
    }


EXERCISES = {
    "screening-1": Made(
        ("The average behind the misprint", "印错的总分背后，平均分是多少"),
        chapter, number,
        (
            ("Work out all four totals and set them beside the printed ones: `(q1.data.scores * q1.data.weights).sum(axis=\"columns\")`. Which pair differs?",
             "四家的总分都算一遍，跟书上印的并排放：`(q1.data.scores * q1.data.weights).sum(axis=\"columns\")`。哪一家对不上？"),
            ("You want an average, so divide the right total by something. Not by 5, the number of criteria: by the sum of the weights.",
             "题目要的是平均分，总分还要除以一个数。不是除以 5（标准的项数），而是除以权重之和。"),
            ("`total = (q1.data.scores * q1.data.weights).sum(axis=\"columns\")` and then `total / q1.data.weights.sum()` gives all four averages. Take the one of the dealer whose total was printed wrong.",
             "先算 `total = (q1.data.scores * q1.data.weights).sum(axis=\"columns\")`，再算 `total / q1.data.weights.sum()`，就有了四家的平均分。取总分印错的那一家。"),
        ),
    ),
    "screening-2": Made(
        ("Weights that put B before A", "让 B 排到 A 前面的权重"),
        chapter, weights_and_first,
        (
            ("Where has B more points than A? Give those criteria more weight, and the others less.",
             "B 在哪几项上得分比 A 高？这几项加重，其余减轻。"),
            ("B passes A if prospects + ability to pay > demand + 2 × margin + 2 × reputation (each word stands for its weight).",
             "只要“前景 + 付款能力 > 需求量 + 2 × 毛利 + 2 × 合作信誉”（都指权重），B 就超过 A。"),
            ("For `first`, rank all four under your weights: `mine = {name: answer2[name] for name in q2.data.scores.columns}`, then `casekit.screening.weighted_scores(q2.data.scores, mine)`.",
             "`first` 要四家一起排：先 `mine = {name: answer2[name] for name in q2.data.scores.columns}`，再 `casekit.screening.weighted_scores(q2.data.scores, mine)`。"),
        ),
    ),
    "screening-3": Made(
        ("A stricter gate", "更严的门槛"),
        qinghe, two_and_why,
        (
            ("The gate comes before the score. First find who passes: `passes = q3.data.late_months == 0`.",
             "门槛在分数之前。先看谁过关：`passes = q3.data.late_months == 0`。"),
            ("`gated = casekit.screening.with_gate(scored, passes)` ranks those who pass; the others have no rank.",
             "`gated = casekit.screening.with_gate(scored, passes)` 只给过关的排名，没过的没有名次。"),
            ("`gated.sort_values(\"rank\").head(2)` shows the two. For `lost`, do the same with `q3.data.late_months <= 1`, the lesson's gate, and compare.",
             "`gated.sort_values(\"rank\").head(2)` 就是那两家。`lost` 呢，用课文的门槛 `q3.data.late_months <= 1` 再做一遍，两相比较。"),
        ),
    ),
}  # fmt: skip
