"""The story in one piece: every named parameter of the simulation, and how to leave a pattern out."""

from dataclasses import dataclass, field, replace

from casekit.company import amounts as _amounts
from casekit.company import cards as _cards
from casekit.company import customers as _customers
from casekit.company import dealers as _dealers
from casekit.company import goods as _goods
from casekit.company import money as _money
from casekit.company import sales as _sales
from casekit.company import standing as _standing
from casekit.company import stock as _stock
from casekit.company.amounts import AmountStory
from casekit.company.cards import CardStory
from casekit.company.customers import Collapse, CustomerStory
from casekit.company.dealers import DealerStory
from casekit.company.goods import GoodsStory
from casekit.company.money import MoneyStory
from casekit.company.people import PeopleStory
from casekit.company.sales import SalesStory
from casekit.company.standing import StandingStory
from casekit.company.stock import StockStory


@dataclass(frozen=True)
class Story:
    """Every chapter's parameters; see the chapter's own module for their meaning and units."""

    dealers: DealerStory = _dealers.STORY
    customers: CustomerStory = _customers.STORY
    collapse: Collapse = _customers.COLLAPSE
    amounts: AmountStory = _amounts.STORY
    goods: GoodsStory = _goods.STORY
    sales: SalesStory = _sales.STORY
    money: MoneyStory = _money.STORY
    stock: StockStory = _stock.STORY
    standing: StandingStory = _standing.STORY
    cards: CardStory = _cards.STORY
    people: PeopleStory = field(default_factory=PeopleStory)


STORY = Story()


def _but(chapter, **changes):
    """The story with something changed in one chapter."""
    return replace(STORY, **{chapter: replace(getattr(STORY, chapter), **changes)})


# the patterns planted in the trade, and the story without each of them
WITHOUT = {
    "a fifth of the customers bring four fifths of the sales": replace(STORY, amounts=_amounts.NOBODY_APART),
    "one customer ends on exactly 75 % in 2024": _but("amounts", exact_cut=False),
    "one customer straddles the cut in 2025": _but("amounts", ties=False),
    "tied pairs, two of them at the cuts": _but("amounts", ties=False),
    "months with more returned than bought": _but("sales", overstocked=False),
    "three B branches are one A group": _but("customers", group_branches=False),
    "goods of the large and disloyal turn up in other regions": _but("sales", elsewhere=4),
    "prices are cut before a collapse": _but("stock", price_cut=0),
    "orders thin out before a bill is not honoured": _but("sales", decline=False),
    "last orders exactly 30, 60 or 120 days ago": _but("customers", exact_recency=0),
    "two big dealers lose money, three tiny ones earn it": replace(
        STORY, standing=_standing.ALL_SERVED_ALIKE
    ),
    "the whale curve peaks at 138 %": replace(STORY, standing=_standing.ALL_SERVED_ALIKE),
    "collection days fall by growth alone": _but("sales", growth=(100,) * 12),
    "discounts are taken by 60, 15 and 25 %": replace(STORY, money=_money.NO_TAKERS),
    "flow rates behind the provision matrix": replace(STORY, money=_money.OTHER_FLOW),
    "the gold tier adds 4 %": _but("amounts", tier_lift=0),
    "gold against silver looks like 22 %": _but("amounts", growth_per_ten_points=0),
    "five dealers swing round the key-account bar": _but("customers", on_the_bar=0),
    "some dealers fill up their plan in December": _but("customers", at_year_end=0),
    "best-seller, earner and show item": replace(STORY, goods=_goods.ALL_ALIKE),
}
