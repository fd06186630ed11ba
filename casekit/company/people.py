"""The people the company deals with: prospects, buyers, those who complain, those who answer, those who owe.

* ``leads``      prospects, the stages they pass, visits
* ``shop``       buyers of the online shop and their orders
* ``service``    complaints and every step taken
* ``voices``     surveys, and who does not answer
* ``credit``     statements, scores and limits of the dealers, and the fifty ``signs`` of trouble
* ``contracts``  which of the eleven clauses each dealer's contract has
"""

from dataclasses import dataclass, replace

from casekit.company import contracts, credit, leads, service, shop, voices
from casekit.company import dealers as _dealers
from casekit.company.contracts import ContractStory
from casekit.company.credit import CreditStory
from casekit.company.leads import LeadStory
from casekit.company.service import ServiceStory
from casekit.company.shop import ShopStory
from casekit.company.voices import VoiceStory

CHAPTERS = {
    "leads": leads,
    "shop": shop,
    "service": service,
    "voices": voices,
    "credit": credit,
    "contracts": contracts,
}


@dataclass(frozen=True)
class PeopleStory:
    """The story of each chapter; see the chapter's own module for what can be changed."""

    leads: LeadStory = LeadStory()
    shop: ShopStory = ShopStory()
    service: ServiceStory = ServiceStory()
    voices: VoiceStory = VoiceStory()
    credit: CreditStory = CreditStory()
    contracts: ContractStory = ContractStory()


STORY = PeopleStory()
# each planted pattern, and the story without it
WITHOUT = {
    pattern: replace(STORY, **{chapter: story})
    for chapter, module in CHAPTERS.items()
    for pattern, story in module.WITHOUT.items()
}


def tables(seed, customers, story=STORY, dealers=_dealers.STORY, activity=None, orders=None):
    """All tables of this part of the story.

    Parameters
    ----------
    seed : int
        The same seed gives the same tables on every computer.
    customers : DataFrame
        The customers: ``customer_id``, ``region``, ``rep``, ``onboard_date``; the sixty dealers first.
    story : PeopleStory
        The causes of the planted patterns.
    dealers : DealerStory
        What the sixty dealers are like.
    activity : DataFrame, optional
        Visits made: ``customer_id``, ``quarter``, ``visits_count``. A report is filed of some of them.
    orders : DataFrame, optional
        Orders: ``customer_id``, ``order_date``, ``net_amount_cny``. They say which new customers a won prospect can have become.
    """
    heard = service.tables(seed, customers, story.service)
    return {
        **leads.tables(seed, customers, story.leads, activity, orders),
        **shop.tables(seed, story.shop),
        **heard,
        **voices.tables(seed, customers, heard["complaints"], story.voices),
        **credit.tables(seed, customers, story.credit, dealers),
        **contracts.tables(seed, customers, story.contracts, dealers),
    }


def truth(seed, customers, story=STORY, dealers=_dealers.STORY):
    """What no table says: how each prospect and complaint ends, what each buyer and dealer is like."""
    complaints = service.tables(seed, customers, story.service)["complaints"]
    return {
        "prospects": leads.traits(seed, story.leads),
        "shop_buyers": shop.truth(seed, story.shop),
        "complaints": service.traits(seed, customers, story.service),
        "surveys": voices.traits(seed, customers, complaints, story.voices),
        "credit_profiles": credit.traits(seed, customers, story.credit, dealers),
    }
