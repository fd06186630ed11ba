"""A review of a company's customers: one board page and one Excel workbook, from Qinghe's records or your own.

``review("qinghe", "2025-12-31", "zh")`` writes both. Read it in this order:

* ``sources``      what is reviewed: Qinghe, a dict of tables; ``folder``, a folder of your own files
* ``part``         one part: what it needs, what it found, what is said when something is missing or fails
* ``sales_parts``, ``money_parts``, ``care_parts``   the ten parts; ``signs`` whom to look at first; ``parts`` has their list
* ``page``         the board page (HTML); ``paper`` prints it (PDF)
* ``formulas``     tables and formulas on the sheets of a workbook; ``lines`` a sheet written downwards
* ``progress``     what is being done, on a terminal or in a notebook; ``command``  ``casekit review my_folder/``
* ``raw``, ``customer_sheet``, ``results_sheet``   the sheets of the review; ``workbook`` puts them together
"""

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from types import ModuleType

from casekit.core.harmless import harmless
from casekit.core.language import language, say, speak
from casekit.core.paths import work_folder
from casekit.errors import require_one_of
from casekit.review.part import FAILED, MISSING, THERE, run
from casekit.review.parts import PARTS
from casekit.review.progress import progress_for
from casekit.review.sources import books

__all__ = ["Review", "review"]


@dataclass
class Review:
    """What :func:`review` made: the parts as they came out, and the files."""

    results: list
    page: Path
    workbook: Path = None
    paper: Path = None
    words: tuple = ()  # what could not be written, in words

    @property
    def parts(self):
        """One row a part: its title, whether it is there, what it says."""
        import pandas as pd

        from casekit.look import labelled

        states = {
            THERE: say("there", "已做成"),
            MISSING: say("records missing", "缺记录"),
            FAILED: say("not possible", "没有做成"),
        }
        rows = [
            (
                each.part.key,
                each.part.title,
                states[each.state],
                each.finding.says if each.finding else each.words,
            )
            for each in self.results
        ]
        table = pd.DataFrame(rows, columns=["part", "title", "state", "says"]).set_index("part")
        return labelled(
            table, title=say("part", "部分"), state=say("state", "状态"), says=say("what it says", "要点")
        )

    def __getitem__(self, key):
        """The result of one part, by its key: ``made["sales"].finding.table``."""
        return next(each for each in self.results if each.part.key == key)

    def files(self):
        """The files that were written."""
        return [each for each in (self.page, self.workbook, self.paper) if each is not None]

    def __repr__(self):
        done = sum(each.state == THERE for each in self.results)
        words = say(f"{done} of {len(self.results)} parts.", f"{len(self.results)} 个部分中做成 {done} 个。")
        return "\n".join([words, *(each.name for each in self.files()), *self.words])

    def _repr_html_(self):
        return "".join(f"<p>{escape(line)}</p>" for line in repr(self).splitlines())


def review(
    records,
    as_of=None,
    language=None,
    folder=None,
    company=None,
    reading=None,
    progress=print,
    excel=True,
    pdf=True,
):
    """Review a company's customers: write one board page and one Excel workbook.

    Parameters
    ----------
    records : "qinghe", dict of DataFrame, or path of a folder
        Qinghe; tables by the names and with the columns of Qinghe's; or a folder of your own files, told apart by their names
        (orders, invoices, payments, customers, complaints; 订单、发票、收款、客户、投诉), each as the readers of ``casekit.records`` take it;
        monthly files and folders are read as one ledger (:mod:`casekit.review.folder`).
    as_of : str or Timestamp, optional
        The last day that counts; the last in the records if not given. Later rows are left out, and the page says so.
    language : str, optional
        ``"en"`` or ``"zh"``; the reader's own if not given.
    folder : str or Path, optional
        Where the files go, made if it is not there; ``review`` in your own folder (``my_work``) if not given. Files of an earlier review in the same language are written anew.
    company : str, optional
        The name at the head of the page.
    reading : dict, optional
        For a folder: what a reader is to be told, by table, ``{"invoices": {"counts": {"币别": {"人民币": 1, "美元": 7.1}}}}``.
    progress : callable or bool, optional
        Called with one line for each step, ``print`` by default; True for one line that is written over, None for silence.
    excel : bool
        Whether the workbook is written: with Qinghe's records that takes three times as long as all the rest.
    pdf : bool
        Whether the page is printed to PDF as well, where a browser (Chromium, Chrome, Edge) or the ``typst`` package is there.

    Returns
    -------
    Review
        Its ``parts`` (a table), ``page``, ``workbook``, ``paper`` (paths, None where it was not made).

    Raises
    ------
    Refused
        ``records`` is nothing that can be reviewed, ``as_of`` is no day. What goes wrong in one part stands on the page in its place.
    """
    speaks = _current() if language is None else language
    require_one_of("language", speaks, ["en", "zh"])
    with _speaking(speaks):
        return _review(
            records,
            as_of,
            work_folder() / "review" if folder is None else Path(folder),
            company,
            reading,
            progress_for(progress),
            excel,
            pdf,
        )


def _current():
    return language()


@contextmanager
def _speaking(code):
    before = language()
    speak(code)
    try:
        yield
    finally:
        speak(before)


def _review(records, as_of, folder, company, reading, progress, excel, pdf):
    steps = _Steps(progress, 1 + len(PARTS) + bool(excel) + bool(pdf))
    steps.next(say("reading the records", "读入记录"))
    found = books(records, as_of, reading, lambda what: steps.more(say(f"reading: {what}", f"读入：{what}")))
    results, told = [], {}
    for part in PARTS:
        steps.next(part.title)
        results.append(run(part, found, told))
    folder.mkdir(parents=True, exist_ok=True)
    made = _written(found, results, folder, _name_of(records, company), steps, excel, pdf)
    getattr(progress, "done", lambda: None)()
    return made


class _Steps:
    """The steps of a review, told with their number."""

    def __init__(self, progress, number):
        self.progress, self.number, self.at = progress, number, 0

    def next(self, what):
        self.at += 1
        self.more(what)

    def more(self, what):
        self.progress(say(f"{self.at} of {self.number}: {what}", f"第 {self.at}/{self.number} 步：{what}"))


def _name_of(records, company):
    if company is not None:
        return harmless(company, 60)
    is_qinghe = records is None or (isinstance(records, str) and records == "qinghe")
    return say("Qinghe Kitchen & Home Appliances", "清禾家电") if is_qinghe else say("Your company", "贵公司")


def _written(found, results, folder, company, steps, excel, pdf):
    """Page, workbook and paper: each is written even if another cannot be."""
    from casekit.review.page import board_page
    from casekit.review.paper import print_page
    from casekit.review.workbook import write_workbook

    stem, words = folder / f"review_{language()}", []
    page = stem.with_suffix(".html")
    page.write_text(board_page(company, found, results), encoding="utf-8", newline="\n")
    book = paper = None
    if excel:
        steps.next(say("writing the workbook", "写 Excel 工作簿"))
        book = _tried(lambda: write_workbook(stem.with_suffix(".xlsx"), company, found, results), words)
    if pdf:
        steps.next(say("printing to PDF", "打印成 PDF"))
        paper = _tried(lambda: print_page(page, stem.with_suffix(".pdf"), company, found, results), words)
    for line in words:
        steps.progress(line)
    return Review(results, page, book, paper, tuple(words))


def _tried(write, words):
    """What ``write`` wrote, or None and a line on why not."""
    try:
        return write()
    except (
        Exception
    ) as error:  # a full disk, a file open in Excel, a browser that ends: the rest is written all the same
        words.append(
            harmless(
                f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else str(error),
                600,
                lines=True,
            )
        )
        return None


class _Callable(ModuleType):
    """``casekit.review`` is this module, and can be called as the function of the same name."""

    def __call__(self, *args, **named):
        return review(*args, **named)


sys.modules[__name__].__class__ = _Callable
