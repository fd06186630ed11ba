"""``casekit review``: monthly files give the review of the whole ledger; progress on any console; nothing half written, nothing written over."""

import io
import shutil
import signal
import subprocess
import sys

import pandas as pd
import pytest

import casekit
from casekit.__main__ import main
from casekit.core.language import speak
from casekit.review import command, progress, review, sources
from casekit.review.folder import _series
from casekit.review.part import THERE
from tests.small_company import small_company

pytestmark = pytest.mark.slow  # left out by `test --quick`
DAYS = {
    "orders": "order_date",
    "invoices": "invoice_date",
    "payments": "payment_date",
    "complaints": "received_at",
}
LAST = "2025-12-31"


@pytest.fixture(scope="module")
def company():
    """The tables that a folder can bring."""
    tables = small_company()
    return {name: tables[name] for name in (*DAYS, "customers") if name in tables}


@pytest.fixture(scope="module")
def monthly(company, tmp_path_factory):
    """The company in files of months: some in monthly folders, some named by month, some in a folder of their table."""
    place = tmp_path_factory.mktemp("books") / "books"
    for name, day in DAYS.items():
        table = company[name]
        for month, part in table.groupby(pd.to_datetime(table[day]).dt.to_period("M")):
            file = {
                "orders": f"{month}/订单.csv", "invoices": f"invoices {month}.csv", "payments": f"回款/{month}.csv",
                "complaints": f"{month}/complaints_{month}.csv",
            }[name]  # fmt: skip
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            part.to_csv(place / file, index=False)
    people = company["customers"]
    people.rename(columns={"name_zh": "name"}).to_csv(place / "customers.csv", index=False)
    return place


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A current folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    speak("en")


def quick(folder, *more):
    """The command without workbook and paper."""
    return main(["review", str(folder), "--no-excel", "--no-pdf", "--language", "en", *more])


def test_monthly_files_give_the_books_of_the_whole_ledger(company, monthly):
    whole, cut = sources.books(company, LAST), sources.books(monthly, LAST)
    assert not cut.broken and not cut.set_aside
    for name, day in DAYS.items():
        one, other = whole.tables[name], cut.tables[name]
        assert len(one) == len(other) and other["file"].nunique() > 5
        amounts = [each for each in other.select_dtypes("number") if each in one]
        assert (one[amounts].sum().round(2) == other[amounts].sum().round(2)).all()
        assert (
            pd.to_datetime(one[day]).sort_values().to_numpy() == other[day].sort_values().to_numpy()
        ).all()


def test_the_command_writes_what_the_function_writes(monthly, here, capsys):
    assert quick(monthly, "--as-of", LAST, "--company", "Shop") == 0
    told = capsys.readouterr()
    page = (here / "books_review" / "review_en.html").read_text(encoding="utf-8")
    made = review(monthly, LAST, "en", here / "again", "Shop", progress=None, excel=False, pdf=False)
    assert page == made.page.read_text(encoding="utf-8")
    assert sum(each.state == THERE for each in made.results) == 9
    assert "9 of 10 parts." in told.out and str(here / "books_review") in told.out
    steps = told.err.splitlines()
    assert steps[0].startswith("1 of 11: ") and steps[-1].startswith("11 of 11: ")
    assert any("orders (" in line for line in steps)


def test_nothing_is_written_over_and_the_last_day_is_the_records(monthly, here, capsys):
    assert quick(monthly) == quick(monthly) == 0
    assert sorted(each.name for each in here.iterdir()) == ["books_review", "books_review_2"]
    assert "No last day was given" in (here / "books_review" / "review_en.html").read_text(encoding="utf-8")
    assert quick(monthly, "--to", "books_review") == 1
    assert "is there already" in capsys.readouterr().out


def test_a_part_that_cannot_be_made_is_said_and_answered_by_its_own_number(here, capsys):
    (here / "mine").mkdir()
    (here / "mine" / "orders.csv").write_text(
        "order_id,customer_id,order_date,net_amount_cny\nS1,C1,2025-03-01,5\n"
    )
    (here / "mine" / "invoices.csv").write_text("a,b\n1,2\n")
    assert quick("mine", "--to", "out") == 3
    told = capsys.readouterr().out
    assert "Not possible" in told and "invoices.csv" in told and (here / "out" / "review_en.html").exists()


@pytest.mark.parametrize("words", [["nowhere"], ["mine", "--as-of", "31/12"], ["empty"]])
def test_what_cannot_be_reviewed_is_refused_and_leaves_nothing(here, words, capsys):
    (here / "empty").mkdir()
    (here / "mine").mkdir()
    (here / "mine" / "orders.csv").write_text(
        "order_id,customer_id,order_date,net_amount_cny\nS1,C1,2025-03-01,5\n"
    )
    assert quick(*words) == 1
    assert "What to do" in capsys.readouterr().out
    assert sorted(each.name for each in here.iterdir()) == ["empty", "mine"]


def test_ctrl_c_leaves_nothing_half_written(monthly, here, monkeypatch, capsys):
    def stopped(*args, **named):
        (next(here.glob(".books_review*")) / "review_en.html").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "review", stopped)
    assert quick(monthly) == 130
    assert "nothing was written" in capsys.readouterr().out and not list(here.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Windows are others")
def test_ctrl_c_on_a_real_process(monthly, here):
    words = [sys.executable, "-m", "casekit", "review", str(monthly), "--no-pdf", "--language", "en"]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here)
    child.stderr.readline()  # it has begun
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=120)
    assert child.returncode == 130 and "nothing was written" in out and "Traceback" not in err
    assert not list(here.iterdir())


def test_a_review_is_not_read_as_records(monthly, here, capsys):
    place = here / "books"
    shutil.copytree(monthly, place)
    assert quick(place, "--to", str(place / "orders_review")) == quick(place, "--to", "second") == 0
    first, second = place / "orders_review" / "review_en.html", here / "second" / "review_en.html"
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["cp936", "ascii"])
def test_progress_never_fails_on_a_console(monthly, here, code, monkeypatch):
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding=code))
    assert (
        main(["review", str(monthly), "--no-excel", "--no-pdf", "--language", "zh", "--company", "É店😀"])
        == 0
    )
    sys.stderr.flush()
    told = sys.stderr.buffer.getvalue().decode(code)
    assert "11/11" in told and ("订单" in told or code == "ascii")


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_one_line_that_is_written_over():
    terminal = Terminal()
    show = progress.Progress(terminal)
    show("1 of 2: 读入很长的一行记录")
    show("2 of 2: x")
    show.done()
    lines = terminal.getvalue().split("\r")
    assert "\n" not in terminal.getvalue()
    assert lines[2].startswith("2 of 2: x") and len(lines[2]) >= len(
        lines[1]
    )  # nothing of the longer line is left
    assert lines[-1] == "" and not lines[-2].strip()


def test_progress_true_suits_the_place(company, here, capsys):
    review(company, LAST, folder=here / "out", progress=True, excel=False, pdf=False)
    told = capsys.readouterr()
    assert not told.out and told.err.splitlines()[-1].startswith("11 of 11")
    assert progress.progress_for(print) is print and progress.progress_for(False)("x") is None


def test_a_notebook_shows_one_line(monkeypatch):
    import IPython

    class Shell:
        kernel = object()

    shown = []

    class Handle:
        def update(self, line):
            shown.append(repr(line))

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr(
        "IPython.display.display", lambda line, display_id: shown.append(repr(line)) or Handle()
    )
    show = progress.progress_for(True)
    show("1 of 2: a")
    show("2 of 2: b")
    show.done()
    assert [each.split(" (")[0] for each in shown] == ["1 of 2: a", "2 of 2: b", "done"]


def test_casekit_review_can_be_called(company, here):
    made = casekit.review(company, LAST, folder=here / "out", progress=None, excel=False, pdf=False)
    assert made.page.exists() and casekit.review.review is review


@pytest.mark.parametrize(("one", "other", "same"), [
    ("订单2025-01.csv", "订单2025-02.xls", True), ("一月订单.csv", "二月订单.csv", True), ("Orders Jan.csv", "orders_FEB.csv", True),
    ("orders.csv", "orders (copy).csv", True), ("2025-01/orders.csv", "2025-02/orders.csv", True), ("订单/华东.csv", "订单/华南.csv", True),
    ("应收账款.csv", "发票.csv", False), ("orders_2024.csv", "orders_backup.csv", False), ("orders north.csv", "orders south.csv", False),
])  # fmt: skip
def test_which_files_are_one_ledger(tmp_path, one, other, same):
    first, second = (_series(tmp_path, tmp_path / each) for each in (one, other))
    assert first[0] == second[0] and (first == second) == same


def test_files_of_another_series_are_named_with_the_way_out(here):
    (here / "mine").mkdir()
    head = "order_id,customer_id,order_date,net_amount_cny\n"
    (here / "mine" / "orders north.csv").write_text(head + "S1,C1,2025-03-01,5\n")
    (here / "mine" / "orders south.csv").write_text(head + "S2,C1,2025-03-01,5\n")
    found = sources.books(here / "mine")
    assert len(found.tables["orders"]) == 1
    assert any("orders south.csv" in note and "folder named orders" in note for note in found.notes)


def test_overlaps_are_counted_once_and_told_on_the_page(here):
    (here / "mine").mkdir()
    head = "order_id,customer_id,order_date,net_amount_cny\n"
    (here / "mine" / "orders 1.csv").write_text(head + "S1,C1,2025-03-01,5\nS2,C1,2025-03-02,7\n")
    (here / "mine" / "orders 2.csv").write_text(head + "S2,C1,2025-03-02,7\nS3,C1,2025-04-02,9\n")
    shutil.copy(here / "mine" / "orders 1.csv", here / "mine" / "orders 3.csv")
    found = sources.books(here / "mine")
    assert found.tables["orders"]["net_amount_cny"].sum() == 21 and found.set_aside == {"orders": 2}
    words = " ".join(found.notes)
    assert "orders 2.csv, row 2" in words and "2025-03 appears in two files" in words


def test_the_command_imports_what_it_needs_only():
    """Typing ``casekit --help`` loads none of the review."""
    code = "import sys; from casekit.__main__ import _parser; _parser(); print('pandas' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
