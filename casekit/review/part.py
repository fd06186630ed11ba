"""One part of a review: what it needs, what it found, how it is told when something is missing or fails."""

from dataclasses import dataclass

from casekit.core.harmless import harmless
from casekit.core.language import say
from casekit.desk.lessons import find_lesson, title_of
from casekit.errors import Refused, Undefined
from casekit.look import half_up

THERE, MISSING, FAILED = "there", "missing", "failed"


@dataclass(frozen=True)
class Part:
    """``needs`` are tables without any of which the part cannot be; ``make(books)`` gives a :class:`Finding`."""

    key: str
    lesson: int
    en: str
    zh: str
    needs: tuple
    make: object

    @property
    def title(self):
        return say(self.en, self.zh)


@dataclass
class Finding:
    """What a part shows: a table, a figure or both; a sentence on it; ``kind`` and words on how sure it is.

    ``kind`` is ``"count"`` (adds up records), ``"convention"`` (depends on a cut or rule) or ``"estimate"`` (could be different).
    """

    says: str
    kind: str
    sure: str
    table: object = None
    figure: object = None
    names: bool = False  # the table's index are customers
    decimals: int = 0  # of the table's numbers: whole yuan unless more matters


@dataclass
class Result:
    """A part as it came out: ``state`` is there, missing or failed; ``words`` says what is missing or what went wrong."""

    part: Part
    state: str
    finding: Finding = None
    words: str = ""


def lesson_words(number):
    """Lesson 6, RFM."""
    title = title_of(find_lesson(number))
    return say(f"Lesson {number}, {title}", f"第 {number} 课“{title}”")


def kind_words(kind):
    return {
        "count": say("added up from the records", "由记录直接相加"),
        "convention": say("depends on the line drawn", "取决于分界线画在哪里"),
        "estimate": say("an estimate", "估计"),
    }[kind]


def run(part, books, told=None):
    """A part's result; nothing that goes wrong in it goes further.

    ``told`` remembers in which part the trouble with a table was told in full, so that the next can point to it.
    """
    told = {} if told is None else told
    broken = [name for name in part.needs if name in books.broken]
    if broken:
        return Result(part, FAILED, words="\n".join(_broken(name, part, books, told) for name in broken))
    missing = [name for name in part.needs if not books.has(name)]
    if missing:
        return Result(part, MISSING, words=bring(missing))
    try:
        return Result(part, THERE, part.make(books))
    except (Refused, Undefined) as error:
        return Result(part, FAILED, words=harmless(str(error), 900, lines=True))
    except (
        Exception
    ) as error:  # a mistake of ours, or records as nobody imagined them: the other parts stand all the same
        kind = type(error).__name__
        return Result(part, FAILED, words=say(f"This part stopped with an error nobody foresaw ({kind}: {harmless(error, 200)}). The other parts do not depend on it.",
                                              f"这一部分遇到没有预料到的错误而中止（{kind}：{harmless(error, 200)}）。其他部分不受影响。"))  # fmt: skip


def _broken(name, part, books, told):
    """Why a table cannot be used: in full the first time, then where that was told."""
    first = told.setdefault(name, part.title)
    if first != part.title:
        return say(
            f"The table of {table_words(name)} cannot be used: see “{first}”.",
            f"{table_words(name)}记录不能用，原因见“{first}”。",
        )
    return harmless(books.broken[name], 900, lines=True)


def bring(tables):
    """Which files or tables would bring what is missing."""
    files = [name for name in tables if name in FROM_FILES]
    others = [name for name in tables if name not in FROM_FILES]
    parts = [_bring_file(name) for name in files]
    if others:
        each = say("; ", "；").join(
            f"{table_words(name)}{say(' (', '（')}{name}{say(': ', '：')}{say(*BRINGS[name][0])}{say(')', '）')}"
            for name in others
        )
        parts.append(say(f"It needs records of what goods and service cost, and no file is read for these: {each}. Whoever writes code gives them with the others, as a dict: review({{\"orders\": ..., \"{others[0]}\": ...}}, ...).",
                         f"需要商品成本和服务费用的记录，这些不能从文件读入：{each}。会写代码的，可以和其他表一起用 dict 给出：review({{\"orders\": ..., \"{others[0]}\": ...}}, ...)。"))  # fmt: skip
    return " ".join(parts)


def _bring_file(name):
    columns, en, zh = BRINGS[name]
    return say(
        f"It needs your {en}: a file such as {en}.csv or {en}.xlsx, with {columns[0]}.",
        f"需要{zh}记录：例如一个名为“{zh}.csv”或“{zh}.xlsx”的文件，包括{columns[1]}。",
    )


def table_words(name):
    """What a table is called in the reader's language."""
    return say(*BRINGS[name][1:]) if name in BRINGS else name


FROM_FILES = ("orders", "invoices", "payments", "customers", "complaints")
BRINGS = {
    "orders": (("customer number, order date and amount, one row an order", "客户编号、订单日期、金额，一行一张订单"), "orders", "订单"),
    "invoices": (("customer number, invoice date, due date and open amount, one row an invoice", "客户编号、开票日期、到期日、未收金额，一行一张发票"), "invoices", "发票"),
    "payments": (("customer number, date, amount and the invoice it pays", "客户编号、收款日期、金额、对应发票"), "payments", "收款"),
    "customers": (("customer number and name", "客户编号、客户名称"), "customers", "客户"),
    "complaints": (("complaint number, customer number, received and closed", "投诉编号、客户编号、受理时间、办结时间"), "complaints", "投诉"),
    "returns": (("order_id, return_date, credited_cny", "order_id、return_date、credited_cny"), "returns", "退货"),
    "calendar": (("date, working_day", "date、working_day"), "days of the calendar", "日历"),
    "order_lines": (("order_id, line_no, sku, quantity, net_amount_cny", "order_id、line_no、sku、quantity、net_amount_cny"), "order lines", "订单明细"),
    "products": (("sku, unit_cost_cny", "sku、unit_cost_cny"), "products", "商品"),
    "activity_costs": (("customer_id, quarter and counts such as visits_count", "customer_id、quarter 和各项作业量（如 visits_count）"), "activities", "作业量"),
    "activity_rates": (("activity, rate_cny", "activity、rate_cny"), "activity rates", "作业单价"),
}  # fmt: skip


# Words for amounts and shares ------------------------------------------------------------------------------


def money(amount):
    """An amount in a sentence: 25.47 million CNY, 2,547 万元; below that in whole yuan.

    >>> money(25_471_000), money(-812.4)
    ('25.47 million CNY', '−812 CNY')
    """
    size = abs(amount)
    if size >= 1e6:
        words = say(f"{half_up(size / 1e6, 2)} million CNY", f"{half_up(size / 1e4, 0)} 万元")
    else:
        words = f"{half_up(size, 0)}{say(' CNY', ' 元')}"
    return ("−" if amount < 0 and half_up(size, 0) != "0" else "") + words


def percent(share, places=1):
    """A share in a sentence."""
    return half_up(100 * share, places).replace("-", "−") + say(" %", "%")


def many(number, en, zh, plural=None):
    """A count with its word: 1 customer, 2 customers, 2 家客户."""
    return say(f"{number:,} {en if number == 1 else plural or en + 's'}", f"{number:,} {zh}")
