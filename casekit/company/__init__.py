"""The simulation that makes the records of Qinghe Kitchen & Home Appliances (清禾家电).

Qinghe is invented. It makes and distributes small kitchen appliances, filters and spare parts,
and it sells them to dealers all over China. Nothing in its records was ever observed: this
package tells the story of the business, and the tables are what the story leaves behind.

Read it in this order:

* ``bits``     chance that gives the same numbers on every computer: random bits and whole numbers
* ``names``    sixty invented names in two languages
* ``dealers``  who the dealers are, how they were scored, which of them not to believe

The story is told in named parameters with units, so that every pattern a lesson asks you to find
has a cause you can read here, and can be switched off to see what the tables look like without it:

>>> from dataclasses import replace
>>> from casekit.company.dealers import STORY
>>> tables = simulate(dealers=replace(STORY, demand_from_size=0))

``dealers.WITHOUT`` names the patterns planted so far, each with the story that lacks it; the tests
prove that each pattern is in the files and is gone without its cause.

The truth behind the tables (what kind of dealer each one really is) is no secret. It is only kept
out of the tables, because nobody at Qinghe has it either: ask for it with :func:`truth`, after you
have looked for yourself.

>>> tables = simulate()
>>> list(tables)
['customers', 'dealer_scores', 'dealer_evaluation']
>>> truth()["kind"].tolist().count("falsely keen")
4

``python -m casekit.company`` writes the CSV files of ``datasets/qinghe`` again, byte for byte.
"""

from pathlib import Path

from casekit.company import dealers as _dealers
from casekit.company.dealers import STORY

SEED = 20240101


def simulate(seed=SEED, truth=False, dealers=STORY):
    """Tell the story once and return the tables it leaves behind.

    Parameters
    ----------
    seed : int
        The same seed gives the same company on every computer.
    truth : bool
        Also return, as ``"truth"``, what each dealer is really like.
    dealers : DealerStory
        The dealers' part of the story; its parameters are the causes of the planted patterns.

    Returns
    -------
    dict of DataFrame
        ``customers``, ``dealer_scores`` and ``dealer_evaluation``, one row a dealer each.
    """
    hidden = _dealers.traits(seed, dealers)
    customers = _dealers.customers(hidden, seed, dealers)
    tables = {
        "customers": customers,
        "dealer_scores": _dealers.dealer_scores(hidden, customers, seed, dealers),
        "dealer_evaluation": _dealers.dealer_evaluation(hidden, customers, seed, dealers),
    }
    return {**tables, "truth": hidden} if truth else tables


def truth(seed=SEED, dealers=STORY):
    """What each dealer is really like: its kind, and its traits in thousandths of a standard deviation."""
    return _dealers.traits(seed, dealers)


def as_csv(table):
    """The table as the bytes of its CSV file, the same on every computer.

    Lines end in LF. The file opens with the three-byte mark of UTF-8, because without it Excel
    reads Chinese names as another alphabet; ``casekit.load`` and pandas (``encoding="utf-8-sig"``)
    skip the mark. Money has two decimals, dates are year-month-day, truth values true or false.
    """
    text = table.copy()
    for name, column in table.items():
        if name.endswith("_cny"):
            text[name] = [f"{amount:.2f}" for amount in column]
        elif column.dtype.kind == "M":
            text[name] = column.dt.strftime("%Y-%m-%d")
        elif column.dtype.kind == "b":
            text[name] = column.map({True: "true", False: "false"})
    return text.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


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
