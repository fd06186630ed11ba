"""Key and misconceptions of lesson 5's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from functools import wraps

from casekit.exercises import tiers as numbers
from casekit.exercises.judging import Answer, answers

# tiers-1: two rules for one discount ------------------------------------------------------------------------------


def _offer(data):
    (low, less), (high, more) = data.steps.items()
    return data.price, low, less, high, more, data.quantity


def bills(data):
    """The key."""
    price, low, less, high, more, quantity = _offer(data)
    return {
        "all_units": round(quantity * price * (1 - less), 2),
        "beyond": round(low * price + (quantity - low) * price * (1 - less), 2),
        "pad_from": int(high * (1 - more) / (1 - less)) + 1,
    }


def one_too_early(data):
    """The last order that is still cheaper than the step."""
    return bills(data) | {"pad_from": bills(data)["pad_from"] - 1}


def second_rate(data):
    """The second step's discount, which the order does not reach."""
    price, low, less, _, more, quantity = _offer(data)
    return bills(data) | {"all_units": round(quantity * price * (1 - more), 2)}


def no_discount(data):
    """No discount at all."""
    price, *_, quantity = _offer(data)
    return bills(data) | {"all_units": float(quantity * price)}


def rates_added(data):
    """Both discounts added up."""
    price, low, less, _, more, quantity = _offer(data)
    return bills(data) | {"all_units": round(quantity * price * (1 - less - more), 2)}


def the_discount(data):
    """What is taken off, not what is to be paid."""
    price, low, less, _, _, quantity = _offer(data)
    return bills(data) | {"all_units": round(quantity * price * less, 2)}


def beyond_only(data):
    """The pieces beyond the step alone, those up to it forgotten."""
    price, low, less, _, _, quantity = _offer(data)
    return bills(data) | {"beyond": round((quantity - low) * price * (1 - less), 2)}


def beyond_as_all(data):
    """The rule on all units given twice."""
    return bills(data) | {"beyond": bills(data)["all_units"]}


def beyond_second_rate(data):
    """The second step's discount on the pieces beyond the first."""
    price, low, _, _, more, quantity = _offer(data)
    return bills(data) | {"beyond": round(low * price + (quantity - low) * price * (1 - more), 2)}


def first_piece_too(data):
    """One piece too many with the discount: the last of those up to the step."""
    price, low, less, _, _, quantity = _offer(data)
    return bills(data) | {"beyond": round((low - 1) * price + (quantity - low + 1) * price * (1 - less), 2)}


def pad_the_step(data):
    """The step itself."""
    return bills(data) | {"pad_from": _offer(data)[3]}


def pad_the_order(data):
    """The order that was asked about."""
    return bills(data) | {"pad_from": data.quantity}


def pad_without_the_first(data):
    """Compared with the full price instead of the price with the first discount."""
    _, _, _, high, more, _ = _offer(data)
    return bills(data) | {"pad_from": int(high * (1 - more)) + 1}


BILLS = {
    second_rate: ("The order does not reach the second step. Use the discount of the step it has reached.", "这个订货量还没有到第二档，要用已经到达的那一档的折扣。"),
    no_discount: ("That is the full price. The order has reached the first step.", "这是原价。订货量已经到了第一档。"),
    rates_added: ("The discounts are not added up: the step reached alone counts.", "折扣不相加，只看到达的那一档。"),
    the_discount: ("That is what is taken off. Asked for is what is to be paid.", "那是减掉的金额。题目问的是应付金额。"),
    beyond_only: ("The pieces up to the first step are missing. They are paid, too, at full price.", "漏了第一档以内的件数。那些按原价，也要付。"),
    beyond_as_all: ("That is the rule on all units once more. Beyond: only the pieces above the step have its discount.", "那还是全量折扣。增量折扣：只有超过档次的件数打折。"),
    beyond_second_rate: ("The pieces beyond the first step have its discount. The second begins later.", "超出第一档的件数，按第一档的折扣。第二档还没有开始。"),
    first_piece_too: ("One piece too many: as many pieces as the step says are at full price.", "多打折了一件：档次上写的件数都按原价。"),
    one_too_early: ("That order still costs a little less than the step. Take one piece more.", "这个订货量还比该档略便宜。再多一件。"),
    pad_the_step: ("At the step itself there is nothing to pad. Look for the smallest order that costs more than it.", "到了这一档就不用凑了。要找比它还贵的最小订货量。"),
    pad_the_order: ("This order ought to be padded, but smaller ones as well. How far down?", "这个订货量该凑，可更小的也有该凑的。最小到多少？"),
    pad_without_the_first: ("You compared with full price. Below the second step an order has the first discount already.", "你是和原价比的。没到第二档的订货量，已经有第一档的折扣了。"),
}  # fmt: skip


# tiers-2: who stays, who rises --------------------------------------------------------------------------------


def _rows(data):
    return {name: data.counts.loc[name].tolist() for name in numbers.TIERS}


def shares(data):
    """The key."""
    rows = _rows(data)
    everybody = sum(map(sum, rows.values()))
    return {
        "gold_stays": rows["gold"][0] / sum(rows["gold"]),
        "silver_rises": rows["silver"][0] / sum(rows["silver"]),
        "lost": sum(row[3] for row in rows.values()) / everybody,
    }


def without_leavers(data):
    """The leavers left out below the line."""
    rows = _rows(data)
    return shares(data) | {
        name: rows[tier][0] / sum(rows[tier][:3])
        for name, tier in (("gold_stays", "gold"), ("silver_rises", "silver"))
    }


def of_the_column(data):
    """Divided by those who are gold afterwards."""
    rows = _rows(data)
    golden = sum(row[0] for row in rows.values())
    return shares(data) | {"gold_stays": rows["gold"][0] / golden, "silver_rises": rows["silver"][0] / golden}


def of_everybody(data):
    """Divided by all customers."""
    rows = _rows(data)
    everybody = sum(map(sum, rows.values()))
    return shares(data) | {
        "gold_stays": rows["gold"][0] / everybody,
        "silver_rises": rows["silver"][0] / everybody,
    }


def gold_falls(data):
    """The share of gold that became silver."""
    row = _rows(data)["gold"]
    return shares(data) | {"gold_stays": row[1] / sum(row)}


def silver_falls(data):
    """The share of silver that fell to standard."""
    row = _rows(data)["silver"]
    return shares(data) | {"silver_rises": row[2] / sum(row)}


def lost_of_gold(data):
    """The leavers of gold only."""
    row = _rows(data)["gold"]
    return shares(data) | {"lost": row[3] / sum(row)}


def lost_by_those_left(data):
    """The leavers divided by those who stayed."""
    rows = _rows(data)
    gone = sum(row[3] for row in rows.values())
    return shares(data) | {"lost": gone / (sum(map(sum, rows.values())) - gone)}


def mean_of_rates(data):
    """The plain mean of the three tiers' rates."""
    rates = [row[3] / sum(row) for row in _rows(data).values()]
    value = sum(rates) / 3
    return None if abs(value - shares(data)["lost"]) < 0.011 else shares(data) | {"lost": value}


SHARES = {
    without_leavers: ("You left out those who left. They were in the tier, too, so they belong below the line.", "你没有算流失的。他们原来也在这一级，分母里要有他们。"),
    of_the_column: ("You divided by those who are gold afterwards. Asked for is what became of those who were in the tier before.", "你除的是后来的金卡数。题目问的是原来在这一级的客户后来怎样了。"),
    of_everybody: ("You divided by all customers. Each share belongs to the tier it starts from.", "你除的是全部客户。每个比例都属于出发的那一级。"),
    gold_falls: ("That is the share of gold that became silver.", "那是金卡降为银卡的比例。"),
    silver_falls: ("That is the share of silver that fell to standard.", "那是银卡降为普通的比例。"),
    lost_of_gold: ("Those are the leavers of gold. Asked for are all.", "那是金卡里流失的。题目问的是全部。"),
    lost_by_those_left: ("You divided by those who stayed. Below the line stand all who were there at the start.", "你除的是留下的客户。分母是一开始的全部客户。"),
    mean_of_rates: ("You averaged the three rates. The tiers differ in size: add up the leavers, and divide once.", "你把三级的比例平均了。各级家数不同：先把流失的加起来，再除一次。"),
}  # fmt: skip


# tiers-3: all of them, or those near the cut ------------------------------------------------------------------

WHY = "Points go with growth, so gold grew anyway; near the cut customers are alike; drawing lots would settle it."


def _found(data):
    table = data.customers
    return numbers.differences(
        list(zip(table["tier_points"].tolist(), (100 * table["growth"]).round(6).tolist(), strict=True))
    )


def both(data):
    """The key."""
    found = _found(data)
    return {"naive": found["naive"], "near": found["near"], "why": WHY}


def where_it_shows(mistake):
    """A mistake that these numbers may not tell from the right answer: then it gives None."""

    @wraps(mistake)
    def shown(data):
        value, key = mistake(data), both(data)
        return None if all(abs(value[name] - key[name]) < 0.11 for name in ("naive", "near")) else value

    return shown


def medians(data):
    """Medians instead of means."""
    return both(data) | {"naive": _found(data)["medians"]}


@where_it_shows
def near_medians(data):
    """Medians near the cut."""
    return both(data) | {"near": _found(data)["near_medians"]}


def strictly_above(data):
    """Whoever has exactly the points of the cut counted as below."""
    return both(data) | {"naive": _found(data)["strict"]}


def near_strictly_above(data):
    """The same, near the cut."""
    return both(data) | {"near": _found(data)["near_strict"]}


def only_the_upper(data):
    """The mean of those just above, with nothing taken off."""
    return both(data) | {"near": _found(data)["only_high"]}


def against_all_below(data):
    """Those just above against all below."""
    return both(data) | {"near": _found(data)["against_all"]}


def near_as_naive(data):
    """All customers in both."""
    return both(data) | {"near": _found(data)["naive"]}


def turned_round(data):
    """Both with the sign turned."""
    key = both(data)
    return key | {"naive": -key["naive"], "near": -key["near"]}


DIFFERENCES = {
    medians: ("Those are the medians. Asked for are the means.", "那是中位数之差。题目要的是平均数。"),
    near_medians: ("Those are the medians near the cut. Asked for are the means.", "那是分界点附近的中位数之差。题目要的是平均数。"),
    strictly_above: ("Whoever has exactly 60 points is gold. Use >=.", "恰好 60 分的是金卡。用 >=。"),
    near_strictly_above: ("Whoever has exactly 60 points is gold, near the cut as well. Use >=.", "恰好 60 分的是金卡，在分界点附近也一样。用 >=。"),
    only_the_upper: ("That is the growth of those just above. Take that of those just below off.", "那是刚过线的增长率。还要减去差一点到线的。"),
    against_all_below: ("You compared those just above with all below. Near means near on both sides: 55 to 59.", "你拿刚过线的和线下的全部比。两边都要靠近：线下取 55～59 分。"),
    near_as_naive: ("Those are all customers again. Near: only 55 to 64 points.", "这还是全部客户。附近只取 55～64 分。"),
    turned_round: ("The sign is turned: gold less the others.", "正负号反了：金卡减其余的。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    tiers_1=Answer(
        bills, BILLS,
        right=("On all units the order pays more than the step would cost, so it will be padded. On the units beyond nobody has a reason to.",
               "全量折扣时，这一单比凑到下一档还贵，客户就会去凑。增量折扣，谁也没有理由凑。"),
        otherwise={"all_units": ("Every piece at the discount of the step reached.", "所有件数都按到达的那一档打折。"),
                   "beyond": ("The pieces up to the step at full price, the others with its discount.", "档次以内的按原价，超出的打折。"),
                   "pad_from": ("Find the smallest order that costs more, on all units, than an order of the second step.", "全量折扣时，找出比第二档起点还贵的最小订货量。")},
        within={"all_units": 0.02, "beyond": 0.02},
    ),
    tiers_2=Answer(
        shares, SHARES,
        right=("Each row sums to 1 once the leavers are in it.", "算上流失的，每一行合计才是 1。"),
        otherwise={"gold_stays silver_rises": ("Divide by all who were in the tier at the start.", "除以原来在这一级的全部客户。"),
                   "lost": ("All leavers by all customers.", "全部流失的，除以全部客户。")},
        within={"gold_stays": 0.0006, "silver_rises": 0.0006, "lost": 0.0006},
    ),
    tiers_3=Answer(
        both, DIFFERENCES,
        right=("So far as the differences go.", "两个差都对了。"),
        otherwise={"naive": ("The mean growth of all with 60 points or more, less that of all others, in percentage points.", "60 分以上的平均增长率，减去其余的，以百分点计。"),
                   "near": ("The same with those of 55 to 64 points only.", "同样的算法，只取 55～64 分。")},
        within={"naive": 0.051, "near": 0.051},
        rubric=(
            (1, "Says why the first difference is too large: points go with growth, so gold customers would have grown anyway.", "说明第一个差为什么偏大：积分和增长连在一起，金卡客户本来就会增长。"),
            (1, "Says what the second comparison assumes: nobody can choose its side of the cut, and nothing else changes there.", "说明第二种比较的前提：客户自己选不了在哪一边，分界点处也没有别的变化。"),
            (1, "Says how it could be settled (drawing lots among those near the cut, more customers, a second year) or how unsure it is with so few.", "说明怎样弄清楚（在分界点附近抽签、增加家数、再看一年），或者说明家数这么少有多不确定。"),
        ),
    ),
)  # fmt: skip
