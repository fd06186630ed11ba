"""Key and misconceptions of lesson 3's exercises. Not part of what a class receives.

Nothing here is a stored answer: each judge works the right answer out of the reader's own numbers, and each
misconception is a small function that works out the wrong one, so that it can be recognised and named.
"""

from itertools import product

from casekit.exercises.judging import judge_number, judge_same, near
from casekit.look import say


def totals(data):
    """The weighted sums."""
    return data.scores @ data.weights


# screening-1: the weighted average of the dealer whose printed total is wrong ---------------------------------


def wrong_dealer(data):
    """The dealer whose printed total is not the weighted sum."""
    return data.printed.index[totals(data) != data.printed][0]


def average(data):
    """The key."""
    return the_sum(data) / int(data.weights.sum())


def copied(data):
    """The printed total taken over unchecked, then divided."""
    return copied_total(data) / int(data.weights.sum())


def copied_total(data):
    """The printed total itself."""
    return float(data.printed[wrong_dealer(data)])


def the_sum(data):
    """The weighted sum, not divided at all."""
    return float(totals(data)[wrong_dealer(data)])


def by_number_of_criteria(data):
    """The sum divided by the number of criteria instead of the sum of weights."""
    return the_sum(data) / len(data.weights)


def unweighted(data):
    """The plain mean of the scores."""
    return float(data.scores.loc[wrong_dealer(data)].mean())


def others(data):
    """The averages of the dealers whose printed totals agree."""
    return totals(data).drop(wrong_dealer(data)) / data.weights.sum()


def of_another(data):
    """One of them."""
    return float(others(data).iloc[0])


AVERAGE = {
    copied: ("That is the printed total divided by the weights. The printed total is the one that is wrong: add it up yourself.",
             "这是拿印出来的总分去除。错的正是那个总分：自己加一遍。"),
    copied_total: ("That is the printed total, copied. Work the products out one by one.",
                   "这是照抄印出来的总分。把乘积一项一项算出来。"),
    by_number_of_criteria: ("You divided by the number of criteria. Divide by the sum of the weights.",
                            "你除的是标准的项数；要除的是权重之和。"),
    the_sum: ("That is the weighted sum, and right as such. The average is this sum divided by the sum of weights.",
              "这是加权总分，算得对。平均分还要再除以权重之和。"),
    unweighted: ("That is the plain mean: every criterion counted alike. Multiply by the weights first.",
                 "这是简单平均，五项一视同仁。先乘上权重。"),
    of_another: ("That is the average of a dealer whose printed total agrees. The misprint is another's.",
                 "这是另一家的平均分，它的总分并没有印错。"),
}  # fmt: skip

by_value = judge_number(
    average,
    AVERAGE,
    right=("The average is back on the scale from 1, poor, to 5, excellent; the sum alone would not tell you where this dealer stands.",
           "平均分回到了 1（差）到 5（优）的尺度上；光看总分，看不出这一家处在什么位置。"),
    otherwise=("First find the dealer whose printed total does not agree, then divide its right total by the sum of weights.",
               "先找出总分对不上的那一家，再用它正确的总分除以权重之和。"),
)  # fmt: skip


def judge_average(value, data):
    """Right to within rounding to two decimals; the average of any other dealer is recognised."""
    if any(near(value, each, 0.005) for each in others(data)) and not near(value, average(data), 0.005):
        return "wrong", say(*AVERAGE[of_another]), "of_another"
    return by_value(value, data)


# screening-2: weights under which your dealer stands before the other -----------------------------------------


def gain(data):
    """By criterion, how many points more the reader's dealer has than the other."""
    return data.scores.loc[data.mine] - data.scores.loc[data.rival]


def lead(points, weights):
    """By how many points the reader's dealer is ahead."""
    return sum(point * weight for point, weight in zip(points, weights, strict=True))


def weighting(data, weights):
    """An answer with these weights and whoever is first under them."""
    named = {name: int(weight) for name, weight in zip(data.scores.columns, weights, strict=True)}
    return named | {"first": (data.scores @ list(weights)).idxmax()}


def swapped(data):
    """The key: as much weight as may be where the reader's dealer has more points, as little elsewhere."""
    return weighting(data, [5 if each > 0 else 1 for each in gain(data)])


def unchanged(data):
    """The chapter's own weights."""
    return weighting(data, data.weights)


def all_alike(data):
    """One weight for all."""
    return weighting(data, [3] * len(data.weights))


def wrong_way(data):
    """Much weight where the other dealer has more points."""
    return weighting(data, [5 if each < 0 else 1 for each in gain(data)])


def too_little(data):
    """A little more weight in the right places, and the other dealer still ahead."""
    return weighting(data, [5 if each > 0 else 4 for each in gain(data)])


def level(data):
    """The two dealers level."""
    points = gain(data).tolist()
    every = product(range(1, 6), repeat=len(points))
    return weighting(data, next(each for each in every if lead(points, each) == 0))


def mine_first(data):
    """Right weights, and the belief that a dealer who passes one passes all."""
    return swapped(data) | {"first": data.mine}


def not_first(data):
    """Right weights, but the one named as first is the one just passed."""
    return swapped(data) | {"first": data.rival}


SWAP = {
    unchanged: ("These are the chapter's weights, and under them your dealer is behind. Which criteria would you weigh more, which less?",
                "这就是教材的权重，按它你的经销商排在后面。哪几项该加重，哪几项该减轻？"),
    all_alike: ("With one weight for all, the plain points decide, and there the other dealer has more.",
                "五项权重一样，比的就是原始得分，而另一家的得分更高。"),
    wrong_way: ("These weights do not favour the criteria on which your dealer has more points.",
                "这组权重没有偏向你的经销商得分更高的那几项。"),
    too_little: ("The right criteria weigh more, but not by enough.",
                 "加重的方向对了，力度还不够。"),
    level: ("The two are level. A little more weight where your dealer has more points.",
            "两家并列。你的经销商得分更高的那几项，权重再加一点。"),
    mine_first: ("Your dealer does pass the other one, but is not first: rank all four. No weights from 1 to 5 make it first.",
                 "你的经销商确实超过了另一家，可不是第一名：四家一起排。1 到 5 的权重里，没有一组能让它第一。"),
    not_first: ("Your dealer passes the other one. But the one you name is not first under your weights: rank all four.",
                "你的经销商超过另一家了。但按你的权重，你填的那一家不是第一名：四家一起排。"),
}  # fmt: skip


def judge_swap(value, data):
    """Any weights that do it are right; the dealer named as first must be first under them."""
    points, weights = gain(data).tolist(), [value[name] for name in data.scores.columns]
    behind = -lead(points, weights)
    if behind > 0:
        mistake = why_behind(points, weights, data)
        more = say(
            f" {data.rival} leads by {behind} {'point' if behind == 1 else 'points'}.",
            f"{data.rival} 领先 {behind} 分。",
        )
        return "wrong", say(*SWAP[mistake]) + more, mistake.__name__
    if behind == 0:
        return "wrong", say(*SWAP[level]), "level"
    return judge_first(value["first"], data.scores @ weights, data)


def why_behind(points, weights, data):
    """Which mistake weights are that leave the other dealer ahead."""
    if weights == data.weights.tolist():
        return unchanged
    if len(set(weights)) == 1:
        return all_alike
    better = [weight for point, weight in zip(points, weights, strict=True) if point > 0]
    worse = [weight for point, weight in zip(points, weights, strict=True) if point < 0]
    return too_little if sum(better) * len(worse) > sum(worse) * len(better) else wrong_way


def judge_first(named, reached, data):
    """The pair is turned round; is the dealer named really first?"""
    if reached[named] == reached.max():
        return "right", say(
            f"{data.mine} stands before {data.rival} under your weights, and {named} is first even so: weights turn some pairs round, not every pair.",
            f"按你的权重，{data.mine} 排在 {data.rival} 前面，第一名却是 {named}：改权重能让一些对子换位，不是每一对都行。",
        )
    mistake = mine_first if named == data.mine else not_first
    return "wrong", say(*SWAP[mistake]), mistake.__name__


# screening-3: two dealers under a stricter gate --------------------------------------------------------------

WHY = "A sum lets strong scores pay for a weak one; a gate lets nothing pay for it."


def first_two(data, late_allowed):
    """The two best by score among those late in at most so many months."""
    reached = totals(data)[data.late_months <= late_allowed]
    return set(reached.index[reached >= sorted(reached)[-2]])


def choice(data, chosen):
    """An answer with these two; where they are wrong it does not matter who is given as lost."""
    return {"chosen": sorted(chosen), "lost": data.scores.index[0], "why": WHY}


def lost_place(data):
    """Who had a place under the lesson's gate and loses it."""
    return first_two(data, 1) - first_two(data, 0)


def the_two(data):
    """The right two."""
    return choice(data, first_two(data, 0))


def strict_gate(data):
    """The key."""
    return the_two(data) | {"lost": min(lost_place(data))}


def lessons_gate(data):
    """The gate of the lesson, which lets one late month pass."""
    return choice(data, first_two(data, 1))


def no_gate(data):
    """The two best by score, whatever their record."""
    return choice(data, totals(data).nlargest(2).index)


def heavy_weight(data):
    """Ability to pay given a very large weight instead of a gate."""
    weights = data.weights.copy()
    weights["ability_to_pay"] = weights.sum()
    return choice(data, (data.scores @ weights).nlargest(2).index)


def worst(data):
    """Those who pass, read from the wrong end."""
    return choice(data, totals(data)[data.late_months == 0].nsmallest(2).index)


def came_in(data):
    """The right two, and the one who gains a place taken for the one who loses it."""
    return the_two(data) | {"lost": min(first_two(data, 0) - first_two(data, 1))}


CHOICES = {
    lessons_gate: ("These two pass the gate of the lesson, which allows one late month. The stricter one allows none.",
                   "这两家过的是课文里的门槛，允许 1 个月出现逾期。更严的门槛一个月也不许。"),
    no_gate: ("These two are the best by score alone. The gate comes before the score.",
              "这两家只是分数最高。门槛在分数之前。"),
    heavy_weight: ("These two come out if ability to pay gets a very large weight instead of a gate. That weighs the reps' opinion, and the other criteria hardly count any more.",
                   "给付款能力一个极大的权重，就会选出这两家。可权重放大的是业务员的看法，别的标准也几乎不算数了。"),
    worst: ("These two are the last of those who pass: the table was read from the wrong end.",
            "这两家是过关者里垫底的：表看反了。"),
}  # fmt: skip

LOST = {
    came_in: ("The two are right. But the dealer you give as lost gains a place under the stricter gate; asked for is the one that loses it.",
              "两家选对了。但你填在 lost 里的那一家，是因门槛更严才进前两名的；题目问的是丢了位置的那一家。"),
}  # fmt: skip

by_pair = judge_same(
    the_two,
    CHOICES,
    right=("So far as the dealers go. Your reasons are not checked here: compare them with the three points in the task.",
           "经销商选对了。理由不由程序批改：请对照题目里的三点。"),
    otherwise=("Both pass the gate, but they are not the two best who do.",
               "两家都过关，但不是过关者里最好的两家。"),
    same=lambda value, other: value["chosen"] == set(other["chosen"]),
)  # fmt: skip


def judge_veto(value, data):
    """The two dealers and the one who loses its place; the reason is for a person to read."""
    status, words, *mistake = by_pair(value, data)
    if status == "right":
        still = "" if value["why"] else say(" They are still to be written.", "理由还没有写。")
        return judge_lost(value["lost"], data) or (status, words + still)
    late = data.late_months[sorted(value["chosen"])]
    if mistake or not late.any():
        return status, words, *mistake
    return "wrong", say(f"{late.idxmax()} had late months: {late.max()}. The gate allows none, and it comes before the score.",
                        f"{late.idxmax()} 有 {late.max()} 个月出现过逾期。更严的门槛一个月也不许，而且门槛在分数之前。"), "late"  # fmt: skip


def judge_lost(lost, data):
    """What is wrong with the dealer given as lost, or None."""
    if lost in lost_place(data):
        return None
    if lost == came_in(data)["lost"]:
        return "wrong", say(*LOST[came_in]), "came_in"
    return "wrong", say("The two are right. lost is the dealer that is among the first two under the lesson's gate and no longer under yours.",
                        "两家选对了。lost 要填：按课文的门槛在前两名、按更严的门槛不在的那一家。"), "lost"  # fmt: skip


KEYS = {"screening-1": average, "screening-2": swapped, "screening-3": strict_gate}
MISTAKES = {"screening-1": AVERAGE, "screening-2": SWAP, "screening-3": CHOICES | LOST}
JUDGES = {"screening-1": judge_average, "screening-2": judge_swap, "screening-3": judge_veto}
RUBRICS = {
    "screening-3": [
        (1, "Says that in a weighted sum high scores make up for a bad one, and that at a gate nothing does.",
            "说明加权求和允许以长补短，而门槛不允许。"),
        (1, "Shows it on one dealer of the table, with its score or its late months.",
            "用表里一家经销商说明，给出它的得分或逾期月数。"),
        (1, "Says what the stricter gate costs (a good dealer lost over a single late month, say) and who may make an exception.",
            "说明更严的门槛代价何在（例如因 1 个月逾期失去一家好经销商），以及谁可以破例。"),
    ],
}  # fmt: skip
