"""Key and misconceptions of lesson 15's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from functools import wraps

from casekit.exercises import loyalty as numbers
from casekit.exercises.judging import Answer, answers

# loyalty-1: those who answered, and those who did not -----------------------------------------------------------


def _groups(data):
    return data.scores["online"].tolist(), data.scores["telephone"].tolist()


def scores(data):
    """The key."""
    online, phoned = _groups(data)
    return {
        "nps_online": numbers.score(online),
        "margin": numbers.margin_of(online),
        "nps_all": numbers.joined(online, phoned, data.asked)["right"],
    }


def _score_by(name):
    return lambda data: scores(data) | {"nps_online": numbers.wrong_scores(_groups(data)[0])[name]}


def _margin_by(name):
    return lambda data: scores(data) | {"margin": numbers.wrong_margins(_groups(data)[0])[name]}


def _all_by(name):
    return lambda data: scores(data) | {"nps_all": numbers.joined(*_groups(data), data.asked)[name]}


def _named(mistake, name, why):
    mistake.__name__, mistake.__doc__ = name, why
    return mistake


no_passives = _named(_score_by("no_passives"), "no_passives", "Passives left out below the line.")
from_eight = _named(_score_by("from_eight"), "from_eight", "8 counted as promoter.")
without_zero = _named(_score_by("without_zero"), "without_zero", "Detractors begun at 1.")
up_to_seven = _named(_score_by("up_to_seven"), "up_to_seven", "7 counted as detractor.")
up_to_five = _named(_score_by("up_to_five"), "up_to_five", "6 not counted as detractor.")
promoters_only = _named(_score_by("promoters_only"), "promoters_only", "Detractors not taken off.")
one_error = _named(_margin_by("one_error"), "one_error", "One standard error.")
whole_width = _named(_margin_by("whole_width"), "whole_width", "The whole interval.")
no_square = _named(_margin_by("no_square"), "no_square", "The last term left out.")
one_share = _named(_margin_by("one_share"), "one_share", "The margin of the promoters' share.")
not_by_n = _named(_margin_by("not_by_n"), "not_by_n", "Not divided by n.")
together = _named(_all_by("together"), "together", "All answers thrown together.")
plain = _named(_all_by("plain"), "plain", "The plain mean of both.")
exchanged = _named(_all_by("exchanged"), "exchanged", "The weights exchanged.")
phoned_only = _named(_all_by("phoned"), "phoned_only", "The telephoned alone.")
silent_zero = _named(_all_by("silent_zero"), "silent_zero", "The silent counted as zero.")


def online_for_all(data):
    """The online answers taken for everybody."""
    key = scores(data)
    return key | {"nps_all": key["nps_online"]}


COUNTED = {
    no_passives: ("You divided by promoters and detractors only. Those with 7 or 8 answered, too: they belong below the line.",
                  "你只除以推荐者加贬损者。打 7～8 分的也回答了，分母里要有他们。"),
    from_eight: ("You counted 8 as a promoter. Promoters gave 9 or 10.", "你把 8 分算作推荐者了。推荐者是 9～10 分。"),
    without_zero: ("You left out those who gave 0. Detractors gave 0 to 6.", "你漏了打 0 分的。贬损者是 0～6 分。"),
    up_to_seven: ("You counted 7 as a detractor. Detractors gave 0 to 6.", "你把 7 分算作贬损者了。贬损者是 0～6 分。"),
    up_to_five: ("You stopped at 5. Detractors gave 0 to 6.", "你只算到 5 分。贬损者是 0～6 分。"),
    promoters_only: ("That is the promoters' percentage. The detractors' is taken off.", "这是推荐者的百分比，还要减去贬损者的。"),
    one_error: ("That is one standard error. A 95 % interval reaches 1.96 of them to each side.", "这是一个标准误。95% 区间两边各是 1.96 个。"),
    whole_width: ("That is the whole interval, from end to end. The margin is half of it.", "这是整个区间的宽度。误差是一半。"),
    no_square: ("The last term is missing: p + d − (p − d)².", "少了最后一项：p + d − (p − d)²。"),
    one_share: ("That is the margin of the promoters' share alone. NPS is a difference of two shares.", "这只是推荐者占比的误差。净推荐值是两个占比之差。"),
    not_by_n: ("The sum under the root has to be divided by n, the number of answers.", "根号里的数还要除以回答数 n。"),
    together: ("You threw all answers together. Each of the telephoned stands for several silent customers, so their part has to be larger.",
               "你把回答都混在一起了。电话补问的一家代表好几家没有回答的，分量应当更大。"),
    plain: ("That is the plain mean. Weigh each NPS by the customers it stands for.", "这是简单平均。两个数要各按所代表的家数加权。"),
    exchanged: ("The weights are the wrong way round: the online NPS has the weight of those who answered online.", "权数放反了：网上的净推荐值，权数是网上回答的家数。"),
    phoned_only: ("That is the NPS of the telephoned. Both groups together were asked.", "这是电话补问的净推荐值。被问的是两部分合起来。"),
    silent_zero: ("You took the silent for zero. The telephoned tell what they would have said.", "你把没有回答的当作 0 了。他们会怎么说，电话补问的可以代表。"),
    online_for_all: ("You took the online answers for everybody. The telephoned show that the silent think otherwise.", "你拿网上回答的代表全部了。电话补问说明，没有回答的想法不同。"),
}  # fmt: skip


# loyalty-2: from a month to a year ------------------------------------------------------------------------------


def _churns(data):
    return numbers.churns(data.at_start, data.lost, data.joined)


def _worked_out(data, churn):
    return {
        "yearly": numbers.years(churn)["right"],
        "months": 1 / churn,
        "value_cny": data.margin_cny / churn - data.acquisition_cny,
    }


def a_year(data):
    """The key."""
    return _worked_out(data, _churns(data)["right"])


def with_new(data):
    """New customers added to those at the start."""
    return _worked_out(data, _churns(data)["with_new"])


def at_end(data):
    """Divided by the customers at the end of the month."""
    return _worked_out(data, _churns(data)["at_end"])


def net_growth(data):
    """The net change taken for churn."""
    return _worked_out(data, _churns(data)["net"])


def _year_by(name):
    return lambda data: a_year(data) | {"yearly": numbers.years(_churns(data)["right"])[name]}


times_twelve = _named(_year_by("times_twelve"), "times_twelve", "Twelve times the month.")
kept = _named(_year_by("kept"), "kept", "Those who are left.")
eleven = _named(_year_by("eleven"), "eleven", "Eleven months.")
grown = _named(_year_by("grown"), "grown", "Compounded upwards.")
month_only = _named(_year_by("month"), "month_only", "The month's churn.")


def first_month_out(data):
    """The first month not counted, in the months alone."""
    return a_year(data) | {"months": a_year(data)["months"] - 1}


def from_yearly(data):
    """Twelve divided by the year's churn."""
    return a_year(data) | {"months": 12 / a_year(data)["yearly"]}


def in_years(data):
    """In years."""
    return a_year(data) | {"months": a_year(data)["months"] / 12}


def no_cost(data):
    """The cost of winning the customer not taken off."""
    return a_year(data) | {"value_cny": data.margin_cny * a_year(data)["months"]}


def one_year_only(data):
    """Twelve months' margin."""
    return a_year(data) | {"value_cny": 12.0 * data.margin_cny - data.acquisition_cny}


def later_value(data):
    """The first month's margin left out."""
    return a_year(data) | {"value_cny": data.margin_cny * (a_year(data)["months"] - 1) - data.acquisition_cny}


def all_customers(data):
    """Times all customers."""
    return a_year(data) | {"value_cny": a_year(data)["value_cny"] * data.at_start}


LOST = {
    times_twelve: ("You multiplied by twelve. Each month loses its share of those who are *left*, who become fewer.", "你乘了十二。每个月流失的是**剩下的人**的同样比例，而人越来越少。"),
    kept: ("That is the share still there. Lost is the rest.", "这是还在的比例。流失的是其余的。"),
    eleven: ("You took eleven months. A year has twelve losses.", "你算了十一个月。一年流失十二次。"),
    grown: ("That lets the loss grow: (1 + churn)¹² − 1. Those who are left shrink: 1 − (1 − churn)¹².", "这是越滚越大：(1 + 流失率)¹² − 1。剩下的人是越来越少：1 − (1 − 流失率)¹²。"),
    month_only: ("That is the churn of the month. Asked for is the year.", "这是一个月的流失率。题目问的是一年。"),
    with_new: ("You added the new customers below the line. They were not there at the start to be lost.", "你把新来的加进了分母。月初他们还不在，谈不上流失。"),
    at_end: ("You divided by the customers at the end of the month. Lost belongs to those at the start.", "你除的是月末的客户数。流失的要除以月初的。"),
    net_growth: ("That is the net change. Those who joined do not undo those who were lost.", "这是净变动。新来的抵消不了走掉的。"),
    first_month_out: ("The first month counts, too: 1 ÷ churn.", "第一个月也算：1 ÷ 流失率。"),
    from_yearly: ("You divided twelve by the year's churn. Take the month's: 1 ÷ churn.", "你用十二除以年流失率了。用月流失率：1 ÷ 流失率。"),
    in_years: ("That is in years. Asked for are months.", "这是年数。题目问的是月数。"),
    no_cost: ("The cost of winning the customer is still in it. Take it off once.", "获客成本还没有减。减一次。"),
    one_year_only: ("You took one year's margin. The customer stays longer on average: your `months`.", "你只算了一年的差价。客户平均留得更久，用你算出的 `months`。"),
    later_value: ("The first month brings margin, too.", "第一个月也有差价。"),
    all_customers: ("That is for all customers. Asked for is one.", "这是全部客户的。题目问的是一位。"),
}  # fmt: skip


# loyalty-3: a rule and a model, a year later ----------------------------------------------------------------------

WHY = "Two recencies, with numbers; nothing after the cut; twelve buyers are few."


def _rows(data):
    """The buyers as the numbers were drawn: repeat purchases, weeks to the last, to the cut, purchases after."""
    import pandas as pd

    table, cut = data.buyers, pd.Timestamp(data.cut)
    last = (table["last_date"] - table["first_date"]).dt.days // 7
    age = (cut - table["first_date"]).dt.days // 7
    return list(zip(table["repeats"], last, age, table["bought_after"], strict=True))


def _row(data):
    return _rows(data)[data.buyers.index.get_loc(data.buyer)]


def calls(data):
    """The key."""
    rows = _rows(data)
    return {
        "p_alive": numbers.alive(_row(data)),
        "rule_right": numbers.right_calls(rows, numbers.by_rule),
        "model_right": numbers.right_calls(rows, numbers.by_model),
        "why": WHY,
    }


def where_it_shows(mistake):
    """A mistake that these numbers may not tell from the right answer: then it gives None."""

    @wraps(mistake)
    def shown(data):
        value = mistake(data)
        return None if value == calls(data) else value

    return shown


def _chance_by(name):
    return lambda data: calls(data) | {"p_alive": numbers.readings(_row(data))[name]}


mixed = _named(_chance_by("mixed"), "mixed", "RFM's recency taken for the model's.")
late = _named(_chance_by("late"), "late", "The age counted to the end of the year after.")
all_counted = _named(_chance_by("all_counted"), "all_counted", "The first purchase counted as a repeat.")
in_days = _named(_chance_by("in_days"), "in_days", "Days instead of weeks.")
gone = _named(_chance_by("gone"), "gone", "The chance of being gone.")


@where_it_shows
def rule_wrong(data):
    """The calls that were wrong, counted for the rule."""
    return calls(data) | {"rule_right": 12 - calls(data)["rule_right"]}


@where_it_shows
def rule_still_there(data):
    """Those whom the rule takes to be still there."""
    return calls(data) | {"rule_right": sum(map(numbers.by_rule, _rows(data)))}


@where_it_shows
def rule_hits_only(data):
    """Only those rightly taken to be still there."""
    hits = sum(numbers.by_rule(row) and row[3] > 0 for row in _rows(data))
    return None if hits == rule_still_there(data) else calls(data) | {"rule_right": hits}


@where_it_shows
def model_wrong(data):
    """The calls that were wrong, counted for the model."""
    return calls(data) | {"model_right": 12 - calls(data)["model_right"]}


@where_it_shows
def model_still_there(data):
    """Those whom the model takes to be still there."""
    return calls(data) | {"model_right": sum(map(numbers.by_model, _rows(data)))}


@where_it_shows
def model_late(data):
    """The age counted to the end of the year after, for all."""
    return calls(data) | {
        "model_right": numbers.right_calls(_rows(data), lambda row: numbers.by_model(row, late=True))
    }


@where_it_shows
def model_mixed(data):
    """RFM's recency taken for the model's, for all."""
    return calls(data) | {
        "model_right": numbers.right_calls(_rows(data), lambda row: numbers.by_model(row, mixed=True))
    }


CALLED = {
    mixed: ("You took the weeks from the last purchase to the cut for `last_weeks`. That is RFM's recency; the model wants the weeks from the first purchase to the last.",
            "你把最后一次购买到分界日的周数当作 `last_weeks` 了。那是 RFM 的 R；模型要的是首次购买到最后一次的周数。"),
    late: ("Your age runs to the end of 2025. On the cut nobody knew that year: count to the cut.", "你把年龄算到 2025 年底了。在分界日，那一年还没有发生：只算到分界日。"),
    all_counted: ("You counted the first purchase as well. `repeats` are those after it.", "你把首次购买也算进去了。`repeats` 只数首次以后的。"),
    in_days: ("You used days. The parameters are in weeks: divide by 7.", "你用的是天数。参数以周为单位，要除以 7。"),
    gone: ("That is the chance that the buyer has left.", "这是已经走了的概率。"),
    rule_wrong: ("Those are the wrong calls of the rule. Count the right ones.", "这是规则判断错的。题目问判断对的。"),
    rule_still_there: ("That is how many the rule takes to be still there. Compare with what happened.", "这是规则认为还在的位数，还要和实际比。"),
    rule_hits_only: ("You counted only those rightly taken to be still there. \"Gone\" can be right, too.", "你只数了“还在”判断对的。判断“走了”也可能是对的。"),
    model_wrong: ("Those are the wrong calls of the model. Count the right ones.", "这是模型判断错的。题目问判断对的。"),
    model_still_there: ("That is how many the model takes to be still there. Compare with what happened.", "这是模型认为还在的位数，还要和实际比。"),
    model_late: ("Your ages run to the end of 2025, a year that nobody knew on the cut.", "你把年龄都算到了 2025 年底，可是在分界日那一年还没有发生。"),
    model_mixed: ("You used RFM's recency for all buyers. The model wants the weeks from the first purchase to the last.", "你全用了 RFM 的 R。模型要的是首次购买到最后一次的周数。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    loyalty_1=Answer(
        scores, COUNTED,
        right=("The margin tells of chance, the telephone of those who did not answer. A larger sample helps with the first only.",
               "误差说的是偶然，电话补问说的是没有回答的人。样本加大，只对前者有用。"),
        otherwise={"nps_online": ("The percentage of promoters (9 or 10) less that of detractors (0 to 6), of all online answers.", "网上回答里，推荐者（9～10 分）的百分比减去贬损者（0～6 分）的。"),
                   "margin": ("1.96 standard errors, in points of NPS.", "1.96 个标准误，单位与净推荐值相同。"),
                   "nps_all": ("Join both groups, each with the customers it stands for.", "两部分合起来，各按所代表的家数加权。")},
        within=0.06,
    ),
    loyalty_2=Answer(
        a_year, LOST,
        right=("Losses compound downwards, and a fixed churn gives 1 ÷ churn months. In truth the fickle leave first, so this is a cautious figure.",
               "流失是一层层往下减的；流失率不变，平均留 1 ÷ 流失率 个月。实际上容易走的先走，所以这个数偏谨慎。"),
        otherwise={"yearly": ("What is left after twelve months, taken from 1.", "1 减去十二个月后剩下的比例。"),
                   "months": ("One divided by the churn of the month.", "1 除以月流失率。"),
                   "value_cny": ("Monthly margin × months, less the cost of winning the customer.", "每月差价 × 月数，减去获客成本。")},
        within={"yearly": 0.0006, "months": 0.06, "value_cny": 5},
    ),
    loyalty_3=Answer(
        calls, CALLED,
        right=("Both counts are out. Twelve buyers decide nothing; on all buyers the same comparison does.", "两个数都算对了。十二位买家定不了输赢，全部买家都比一遍才行。"),
        otherwise={"p_alive": ("Work out `last_weeks` and `age_weeks` of this buyer on the cut, in weeks.", "先算这位买家在分界日的 `last_weeks` 和 `age_weeks`，以周为单位。"),
                   "rule_right": ("For each buyer: fewer than 120 days of silence on the cut? And did the buyer buy after?", "逐位看：分界日沉默不满 120 天吗？后来买了没有？"),
                   "model_right": ("For each buyer: P(alive) a half or more? And did the buyer buy after?", "逐位看：活跃概率有一半以上吗？后来买了没有？")},
        within={"p_alive": 0.002},
        rubric=(
            (1, "Tells the two recencies apart with this buyer's numbers.", "用这位买家的数分清两种 recency。"),
            (1, "Says why nothing after the cut may be used for the call, only for the judgement.", "说明为什么判断时不能用分界日以后的记录，只能用来检验。"),
            (1, "Names a limit: twelve buyers are few; P(alive) is 1 without a repeat purchase; still there is not yet a purchase; the two kinds of mistake cost differently.",
                "说出一点局限：十二位太少；没有重复购买的概率一律是 1；还在不等于会买；两种判断错误的代价不同。"),
        ),
    ),
)  # fmt: skip
