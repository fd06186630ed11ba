"""The exercises of lesson 3: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

from casekit.data import load
from casekit.errors import listed
from casekit.exercises.forms import Made, NotAttempted, WrongKind, fields, number, one_of
from casekit.look import say

CRITERIA = ["demand", "margin", "prospects", "ability_to_pay", "reputation"]


def chapter():
    """The chapter's own table: ``scores``, ``weights`` and the ``printed`` totals of dealers A to D."""
    return SimpleNamespace(
        scores=load("chapter/abcd_scores").set_index("dealer")[CRITERIA].rename_axis(columns="criterion"),
        weights=load("chapter/criteria").set_index("criterion")["weight"],
        printed=load("chapter/abcd_totals").set_index("dealer")["printed"],
    )


def qinghe():
    """Qinghe's sixty dealers: ``scores``, ``passes`` (the payment gate) and the chapter's ``weights``."""
    dealers = load("dealer_scores").set_index("customer_id")
    return SimpleNamespace(
        scores=dealers[CRITERIA],
        passes=dealers["payment_gate"],
        weights=load("chapter/criteria").set_index("criterion")["weight"],
    )


def weights_and_first(answer, data):
    """Five whole weights from 1 to 5 and the dealer who is first under them."""
    if type(answer).__name__ == "DataFrame":
        raise WrongKind(say("The scores are facts and stay as they are; only the weights are yours to choose.",
                            "得分是事实，不能改；能选的只有权重。"))  # fmt: skip
    filled = fields(answer, [*CRITERIA, "first"])
    for name in CRITERIA:
        if isinstance(filled[name], bool) or filled[name] not in (1, 2, 3, 4, 5):
            raise WrongKind(say(f"Weights are whole numbers from 1 to 5; {name} is {filled[name]!r:.40}.",
                                f"权重取 1 到 5 的整数，而 {name} 是 {filled[name]!r:.40}。"))  # fmt: skip
        filled[name] = int(filled[name])
    one_of(filled["first"], data.scores.index, "first")
    return filled


def two_and_why(answer, data):
    """Two dealers, the best dealer whom the gate stops, and a reason in words."""
    filled = fields(answer, ["chosen", "stopped", "why"])
    if not isinstance(filled["chosen"], list | tuple):
        raise WrongKind(say('chosen is a list of two dealers, such as ["QH0001", "QH0002"].',
                            'chosen 是两家经销商的列表，例如 ["QH0001", "QH0002"]。'))  # fmt: skip
    chosen = [one_of(each, data.scores.index, "chosen") for each in filled["chosen"]]
    if len(set(chosen)) != 2:
        raise WrongKind(say(f"Two different dealers are wanted; found {listed(chosen)}.",
                            f"要两家不同的经销商，这里是 {listed(chosen)}。"))  # fmt: skip
    if not isinstance(filled["why"], str) or len(filled["why"].strip()) < 20:
        raise NotAttempted(say("why: a sentence or two in your own words.", "why：用自己的话写一两句。"))
    return {
        "chosen": set(chosen),
        "stopped": one_of(filled["stopped"], data.scores.index, "stopped"),
        "why": filled["why"],
    }


EXERCISES = {
    "screening-1": Made(
        ("The average behind the misprint", "印错的总分背后，平均分是多少"),
        chapter, number,
        (
            ("Work out all four totals and put them beside the printed ones. Which pair differs?",
             "四家的总分都算一遍，跟书上印的并排放。哪一家对不上？"),
            ("You want an average, so divide the right total by something. By how many points of weight?",
             "题目要的是平均分，总分还要除以一个数。一共有多少“份”权重？"),
            ("`total / weights.sum()` for that dealer.", "对那一家用 `total / weights.sum()`。"),
        ),
    ),
    "screening-2": Made(
        ("Weights that put B before A", "让 B 排到 A 前面的权重"),
        chapter, weights_and_first,
        (
            ("Where is B better than A? Give those criteria more weight, and the others less.",
             "B 在哪几项上比 A 高？这几项加重，其余减轻。"),
            ("A leads by w1 + 2 w2 + 2 w5 and trails by w3 + w4. Make the second sum the larger one.",
             "A 领先 w1 + 2 w2 + 2 w5，落后 w3 + w4。让后面这个和更大。"),
            ("Then rank all four with `casekit.screening.weighted_scores(q.data.scores, your_weights)` and read who is first.",
             "再用 `casekit.screening.weighted_scores(q.data.scores, 你的权重)` 给四家排名，看谁是第一。"),
        ),
    ),
    "screening-3": Made(
        ("A veto for Friday's list", "给周五的名单加一道否决"),
        qinghe, two_and_why,
        (
            ("A veto comes before the score: first decide who may be ranked at all.",
             "否决在打分之前：先定谁有资格参加排名。"),
            ("`casekit.screening.with_gate(scored, q.data.passes)` ranks those who pass; the others have no rank.",
             "`casekit.screening.with_gate(scored, q.data.passes)` 只给过关的排名，没过的没有名次。"),
            ("Sort by `rank` for the two; for `stopped`, take the highest `total` among those who do not pass.",
             "按 `rank` 排序取前两家；`stopped` 是没过关的里面 `total` 最高的一家。"),
        ),
    ),
}  # fmt: skip
