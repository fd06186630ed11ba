"""A text that somebody else chose can be shown anywhere, and honest texts are shown as they are."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casekit.core.harmless import cut, harmless, named, units

HARMFUL = ("Cc", "Cs", "Zl", "Zp")
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
UNSEEN = "\u00ad\u034f\u115f\u180e\u200b\u2060\u2062\u206f\u2800\u3164\ufe00\ufeff\uffa0\U000e0001\U000e0041\U000e0100\ufffe"
ANY = st.text(st.characters(exclude_categories=()))  # halves of characters too


@given(ANY, st.booleans())
@example("\x1b]0;PWNED\x07\x1b[2J\x9b31m\x7f", True)
def test_nothing_is_left_that_moves_a_cursor_or_breaks_a_line(text, lines):
    shown = harmless(text, lines=lines)
    left = [
        sign for sign in shown if unicodedata.category(sign) in HARMFUL and not (lines and sign in "\n\t")
    ]
    assert left == [] and not set(shown) & set(DIRECTIONS)
    assert harmless(shown, lines=lines) == shown == shown.encode().decode()


@pytest.mark.parametrize(
    "sign", [*DIRECTIONS, *UNSEEN, "\u200d", "\u200c"], ids=lambda sign: f"{ord(sign):x}"
)
def test_what_cannot_be_seen_is_written_out(sign):
    assert harmless(f"2026{sign}001") == f"2026{sign.encode('unicode_escape').decode()}001"
    assert sign not in harmless(sign) and sign not in harmless(f"{sign}=1")


@pytest.mark.parametrize("text", [
    "张三的作业（第二次）.ipynb", "é e\u0301 ẫ ñ", "👩‍🔬 👍🏽 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 1️⃣ 🏳️‍🌈 🙂‍↔️", "葛\U000e0100城 𠮷", "می‌خواهم क्‍ष", "a b\u00a0c\u3000d ￥→≥\\x1b",
])  # fmt: skip
def test_honest_texts_stay_as_they_are(text):
    assert harmless(text) == text


def test_accents_in_a_heap_are_written_out_from_the_ninth_on():
    assert harmless("a" + 10 * "\u0301") == "a" + 8 * "\u0301" + 2 * "\\u0301"


def test_line_ends_are_of_one_kind_or_written_out():
    assert (
        harmless("a\r\nb\rc\td\x0b", lines=True) == "a\nb\nc\td\\x0b"
        and harmless("a\r\nb\t") == "a\\r\\nb\\t"
    )


@given(ANY, st.integers(60, 90))
@example("👍" * 100, 71)
def test_what_is_too_long_is_cut_and_says_so(text, most):
    shown = harmless(text, most, where="; the whole is elsewhere")
    whole = harmless(text)
    assert units(shown) <= most and cut(shown, most) == shown
    assert shown == whole if units(whole) <= most else f"{units(whole):,}" in shown and "elsewhere" in shown


@given(ANY)
def test_a_name_stands_in_quotation_marks_unless_it_is_plain(text):
    shown = named(text)
    assert (
        shown[:1] + shown[-1:] == "“”"
        and not set(shown[1:-1]) & set("“”")
        or not set(shown) & set(" “”\n.。") - {"."}
    )
    assert units(shown) < 1000


def test_long_names_that_begin_alike_can_be_told_apart():
    assert named("x" * 5000 + "1") != named("x" * 5000 + "2") and len(named("x" * 5000)) <= 162
