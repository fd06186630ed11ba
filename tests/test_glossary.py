"""The bilingual glossary, its page, and the errata page, whose numbers are worked out here once more."""

import csv
import random
import re
from itertools import permutations, product
from math import exp, lgamma, log
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "datasets" / "chapter" / "glossary.csv"
GLOSSARY_PAGE = ROOT / "notebooks" / "source" / "98_glossary.md"
ERRATA_PAGE = ROOT / "notebooks" / "source" / "99_errata.md"
COLUMNS = "term_id,term_en,term_zh,also_en,also_zh,meaning_en,meaning_zh,lesson".split(",")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


# ---------------------------------------------------------------- the glossary


@pytest.fixture(scope="module")
def terms():
    with GLOSSARY.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lessons(term):
    return [int(lesson) for lesson in term["lesson"].split(";")]


def names(term, language):
    """A term and its other names, in one language."""
    others = term[f"also_{language}"].split(";")
    return [name.strip().lower() for name in (term[f"term_{language}"], *others) if name.strip()]


def test_file_is_utf8_with_a_byte_order_mark_for_excel_and_unix_line_ends():
    raw = GLOSSARY.read_bytes()
    assert b"\r" not in raw and raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n")
    assert raw.decode("utf-8-sig").splitlines()[0].split(",") == COLUMNS


def test_ids_are_unique_and_plain(terms):
    ids = [term["term_id"] for term in terms]
    assert len(ids) == len(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_one_term_for_one_thing(terms, language):
    """No word, not even as another name, stands for two entries."""
    seen = {}
    clashes = []
    for term in terms:
        for name in names(term, language):
            if name in seen:
                clashes.append((name, seen[name], term["term_id"]))
            seen[name] = term["term_id"]
    assert clashes == []


def test_every_row_is_whole(terms):
    for term in terms:
        assert None not in term and None not in term.values(), term
        assert all(value == value.strip() for value in term.values()), term
        assert all(term[c] for c in COLUMNS if not c.startswith("also_")), term["term_id"]


def test_no_cell_is_read_as_a_formula(terms):
    assert [v for term in terms for v in term.values() if v.startswith(("=", "+", "-", "@", "\t"))] == []


def test_sorted_by_lesson_then_id(terms):
    keys = [(lessons(term)[0], term["term_id"]) for term in terms]
    assert keys == sorted(keys)


def test_lessons_are_numbers_named_once(terms):
    for term in terms:
        assert len(set(lessons(term))) == len(lessons(term)), term["term_id"]
        assert set(lessons(term)) <= set(range(1, 17)), term["term_id"]


@pytest.mark.parametrize("lesson", range(1, 17))
def test_every_lesson_introduces_terms(terms, lesson):
    assert sum(lessons(term)[0] == lesson for term in terms) >= 4


def test_chinese_is_chinese_and_english_is_not(terms):
    for term in terms:
        assert CHINESE.search(term["term_zh"]) and CHINESE.search(term["meaning_zh"]), term["term_id"]
        for column in ("term_en", "also_en", "meaning_en"):
            assert not CHINESE.search(term[column]), term["term_id"]


def test_meanings_are_one_short_sentence(terms):
    for term in terms:
        english, chinese = term["meaning_en"], term["meaning_zh"]
        assert english.endswith(".") and ". " not in english and len(english) <= 140, term["term_id"]
        assert chinese.endswith("。") and chinese.count("。") == 1 and len(chinese) <= 60, term["term_id"]
        assert english[0].isupper(), term["term_id"]


def test_a_prospect_is_not_a_customer_with_growth_potential(terms):
    chinese = {term["term_id"]: term["term_zh"] for term in terms}
    assert chinese["prospect"] == "潜在客户"
    assert chinese["growth-potential-customer"] == "潜力客户"


def test_the_screening_lesson_has_the_criteria_of_its_tables_and_few_words_besides(terms):
    here = [term for term in terms if 3 in lessons(term)]
    said = " ".join(term["term_zh"] + term["meaning_zh"] for term in here)
    for table, column in (("criteria", "criterion_zh"), ("screening_criteria", "text_criterion_zh")):
        with (GLOSSARY.parent / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [row[column] for row in csv.DictReader(file) if row[column] not in said] == []
    assert len(here) <= 25


def test_the_glossary_page_shows_every_lesson_once():
    page = GLOSSARY_PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^casekit\.glossary\((\d+)\)$", page, re.M) == [str(n) for n in range(1, 17)]


# ---------------------------------------------------------------- the errata page


def prose(page, language):
    """All prose cells of one language, joined."""
    cells = re.split(r"^\+\+\+ ", page.read_text(encoding="utf-8"), flags=re.M)[1:]
    return "\n".join(cell for cell in cells if cell.startswith(f'{{"lang": "{language}"'))


def table_rows(page, language):
    """The rows whose first cell is an E-number, as lists of cells."""
    lines = re.findall(r"^\| (E\d+[a-g]? \|.*) \|$", prose(page, language), re.M)
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.fixture(scope="module")
def errata():
    return {
        language: {cells[0]: cells for cells in table_rows(ERRATA_PAGE, language)}
        for language in ("en", "zh")
    }


def numbers(text):
    """The numbers in a text as floats, with 50 万 read as 500,000."""
    found = re.findall(
        r"(?<![\w.])([−+]?\d[\d,]*(?:\.\d+)?)\s?(万?)", re.sub(r"(\d)[,，、](?=\s)", r"\1 ", text)
    )
    values = [(digits.replace(",", "").replace("−", "-"), unit) for digits, unit in found]
    return [float(digits) * (10_000 if unit else 1) for digits, unit in values]


@pytest.fixture
def says(errata):
    """Assert that an erratum's row gives these numbers, in both languages."""

    def check(number, *expected):
        for language in ("en", "zh"):
            found = numbers(" ".join(errata[language][number][1:-1]))
            missing = [value for value in expected if value not in found]
            assert missing == [], f"{number} ({language}) does not give {missing}; it gives {found}"

    return check


E_NUMBERS = [f"E{n}" for n in range(1, 52)] + [f"E31{letter}" for letter in "abcdefg"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_erratum_has_one_row_of_six_full_cells(language):
    rows = table_rows(ERRATA_PAGE, language)
    assert sorted(cells[0] for cells in rows) == sorted(E_NUMBERS)
    assert [cells for cells in rows if len(cells) != 6 or not all(cells)] == []


def test_both_languages_give_the_same_order_numbers_and_lessons(errata):
    assert list(errata["en"]) == list(errata["zh"])
    for number in errata["en"]:
        english, chinese = (" ".join(errata[language][number][1:]) for language in ("en", "zh"))
        assert sorted(numbers(english)) == sorted(numbers(chinese)), number


def test_sources_are_named_by_what_they_are(errata):
    text = ERRATA_PAGE.read_text(encoding="utf-8")
    assert not re.search(r"\[00\d\]|\.txt\b", text)


# ---------------------------------------------------------------- the numbers of the errata

SCORES = {"A": (5, 5, 4, 3, 4), "B": (4, 3, 5, 4, 2), "C": (3, 2, 2, 2, 2), "D": (5, 5, 4, 4, 5)}
WEIGHTS = (5, 4, 3, 2, 1)


def weighted_total(customer, weights=WEIGHTS):
    return sum(score * weight for score, weight in zip(SCORES[customer], weights, strict=True))


def test_e1_the_printed_53_is_35_with_digits_swapped(says):
    totals = {customer: weighted_total(customer) for customer in SCORES}
    assert totals == {"A": 67, "B": 57, "C": 35, "D": 70}
    assert sorted(totals, key=totals.get, reverse=True) == list("DABC")
    assert (53 - totals["C"]) % 9 == 0
    says("E1", 53, totals["C"], 53 - totals["C"], *(s * w for s, w in zip(SCORES["C"], WEIGHTS, strict=True)))
    says("E1", totals["A"], totals["B"], totals["D"])


def test_e2_sums_are_not_averages(says):
    averages = [round(weighted_total(customer) / sum(WEIGHTS), 3) for customer in SCORES]
    assert averages == [4.467, 3.8, 2.333, 4.667]
    says("E2", 5 * sum(WEIGHTS), sum(WEIGHTS), *averages)


def test_e3_other_weights_change_little():
    """D is first and C last under every weighting; B passes A in 58 of 3125."""
    passes = ties = 0
    for weights in product(range(1, 6), repeat=5):
        a, b, c, d = (weighted_total(customer, weights) for customer in "ABCD")
        assert d > max(a, b, c) and c < min(a, b, d)
        passes, ties = passes + (b > a), ties + (a == b)
    assert (passes, ties) == (58, 47)
    gaps = [weighted_total("A", w) - weighted_total("B", w) for w in permutations(WEIGHTS)]
    assert (sum(g > 0 for g in gaps), sum(g == 0 for g in gaps), min(gaps)) == (116, 4, 0)


def test_e5_groups_add_up_as_ranges(says):
    low, high = (sum(ends) for ends in zip((100, 200), (200, 300), (300, 500), strict=True))
    says("E5", low, (low + high) / 2, high)
    assert (low, high) == (600, 1000)


def test_e6_five_a_day(says):
    says("E6", 5 * 30, 5 * 365, 5 * 250, 600 / 5, 1000 / 5, 1000 / 5 / 20)
    stock = 0.0
    for _ in range(12):
        stock = stock * 0.98 + 100
    assert 100 / 0.02 == pytest.approx(5000)
    says("E6", round(stock), round(stock * 0.98), 5000)


def test_e7_the_large_part_is_a_fifth(says):
    says("E7", 100 * 100_000 / 500_000)


def times_odds(probability, factor):
    odds = factor * probability / (1 - probability)
    return odds / (1 + odds)


def test_e8_rates_pass_one_and_odds_do_not(says):
    says("E8", 3 + 1, 5 + 1, round(100 * 0.35 * 3, 1))
    says("E8", 100 * 0.20 * 5, round(100 * times_odds(0.20, 5), 1))
    says("E8", round(100 * 0.10 * 3, 1), round(100 * times_odds(0.10, 3), 1))


def test_e13_vouchers(says):
    says("E13", 9 + 8 + 10)


def outcome_probability(wins, bets, win_rate):
    ways = lgamma(bets + 1) - lgamma(wins + 1) - lgamma(bets - wins + 1)
    return exp(ways + wins * log(win_rate) + (bets - wins) * log(1 - win_rate))


def kept(net, rebate):
    return net if net >= 0 else net * (1 - rebate)


def percent_per_unit(bets, rebate, win_rate=0.48):
    """The player's expectation for each unit staked, in percent, when `bets` are settled together."""
    outcomes = ((2 * w - bets, outcome_probability(w, bets, win_rate)) for w in range(bets + 1))
    return round(100 * sum(p * kept(net, rebate) for net, p in outcomes) / bets, 1)


def test_e14_a_rebate_of_losses(says):
    assert percent_per_unit(10, 0) == percent_per_unit(1000, 0) == -4.0
    says("E14", percent_per_unit(10, 0), percent_per_unit(10, 0.1), percent_per_unit(10, 0.3))
    says("E14", percent_per_unit(100, 0.3), percent_per_unit(1000, 0.3))
    assert percent_per_unit(10, 0.3) == 0.3


def test_e14_simulated():
    rng = random.Random(14)
    nets = [2 * sum(rng.random() < 0.48 for _ in range(10)) - 10 for _ in range(40_000)]
    simulated = 100 * sum(kept(net, 0.3) for net in nets) / len(nets) / 10
    assert simulated == pytest.approx(percent_per_unit(10, 0.3), abs=0.5)


def test_e15_hours_a_credit(says):
    says("E15", 32 + 16, 54 / 3, 68 / 4, 48 / 3, 34 / 2)


PRINTED_R = {5: (0, 7), 4: (8, 60), 3: (30, 60), 2: (60, 120), 1: (120, 10_000)}


def printed_classes(days):
    return [r for r, (low, high) in PRINTED_R.items() if low <= days <= high]


def lower_bound_class(days):
    return 5 - sum(days >= bound for bound in (8, 30, 60, 120))


def upper_bound_class(days):
    return 5 - sum(days > bound for bound in (7, 30, 60, 120))


def test_e16_classes_that_overlap(says):
    doubled = [days for days in range(1000) if len(printed_classes(days)) > 1]
    assert doubled == [*range(30, 61), 120]
    assert [days for days in range(1000) if len(printed_classes(days)) > 2] == [60]
    assert printed_classes(60) == [4, 3, 2] and printed_classes(7.5) == []
    assert all(printed_classes(days) for days in range(1000))
    says("E16", len(doubled), 30, 59, 60, 120)


def test_e16_two_repairs_differ_at_three_values(says):
    differ = [days for days in range(1000) if lower_bound_class(days) != upper_bound_class(days)]
    assert differ == [30, 60, 120]
    ends = [
        [days for days in range(1000) if f(days) != f(days + 1)]
        for f in (lower_bound_class, upper_bound_class)
    ]
    assert ends == [[7, 29, 59, 119], [7, 30, 60, 120]]
    says("E16", *ends[0], *ends[1])


PRINTED_CODES = """555 525 445 415 335 255 554 524 444 414 334 254 553 523 443 413 333 253
552 522 442 412 332 252 551 521 441 411 331 251""".split()


def test_e19_thirty_of_125_codes(says):
    codes = ["".join(digits) for digits in product("54321", repeat=3)]
    columns = [codes[start : start + 15] for start in range(0, len(codes), 15)]
    assert [column[row] for row in range(5) for column in columns[:6]] == PRINTED_CODES
    heads = [column[0] for column in columns]
    says("E19", len(PRINTED_CODES), len(codes), len(codes) - len(PRINTED_CODES), *map(float, heads))
    says("E19", *(codes.index(head) + 1 for head in heads[:6]))


def discount(day):
    return next((rate for last_day, rate in ((15, 2), (20, 1), (30, 0)) if day <= last_day), None)


def test_e22_the_first_discount_that_fits(says):
    assert [discount(day) for day in (0, 15, 16, 20, 21, 30, 31)] == [2, 2, 1, 1, 0, 0, None]
    says("E22", 15, 2, 16, 20, 1, 21, 30, 31, 2 + 1)


def test_e23_two_denominators(says):
    says("E23", 2 * 900_000 / 12, 2 * 900_000 / 2)


def test_e26_three_warnings_by_luck(says):
    outcomes = list(product((True, False), repeat=3))
    says("E26", 100 * sum(map(any, outcomes)) / len(outcomes))


def test_e28_reports_a_year(says):
    says("E28", 12 / 6, 12 / 3, 12 / 1)


def sign(number):
    return (number > 0) - (number < 0)


def test_e32_a_zero_changes_no_sum():
    b, c = (1, -1), (1, 0, -1)
    assert sum(map(sign, b)) == sum(map(sign, c)) == 0
    assert sum((300, -100, -250)) < 0 < sum((300, 0, -100)), "amounts decide, not signs"


# sales, cost of goods sold, stock at start, stock at end
PRODUCTS = ((1200, 840, 300, 260), (600, 300, 250, 350), (200, 190, 20, 20))


def cross_ratio(sales, cost, start, end):
    return (sales - cost) / ((start + end) / 2)


def test_e34_cross_ratio_on_two_bases():
    for sales, cost, start, end in PRODUCTS:
        margin, stock = (sales - cost) / sales, (start + end) / 2
        gmroi = cross_ratio(sales, cost, start, end)
        assert margin * sales / stock == pytest.approx(gmroi)
        assert margin * cost / stock == pytest.approx(gmroi * (1 - margin))


def test_e35_sales_shares_do_not_add_up(says):
    all_sales = sum(sales for sales, *_ in PRODUCTS)
    all_stock = sum((start + end) / 2 for *_, start, end in PRODUCTS)
    company = sum(sales - cost for sales, cost, *_ in PRODUCTS) / all_stock
    by_sales = [cross_ratio(*product) * product[0] / all_sales for product in PRODUCTS]
    by_stock = [cross_ratio(*product) * (product[2] + product[3]) / 2 / all_stock for product in PRODUCTS]
    says("E35", *(round(part, 4) for part in by_sales), round(sum(by_sales), 4), round(company, 4))
    assert sum(by_stock) == pytest.approx(company)


def test_e37_and_e38_count_of_signs(says):
    signs, good, repeated = (14, 13, 13, 10), 1 + 3, 3
    says("E37", sum(signs), sum(signs) - good, good)
    says("E38", sum(signs), sum(signs) - repeated)


def test_e41_the_letter_d_is_in_the_bytes(errata):
    right = "為：D、A、B、C".encode("gbk")
    assert right[1:].decode("gbk") == "椋篋、A、B、C"
    for language in ("en", "zh"):
        assert f"`{right[:5].hex(' ').upper()}`" in " ".join(errata[language]["E41"])


def test_e42_one_row_of_the_printed_table():
    *scores, next_row = (int(digit) for digit in "54352")
    assert scores == [SCORES[customer][0] for customer in "ABCD"]
    assert next_row == 2, "the first row is the criterion with weight 5; the second row follows"
