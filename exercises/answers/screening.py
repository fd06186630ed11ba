"""Key and misconceptions of lesson 3's exercises. Not part of what a class receives.

Nothing here is a stored answer: each judge works the right answer out of the reader's own numbers, and each
misconception is a small function that works out the wrong one, so that it can be recognised and named.
"""

from casekit.look import half_up, say
from casekit.screening import weighted_scores, with_gate


# screening-1: the weighted average of the dealer whose printed total is wrong ---------------------------------


def wrong_dealer(data):
    """The dealer whose printed total is not the weighted sum."""
    totals = weighted_scores(data.scores, data.weights)["total"]
    return totals.index[totals != data.printed][0]


def average(data):
    """The key."""
    return weighted_scores(data.scores, data.weights).loc[wrong_dealer(data), "average"]


def copied(data):
    """The printed total taken over unchecked, then divided."""
    return data.printed[wrong_dealer(data)] / data.weights.sum()


def copied_total(data):
    """The printed total itself."""
    return float(data.printed[wrong_dealer(data)])


def by_number_of_criteria(data):
    """The sum divided by the number of criteria instead of the sum of weights."""
    return the_sum(data) / len(data.weights)


def the_sum(data):
    """The weighted sum, not divided at all."""
    return weighted_scores(data.scores, data.weights).loc[wrong_dealer(data), "total"]


def unweighted(data):
    """The plain mean of the scores."""
    return data.scores.loc[wrong_dealer(data)].mean()


AVERAGE = {
    copied: ("That is the printed total divided by the weights. The printed total is the one that is wrong: add it up yourself.",
             "这是拿书上印的总分去除。错的正是那个总分：自己加一遍。"),
    copied_total: ("That is the printed total, copied. Work the products out one by one.",
                   "这是照抄书上印的总分。把乘积一项一项算出来。"),
    by_number_of_criteria: ("You divided by the number of criteria. The weights are worth more points than that: divide by their sum.",
                            "你除的是标准的项数。权重一共不止这些“份”：要除以权重之和。"),
    the_sum: ("That is the weighted sum, and right as such. The average is this sum divided by the sum of weights.",
              "这是加权总分，算得对。平均分还要再除以权重之和。"),
    unweighted: ("That is the plain mean: every criterion counted alike. Multiply by the weights first.",
                 "这是简单平均，五项一视同仁。先乘上权重。"),
}  # fmt: skip


def judge_average(value, data):
    """Right to within half a hundredth, which is how far rounding may take it."""
    if abs(value - average(data)) < 0.006:
        return "right", say(
            "An average stays on the 1 to 5 scale, so it can be set beside next year's even if a criterion is added.",
            "平均分回到了 1 到 5 的尺度：明年就是多加一项标准，也还能跟今年比。",
        )
    for wrong, reason in AVERAGE.items():
        if abs(value - wrong(data)) < 0.006:
            return "wrong", say(*reason), wrong.__name__
    return "wrong", say(
        "First find the dealer whose printed total does not agree, then divide its right total by the sum of weights.",
        "先找出总分对不上的那一家，再用它正确的总分除以权重之和。",
    )


# screening-2: weights under which B stands before A ----------------------------------------------------------


def judge_swap(value, data):
    """Any weights that do it are right; the dealer named as first must be first under them."""
    weights = {name: value[name] for name in data.scores.columns}
    scored = weighted_scores(data.scores, weights)
    lead = scored.at["A", "total"] - scored.at["B", "total"]
    if lead >= 0:
        return still_behind(scored, lead)
    first = scored.index[scored["rank"] == 1]
    if value["first"] not in first:
        return wrong_first(value["first"], scored)
    return "right", say(
        "It takes weights that hardly anybody would defend, and even then D is first. That is how settled Friday's list is.",
        "要用几乎没人会赞成的权重才做得到，而且 D 还是第一。周五那份名单有多稳，这就看出来了。",
    )


def still_behind(scored, lead):
    """The weights do not do it yet: level, or A still ahead."""
    if lead == 0:
        return "wrong", say("A and B are level. One point more on a criterion where B is better.",
                            "A、B 打平了。B 占优的那一项再加一分权重。"), "level"  # fmt: skip
    points = half_up(lead, 0)
    return "wrong", say(f"A is still ahead by {points} points under your weights.",
                        f"按你的权重，A 还领先 {points} 分。"), "a_ahead"  # fmt: skip


def wrong_first(named, scored):
    """B overtakes A, but somebody else than the dealer named is first."""
    place = scored.at[named, "rank"]
    if named == "B":
        return "wrong", say("B does pass A, but not D: rank all four. No weights from 1 to 5 make B first.",
                            "B 确实超过了 A，可没超过 D：四家一起排。1 到 5 的权重里，没有一组能让 B 第一。"), "b_first"  # fmt: skip
    return "wrong", say(f"B passes A, good. But {named} has rank {place} under your weights, not 1.",
                        f"B 超过 A 了，没错。但按你的权重，{named} 是第 {place} 名，不是第 1 名。"), "first_not_first"  # fmt: skip


# screening-3: two dealers under a payment veto ---------------------------------------------------------------


def with_veto(data):
    """The key: the two best among those who pass the gate."""
    gated = with_gate(weighted_scores(data.scores, data.weights), data.passes)
    return set(gated.index[gated["rank"] <= 2])


def best_stopped(data):
    """The best by score among those the gate stops."""
    totals = weighted_scores(data.scores, data.weights)["total"]
    return totals[~data.passes].idxmax()


def no_veto(data):
    """The two best by score, gate or no gate."""
    totals = weighted_scores(data.scores, data.weights)["total"]
    return set(totals.nlargest(2).index)


def heavy_weight(data):
    """Ability to pay given a very large weight instead of a veto: still a sum, still a price."""
    weights = data.weights.astype(float).copy()
    weights["ability_to_pay"] = weights.sum()
    return set(weighted_scores(data.scores, weights)["total"].nlargest(2).index)


def worst(data):
    """Sorted the wrong way round."""
    totals = weighted_scores(data.scores, data.weights)["total"]
    return set(totals[data.passes].nsmallest(2).index)


CHOICES = {
    no_veto: ("These are the two best by score, before the gate. A veto comes first: who fails it is not ranked at all.",
              "这是没过关口就按得分排的前两家。否决在先：没过关的根本不参加排名。"),
    heavy_weight: ("These come out if ability to pay gets a very large weight. That is still a sum: high scores elsewhere buy a poor payer back in.",
                   "给付款能力一个极大的权重，就会选出这两家。可那还是加总：别的高分又把付款差的买了回来。"),
    worst: ("These two are the last of those who pass: the table was read from the wrong end.",
            "这两家是过关者里垫底的：表看反了。"),
}  # fmt: skip


def judge_veto(value, data):
    """The two dealers and the one stopped; the reason is for a person to read."""
    for wrong, reason in CHOICES.items():
        if value["chosen"] == wrong(data) != with_veto(data):
            return "wrong", say(*reason), wrong.__name__
    failing = sorted(each for each in value["chosen"] if not data.passes[each])
    if failing:
        return "wrong", say(f"{failing[0]} does not pass the gate.", f"{failing[0]} 没有过关。"), "fails_gate"
    if value["chosen"] != with_veto(data):
        return "wrong", say("Both pass the gate, but they are not the two best who do.", "两家都过关，但不是过关者里最好的两家。"), "not_best"
    if value["stopped"] != best_stopped(data):
        return "wrong", say("The two are right. stopped is the one with the highest total among those who do not pass.",
                            "两家选对了。stopped 要填没过关的里面总分最高的一家。"), "stopped"  # fmt: skip
    return "right", say(
        "Compare your reason with the rubric in the solution: does it say what no score may buy, and who pays if the gate is wrong?",
        "把你的理由跟参考答案里的评分要点对一对：有没有说清什么是分数买不到的？关口设错了，又由谁承担？",
    )


JUDGES = {"screening-1": judge_average, "screening-2": judge_swap, "screening-3": judge_veto}
