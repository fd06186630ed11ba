"""The simulation that makes the records of Qinghe Kitchen & Home Appliances (清禾家电).

Qinghe is invented. It makes and distributes small kitchen appliances, filters and spare parts,
and it sells them to dealers all over China. Nothing in its records was ever observed: this
package tells the story of the business, and the tables are what the story leaves behind.

Read it in this order:

* ``bits``       chance that gives the same numbers on every computer: random bits and whole numbers
* ``names``      invented names in two languages
* ``dealers``    who the sixty dealers are, how they were scored, which of them not to believe
* ``customers``  the other 360 customers, what is agreed with all of them, and who collapses
* ``cards``      the customer cards
* ``calendar``   working days and holidays
* ``goods``      the 24 products
* ``amounts``    how much each customer buys in a year
* ``sales``      when and what it orders, and what it sends back
* ``money``      invoices, terms and payments
* ``stock``      dealers' stocks, plans with them, selling expenses
* ``standing``   tiers, the cost of serving a customer, what it buys elsewhere
* ``people``     prospects, shop buyers, complaints, surveys, credit files, contracts

The story is told in named parameters with units, so that every pattern a lesson asks you to find
has a cause you can read here, and can be switched off to see what the tables look like without it:

>>> from dataclasses import replace
>>> from casekit.company.dealers import STORY
>>> tables = simulate(dealers=replace(STORY, demand_from_size=0))

``dealers.WITHOUT``, ``story.WITHOUT`` and ``people.WITHOUT`` name the patterns planted, each with the
story that lacks it; the tests prove that each pattern is in the files and is gone without its cause.

The truth behind the tables (what kind of dealer each one really is) is no secret. It is only kept
out of the tables, because nobody at Qinghe has it either: ask for it with :func:`truth`, after you
have looked for yourself.

>>> tables = simulate()
>>> len(tables["customers"]), len(tables["calendar"])
(420, 731)
>>> truth()["kind"].tolist().count("falsely keen")
4

``python -m casekit.company`` writes the CSV files of ``datasets/qinghe`` again, byte for byte.
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from casekit.company import amounts as _amounts
from casekit.company import calendar as _calendar
from casekit.company import cards as _cards
from casekit.company import credit as _credit
from casekit.company import customers as _customers
from casekit.company import dealers as _dealers
from casekit.company import goods as _goods
from casekit.company import money as _money
from casekit.company import people as _people
from casekit.company import sales as _sales
from casekit.company import standing as _standing
from casekit.company import stock as _stock
from casekit.company.story import STORY

SEED = 20240101


def simulate(seed=SEED, scale=1, truth=False, dealers=None, story=STORY, folder=None):
    """Tell the story once and return the tables it leaves behind.

    Parameters
    ----------
    seed : int
        The same seed gives the same company on every computer.
    scale : int
        1 gives the tables. More than 1 writes so many companies' trade into ``folder`` as Parquet
        files and returns their paths; see :func:`stream`.
    truth : bool
        Also return what no table says: ``"truth"``, what each dealer is really like;
        ``"truth_customers"``, the same for all customers; and the truths of ``people``.
    dealers : DealerStory, optional
        The dealers' part of the story; its parameters are the causes of the patterns of lesson 3.
    story : Story
        The whole story; see ``story.py``.

    Returns
    -------
    dict of DataFrame
        Each table by its name.
    """
    if scale != 1:
        return stream(folder, scale, seed, story)
    story = story if dealers is None else replace(story, dealers=dealers)
    world = _World(seed, story)
    support, trade = world.support(), world.trade()
    tables = {
        "customers": world.customers,
        "dealer_scores": world.scores,
        "dealer_evaluation": _dealers.dealer_evaluation(world.hidden, world.dealers, seed, story.dealers),
        "customer_card_fields": _cards.customer_card_fields(world.customers, seed, story.cards),
        "calendar": _calendar.calendar(),
        "products": _goods.products(story.goods),
        **trade,
        **support,
        **_people.tables(
            seed, world.customers, story.people, story.dealers, support["activity_costs"], trade["orders"]
        ),
    }
    return {**tables, **world.truth()} if truth else tables


def business(seed=SEED, story=STORY):
    """The same company's trade, money, plans, cost to serve, wallets and credit files, without the people of ``people``.

    Every table is the one that :func:`simulate` gives, in a third of the time: enough for a company of one's own.

    Parameters
    ----------
    seed : int
        The same seed gives the same company on every computer.
    story : Story
        The whole story; see ``story.py``.

    Returns
    -------
    dict of DataFrame
        Each table by its name, and ``"truth_collapses"``: the dealers that let a bill go unpaid (``customer_id``), the day (``on``, about),
        and whether they never pay again (``defaults``).
    """
    world = _World(seed, story)
    files = _credit.profiles(seed, world.customers, story.people.credit, story.dealers)
    return {
        "customers": world.customers,
        "products": _goods.products(story.goods),
        **world.trade(),
        **world.support(),
        "credit_profiles": files,
        "truth_collapses": _customers.collapses(world.hidden, story.collapse),
    }


def truth(seed=SEED, dealers=_dealers.STORY):
    """What each dealer is really like: its kind, and its traits in thousandths of a standard deviation."""
    return _dealers.traits(seed, dealers)


class _World:
    """The company while its story is told: who the customers are, what they buy, and what follows."""

    def __init__(self, seed, story):
        self.seed, self.story = seed, story
        self.hidden = _dealers.traits(seed, story.dealers)
        self.dealers = _dealers.customers(self.hidden, seed, story.dealers)
        self.scores = _dealers.dealer_scores(self.hidden, self.dealers, seed, story.dealers)
        self.customers = _customers.customers(self.dealers, self.hidden, seed, story.customers)
        self.profile = _customers.profile(self.hidden, self.customers, seed, story.customers)
        self.people = _customers.people(
            self.hidden,
            self.customers,
            self.profile,
            self.scores["late_payments_12m"],
            _goods.PRICE_LISTS,
            seed,
            story.customers,
            story.sales.exact_recency,
            story.collapse,
        )
        self.points = _standing.points(self.profile, seed, story.standing)
        bought = (self.scores["net_amount_2025_cny"] * 100).round().astype("int64").to_numpy()
        self.amounts = _amounts.yearly(self.profile, bought, self.points, seed, story.amounts)
        self.sales = _sales.tell(self.people, self.amounts, seed, story.sales, story.goods)
        self.money = _money.tell(self.people, self.sales, seed, story.money)

    def trade(self):
        """Orders, lines, returns, terms, invoices, payments."""
        sold = _sales.tables(self.sales, self.people, self.customers, self.story.goods)
        return {**sold, **_money.tables(self.money, self.customers, sold["orders"]["order_id"].to_numpy())}

    def support(self):
        """What is kept about stocks, plans, tiers, cost to serve and wallets."""
        who, told, seed, story = self.people, self.sales, self.seed, self.story
        plans = _stock.plans_monthly(
            who, self.amounts, told["orders"], story.sales, self.customers, seed, story.stock
        )
        costs = _standing.activity_costs(who, self.profile, told, seed, story.standing)
        return {
            "inventory_monthly": _stock.inventory_monthly(
                who, self.amounts, told, self.customers, seed, story.stock, story.goods
            ),
            "plans_monthly": plans,
            "selling_expenses": _stock.selling_expenses(who, plans, seed, story.stock),
            "tier_history": _standing.tier_history(self.profile, self.points, seed, story.standing),
            "activity_costs": costs,
            "activity_rates": _standing.activity_rates(costs, story.standing),
            "wallet": _standing.wallet(self.hidden, who, told, self.amounts, seed, story.standing),
        }

    def truth(self):
        """What no table says, of dealers, of all customers, and of the people in ``people``."""
        more = _people.truth(self.seed, self.customers, self.story.people, self.story.dealers)
        every = self.profile.assign(tier_points_2025=self.points)
        return {"truth": self.hidden, "truth_customers": every} | {
            f"truth_{name}": table for name, table in more.items()
        }


# Large companies -----------------------------------------------------------------------------------


def stream(folder, scale=1000, seed=SEED, story=STORY):
    """Write the trade of ``scale`` companies into ``folder`` as Parquet files, and return their paths.

    ``customers``, ``orders``, ``order_lines``, ``returns``, ``invoices`` and ``payments`` have the columns
    of the CSV files (customers without names) and longer identifiers. 1000 is about 24 million order lines.
    The first company is the standard one; the others have seeds of their own, so the same call
    always writes the same rows. Memory stays bounded, whatever the scale. Needs the package pyarrow.
    """
    from casekit.company.large import write_pieces

    worlds = (_World(seed if number == 0 else f"{seed}+{number}", story) for number in range(scale))
    return write_pieces(folder, scale, ((w.customers, w.sales, w.money) for w in worlds))


# Files ---------------------------------------------------------------------------------------------


def as_csv(table):
    """The table as the bytes of its CSV file, the same on every computer.

    Lines end in LF. The file opens with the three-byte mark of UTF-8, because without it Excel
    reads Chinese names as another alphabet; ``casekit.load`` and pandas (``encoding="utf-8-sig"``)
    skip the mark. Money has two decimals, dates are year-month-day, moments have hours and minutes,
    truth values are true or false, and what is not known is left empty.
    """
    text = pd.DataFrame({name: _as_text(name, column) for name, column in table.items()})
    return text.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _as_text(name, column):
    if name.endswith("_cny"):
        return [f"{amount:.2f}" if amount == amount else None for amount in column]
    if column.dtype.kind == "M":
        return column.dt.strftime("%Y-%m-%d %H:%M" if name.endswith("_at") else "%Y-%m-%d")
    if column.dtype.kind == "b":
        return column.map({True: "true", False: "false"})
    return column


def write(folder, seed=SEED):
    """Write the company's CSV files into ``folder`` and return their paths.

    A descriptor (``datapackage.json``) that lies in the folder is brought up to date with them:
    rows, bytes and SHA-256 of each table. Its words stay as they are.
    """
    from casekit.data import stamp

    folder, tables = Path(folder), simulate(seed)
    paths = [folder / f"{name}.csv" for name in tables]
    for path in paths:
        path.write_bytes(as_csv(tables[path.stem]))
    if (folder / "datapackage.json").exists():
        stamp(folder)
    return paths
