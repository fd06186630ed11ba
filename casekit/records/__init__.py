"""Your own records: read an orders, invoices, payments, customers or complaints file without guessing.

>>> orders = read_orders("mine.xlsx", columns={"order_date": "日期"})  # doctest: +SKIP

CSV (UTF-8 or GB18030), Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods), the HTML tables that ledger programs save as .xls,
and Parquet; headings in English or Chinese. What comes back has the
columns the lessons use: ids are text, dates are dates, money is in CNY. A cell that can be taken in two
ways, or in none, is reported with its row as Excel shows it; nothing is dropped or changed in silence.
What was read but is worth a look (day numbers, times of day, ids that may have lost their zeros) is said
in a note under the call, and kept in ``orders.attrs["notes"]``.

Read it in this order:

* ``kinds``     the five tables: their columns, and the headings by which each column is known
* ``files``     opening a file and telling what it is; then ``text``, ``web``, ``parquet`` or a workbook, each giving a ``grid``
* ``sheets``    what all workbooks have in common; ``excel``, ``old_excel``, ``other_sheets`` (with ``ods``, ``xlsb``) read them
* ``headings``  which column of the file is which; ``units``, what one stands for under a heading
* ``meaning``   columns beside the amounts that say what they mean: currency, direction, status
* ``cells``     one cell: an id, a name, an amount or a day, or the reason why it is none
* ``columns``   all cells of a file, and the notes
* ``rules``     what a whole table must keep, as a pandera schema
* ``one_file``  one file from opening to problems; ``several`` as one ledger, with ``names`` and ``months``
* ``problems``  the table of row, column, found, needed, and the error that carries it

The rules are a schema of pandera, of the schema libraries looked at the one that checks whole columns at
once (a million rows in about a second), answers with a table of failures by row and takes our own words.
Reading "￥1,234.50" or "2024年3月1日" is no library's business, so ``cells`` is our own.
"""

from pathlib import Path

from casekit.core.language import say
from casekit.errors import require_one_of
from casekit.records import columns as cells
from casekit.records import several
from casekit.records.kinds import KINDS
from casekit.records.names import are_several
from casekit.records.one_file import Told, read_file
from casekit.records.problems import Unreadable, unreadable

__all__ = ["Unreadable", "read_complaints", "read_customers", "read_invoices", "read_orders", "read_payments"]


def _reader(kind, rows, returns):
    """The public reader of one table; all readers take the same arguments."""

    def read(
        path, columns=None, day_first=None, sheet=None, encoding=None, as_of=None, on_error="raise", unit=None, counts=None
    ):  # fmt: skip
        return _read(kind, path, columns, day_first, sheet, encoding, as_of, on_error, unit, counts)

    read.__name__ = read.__qualname__ = f"read_{kind}"
    read.__doc__ = _DOC.format(kind=kind, rows=rows, returns=returns)
    return read


_DOC = """Read your own {kind}: one row {rows}.

    Parameters
    ----------
    path : str, Path or list
        A CSV, Excel, OpenDocument or Parquet file; its first row holds the headings. Or several that are one ledger: a folder, a list of
        files, a pattern such as ``"ledger/2025-*.csv"``. Then a column ``file`` says where each row came from; rows and ids that stand in
        two files are problems, months that overlap or are missing are notes (:mod:`casekit.records.several`).
    columns : dict, optional
        Which column is which, where the headings are unusual: ``{{"customer_id": "客户"}}``.
    day_first : bool, optional
        Whether 03/04/2024 is 3 April (True) or March 4 (False). Without it such a date is refused.
    sheet : str, optional
        The sheet of a workbook that has several.
    encoding : str, optional
        ``"utf-8"``, ``"gb18030"`` or another, where the file does not tell it.
    as_of : str or Timestamp, optional
        The last day that can be in the file; a later date is reported.
    on_error : str
        ``"raise"``, or ``"set aside"`` to get the rows that can be read and the table of problems.
    unit : str, optional
        What the amounts are in (``"元"``, ``"分"``, ``"万元"``, ``"thousand"``), where the heading does not say it.
    counts : dict, optional
        What rows count by the values of a column, where currency, direction or status do not tell it:
        ``{{"状态": {{"交易成功": 1, "交易关闭": 0}}}}``. 1 counts as it is, -1 below zero, 0 is left out.
        The rules for what needs no answer stand in :mod:`casekit.records.meaning`.

    Returns
    -------
    DataFrame
        {returns}
        With ``on_error="set aside"`` a pair: this, and ``row``, ``column``, ``found``, ``needed`` (``file`` before them for several files).

    Raises
    ------
    Unreadable
        If any cell cannot be read: its ``problems`` is the whole table.
    Refused
        If the file as a whole cannot be read, a column cannot be found, or it is open which rows count.
    """

read_orders = _reader(
    "orders",
    "an order",
    "``order_id`` (where the file has it), ``customer_id`` (text), ``order_date`` (a day), ``net_amount_cny``.",
)
read_invoices = _reader(
    "invoices",
    "an invoice",
    "``invoice_id`` (where the file has it), ``customer_id``, ``invoice_date``, ``due_date``, ``open_amount_cny`` and, where\n"
    "        the file has them, ``amount_cny``, ``credit_cny``, ``terms_id``.",
)
read_payments = _reader(
    "payments",
    "a payment",
    "``payment_id`` (where the file has it), ``customer_id``, ``payment_date``, ``payment_cny`` and, where the file has them,\n"
    "        ``invoice_id`` (missing where a payment names no invoice), ``discount_taken_cny``, ``dishonoured``.",
)
read_customers = _reader(
    "customers",
    "a customer",
    "``customer_id``, ``name`` and, where the file has them, ``onboard_date`` and ``region``.",
)
read_complaints = _reader(
    "complaints",
    "a complaint",
    "``complaint_id``, ``customer_id``, ``received_at`` and ``closed_at``, both with the time of day where the file has it;\n"
    "        ``closed_at`` is missing while a complaint is open. Where the file has them, ``first_reply_at``, ``reopened_at``,\n"
    "        ``cause``, ``team``.",
)


def _read(kind, path, columns, day_first, sheet, encoding, as_of, on_error, unit, counts):
    """One file or several; notes are printed, problems raised unless they are to be set aside."""
    require_one_of("on_error", on_error, ["raise", "set aside"])
    require_one_of("day_first", day_first, [None, True, False])
    told = Told(dict(columns or {}), day_first, sheet, encoding, as_of, unit, dict(counts or {}))
    if are_several(path):
        return _read_several(KINDS[kind], path, told, on_error)
    read, found = read_file(path, KINDS[kind], told)
    if on_error == "raise" and len(found):
        raise unreadable(read, found)
    for note in read.notes:
        print(note)
    good = cells.as_loaded(read.table[~read.bad].reset_index(drop=True))
    good.attrs["notes"] = list(read.notes)
    return (good, found) if on_error == "set aside" else good


def _read_several(kind, place, told, on_error):
    good, found, notes = several.read_several(place, kind, told)
    if on_error == "raise" and len(found):
        where = place if isinstance(place, (str, Path)) else say("these files", "这些文件")
        raise several.unreadable_ledger(kind, found, where)
    for note in notes[: several.MOST_NOTES]:
        print(note)
    if len(notes) > several.MOST_NOTES:
        more = len(notes) - several.MOST_NOTES
        print(
            say(f'Note: {more} more notes in .attrs["notes"].', f'提示：另有 {more} 条，见 .attrs["notes"]。')
        )
    good.attrs["notes"] = notes
    return (good, found) if on_error == "set aside" else good
