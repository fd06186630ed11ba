"""The exercises of lesson 1: numbers and form. Questions: exercises/source; key: exercises/answers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from casekit.card_deck import plain_name
from casekit.company.names import EN, SECOND, ZH
from casekit.core.language import say
from casekit.customer_cards import share_out_of_date
from casekit.exercises.draws import Draw, far_apart
from casekit.exercises.forms import ExerciseSpec, answer_of, at_least_zero, several, whole_number
from casekit.look import labelled

LETTERS = list("ABCDEFGHIJ")
LAST = np.datetime64("2025-12-31")


def _own(draw, name):
    """The student's draw, or the book's own, which are drawn in the same way."""
    return draw or Draw("the book", "the book", name)


# customers-1: three classes of ten ------------------------------------------------------------------------


def ten_parties(draw=None):
    """``parties`` by letter: ``last_order`` (empty: never), ``potential`` 1 to 3, ``sells_on``, ``uses_it``; and ``as_of``."""
    as_of, rows = _own(draw, "customers-1").until(_ten_rows, _each_class_is_told_apart)
    days, potential, sells_on, uses_it = zip(*rows, strict=True)
    last = [np.datetime64("NaT", "D") if each is None else as_of - np.timedelta64(each, "D") for each in days]
    table = pd.DataFrame(
        {"last_order": np.array(last, dtype="datetime64[s]"), "potential": potential, "sells_on": sells_on, "uses_it": uses_it},
        index=pd.Index(LETTERS, name="letter"),
    )  # fmt: skip
    table = labelled(
        table, letter=say("letter", "字母"), last_order=say("last order", "最后一次订货"),
        potential=say("growth potential (1 low, 3 high)", "发展潜力（1 低，3 高）"), sells_on=say("sells the goods on", "买了再卖"),
        uses_it=say("uses them itself", "自己使用"),
    )  # fmt: skip
    return SimpleNamespace(parties=table, as_of=pd.Timestamp(as_of))


def _ten_rows(draw):
    """The last day, and for each party the days since its last order, its potential, and what it does with the goods."""
    rows = []
    for kind in draw.shuffled(
        [
            "never",
            "never",
            "last day",
            "former",
            "former",
            "now",
            "now",
            "now",
            *draw.some_of(["never", "former", "now"], 2),
        ]
    ):
        sells_on = draw.below(2) == 0
        days = {
            "never": None,
            "last day": 365,
            "former": draw.between(380, 800),
            "now": draw.between(5, 350),
        }[kind]
        rows.append(
            (
                days,
                3 if kind == "last day" else draw.between(1, 3),
                sells_on,
                not sells_on and draw.below(2) == 0,
            )
        )
    return LAST + np.timedelta64(draw.between(0, 150), "D"), rows


def _each_class_is_told_apart(made):
    """Right and wrong ways give different, non-empty classes; somebody ordered exactly 365 days ago."""
    classes = [
        [frozenset(way(row) for row in zip(LETTERS, made[1], strict=True)) - {None} for way in ways]
        for ways in WAYS
    ]
    return all(all(each) and len(set(each)) == len(each) for each in classes)


def _way(rule):
    """The letter of a party if the rule holds for it, else None."""
    return lambda row: row[0] if rule(*row[1]) else None


# each field's right rule, then the wrong ones (see exercises/answers): days since the last order, potential, sells on, uses it
WAYS = (
    [_way(rule) for rule in (
        lambda days, potential, sells, uses: days is None,
        lambda days, potential, sells, uses: potential == 3,
        lambda days, potential, sells, uses: days is None or days > 365)],
    [_way(rule) for rule in (
        lambda days, potential, sells, uses: days is not None and days <= 365 and potential == 3,
        lambda days, potential, sells, uses: potential == 3,
        lambda days, potential, sells, uses: days is not None and potential == 3,
        lambda days, potential, sells, uses: days is not None and days < 365 and potential == 3,
        lambda days, potential, sells, uses: days is not None and days <= 365 and potential >= 2,
        lambda days, potential, sells, uses: days is not None and days <= 365,
        lambda days, potential, sells, uses: days is None)],
    [_way(rule) for rule in (
        lambda days, potential, sells, uses: days is not None and days <= 365 and not sells,
        lambda days, potential, sells, uses: days is not None and days <= 365 and uses,
        lambda days, potential, sells, uses: not sells,
        lambda days, potential, sells, uses: days is not None and not sells,
        lambda days, potential, sells, uses: days is not None and days <= 365 and sells)],
)  # fmt: skip


def _letters(data):
    return data.parties.index


three_classes = answer_of(prospects=several(_letters), growth=several(_letters), final=several(_letters))


# customers-2: cards and customers -------------------------------------------------------------------------

KINDS = [SECOND[kind] for kind in ("wholesale", "retail", "area distributor", "exclusive")]
REGIONS = ["East China", "South China", "North China", "Central China"]
STORES = [("East", "东店"), ("South", "南店"), ("West", "西店")]
FORMS = [("Co., Ltd.", "有限公司"), ("Limited", "有限责任公司")]


def typed_cards(draw=None):
    """``cards`` as they were typed in: ``customer_id``, ``name``, ``region``."""
    rows = _own(draw, "customers-2").until(_cards, _each_count_differs)
    ids = [f"K{number:02}" for number in range(1, len(rows) + 1)]
    table = pd.DataFrame(
        {
            "customer_id": ids,
            "name": [say(*name) for name, _ in rows],
            "region": [region for _, region in rows],
        }
    )
    return SimpleNamespace(cards=labelled(table, customer_id=say("card", "卡号"), name=say("name", "名称")))


def _cards(draw):
    """Cards as (name in English and Chinese, region): firms, doubles written otherwise, branches, namesakes elsewhere."""
    firsts = draw.some_of(range(len(EN)), draw.between(12, 15))
    firms = [((first, draw.below(len(KINDS))), draw.one_of(REGIONS)) for first in firsts]
    plain = [(_name(*firm), region) for firm, region in firms]
    many = draw.between(4, 6)
    doubles = [(_written(draw, _name(*firm)), region) for firm, region in draw.some_of(firms, many)]
    others = [(first, (kind + 1) % len(KINDS)) for (first, kind), _ in draw.some_of(firms, 2)]
    branches = [(_branch(first, store), draw.one_of(REGIONS)) for first in draw.some_of(set(range(len(EN))) - set(firsts), draw.between(2, 3))
                for store in STORES[: draw.between(2, 3)]]  # fmt: skip
    away = [
        (_name(*firm), draw.one_of([each for each in REGIONS if each != region]))
        for firm, region in draw.some_of(firms, draw.between(1, 2))
    ]
    return draw.shuffled(
        [*plain, *doubles, *((_name(*each), draw.one_of(REGIONS)) for each in others), *branches, *away]
    )


def _name(first, kind):
    return f"{EN[first]} {KINDS[kind][0]}", f"{ZH[first]}{KINDS[kind][1]}"


def _branch(first, store):
    return f"{EN[first]} Appliance Stores {store[0]}", f"{ZH[first]}电器连锁{store[1]}"


def _written(draw, name):
    """The name as somebody else types it: with the form of company, with spaces, in capitals, or just the same."""
    english, chinese = name
    form = draw.one_of(FORMS)
    return draw.one_of([
        (f"{english} {form[0]}", f"{chinese}{form[1]}"), (f"{english} {form[0]}", f"{chinese}{form[1]}"),
        (english.replace(" ", "  ").upper(), f"{chinese[:2]}\u3000{chinese[2:]}"), name,
    ])  # fmt: skip


def counts(cards):
    """Customers by the rule, then by each way to go wrong (see exercises/answers); cards are (name, region)."""
    plain = [plain_name(name) for name, _ in cards]
    names, places = (
        [name for name, _ in cards],
        list(zip(plain, (region for _, region in cards), strict=True)),
    )
    listed = [each for each in places if places.count(each) > 1]
    formless = {(name.replace(" ", "").casefold(), region) for name, region in _spaceless(cards)}
    first_words = {_first_word(name) for name in names}
    stores = {
        (_first_word(name) if _is_branch(name) else each) for name, each in zip(names, places, strict=True)
    }
    return [
        len(set(places)), len({(name, region) for name, region in cards}), len(cards), len(stores), len(set(plain)), len(formless),
        len(cards) - len(listed), len(first_words), len(cards) - len(set(places)),
    ]  # fmt: skip


def _spaceless(cards):
    return [("".join(name.split()), region) for name, region in cards]


def _first_word(name):
    return name.split()[0].casefold() if name.isascii() else name[:2]


def _is_branch(name):
    return "Stores" in name or "电器连锁" in name


def to_ask(cards):
    """Places of cards whose cleaned name also stands in another region."""
    plain = [plain_name(name) for name, _ in cards]
    regions = {
        each: {region for name, (_, region) in zip(plain, cards, strict=True) if name == each}
        for each in plain
    }
    return [at for at, each in enumerate(plain) if len(regions[each]) > 1]


def _each_count_differs(rows):
    """Every way of counting gives another number, in both languages the same, and what to ask is not all that is double."""
    english, chinese = ([(name[language], region) for name, region in rows] for language in (0, 1))
    found = counts(english)
    plain = [plain_name(name) for name, _ in english]
    doubles = sum(plain.count(each) > 1 for each in plain)
    return (
        len(set(found)) == len(found)
        and found == counts(chinese)
        and to_ask(english) == to_ask(chinese)
        and 2 <= len(to_ask(english)) < doubles
    )


def _ids(data):
    return data.cards["customer_id"]


number_and_list = answer_of(customers=whole_number(1, 99), ask=several(_ids))


# customers-3: one card, its law and its age ---------------------------------------------------------------

FIRM = [
    ("number of outlets", "网点数"), ("service area", "服务区域"), ("line of business", "业种"), ("founding year", "创立年份"),
    ("storage", "仓储面积"), ("other suppliers", "其他供应商"), ("business direction", "经营方向"), ("delivery times", "送货时间"),
]  # fmt: skip
CONTACT = [
    ("name of the buyer", "采购员姓名"), ("buyer's work number", "采购员工作电话"), ("name of the bookkeeper", "会计姓名"),
    ("bookkeeper's e-mail", "会计电子邮箱"), ("WeChat of the shop manager", "店长微信"),
]  # fmt: skip
SENSITIVE = [
    ("owner's religion", "老板的宗教信仰"),
    ("owner's health", "老板的健康状况"),
    ("school of the owner's child, aged 9", "老板孩子（9 岁）的学校"),
]
PRIVATE = [
    ("owner's hobbies", "老板的爱好"),
    ("buyer's birthday", "采购员生日"),
    ("owner's marriage", "老板的婚姻"),
    ("manager's looks", "店长的相貌"),
]
_KINDS = {words: kind for kind, pairs in (("firm", FIRM), ("contact", CONTACT), ("sensitive", SENSITIVE), ("private", PRIVATE))
          for pair in pairs for words in pair}  # fmt: skip


def one_card(draw=None):
    """``card`` by letter: ``entry``, ``made_on``, ``expires_on`` and ``consent`` (of a person); ``as_of`` and ``monthly_percent``."""
    as_of, percent, rows = _own(draw, "customers-3").until(_a_card, _each_reckoning_differs)
    entry, days, left, consent = zip(*rows, strict=True)
    day = np.array(days, dtype="timedelta64[D]")
    table = pd.DataFrame(
        {"entry": [say(*each) for each in entry], "made_on": (as_of - day).astype("datetime64[s]"),
         "expires_on": (as_of + np.array(left, dtype="timedelta64[D]")).astype("datetime64[s]"), "consent": pd.array([None if kind_of(each[0]) == "firm" else agreed for each, agreed in zip(entry, consent, strict=True)], dtype=object)},
        index=pd.Index(LETTERS, name="letter"),
    )  # fmt: skip
    table = labelled(
        table, letter=say("letter", "字母"), entry=say("entry", "栏目"), made_on=say("made on", "登记日"), expires_on=say("expires on", "到期日"),
        consent=say("the person agreed", "本人已同意"),
    )  # fmt: skip
    return SimpleNamespace(card=table, as_of=pd.Timestamp(as_of), monthly_percent=percent)


def _a_card(draw):
    """The day, the monthly rate, and for each entry its words, days since it was made, days to its expiry, and consent."""
    late, early = -draw.between(10, 300), draw.between(10, 300)
    firm = [*zip(draw.some_of(FIRM, 4), (0, late, early, draw.between(10, 300)), [False] * 4, strict=True)]
    agreed = draw.between(1, 2)
    lefts = [draw.one_of([0, -draw.between(10, 300), draw.between(10, 300)]) for _ in range(3)]
    contacts = [*zip(draw.some_of(CONTACT, 3), lefts, [at < agreed for at in range(3)], strict=True)]
    private = [
        *zip(draw.some_of(PRIVATE, 2), draw.shuffled([late + 1, early + 1]), (True, False), strict=True)
    ]
    sensitive = [(draw.one_of(SENSITIVE), draw.between(-200, 200), False)]
    rows = [
        (pair, draw.between(30, 900), left, yes)
        for pair, left, yes in draw.shuffled([*firm, *contacts, *private, *sensitive])
    ]
    return LAST + np.timedelta64(draw.between(0, 150), "D"), draw.between(1, 4), rows


def kind_of(words):
    """What an entry is about: the firm, a contact, sensitive, or private."""
    return _KINDS[words]


def stays(kind, consent):
    """Whether an entry may stay: about the firm, or a contact who agreed."""
    return kind == "firm" or (kind == "contact" and bool(consent))


def expected_changes(days, percent):
    """How many entries of these ages may be expected to have changed."""
    return float(sum(share_out_of_date(np.array(days) * 12 / 365, percent / 100)))


def _each_reckoning_differs(made):
    """No two ways of reckoning the expected changes come near each other."""
    _, percent, rows = made
    kinds = [(kind_of(pair[0]), days, left, agreed) for pair, days, left, agreed in rows]
    kept = [each for each in kinds if stays(each[0], each[3])]
    ages, all_ages = [days for _, days, _, _ in kept], [days for _, days, _, _ in kinds]
    old = [days for _, days, left, _ in kept if left <= 0]
    months = sum(ages) * 12 / 365
    right = expected_changes(ages, percent)
    ways = [
        right, expected_changes(all_ages, percent), months * percent / 100, expected_changes(old, percent), len(kept) - right,
        right / len(kept), float(len(old)),
    ]  # fmt: skip
    return far_apart(ways, 0.05)


def _entries(data):
    return data.card.index


lists_and_number = answer_of(
    delete=several(_entries), renew=several(_entries), changed=at_least_zero, reasons=True
)


EXERCISES = {
    "customers-1": ExerciseSpec(
        ("Three classes of ten", "十家里的三类"),
        ten_parties, three_classes,
        (
            ("Begin with the orders. `q1.data.parties[\"last_order\"].isna()` shows who has never ordered: is that a customer already?",
             "先看订单。`q1.data.parties[\"last_order\"].isna()` 显示谁从没订过货：这算已经是客户吗？"),
            ("Who has ordered within 365 days buys now: `days = (q1.data.as_of - q1.data.parties[\"last_order\"]).dt.days` and `days <= 365`. Growth potential asks for that *and* for a high mark.",
             "365 天以内订过货的，现在还在买：`days = (q1.data.as_of - q1.data.parties[\"last_order\"]).dt.days`，`days <= 365`。潜力客户要现在还在买，**而且**潜力是高。"),
            ("A final customer does not sell on, whoever uses the goods in the end: `(days <= 365) & ~q1.data.parties[\"sells_on\"]`. The letters are `list(q1.data.parties.index[...])`.",
             "最终客户就是买了不再卖的，不管最后谁用：`(days <= 365) & ~q1.data.parties[\"sells_on\"]`。字母用 `list(q1.data.parties.index[...])` 取出。"),
        ),
        points=3, read=("One customer, many classes", "一家客户，多种分类"),
    ),
    "customers-2": ExerciseSpec(
        ("Cards and customers", "多少张卡，多少家客户"),
        typed_cards, number_and_list,
        (
            ("Sort the names: `casekit.show(q2.data.cards.sort_values(\"name\"), rows=50)`. Which differ only in spaces, capitals or the form of company?",
             "按名称排序：`casekit.show(q2.data.cards.sort_values(\"name\"), rows=50)`。哪些只差在空格、大小写或公司形式？"),
            ("`casekit.card_deck.double_cards(q2.data.cards)` lists the cards to look at, with what to do. Branches are not on the list: they count as they are.",
             "`casekit.card_deck.double_cards(q2.data.cards)` 列出要看的卡和处理办法。分店不在其中，各算一家。"),
            ("Two cards are one customer if cleaned name *and* region agree: `q2.data.cards[\"name\"].map(casekit.card_deck.plain_name)` and `region` together, then count the different pairs.",
             "整理后的名称**和**地区都相同，才算一家：`q2.data.cards[\"name\"].map(casekit.card_deck.plain_name)` 与 `region` 合在一起，数有几种不同的组合。"),
        ),
        points=3, read=("Two cards for one customer", "一家客户两张卡"),
    ),
    "customers-3": ExerciseSpec(
        ("One card, its law and its age", "一张卡：留什么，多旧了"),
        one_card, lists_and_number,
        (
            ("Go through the entries one by one. About the firm: may stay. About a person: does selling need it, and did the person agree?",
             "逐栏看。说企业的，可以留；说人的，先问销售用不用得着，再问本人同意了没有。"),
            ("Consent does not make an entry necessary. And what is deleted is not renewed: `renew` asks only about entries that stay, with `expires_on <= q3.data.as_of`.",
             "同意了，不等于有必要。删掉的也就不用更新：`renew` 只看留下的栏目，条件是 `expires_on <= q3.data.as_of`。"),
            ("For `changed`, the entries that stay: `months = (q3.data.as_of - stay[\"made_on\"]).dt.days * 12 / 365`, then the sum of `casekit.customer_cards.share_out_of_date(months, q3.data.monthly_percent / 100)`.",
             "`changed` 只算留下的栏目：`months = (q3.data.as_of - stay[\"made_on\"]).dt.days * 12 / 365`，再把 `casekit.customer_cards.share_out_of_date(months, q3.data.monthly_percent / 100)` 加总。"),
        ),
        points=3, by_hand=3, read=("Entries that may not be kept", "不该留存的内容"),
    ),
}  # fmt: skip
