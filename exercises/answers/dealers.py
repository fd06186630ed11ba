"""Key and misconceptions of lesson 10's exercises. Not part of what a class receives.

No answer is stored here: the key and each misconception are functions that work an answer out of the reader's own numbers.
"""

from casekit.exercises import dealers as numbers
from casekit.exercises.judging import Answer, answers

# dealers-1: place six dealers ---------------------------------------------------------------------------------


def _net(data):
    return data.dealers["net_amount_cny"]


def _wallet_share(data):
    return _net(data) / data.dealers["total_purchases_cny"]


def _answer(data, dangerous, nurture):
    return {
        "dangerous": set(data.dealers.index[dangerous]),
        "nurture": set(data.dealers.index[nurture]),
        "share": float(_net(data)[dangerous].sum() / _net(data).sum()),
    }


def six(data):
    """The key."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large & ~loyal, ~large & loyal)


def size_strictly(data):
    """The dealer exactly on the size cut taken as small."""
    large, loyal = _net(data) > data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large & ~loyal, ~large & loyal)


def half_is_disloyal(data):
    """The dealer exactly at the loyalty cut taken as disloyal."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) > data.loyalty_cut
    return _answer(data, large & ~loyal, ~large & loyal)


def large_is_good(data):
    """Large taken for good: the small disloyal ones as the danger."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, ~large & ~loyal, ~large & loyal)


def by_all_purchases(data):
    """Size by all its purchases instead of its net sales with us."""
    large = data.dealers["total_purchases_cny"] >= data.size_cut
    loyal = _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large & ~loyal, ~large & loyal)


def all_large(data):
    """Everybody large as dangerous."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large, ~large & loyal)


def all_loyal(data):
    """Everybody loyal as to be nurtured."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large & ~loyal, loyal)


def all_small(data):
    """Everybody small as to be nurtured."""
    large, loyal = _net(data) >= data.size_cut, _wallet_share(data) >= data.loyalty_cut
    return _answer(data, large & ~loyal, ~large)


def share_of_dealers(data):
    """The share of the number of dealers."""
    key = six(data)
    return key | {"share": len(key["dangerous"]) / len(data.dealers)}


def share_of_purchases(data):
    """The dangerous dealers' share of all purchases."""
    whole, key = data.dealers["total_purchases_cny"], six(data)
    return key | {"share": float(whole[list(key["dangerous"])].sum() / whole.sum())}


def their_wallet(data):
    """Our share of the wallets of the dangerous."""
    key = six(data)
    of = data.dealers.loc[list(key["dangerous"])].sum()
    return key | {"share": float(of["net_amount_cny"] / of["total_purchases_cny"])}


SIX = {
    size_strictly: ("One dealer is exactly on the size cut. Exactly counts as large: use >=.", "有一家恰好在大小的分界上，恰好算大：用 >=。"),
    half_is_disloyal: ("One dealer buys exactly half of its goods here. Exactly half counts as loyal: use >=.",
                       "有一家恰好一半向我们采购，恰好一半算忠诚：用 >=。"),
    large_is_good: ("You took the small and disloyal. The dangerous ones are large: size is no virtue by itself.",
                    "你取的是小而不忠诚的。危险的是大而不忠诚的：大，本身不是优点。"),
    by_all_purchases: ("You measured size by all its purchases. Here size is what it buys from us.", "你按总采购额量大小。这里的大小，是它向我们买了多少。"),
    all_large: ("You took everybody who is large. One of them buys most of its goods here.", "你取了所有大的。其中一家的采购大多在我们这里。"),
    all_loyal: ("You took everybody who is loyal. To be nurtured are those that are still small.", "你取了所有忠诚的。要扶持的，是还小的。"),
    all_small: ("You took everybody who is small. One of them buys most of its goods elsewhere.", "你取了所有小的。其中一家大多向别家采购。"),
    share_of_dealers: ("That is their share of the number of dealers. Asked for is the share of the sales.", "那是家数的占比。题目问的是销售额的占比。"),
    share_of_purchases: ("That is their share of all purchases. Divide our sales by our sales.", "那是总采购额的占比。要用我们的销售额除以我们的销售额。"),
    their_wallet: ("That is our share of their purchases. Asked for is their share of our sales.", "那是我们占它们采购的多少。题目问它们占我们销售额的多少。"),
}  # fmt: skip

# dealers-2: audit contracts -----------------------------------------------------------------------------------


def _rows(data):
    """Each contract as a word of y, n and points."""
    letters = {"yes": "y", "no": "n"}
    return ["".join(letters.get(cell, ".") for cell in row) for row in data.contracts.to_numpy()]


def _of(data):
    return numbers.counts_of(_rows(data))


def audited(data):
    """The key."""
    of = _of(data)
    return {"complete": of.complete, "at_most": of.at_most, "both": of.both, "open": of.open}


def blank_is_yes(data):
    """Blanks counted as present."""
    return audited(data) | {"complete": _of(data).at_most}


def not_complete(data):
    """Those that are not complete."""
    return audited(data) | {"complete": numbers.MANY - _of(data).complete}


def blank_is_no(data):
    """Blanks counted as missing: no contract can become complete."""
    return audited(data) | {"at_most": _of(data).complete}


def only_the_blank_ones(data):
    """Those that could become complete, without those that are."""
    of = _of(data)
    return audited(data) | {"at_most": of.at_most - of.complete}


def any_blank(data):
    """Every contract with a blank, even where another clause is missing."""
    return audited(data) | {"at_most": _of(data).any_blank}


def with_a_no(data):
    """Those in which a clause is missing."""
    return audited(data) | {"at_most": _of(data).with_no}


def either(data):
    """One of the two clauses is enough."""
    return audited(data) | {"both": _of(data).either}


def only_area(data):
    """K5 alone."""
    return audited(data) | {"both": _of(data).area}


def only_breach(data):
    """K9 alone."""
    return audited(data) | {"both": _of(data).breach}


def neither_missing(data):
    """Neither of the two known to be missing."""
    of = _of(data)
    return audited(data) | {"both": of.both + of.open}


def open_with_a_no(data):
    """A blank in one of the two, even where the other is missing."""
    return audited(data) | {"open": _of(data).blank_in_pair}


def both_blank(data):
    """Both of the two blank."""
    return audited(data) | {"open": _of(data).both_blank}


def all_the_rest(data):
    """Everything that is not a yes."""
    return audited(data) | {"open": numbers.MANY - _of(data).both}


AUDIT = {
    blank_is_yes: ("You counted blanks as present. Nobody has looked at them yet.", "你把留空的算成了有。那几格还没有人核对。"),
    not_complete: ("Those are the contracts that are not complete.", "那是不齐全的份数。"),
    blank_is_no: ("You counted blanks as missing. A contract whose gaps are only blanks can still turn out complete.",
                  "你把留空的算成了没有。只有留空、没有缺项的合同，核对后仍可能齐全。"),
    only_the_blank_ones: ("You left out those that are complete already. At most all of them can be.", "你漏了本来就齐全的。最多可能齐全的，连它们一起算。"),
    any_blank: ("You counted every contract with a blank. Where another clause is missing, it cannot become complete; and the complete ones count, too.",
                "你数的是有留空的合同。另有缺项的，核对了也齐全不了；本来齐全的也要算上。"),
    with_a_no: ("Those are the contracts in which a clause is missing. The others are asked for.", "那是有缺项的合同，题目问的是另外那些。"),
    either: ("You accepted one of the two. Without an area there is no breach of it, without a breach clause nothing is agreed about one.",
             "你只要有一项就算。没有区域，谈不上违约；没有违约条款，违了约怎么办也没有约定。"),
    only_area: ("You looked at K5 only.", "你只看了 K5。"),
    only_breach: ("You looked at K9 only.", "你只看了 K9。"),
    neither_missing: ("You counted those in which neither is missing. With a blank it is still open.", "你数的是两项都不缺的。有留空的，还没有定。"),
    open_with_a_no: ("In one of them the other clause is missing, so the answer is already no.", "其中有的另一项已经查明没有，就不用再等了。"),
    both_blank: ("You took those with both blank. One blank beside a yes is open as well.", "你只取了两项都留空的。一项有、一项留空，也是未定。"),
    all_the_rest: ("You took everything that is not a yes. Where a clause is missing, nothing is open.", "你把不是“有”的都算了。查明缺一项的，就不是未定。"),
}  # fmt: skip

WHY = "It stands in the larger shops; the next goal is one more shop by March; how much is sold is not said."  # a person reads it


# dealers-3: numeric and weighted ------------------------------------------------------------------------------


def _carries(data, article="p"):
    return data.shops[f"sales_{article}_cny"] > 0


def _part(data, rows, of=None):
    turnover = data.shops["turnover_cny"]
    return float(turnover[rows].sum() / (turnover if of is None else turnover[of]).sum())


def reached(data):
    """The key."""
    carries = _carries(data)
    free = data.shops.loc[~carries, "turnover_cny"]
    return {
        "numeric": float(carries.mean()),
        "weighted": _part(data, carries),
        "next_shop": free.idxmax(),
        "why": WHY,
    }


def not_carrying(data):
    """The shops that do not carry it, in number."""
    return reached(data) | {"numeric": float((~_carries(data)).mean())}


def other_article(data):
    """Q instead of P, in number."""
    return reached(data) | {"numeric": float(_carries(data, "q").mean())}


def of_those_with_some(data):
    """Out of the shops that carry P or Q."""
    some = _carries(data) | _carries(data, "q")
    return reached(data) | {"numeric": float(_carries(data).sum() / some.sum())}


def numeric_twice(data):
    """The plain count given as the weighted one."""
    return reached(data) | {"weighted": float(_carries(data).mean())}


def weighted_of_some(data):
    """Weighted, out of the shops that carry P or Q."""
    some = _carries(data) | _carries(data, "q")
    return reached(data) | {"weighted": _part(data, _carries(data), some)}


def weighted_other(data):
    """Weighted distribution of Q."""
    return reached(data) | {"weighted": _part(data, _carries(data, "q"))}


def weighted_not(data):
    """The turnover of the shops that do not carry it."""
    return reached(data) | {"weighted": _part(data, ~_carries(data))}


def market_share(data):
    """The sales of P over the turnover of all shops."""
    return reached(data) | {
        "weighted": float(data.shops["sales_p_cny"].sum() / data.shops["turnover_cny"].sum())
    }


def share_where_carried(data):
    """The sales of P over the turnover of the shops that carry it."""
    carries = _carries(data)
    return reached(data) | {
        "weighted": float(data.shops["sales_p_cny"].sum() / data.shops.loc[carries, "turnover_cny"].sum())
    }


def largest_of_all(data):
    """The largest shop, which carries P already."""
    return reached(data) | {"next_shop": data.shops["turnover_cny"].idxmax()}


def smallest_free(data):
    """The smallest of the shops without P."""
    return reached(data) | {"next_shop": data.shops.loc[~_carries(data), "turnover_cny"].idxmin()}


REACH = {
    not_carrying: ("Those are the shops that do not carry P.", "那是没有卖 P 的店。"),
    other_article: ("That is Q. P is asked for.", "那是 Q。题目问的是 P。"),
    of_those_with_some: ("You left out the shops that carry neither. They belong to the territory.", "你漏了 P、Q 都不卖的店。它们也在区域内。"),
    numeric_twice: ("That is the plain count again. Weigh each shop by its turnover.", "那还是数家数。要用各店的营业额作权重。"),
    weighted_of_some: ("You left out the turnover of the shops that carry neither. They belong to the territory.", "你漏了 P、Q 都不卖的店的营业额。它们也在区域内。"),
    weighted_other: ("That is Q. P is asked for.", "那是 Q。题目问的是 P。"),
    weighted_not: ("That is the turnover of the shops without P.", "那是没有卖 P 的店的营业额。"),
    market_share: ("That is what part of all turnover P makes up, its market share. Asked for is the turnover of the shops where it stands.",
                   "那是 P 占全部营业额的多少，是市场占有率。题目问的是卖它的店占营业额的多少。"),
    share_where_carried: ("That is what part P makes up where it stands. Asked for is the turnover of these shops.", "那是 P 在这些店里占多少。题目问的是这些店的营业额占多少。"),
    largest_of_all: ("That shop carries P already.", "那家店已经在卖 P 了。"),
    smallest_free: ("That is the smallest of the shops without P. It adds least.", "那是没卖 P 的店里最小的，加得最少。"),
}  # fmt: skip


KEYS, MISTAKES, JUDGES, RUBRICS = answers(
    dealers_1=Answer(
        six, SIX,
        right=("Two cuts, four cells. Report the cuts with the cells: a cell is true of a dealer and of two lines.",
               "两条分界，四个格子。报结果要连分界一起报：在哪一格，看经销商，也看两条线。"),
        otherwise={"dangerous": ("Large with us, and less than the loyalty cut of its purchases here.", "向我们买得多，占它采购的比例却不到忠诚的分界。"),
                   "nurture": ("Small with us, and loyal.", "向我们买得少，却忠诚。"),
                   "share": ("Sales of those in the dangerous cell ÷ sales of all six.", "危险一格的销售额 ÷ 六家的销售额。")},
        within={"share": 0.005},
    ),
    dealers_2=Answer(
        audited, AUDIT,
        right=("Known to be there, at most, and still open: three different numbers. The last is a list of papers to read.",
               "查明有的、最多可能的、还未定的，是三个数。最后一个，就是一张要去读的清单。"),
        otherwise={"complete": ("Count the rows in which all eleven cells say yes.", "数一数十一格都是 yes 的行。"),
                   "at_most": ("Count the rows in which no cell says no.", "数一数没有一格是 no 的行。"),
                   "both": ("Count the rows with yes in K5 and in K9.", "数一数 K5 和 K9 都是 yes 的行。"),
                   "open": ("Of K5 and K9, none is no, and at least one is blank.", "K5 和 K9 都不是 no，而且至少有一项留空。")},
        within=0,
    ),
    dealers_3=Answer(
        reached, REACH,
        right=("Two shares of the same shops: by number, and by weight.", "同样的店，两个占比：一个数家数，一个称轻重。"),
        otherwise={"numeric": ("Shops that carry P ÷ eight.", "在卖 P 的店 ÷ 八。"),
                   "weighted": ("Turnover of the shops that carry P ÷ turnover of all eight.", "在卖 P 的店的营业额 ÷ 八家的营业额。"),
                   "next_shop": ("Among the shops without P, look for the one that adds most turnover.", "在没有卖 P 的店里，找营业额加得最多的。")},
        within={"numeric": 0.005, "weighted": 0.005},
        rubric=(
            (1, "Says with both numbers whether P stands in the larger or the smaller shops.", "用两个数说明：P 多在大店还是小店。"),
            (1, "Names a goal for the dealer's plan that can be checked: which shop or which share, by when.", "给经销商的计划提出一个能核对的目标：哪家店或什么比例，到什么时候。"),
            (1, "Names something that neither number says (how much is sold, whether it is in stock, shops that are not on the list).",
                "说出两个数都没有说的事（卖了多少，有没有货，名单以外的店等）。"),
        ),
    ),
)  # fmt: skip
