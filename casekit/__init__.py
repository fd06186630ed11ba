"""casekit: the helper package of the customer-management casebook.

Modules, in reading order (each is one topic of the chapter, formulas first, drawings below):

* ``customers``   the kinds of customers: one customer in many schemes, and which schemes are exclusive
* ``customer_cards``  the customer card: source, purpose and last day of each entry, and how it goes out of date
* ``card_deck``   double cards by their names, and a deck sorted with a needle
* ``funnel``      prospects from stage to stage, by cohorts; a stock that fades, velocity
* ``matching``    like with like: two groups compared within kinds, in odds, with an interval
* ``screening``   weighted scores, dominance, how far a ranking depends on the weights, gates
* ``sales``       a year's net sales: orders less returns
* ``composition`` who the sales come from: shares, ABC three ways, the customer pyramid
* ``concentration``  how uneven the sales are: Lorenz curve, Gini, Herfindahl index
* ``wallet``      share of wallet: what part of a customer's purchases is ours
* ``tiers``       stepped discounts, moves between tiers, whether a tier pays
* ``profit_matrix``  customers against products: what each brings with each, signs and amounts
* ``profitability``  cost to serve, what each customer leaves, the whale curve
* ``avoidable``   if a customer goes: what is lost, and which costs really go away
* ``key_accounts``  who reaches the bar at each month-end, who joins and leaves
* ``dependence``  what hangs on the largest customers, and what losing one costs
* ``dealers``     the four-way grid of dealers, large or small, loyal or disloyal
* ``transshipment``  what transshipment looks like in orders: deliveries outside a dealer's region
* ``contracts_audit``  contracts held against eleven clauses: present, missing, not checked
* ``plan_tracking``  plan against record, by working days
* ``distribution``  breadth, by number and weighted, and depth
* ``altman``      Altman's Z score of a firm's accounts, three versions with their zones
* ``signs``       fifty signs of trouble, scored with polarity, each fact once, and a gate of hard facts
* ``limits``      credit limits by rules of the house, each rule shown; what a customer owed and paid
* ``credit``      the five Cs with a veto, the calendar of credit reports, and the three above in one place
* ``readings``    what an early warning reads at each month-end: debt, sales, expenses, silence, reports
* ``alerts``      rules in a table: what fired, since when and why; tolerances tried out
* ``hindsight``   how right the warnings were: precision, recall, lead time, cost
* ``overrides``   who may set a warning aside, and the log of it
* ``reminders``   five automatic reminders: what is to be done today
* ``rfm``         recency, frequency, monetary value: measures, scores, codes
* ``class_tables``  classes with gaps and overlaps, and cut points that have none
* ``response``    a coupon, those it was sent to and those held out by lot: is the lift real?
* ``terms``       credit terms: reading them, what waiting costs, three policies to the yuan
* ``ratios``      margin, turnover, cross ratio and contribution ratio of products, four types of product
* ``shelf``       what a dealer sold on of each article, out of its stock reports and our records
* ``receivables`` what is owed since when: DSO three ways, ageing, provisions
* ``reconcile``   one year's sales by orders and by invoices, and what lies between them
* ``satisfaction``  fair scales, NPS, CSAT, CES with their margins, and those who do not answer
* ``loyalty``     what customers say beside what they do; all of lesson 15 can be called from here
* ``switching``   what changing to another seller brings and costs, and after which ride one regrets it
* ``churn``       who is lost, by contract and by silence; lifetime value with a fixed retention
* ``lifetime``    BG/NBD and Gamma-Gamma: who still comes, how often, what it is worth
* ``held_out``    a forecast held against what happened afterwards
* ``complaint_flow``  the eight steps as a process one can run, and a log held against it
* ``complaints``  response times with open cases counted honestly, promises, working hours
* ``complaint_causes``  what is behind the times: causes, the mix of cases, what was done first
* ``crm``         what a CRM system does and with which tables; one customer through all of them; a review of a company
* ``defects``     what one wrong cell does to the figures of several lessons
* ``joins``       orders, invoices and payments side by side, where joins multiply rows
* ``quality``     what breaks a rule in the records: complete, unique, valid, consistent, timely
* ``review``      a company on one board page and in a workbook with live formulas
* ``data``        ``load("orders")`` reads a table, ``describe("orders")`` shows its card
* ``records``     your own orders, invoices, payments, customers, complaints, read without guessing
* ``engines``     the same functions on ledgers of any size: Parquet, DuckDB, Polars, Arrow, Spark
* ``look``        language, tables and figures for reading
* ``simulations`` the credit desk: eight quarters of credit policy, its rivals, solver and debrief
* ``errors``      how a refusal is worded: needed, found, what to do
* ``labs``        what-if labs, predictions, quizzes (the only place with widgets)
* ``exercises``   ``q = casekit.exercise("screening-1")``: data, check, hint, solution
* ``student``     who you are: ``i_am("2026001")`` gives you your own numbers
* ``handin``      a notebook run as the marking runs it: ``casekit handin FILE``
* ``classroom``   for instructors: class kits, marking, feedback pages, gradebooks (not in a class kit)
* ``company``     the simulation that makes the records of Qinghe Kitchen & Home Appliances
* ``desk``        the reader's desk: own copies (``my_work``), progress (``record``), who you are (``student``),
  opening JupyterLab (``serve``), the doctor (``checkup``), the lessons there are (``lessons``)
* ``core``        what all of this stands on: language, days, folders, files

Importing casekit changes nothing in your session and loads none of pandas, matplotlib or
ipywidgets until a function needs it. Names below are imported on first use.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {
    "load": "data",
    "describe": "data",
    "glossary": "data",
    "names": "data",
    "use_language": "look",
    "say": "look",
    "show": "look",
    "exercise": "exercises",
    "i_am": "desk.student",
    "predict": "labs",
    "look_back": "labs",
    "quiz": "labs",
    "doctor": "desk.checkup",
    "lesson_map": "desk.lessons",
    "progress": "exercises.progress",
    "start_again": "desk.my_work",
    "read_orders": "records",
    "read_invoices": "records",
    "read_payments": "records",
    "read_customers": "records",
    "read_complaints": "records",
}
_MODULES = (
    "customers",
    "customer_cards",
    "card_deck",
    "funnel",
    "matching",
    "screening",
    "sales",
    "composition",
    "concentration",
    "wallet",
    "tiers",
    "profit_matrix",
    "profitability",
    "avoidable",
    "key_accounts",
    "dependence",
    "dealers",
    "transshipment",
    "contracts_audit",
    "plan_tracking",
    "distribution",
    "altman",
    "signs",
    "limits",
    "credit",
    "readings",
    "alerts",
    "hindsight",
    "overrides",
    "reminders",
    "rfm",
    "class_tables",
    "response",
    "ratios",
    "shelf",
    "receivables",
    "terms",
    "reconcile",
    "satisfaction",
    "loyalty",
    "switching",
    "churn",
    "lifetime",
    "held_out",
    "complaint_flow",
    "complaints",
    "complaint_causes",
    "crm",
    "defects",
    "joins",
    "quality",
    "review",
    "simulations",
    "data",
    "engines",
    "look",
    "core",
    "errors",
    "labs",
    "exercises",
    "handin",
    "company",
    "desk",
    "records",
)
_AT_THE_DESK = ("my_work", "record", "student", "serve", "checkup")
__all__ = sorted([*_HOME, *_MODULES, *_AT_THE_DESK])


def __getattr__(name):
    if name in _MODULES:
        return import_module(f"casekit.{name}")
    if name in _AT_THE_DESK:
        return import_module(f"casekit.desk.{name}")
    if name in _HOME:
        return getattr(import_module(f"casekit.{_HOME[name]}"), name)
    raise AttributeError(f"casekit has no {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return __all__
