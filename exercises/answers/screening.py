"""Key and misconceptions of lesson 3's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from itertools import combinations, product
from operator import mul

from casekit.exercises.judging import Answer, answers, is_close, shown_by


def totals(data):
    """The weighted sums."""
    return data.scores @ data.weights


# screening-1: the weighted average of the dealer whose printed total is wrong ---------------------------------


def wrong_dealer(data):
    """The dealer whose printed total is not the weighted sum."""
    return data.printed.index[totals(data) != data.printed][0]


def the_sum(data):
    """The weighted sum, not divided at all."""
    return float(totals(data)[wrong_dealer(data)])


def average(data):
    """The key."""
    return the_sum(data) / int(data.weights.sum())


def _where_it_shows(value, data):
    """A wrong value, or None where these numbers do not tell it from the right one."""
    return None if is_close(value, average(data), 0.02) else value


def copied_total(data):
    """The printed total itself."""
    return float(data.printed[wrong_dealer(data)])


def copied(data):
    """The printed total taken over unchecked, then divided."""
    return copied_total(data) / int(data.weights.sum())


def by_number_of_criteria(data):
    """The sum divided by the number of criteria instead of the sum of weights."""
    return the_sum(data) / len(data.weights)


def unweighted(data):
    """The plain mean of the scores."""
    return float(data.scores.loc[wrong_dealer(data)].mean())


def points_by_weights(data):
    """The plain sum of the scores divided by the sum of weights."""
    return float(data.scores.loc[wrong_dealer(data)].sum()) / int(data.weights.sum())


def weights_reversed(data):
    """The weights in the order of the criteria turned round."""
    turned = data.weights.tolist()[::-1]
    return _where_it_shows(float(data.scores.loc[wrong_dealer(data)] @ turned) / sum(turned), data)


def _others(data):
    """The averages of the dealers whose printed totals agree."""
    return totals(data).drop(wrong_dealer(data)) / data.weights.sum()


@shown_by(lambda value, data: any(is_close(value, each, 0.005) for each in _others(data)))
def of_another(data):
    """The average of another dealer."""
    return float(_others(data).iloc[0])


def of_all_four(data):
    """The mean of all four averages."""
    return _where_it_shows(float(totals(data).mean()) / int(data.weights.sum()), data)


@shown_by(lambda value, data: any(is_close(value, by_how_much(data) / part, 0.006) for part in (1, 9)))
def by_how_much(data):
    """The difference between the printed and the right total, or the ninth of it that shows exchanged digits."""
    return abs(copied_total(data) - the_sum(data))


def _of_the_best(data):
    return average(data) / 5


@shown_by(
    lambda value, data: any(is_close(value, part * _of_the_best(data), part * 0.006) for part in (1, 100))
)
def of_the_best(data):
    """The total as a share of the highest that can be reached."""
    return _of_the_best(data)


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
    points_by_weights: ("The sum of the weights is below the line, but above it stand the plain scores. Multiply each by its weight first.",
                        "分母是权重之和，分子却是原始得分。每项得分要先乘权重。"),
    weights_reversed: ("The weights stand in the opposite order: the first criterion got the weight of the last.",
                       "权重的次序颠倒了：第一项标准用了最后一项的权重。"),
    of_another: ("That is the average of a dealer whose printed total agrees. The misprint is another's.",
                 "这是另一家的平均分，它的总分并没有印错。"),
    of_all_four: ("That is the mean of all four dealers. Asked for is the one whose total is printed wrong.",
                  "这是四家合起来的平均。题目问的是总分印错的那一家。"),
    by_how_much: ("That is by how much the printed total is off, or a part of it. Asked for is the dealer's average.", "这是总分印错了多少，或其中的几分之一。题目问的是那一家的平均分。"),
    of_the_best: ("That is the total as a share of the highest that can be reached. Asked for is an average on the scale of the scores.",
                  "这是总分占满分的比例。题目要的是平均分，尺度与得分相同。"),
}  # fmt: skip


# screening-2: weights under which your dealer stands before the other -----------------------------------------


def _points(data):
    """By criterion, how many points more the reader's dealer has than the other."""
    return (data.scores.loc[data.mine] - data.scores.loc[data.rival]).tolist()


def _weights(value, data):
    return [value[name] for name in data.scores.columns]


def _lead(value, data):
    """By how much the reader's dealer is ahead under the weights of an answer."""
    return sum(map(mul, _points(data), _weights(value, data)))


def ahead(value, data):
    """Whether the weights of an answer turn the pair round."""
    return _lead(value, data) > 0


def is_first(value, data):
    """Whether the dealer named as first is first under the weights of an answer."""
    reached = data.scores @ _weights(value, data)
    return reached[value["first"]] == reached.max()


def _weighting(data, weights):
    """An answer with these weights and whoever is first under them."""
    named = {name: int(weight) for name, weight in zip(data.scores.columns, weights, strict=True)}
    return named | {"first": (data.scores @ list(weights)).idxmax()}


def swapped(data):
    """The key: as much weight as may be where the reader's dealer has more points, as little elsewhere."""
    return _weighting(data, [5 if each > 0 else 1 for each in _points(data)])


@shown_by(lambda value, data: _weights(value, data) == data.weights.tolist())
def unchanged(data):
    """The chapter's own weights."""
    return _weighting(data, data.weights)


@shown_by(lambda value, data: len(set(_weights(value, data))) == 1)
def all_alike(data):
    """One weight for all."""
    return _weighting(data, [3] * len(data.weights))


@shown_by(lambda value, data: _lead(value, data) == 0)
def level(data):
    """The two dealers level."""
    points = _points(data)
    every = product(range(1, 6), repeat=len(points))
    return _weighting(data, next(weights for weights in every if sum(map(mul, points, weights)) == 0))


def _favours_mine(value, data):
    """Whether the criteria on which the reader's dealer has more points weigh more, on average, than those where it has less."""
    pairs = list(zip(_points(data), _weights(value, data), strict=True))
    better, worse = (
        [weight for point, weight in pairs if point > 0],
        [weight for point, weight in pairs if point < 0],
    )
    return sum(better) * len(worse) > sum(worse) * len(better)


@shown_by(_favours_mine)
def too_little(data):
    """A little more weight in the right places, and the other dealer still ahead."""
    return _weighting(data, [5 if each > 0 else 4 for each in _points(data)])


@shown_by(lambda value, data: not _favours_mine(value, data))
def wrong_way(data):
    """Much weight where the other dealer has more points."""
    return _weighting(data, [5 if each < 0 else 1 for each in _points(data)])


@shown_by(lambda value, data: value["first"] == data.mine)
def mine_first(data):
    """Right weights, and the belief that a dealer who passes one passes all."""
    return swapped(data) | {"first": data.mine}


@shown_by(lambda value, data: value["first"] != data.mine)
def not_first(data):
    """Right weights, but the one named as first is the one just passed."""
    return swapped(data) | {"first": data.rival}


def _and_by_how_much(english, chinese):
    """Words, and by how much the other dealer leads."""

    def words(value, data):
        behind = -_lead(value, data)
        points = "point" if behind == 1 else "points"
        return (
            f"{english} {data.rival} leads by {behind} {points}.",
            f"{chinese}{data.rival} 领先 {behind} 分。",
        )

    return words


SWAP = {
    unchanged: _and_by_how_much(
        "These are the chapter's weights, and under them your dealer is behind. Which criteria would you weigh more, which less?",
        "这就是教材的权重，按它你的经销商排在后面。哪几项该加重，哪几项该减轻？"),
    all_alike: _and_by_how_much("With one weight for all, the plain points decide, and there the other dealer has more.",
                                "五项权重一样，比的就是原始得分，而另一家的得分更高。"),
    level: ("The two are level. A little more weight where your dealer has more points.",
            "两家并列。你的经销商得分更高的那几项，权重再加一点。"),
    too_little: _and_by_how_much("The right criteria weigh more, but not by enough.", "加重的方向对了，力度还不够。"),
    wrong_way: _and_by_how_much("These weights do not favour the criteria on which your dealer has more points.",
                                "这组权重没有偏向你的经销商得分更高的那几项。"),
    mine_first: ("Your dealer does pass the other one, but is not first: rank all four. No weights from 1 to 5 make it first.",
                 "你的经销商确实超过了另一家，可不是第一名：四家一起排。1 到 5 的权重里，没有一组能让它第一。"),
    not_first: ("Your dealer passes the other one. But the one you name is not first under your weights: rank all four.",
                "你的经销商超过另一家了。但按你的权重，你填的那一家不是第一名：四家一起排。"),
}  # fmt: skip


# screening-3: two dealers under a stricter gate --------------------------------------------------------------

WHY = "A sum lets strong scores pay for a weak one; a gate lets nothing pay for it."


def first_two(data, late_allowed):
    """The two best by score among those late in at most so many months; more where several share the second place."""
    reached = totals(data)[data.late_months <= late_allowed]
    return set(reached.index[reached >= sorted(reached)[-2]])


def lost_place(data):
    """Who had a place under the lesson's gate and loses it."""
    return first_two(data, 1) - first_two(data, 0)


def _choice(data, chosen, lost=None):
    """An answer with these two; the dealer lost is the right one unless another is given."""
    return {"chosen": sorted(chosen), "lost": lost or min(lost_place(data)), "why": WHY}


def strict_gate(data):
    """The key."""
    return _choice(data, first_two(data, 0))


def lessons_gate(data):
    """The gate of the lesson, which lets one late month pass."""
    return _choice(data, first_two(data, 1))


def no_gate(data):
    """The two best by score, whatever their record."""
    return _choice(data, totals(data).nlargest(2).index)


def heavy_weight(data):
    """Ability to pay given a very large weight instead of a gate."""
    weights = data.weights.copy()
    weights["ability_to_pay"] = weights.sum()
    return _choice(data, (data.scores @ weights).nlargest(2).index)


def worst(data):
    """Those who pass, read from the wrong end."""
    return _choice(data, totals(data)[data.late_months == 0].nsmallest(2).index)


def plain_points(data):
    """The gate, and then the plain points instead of the weighted ones."""
    points = data.scores.sum(axis="columns")[data.late_months == 0].nlargest(3)
    clear = points.iloc[1] > points.iloc[2] and set(points.index[:2]) != first_two(data, 0)
    return _choice(data, points.index[:2]) if clear else None


def _another_pair(data, late_allowed, at_least=0):
    """A pair that no mistake so far gives: the first such, by score, of those late in so many months or fewer."""
    ways = (strict_gate, lessons_gate, no_gate, heavy_weight, worst, plain_points)
    taken = [answer["chosen"] for way in ways if (answer := way(data))]
    ranked = totals(data)[data.late_months <= late_allowed].sort_values(ascending=False, kind="stable").index
    pairs = (
        sorted(pair) for pair in combinations(ranked, 2) if data.late_months[list(pair)].max() >= at_least
    )
    return next(pair for pair in pairs if pair not in taken)


@shown_by(lambda value, data: data.late_months[sorted(value["chosen"])].any())
def late(data):
    """A dealer with late months among the two."""
    return _choice(data, _another_pair(data, late_allowed=12, at_least=1))


@shown_by(lambda value, data: not data.late_months[sorted(value["chosen"])].any())
def not_the_best(data):
    """Two who pass, and better ones left out."""
    return _choice(data, _another_pair(data, late_allowed=0))


def came_in(data):
    """The right two, and the one who gains a place taken for the one who loses it."""
    return _choice(data, first_two(data, 0), min(first_two(data, 0) - first_two(data, 1)))


@shown_by(lambda value, data: True)
def lost_another(data):
    """The right two, and a dealer given as lost who had no place or keeps it."""
    return _choice(
        data, first_two(data, 0), min(set(data.scores.index) - first_two(data, 0) - first_two(data, 1))
    )


def _late_months(value, data):
    months = data.late_months[sorted(value["chosen"])]
    return (f"{months.idxmax()} had late months: {months.max()}. The gate allows none, and it comes before the score.",
            f"{months.idxmax()} 有 {months.max()} 个月出现过逾期。更严的门槛一个月也不许，而且门槛在分数之前。")  # fmt: skip


CHOICES = {
    lessons_gate: ("These two pass the gate of the lesson, which allows one late month. The stricter one allows none.",
                   "这两家过的是课文里的门槛，允许 1 个月出现逾期。更严的门槛一个月也不许。"),
    no_gate: ("These two are the best by score alone. The gate comes before the score.",
              "这两家只是分数最高。门槛在分数之前。"),
    heavy_weight: ("These two come out if ability to pay gets a very large weight instead of a gate. That weighs the reps' opinion, and the other criteria hardly count any more.",
                   "给付款能力一个极大的权重，就会选出这两家。可权重放大的是业务员的看法，别的标准也几乎不算数了。"),
    worst: ("These two are the last of those who pass: the table was read from the wrong end.",
            "这两家是过关者里垫底的：表看反了。"),
    plain_points: ("Both pass the gate, and have the most points of those who do if every criterion counts alike. Rank by the weighted sum.",
                   "两家都过关，不过这是五项一视同仁时得分最高的两家。要按加权总分排。"),
    late: _late_months,
    not_the_best: ("Both pass the gate, but they are not the two best who do: sort those who pass by their weighted sum.",
                   "两家都过关，但不是过关者里最好的两家：把过关的按加权总分排序。"),
    came_in: ("The dealer you give as lost gains a place under the stricter gate; asked for is the one that loses it.",
              "你填在 lost 里的那一家，是因门槛更严才进前两名的；题目问的是丢了位置的那一家。"),
    lost_another: ("lost is the dealer that is among the first two under the lesson's gate and no longer under yours.",
                   "lost 要填：按课文的门槛在前两名、按更严的门槛不在的那一家。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    screening_1=Answer(
        average, AVERAGE,
        right=("The average is back on the scale from 1, poor, to 5, excellent; the sum alone would not tell you where this dealer stands.",
               "平均分回到了 1（差）到 5（优）的尺度上；光看总分，看不出这一家处在什么位置。"),
        otherwise=("First find the dealer whose printed total does not agree, then divide its right total by the sum of weights.",
                   "先找出总分对不上的那一家，再用它正确的总分除以权重之和。"),
    ),
    screening_2=Answer(
        swapped, SWAP,
        right=("Your dealer stands before the other one, and is not first even so: weights turn some pairs round, not every pair.",
               "你的经销商排到另一家前面了，却仍不是第一名：改权重能让一些对子换位，不是每一对都行。"),
        otherwise={"demand margin prospects ability_to_pay reputation": ("", ""), "first": ("", "")},
        holds={"demand margin prospects ability_to_pay reputation": ahead, "first": is_first},
    ),
    screening_3=Answer(
        strict_gate, CHOICES,
        right=("So far as the dealers go.", "经销商选对了。"),
        otherwise={"chosen": ("", ""), "lost": ("", "")},
        rubric=(
            (1, "Says that in a weighted sum high scores make up for a bad one, and that at a gate nothing does.",
                "说明加权求和允许以长补短，而门槛不允许。"),
            (1, "Shows it on one dealer of the table, with its score or its late months.",
                "用表里一家经销商说明，给出它的得分或逾期月数。"),
            (1, "Says what the stricter gate costs (a good dealer lost over a single late month, say) and who may make an exception.",
                "说明更严的门槛代价何在（例如因 1 个月逾期失去一家好经销商），以及谁可以破例。"),
        ),
    ),
)  # fmt: skip
