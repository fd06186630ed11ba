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


def of_another(data):
    """The averages of the dealers whose printed totals agree."""
    averages = weighted_scores(data.scores, data.weights)["average"]
    return averages.drop(wrong_dealer(data))


def unweighted(data):
    """The plain mean of the scores."""
    return data.scores.loc[wrong_dealer(data)].mean()


AVERAGE = {
    copied: ("That is the printed total divided by the weights. The printed total is the one that is wrong: add it up yourself.",
             "这是拿书上印的总分去除。错的正是那个总分：自己加一遍。"),
    copied_total: ("That is the printed total, copied. Work the products out one by one.",
                   "这是照抄书上印的总分。把乘积一项一项算出来。"),
    by_number_of_criteria: ("You divided by the number of criteria. Divide by the sum of the weights.",
                            "你除的是标准的项数；要除的是权重之和。"),
    the_sum: ("That is the weighted sum, and right as such. The average is this sum divided by the sum of weights.",
              "这是加权总分，算得对。平均分还要再除以权重之和。"),
    unweighted: ("That is the plain mean: every criterion counted alike. Multiply by the weights first.",
                 "这是简单平均，五项一视同仁。先乘上权重。"),
}  # fmt: skip


def judge_average(value, data):
    """Right to within half a hundredth, which is how far rounding may take it."""
    if abs(value - average(data)) < 0.006:
        return "right", say(
            "On the scale from 1 to 5 this dealer stands between poor and middling; the sum alone would not tell you that.",
            "放在 1 到 5 的尺度上，就看得出这一家介于差和中等之间；光看总分，看不出来。",
        )
    for wrong, reason in AVERAGE.items():
        if abs(value - wrong(data)) < 0.006:
            return "wrong", say(*reason), wrong.__name__
    if (abs(of_another(data) - value) < 0.006).any():
        return "wrong", say("That is the average of a dealer whose printed total agrees. The misprint is another's.",
                            "这是另一家的平均分，它的总分并没有印错。"), "of_another"  # fmt: skip
    if abs(value - average(data)) < 0.06:
        return "wrong", say("The right way, rounded too far: give at least two decimals.",
                            "做法对，四舍五入过了头：至少保留两位小数。"), "rounded"  # fmt: skip
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
        "Prospects and ability to pay together have to outweigh nearly everything else; and even then D is first.",
        "要把前景和付款能力合起来看得极重，B 才会超过 A；即便如此，第一名仍是 D。",
    )


def still_behind(scored, lead):
    """The weights do not do it yet: level, or A still ahead."""
    if lead == 0:
        return "wrong", say("A and B are level. A little more weight where B has more points than A.",
                            "A、B 并列。B 得分更高的那两项，权重再加一点。"), "level"  # fmt: skip
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


# screening-3: two dealers under a stricter gate --------------------------------------------------------------


def first_two(data, late_allowed):
    """The two best by score among those late in at most so many months."""
    gated = with_gate(weighted_scores(data.scores, data.weights), data.late_months <= late_allowed)
    return set(gated.index[gated["rank"] <= 2])


def strict_gate(data):
    """The key."""
    return first_two(data, 0)


def lost_place(data):
    """Who had a place under the lesson's gate and loses it."""
    return first_two(data, 1) - first_two(data, 0)


def lessons_gate(data):
    """The gate of the lesson, which lets one late month pass."""
    return first_two(data, 1)


def heavy_weight(data):
    """Ability to pay given a very large weight instead of a gate."""
    weights = data.weights.astype(float).copy()
    weights["ability_to_pay"] = weights.sum()
    return set(weighted_scores(data.scores, weights)["total"].nlargest(2).index)


def worst(data):
    """Those who pass, read from the wrong end."""
    totals = weighted_scores(data.scores, data.weights)["total"]
    return set(totals[data.late_months == 0].nsmallest(2).index)


CHOICES = {
    lessons_gate: ("These two pass the gate of the lesson, which allows one late month. The stricter one allows none.",
                   "这两家过的是课文里的门槛，允许 1 个月出现逾期。更严的门槛一个月也不许。"),
    heavy_weight: ("These two come out if ability to pay gets a very large weight instead of a gate. That weighs the reps' opinion, and the other criteria hardly count any more.",
                   "给付款能力一个极大的权重，就会选出这两家。可权重放大的是业务员的看法，别的标准也几乎不算数了。"),
    worst: ("These two are the last of those who pass: the table was read from the wrong end.",
            "这两家是过关者里垫底的：表看反了。"),
}  # fmt: skip


def judge_veto(value, data):
    """The two dealers and the one who loses its place; the reason is for a person to read."""
    failing = sorted(each for each in value["chosen"] if data.late_months[each] > 1)
    if failing:
        return "wrong", say(f"{failing[0]} does not even pass the gate of the lesson. The gate comes before the score.",
                            f"{failing[0]} 连课文里的门槛也没过。门槛在分数之前。"), "no_gate"  # fmt: skip
    for wrong, reason in CHOICES.items():
        if value["chosen"] == wrong(data) != strict_gate(data):
            return "wrong", say(*reason), wrong.__name__
    late = sorted(each for each in value["chosen"] if data.late_months[each])
    if late:
        return "wrong", say(f"{late[0]} had a late month.", f"{late[0]} 有 1 个月出现过逾期。"), "one_late_month"
    if value["chosen"] != strict_gate(data):
        return "wrong", say("Both pass the gate, but they are not the two best who do.",
                            "两家都过关，但不是过关者里最好的两家。"), "not_best"  # fmt: skip
    if value["lost"] not in lost_place(data):
        return "wrong", say("The two are right. lost is the dealer that is among the first two under the lesson's gate and no longer under yours.",
                            "两家选对了。lost 要填：按课文的门槛在前两名、按更严的门槛不在的那一家。"), "lost"  # fmt: skip
    return "right", say(
        "So far as the dealers go. Your reason is not checked here: compare it with the three points in the task, and with q3.solution().",
        "经销商选对了。理由不由程序批改：请对照题目里的三点和 q3.solution()。",
    )


JUDGES = {"screening-1": judge_average, "screening-2": judge_swap, "screening-3": judge_veto}
