"""Language, rounding, tables, figures, fonts and colours: what the page shows, and that nothing is lost on the way."""

import ast
import io
import logging
import os
import subprocess
import sys
import warnings
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import casekit
from casekit import look, screening
from casekit.errors import Refused
from casekit.exercises.screening import qinghe

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def no_font(monkeypatch):
    """A system without any Chinese font."""
    monkeypatch.setattr(look, "chinese_family", lambda: None)


@pytest.fixture
def fresh_font():
    """The choice of a font is made anew, before and after."""
    look.chinese_family.cache_clear()
    yield look.chinese_family
    look.chinese_family.cache_clear()


def scored(names):
    """A tiny finished table of scores, one row for each name."""
    table = pd.DataFrame({"demand": range(len(names), 0, -1)}, index=names)
    return screening.weighted_scores(table, {"demand": 1})


# Language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "words"), [("en", "ready"), ("zh", "就绪")])
def test_words_follow_the_language_in_force(code, words):
    look.speak(code)
    assert look.say("ready", "就绪") == words and look.language() == code


@pytest.mark.parametrize(("code", "line"), [("en", "Ready.\n"), ("zh", "准备好了。\n")])
def test_choosing_a_language_says_one_line(capsys, code, line):
    look.use_language(code)
    assert capsys.readouterr().out == line and look.language() == code


@pytest.mark.parametrize("code", ["fr", "EN", "", None, 1, ["en"]])
def test_an_unknown_language_is_refused_and_the_old_one_stays(code):
    with pytest.raises(Refused, match="use_language is one of en, zh"):
        look.use_language(code)
    assert look.language() == "en"


# Rounding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "places", "words"),
    [
        (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-0.5, 0, "-1"), (-2.5, 0, "-3"), (1.005, 2, "1.01"),
        (2.675, 2, "2.68"), (-1.005, 2, "-1.01"), (0.285, 2, "0.29"), (1234567.005, 2, "1,234,567.01"),
        (4.4666666, 3, "4.467"), (np.float64(2.5), 0, "3"), (7, 1, "7.0"), (-0.001, 2, "0.00"), (-0.0, 1, "0.0"),
        (1e30, 0, "1" + ",000" * 10), (float("inf"), 2, "∞"), (float("-inf"), 2, "-∞"),
    ],
)  # fmt: skip
def test_halves_go_up_and_thousands_are_marked(number, places, words):
    assert look.half_up(number, places) == words


@pytest.mark.parametrize(
    ("value", "unit", "in_english", "in_chinese"),
    [
        (1234567, "", "1,234,567", "1,234,567"), (np.int64(-1200), "CNY", "−1,200", "−1,200"),
        (1234.565, "", "1,234.57", "1,234.57"), (0.285, "share", "28.5 %", "28.5%"), (1, "share", "100.0 %", "100.0%"),
        (0.0045, "share", "0.5 %", "0.5%"), (0.0515, "share", "5.2 %", "5.2%"), (-0.0004, "share", "0.0 %", "0.0%"),
        (True, "", "yes", "是"), (np.bool_(False), "", "no", "否"), (True, "share", "yes", "是"),
        (pd.Timestamp("2025-12-31 23:59"), "", "2025-12-31", "2025-12-31"), (np.float64(2.345), "", "2.35", "2.35"),
        ("Zhuli", "", "Zhuli", "Zhuli"), ("none", "share", "none", "none"), ([1, 2], "", "[1, 2]", "[1, 2]"),
        (float("inf"), "", "∞", "∞"),
    ],
)  # fmt: skip
def test_a_value_is_worded_for_the_reader(value, unit, in_english, in_chinese):
    assert look.worded(value, unit) == in_english
    look.speak("zh")
    assert look.worded(value, unit) == in_chinese


def test_points_scored_are_not_points_of_percent():
    assert [look.worded(70, unit) for unit in ("points", "分")] == ["70", "70"]
    assert [look.worded(0.017, unit) for unit in look.POINTS] == ["+1.7", "+1.7"]


def test_a_percentage_is_rounded_once_from_the_number_as_written():
    wrong = [n for n in range(1, 2000) if look.worded(n / 2000, "share") != f"{(n + 1) // 2 / 10:.1f} %"]
    assert wrong == []


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT], ids=repr)
@pytest.mark.parametrize("unit", ["", "share", "CNY"])
def test_undefined_is_a_dash_and_never_zero(missing, unit):
    assert look.worded(missing, unit) == "–"


# Tables ---------------------------------------------------------------------------------------------------


class Cells(HTMLParser):
    """The cells of an HTML table: tag, side and text; and every tag there is."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.tags, self._open = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag in ("th", "td"):
            side = dict(attributes)["style"].split(";")[0].removeprefix("text-align:")
            self.cells.append([tag, side, ""])
            self._open = True

    def handle_endtag(self, tag):
        self._open = self._open and tag not in ("th", "td")

    def handle_data(self, data):
        if self._open:
            self.cells[-1][2] += data


def page(table, **options):
    return Cells(look.Table(table, **options)._repr_html_())


def texts(table, tag="td", **options):
    return [text for each, _, text in page(table, **options).cells if each == tag]


HOSTILE = "<script>alert('&')</script>"


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [HOSTILE]}),
        pd.DataFrame({HOSTILE: ["x"]}),
        pd.DataFrame({"a": ["x"]}, index=[HOSTILE]),
        pd.DataFrame({"a": ["x"]}, index=pd.Index(["k"], name=HOSTILE)),
        look.labelled(pd.DataFrame({"a": ["x"]}), a=HOSTILE),
        look.labelled(pd.DataFrame({"a": [1]}), a=("x", HOSTILE)),
    ],
    ids=["cell", "heading", "index", "name of the index", "label", "unit"],
)
def test_what_stands_in_a_table_is_text_and_never_markup(table):
    found = page(table)
    assert "script" not in found.tags
    assert HOSTILE in "".join(text for _, _, text in found.cells)


def test_names_and_captions_are_text_too():
    table = pd.DataFrame({"a": [1]}, index=["k"])
    html = look.Table(table, names=pd.Series({"k": HOSTILE}, name="name_en"), caption=HOSTILE)._repr_html_()
    assert "<script" not in html and html.count("&lt;script&gt;") == 2


@pytest.mark.parametrize(
    ("rows", "shown", "more"),
    [(3, 3, "... and 7 more rows"), (9, 9, "... and 1 more row"), (10, 10, ""), (99, 10, "")],
)
def test_a_long_table_says_how_many_rows_are_left(rows, shown, more):
    table = look.Table(pd.DataFrame({"a": range(10)}), rows=rows)
    assert len(table.cells) == shown
    assert repr(table).splitlines()[shown + 1 :] == [more][: bool(more)]
    assert table._repr_html_().endswith(f"<p>{more}</p>" if more else "</table>")


def test_the_rows_left_are_counted_in_chinese_too(chinese):
    assert "……另有 1,200 行" in look.Table(pd.DataFrame({"a": range(1220)}))._repr_html_()


@pytest.mark.parametrize(("code", "shown"), [("en", ["Zhuli", "kept"]), ("zh", ["竹里", "留"])])
def test_only_the_readers_language_is_shown(code, shown):
    look.speak(code)
    table = pd.DataFrame({"name_en": ["Zhuli"], "name_zh": ["竹里"], "en": ["kept"], "zh": ["留"]})
    assert texts(table) == shown


def test_coded_values_are_shown_in_words(chinese):
    assert texts(pd.DataFrame({"region": ["North China", "elsewhere"], "other": ["North China", "x"]})) == [
        "华北", "North China", "elsewhere", "x",
    ]  # fmt: skip


def test_a_coded_column_may_hold_anything():
    assert texts(pd.DataFrame({"region": [["North China"], 1.5, None]})) == ["['North China']", "1.50", "–"]


def test_numbers_stand_to_the_right_and_everything_else_to_the_left():
    table = pd.DataFrame(
        {
            "count": [1],
            "money": [1.5],
            "yes": [True],
            "word": ["x"],
            "maybe": pd.array([True], dtype="boolean"),
        }
    )
    sides = [side for tag, side, _ in page(table).cells if tag == "td"]
    assert sides == ["right", "right", "left", "left", "left"]


def test_headings_carry_unit_and_code_name():
    table = look.labelled(
        pd.DataFrame({"total": [1], "gone": [0.5]}),
        total=("weighted total", "points"),
        gone=("gone", "share"),
    )
    assert texts(table, "th") == ["weighted total (points)total", "gone"]
    look.speak("zh")
    assert texts(look.labelled(table, total=("加权总分", "分")), "th")[0] == "加权总分（分）total"


def test_a_column_of_whole_numbers_has_no_decimals_and_one_of_fractions_has():
    table = pd.DataFrame(
        {"whole": [1.0, 2000.0], "part": [1.0, 2.345], "gap": [3, np.nan], "far": [1.0, np.inf]}
    )
    assert texts(table) == ["1", "1.00", "3", "1.00", "2,000", "2.35", "–", "∞"]


def test_columns_of_the_same_name_keep_their_own_values():
    assert texts(pd.DataFrame([[1, "x"], [2, "y"]], columns=["a", "a"])) == ["1", "x", "2", "y"]


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (pd.DataFrame({"a": [5]}), ["5"]),
        (pd.DataFrame({"a": [5]}, index=pd.RangeIndex(7, 8)), ["5"]),
        (pd.DataFrame({"a": [5]}, index=pd.RangeIndex(1, name="month")), ["0", "5"]),
        (pd.DataFrame({"a": [5]}, index=["k"]), ["k", "5"]),
        (pd.DataFrame({"a": ["k"], "b": [5]}).set_index("a", drop=False), ["k", "k", "5"]),
        (pd.DataFrame({"a": ["k"], "b": ["m"], "c": [5]}).set_index(["a", "b"]), ["k", "m", "5"]),
        (pd.DataFrame({"c": [5]}, index=pd.MultiIndex.from_tuples([("k", "m")])), ["k", "m", "5"]),
        (pd.Series([5], index=["k"], name="weight"), ["k", "5"]),
        (pd.Series([5]), ["5"]),
        (pd.DataFrame({"figure": [5], "columns": [6]}), ["5", "6"]),
        (pd.DataFrame({"a": []}), []),
        (pd.DataFrame(), []),
    ],
    ids=["plain", "range", "named range", "labels", "index kept as column", "two levels", "two without names",
         "series", "plain series", "column called figure", "no rows", "nothing"],
)  # fmt: skip
def test_every_shape_of_table_is_shown_with_its_index_where_it_has_one(table, shown):
    assert texts(table) == shown
    assert isinstance(repr(look.Table(table)), str)


def test_names_stand_beside_the_ids_of_the_index_whatever_their_order():
    table = pd.DataFrame({"a": [1, 2]}, index=["k", "m"])
    names = pd.Series({"z": "Zed", "m": "Em", "k": "Kay"}, name="name_en")
    assert texts(table, names=names) == ["k", "Kay", "1", "m", "Em", "2"]
    assert texts(table, names=names.drop("m"))[4] == "–"


def test_showing_leaves_the_table_as_it_was():
    table = look.labelled(pd.DataFrame({"a": [1.234], "name_zh": ["竹里"]}, index=["k"]), a="heading")
    before = table.copy(deep=True)
    look.Table(table, names=pd.Series({"k": "Kay"}, name="name_en"))._repr_html_()
    pd.testing.assert_frame_equal(table, before)
    assert table.attrs == before.attrs


def test_show_takes_a_table_with_a_column_called_figure_for_a_table(capsys):
    look.show(pd.DataFrame({"figure": [5]}))
    assert capsys.readouterr().out.split() == ["figure", "5"]


@pytest.mark.parametrize("thing", [[1, 2], None, "words", 5])
def test_what_is_neither_table_nor_figure_is_refused(thing):
    with pytest.raises(Refused, match="a table"):
        look.show(thing)


# Figures --------------------------------------------------------------------------------------------------


def rank_ranges(chapter):
    return screening.plot_rank_range(
        screening.rank_range(chapter.scores, screening.every_ordering(chapter.scores.columns))
    )


def ranges_of_dealers(chapter):
    data = qinghe()
    ranked = screening.weighted_scores(data.scores, data.weights)["rank"].sort_values()
    ranges = screening.rank_range(data.scores, screening.every_ordering(data.scores.columns))
    return screening.plot_rank_range(ranges.loc[ranked.index[ranked <= 10]], casekit.names())


PLOTS = {
    "plot_totals": lambda chapter: screening.plot_totals(
        screening.weighted_scores(chapter.scores, chapter.weights), printed=chapter.printed
    ),
    "plot_rank_range": rank_ranges,
    "plot_rank_range, dealers": ranges_of_dealers,
}


def test_every_drawing_of_screening_is_tried_here():
    drawn = {name for name in vars(screening) if name.startswith("plot_")}
    assert drawn == {name.split(",")[0] for name in PLOTS}


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_stored_picture_has_a_palette_is_small_and_the_same_every_time(chapter, plot, code):
    look.speak(code)
    first, second = look.Picture(plot(chapter)).png, look.Picture(plot(chapter)).png
    assert first == second
    assert len(first) <= 21_000  # bytes
    assert Image.open(io.BytesIO(first)).mode == "P"


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_a_figure_comes_with_its_finding_and_its_sentence_as_alternative_text(chapter, plot, code):
    look.speak(code)
    ax = plot(chapter)
    picture = look.Picture(ax)
    assert picture.alt.startswith(ax.figure.finding) and picture.alt.endswith(ax.figure.read_this)
    assert f'alt="{look.escape(picture.alt)}"' in picture._repr_html_()
    assert repr(picture) == look.say("Figure. ", "图：") + picture.alt


def test_a_figure_without_its_sentence_is_refused():
    with pytest.raises(Refused, match="read this chart"):
        look.Picture(look.axes())


def test_the_alternative_text_is_text_and_stays_inside_its_quotes():
    html = look.Picture(look.read_this(look.axes(), 'a "quote" & <b>'))._repr_html_()
    assert 'alt="a &quot;quote&quot; &amp; &lt;b&gt;"' in html and "<b> <" not in html
    assert html.count("<b>") == 1  # that of "Read this chart" only


def test_drawing_on_axes_that_are_given_uses_these():
    ax = look.axes()
    assert screening.plot_totals(scored(["A", "B"]), ax=ax) is ax


# Fonts ----------------------------------------------------------------------------------------------------


class Complaint(logging.Handler):
    """Turns a warning in matplotlib's log into an error: formulas tell their missing glyphs there."""

    def emit(self, record):
        raise UserWarning(f"missing from font: {record.getMessage()}")


@pytest.fixture
def strict():
    """No word from matplotlib, as a warning or in its log, goes unnoticed."""
    log, handler = logging.getLogger("matplotlib"), Complaint(logging.WARNING)
    log.addHandler(handler)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    log.removeHandler(handler)


def rendered(words, families=None):
    """Draw a text in the casebook's style, or in these families."""
    with look.style():
        ax = look.axes()
        text = ax.text(0, 0.5, words)
        if families:
            text.set_fontfamily(families)
        ax.figure.savefig(io.BytesIO(), format="png")


def words_of_casekit():
    """All texts inside ``say(...)`` and ``on_figure(...)``, both languages, and the names on the figures."""
    found = set(casekit.names()) | set("−¥￥元%“”…，。；：（）")
    for file in sorted((ROOT / "casekit").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            if getattr(name, "id", getattr(name, "attr", "")) in ("say", "on_figure"):
                found |= {
                    each.value
                    for each in ast.walk(node)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    customers = casekit.load("customers")
    return found | set(customers["name_zh"]) | set(customers["name_en"])


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_character_of_our_words_has_a_picture_in_the_packaged_font(
    strict, fresh_font, monkeypatch, code
):
    monkeypatch.setenv("CASEKIT_FONT", "packaged")
    look.speak(code)
    characters = sorted(
        {each for words in words_of_casekit() for each in words if each.isprintable()} - {"$"}
    )
    assert len([each for each in characters if "\u4e00" <= each <= "\u9fff"]) > 300
    lines = ["".join(characters[start : start + 60]) for start in range(0, len(characters), 60)]
    rendered("\n".join(lines).replace("\\", ""))


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "毛利 $x^2$",
        "应收账款 $\\frac{1}{2}$ 万元",
        "−5 ¥1,234",
        "利润 -3 ￥",
        "客户占比 80%",
        "$-5$ 元",
        "名次（1 为第一）",
    ],
)
def test_chinese_renders_beside_formulas_signs_and_numbers(strict, chinese, words):
    rendered(words)


@pytest.mark.parametrize("words", ["毛利", "毛利 $x^2$"])
def test_a_family_without_chinese_would_be_found_out(strict, words):
    with pytest.raises(UserWarning, match="missing from font"):
        rendered(words, ["DejaVu Sans"])


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS)
def test_our_figures_have_a_picture_for_every_character(strict, chapter, plot, code, capsys):
    look.speak(code)
    _, complete = look.raw_png(plot(chapter).figure)
    assert complete and capsys.readouterr().out == ""


@pytest.mark.parametrize("code", ["en", "zh"])
def test_chinese_names_render_in_either_edition(code, capsys):
    look.speak(code)
    look.Picture(screening.plot_totals(scored(["竹里家电", "白桦家电"])))
    assert capsys.readouterr().out == ""


def test_without_any_chinese_font_labels_are_english_and_one_line_says_so(chapter, no_font, capsys):
    look.use_language("zh")
    told = capsys.readouterr().out
    assert told.count("pip install pylopdf-fonts-zh-cn") == 1 and len(told.splitlines()) == 2
    ax = PLOTS["plot_totals"](chapter)
    shown = [text.get_text() for text in [*ax.figure.texts, *ax.texts, *ax.get_yticklabels()]]
    assert ax.figure.finding == "D and A lead; C is 35, not 53"
    assert all(text.isascii() for text in shown), shown
    look.Picture(ax)
    assert capsys.readouterr().out == ""


def test_chinese_names_without_a_chinese_font_cost_one_line_and_no_warning(no_font, capsys):
    look.speak("zh")
    look.Picture(screening.plot_totals(scored(["竹里家电", "白桦家电"])))
    assert capsys.readouterr().out.splitlines() == [look.no_chinese_font()]


def installed(monkeypatch, *families):
    """A system that has just these font families."""
    from matplotlib.font_manager import FontEntry, fontManager

    entries = [FontEntry(fname=f"{family}.ttf", name=family) for family in ["DejaVu Sans", *families]]
    monkeypatch.setattr(fontManager, "ttflist", entries)


@pytest.mark.parametrize(
    ("families", "wanted", "family"),
    [
        (["SimHei", "Microsoft YaHei"], None, "Microsoft YaHei"),
        (["WenQuanYi Zen Hei"], None, "WenQuanYi Zen Hei"),
        ([], None, "Noto Sans SC"),
        (["Microsoft YaHei"], "packaged", "Noto Sans SC"),
    ],
)
def test_an_installed_font_comes_before_the_packaged_unless_asked(
    fresh_font, monkeypatch, families, wanted, family
):
    installed(monkeypatch, *families)
    monkeypatch.setenv("CASEKIT_FONT", wanted or "")
    assert fresh_font() == family


def test_without_the_package_an_installed_font_will_do_and_without_both_there_is_none(
    fresh_font, monkeypatch
):
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    monkeypatch.setenv("CASEKIT_FONT", "packaged")
    installed(monkeypatch, "SimHei")
    assert fresh_font() == "SimHei"
    fresh_font.cache_clear()
    installed(monkeypatch)
    assert fresh_font() is None


def test_the_chinese_family_comes_first_in_a_chinese_figure(chinese):
    import matplotlib

    with look.style():
        assert matplotlib.rcParams["font.family"] == [look.chinese_family(), "DejaVu Sans"]


@pytest.mark.parametrize(
    ("code", "names", "bold"), [("en", "AB", True), ("zh", "AB", False), ("en", "竹白", False)]
)
def test_a_title_with_chinese_in_it_is_not_asked_in_bold(code, names, bold):
    look.speak(code)
    ax = screening.plot_totals(scored(list(names)))
    assert (ax.figure.texts[0].get_fontweight() == "bold") is bold


@pytest.mark.slow
@pytest.mark.parametrize("code", ["en", "zh"])
def test_matplotlib_has_nothing_to_say_about_fonts(chapter, code, caplog):
    look.speak(code)
    with caplog.at_level(logging.INFO, "matplotlib.font_manager"):
        for plot in PLOTS.values():
            look.Picture(plot(chapter))
    assert [each.getMessage() for each in caplog.records if each.name == "matplotlib.font_manager"] == []


# Colours --------------------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", IEEE TVCG 15(6), severity 1.0; applied to linear RGB.
SIMULATED = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip


def linear(colour):
    parts = np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2.2."""
    weights = [0.2126, 0.7152, 0.0722]
    dark, light = sorted([linear(one) @ weights, linear(other) @ weights])
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b* (D65) of a linear RGB colour."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    f = np.cbrt(np.maximum(to_xyz @ np.clip(rgb, 0, 1), 0.0089) / [0.9505, 1, 1.089])
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_the_contrast_formula_gives_the_known_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["INK", "QUIET", "BLUE", "ORANGE"])
def test_text_on_white_can_be_read(colour):
    assert contrast(getattr(look, colour), "#ffffff") >= 4.5


def test_text_on_the_bars_can_be_read():
    assert contrast("#ffffff", look.BLUE) >= 4.5 and contrast(look.INK, look.PALE) >= 4.5


@pytest.mark.parametrize("pair", [("BLUE", "ORANGE"), ("BLUE", "PALE"), ("ORANGE", "PALE")], ids="-".join)
@pytest.mark.parametrize("eye", SIMULATED)
def test_the_colours_stay_apart_for_a_colour_blind_reader(pair, eye):
    one, other = (lab(np.array(SIMULATED[eye]) @ linear(getattr(look, name))) for name in pair)
    assert np.linalg.norm(one - other) > 25


def test_red_against_green_would_be_found_out():
    one, other = (lab(np.array(SIMULATED["deuteranopia"]) @ linear(each)) for each in ("#b84a39", "#6f7a2f"))
    assert np.linalg.norm(one - other) < 25


# Importing ------------------------------------------------------------------------------------------------


def in_a_new_python(code):
    keep = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=keep, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_importing_casekit_loads_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'ipywidgets', 'IPython', 'jupyterlab', 'jupyter_server', 'ipykernel', 'PIL'}"
    assert in_a_new_python(f"import sys, casekit; print({heavy} & set(sys.modules))") == "set()"


def test_importing_casekit_changes_no_warnings_filter_and_no_environment():
    code = (
        "import os, warnings; before = (list(warnings.filters), dict(os.environ)); import casekit, casekit.look; "
        "print(before == (list(warnings.filters), dict(os.environ)))"
    )
    assert in_a_new_python(code) == "True"


@pytest.mark.slow
def test_loading_every_module_leaves_matplotlib_as_it_was():
    code = (
        "import matplotlib, sys; before = matplotlib.rcParams.copy(); import casekit\n"
        "for name in casekit.__all__: getattr(casekit, name)\n"
        "print(before == matplotlib.rcParams.copy(), 'matplotlib.pyplot' in sys.modules)"
    )
    assert in_a_new_python(code) == "True False"


@pytest.mark.parametrize("name", casekit.__all__)
def test_every_public_name_is_there(name):
    assert getattr(casekit, name) is not None and name in dir(casekit)


def test_an_unknown_name_is_answered_with_those_there_are():
    with pytest.raises(AttributeError, match="'lod'; it has .*exercise, .*load"):
        casekit.lod  # noqa: B018
