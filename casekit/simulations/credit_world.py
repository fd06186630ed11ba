"""The credit desk's world: sixteen invented customers and every number of the model, each with its unit (信用政策模拟的参数).

Nothing here is measured on a real firm. What comes from a lesson says so; the rest is set so that every decision has its
price. Whole numbers only, so that a game is the same on every computer: money in fen, shares in thousandths (``_permille``).
"""

from dataclasses import dataclass

from casekit.core.language import say

WAN = 1_000_000  # ten thousand yuan, in fen
YUAN = 100  # one yuan, in fen


@dataclass(frozen=True)
class Customer:
    """One customer of the credit desk.

    Attributes
    ----------
    credit_class : str
        A, B, C or D, as lesson 12 rates.
    monthly_fen : int
        What it orders a month on the market's terms.
    capacity_fen : int
        10 % of its tangible net worth, the rule of capacity in lesson 12.
    buyer_percent : int
        What money costs the customer, percent a year. Who pays much for money loves long terms.
    """

    id: str
    name_en: str
    name_zh: str
    credit_class: str
    monthly_fen: int
    capacity_fen: int
    buyer_percent: int

    @property
    def name(self):
        """The name in the reader's language."""
        return say(self.name_en, self.name_zh)


CUSTOMERS = (
    Customer("K01", "Biwu Appliance Stores", "碧坞电器连锁", "A", 40 * WAN, 160 * WAN, 8),
    Customer("K02", "Songbei Home Appliances", "松陂家电", "A", 30 * WAN, 120 * WAN, 10),
    Customer("K03", "Xialong Middle School", "霞垄中学", "A", 12 * WAN, 80 * WAN, 6),
    Customer("K04", "Judi Kitchen Store", "菊堤厨电专营店", "A", 18 * WAN, 72 * WAN, 12),
    Customer("K05", "Hege Appliance Centre", "鹤阁电器行", "B", 26 * WAN, 90 * WAN, 14),
    Customer("K06", "Lange Trading", "岚阁商贸", "B", 22 * WAN, 70 * WAN, 18),
    Customer("K07", "Chengyan Home Appliances", "澄堰家电", "B", 16 * WAN, 54 * WAN, 16),
    Customer("K08", "Bijin Care Home", "碧津养老院", "B", 9 * WAN, 40 * WAN, 10),
    Customer("K09", "Guizhu Kitchen Store", "桂渚厨电专营店", "B", 14 * WAN, 40 * WAN, 20),
    Customer("K10", "Chunling Trading", "椿岭商贸", "C", 24 * WAN, 62 * WAN, 26),
    Customer("K11", "Lubei Appliance House", "芦陂电器经营部", "C", 18 * WAN, 46 * WAN, 24),
    Customer("K12", "Chuntai Home Appliances", "椿台家电", "C", 14 * WAN, 34 * WAN, 30),
    Customer("K13", "Lanbei Appliance Centre", "岚陂电器行", "C", 10 * WAN, 26 * WAN, 28),
    Customer("K14", "Chengtan Trading", "澄滩商贸", "D", 20 * WAN, 40 * WAN, 40),
    Customer("K15", "Bitai Appliance House", "碧台电器经营部", "D", 14 * WAN, 26 * WAN, 45),
    Customer("K16", "Chunyan Home Appliances", "椿堰家电", "D", 10 * WAN, 18 * WAN, 50),
)


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """Every number of the model. A world with another number (``dataclasses.replace``) needs another ``version``.

    Attributes
    ----------
    quarters, quarter_days, basis : int
        How many quarters are played, their days, and the days of a year (360, as lesson 13 reckons).
    billing_days : tuple of int
        The days of a quarter on which each customer orders and is billed.
    terms, limits, efforts : tuple
        The menus: terms of payment (``N/0`` is cash), the limit in percent of the customer's capacity, the collection effort.
    market_days : int
        The credit days that competitors offer.
    variable_cost_percent, capital_percent : int
        Variable cost, percent of sales (78: dealers get a thinner margin than lesson 13's example with 70); what a yuan of capital
        costs, percent a year (12, lesson 13).
    days_response_permille, discount_response_permille : int
        How orders answer: growth for one unit of what longer days, or a discount, are worth to the customer (13,300 and
        7,500 in thousandths: where money costs 18 % a year, N/60 sells 20 % more than N/30, and 2/15, N/30 sells 5 % more, as in lesson 13's table).
    full_days : int
        Days beyond these are worth half to the customer: the goods are sold by then.
    delay_days : dict as pairs
        How many days a class pays late on average at effort 1.
    delay_percent, effort_fen, effort_complaint_permille, effort_goodwill : tuples by effort
        Lateness (100: as at effort 1); cost for each customer with credit, fen a quarter; chance of a complaint; points of
        goodwill that the effort costs a quarter.
    strain_permille : dict as pairs
        The chance a quarter that a sound customer of the class gets into trouble.
    fail_permille, fail_from_day : int
        The chance that a customer in trouble fails in the next quarter (else it recovers), and the first day of that quarter on which it may.
    strain_orders_permille, failing_orders_permille, strain_delay_days, recovery_percent : int
        A customer in trouble: its orders in the quarter of trouble and in the quarter of its failure (1000: as before), the days it pays
        later, and what is got back of its debt, percent.
    signs_sound, signs_strained : tuple of int
        Chances (thousandths) of 0, 1, 2 and 3 warning signs for a sound customer and for one in trouble.
    goodwill_back, goodwill_stop, goodwill_refused, goodwill_complaint : int
        Points of goodwill (100 is full; orders follow it) regained each quarter, and lost by a stop, by a refused order, by a complaint.
    stop_complaint_permille, refused_complaint_permille, complaint_fen : int
        The chance that a stop or a refused order ends in a complaint; what a complaint costs.
    fixed_fen, opening_cash_fen : int
        The fixed cost a quarter of selling to these customers; cash before quarter 0, in which the first receivables are built up.
    """

    version: str = "credit-desk 1"
    customers: tuple = CUSTOMERS
    quarters: int = 8
    quarter_days: int = 90
    basis: int = 360
    billing_days: tuple = (15, 45, 75)
    terms: tuple = ("N/0", "2/15, N/30", "N/30", "N/60", "N/90")
    limits: tuple = (50, 100, 200, 400)
    efforts: tuple = (0, 1, 2, 3)
    classes: tuple = ("A", "B", "C", "D")
    market_days: int = 30
    variable_cost_percent: int = 78
    capital_percent: int = 12
    days_response_permille: int = 13_300
    full_days: int = 60
    discount_response_permille: int = 7_500
    delay_days: tuple = (("A", 4), ("B", 10), ("C", 20), ("D", 32))
    delay_percent: tuple = (160, 100, 60, 45)
    effort_fen: tuple = (0, 600 * YUAN, 1_500 * YUAN, 4_000 * YUAN)
    effort_complaint_permille: tuple = (10, 20, 40, 120)
    effort_goodwill: tuple = (0, 0, 0, 3)
    strain_permille: tuple = (("A", 12), ("B", 50), ("C", 100), ("D", 300))
    fail_permille: int = 750
    fail_from_day: int = 46
    strain_orders_permille: int = 1_300
    failing_orders_permille: int = 1_800
    strain_delay_days: int = 45
    recovery_percent: int = 10
    signs_sound: tuple = (890, 100, 10, 0)
    signs_strained: tuple = (50, 250, 400, 300)
    goodwill_back: int = 3
    goodwill_stop: int = 12
    goodwill_refused: int = 2
    goodwill_complaint: int = 6
    stop_complaint_permille: int = 300
    refused_complaint_permille: int = 100
    complaint_fen: int = 3_000 * YUAN
    fixed_fen: int = 100 * WAN
    opening_cash_fen: int = 450 * WAN

    def __repr__(self):
        return f"World({self.version!r})"


WORLD = World()
