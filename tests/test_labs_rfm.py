"""The two labs of lesson 6: what a step changes, what a reader sees, and that the page is whole without widgets."""

import ipywidgets as w
import numpy as np
import pandas as pd
import pytest

from casekit import look, rfm
from casekit.labs import rfm as labs

pytestmark = pytest.mark.slow
LANGUAGES = pytest.mark.parametrize("code", ["en", "zh"])
PRINTED = pd.DataFrame({"low": [0, 8, 30, 60, 120], "high": [7, 60, 60, 120, None]}, index=[5, 4, 3, 2, 1])
DAYS = pd.Series([0, 7, 8, 30, 45, 60, 60, 100, 120, 400])


def ruler():
    return labs.RulerLab(PRINTED, DAYS)


def inside(box, kind):
    found = [box] if isinstance(box, kind) else []
    return found + [each for child in getattr(box, "children", ()) for each in inside(child, kind)]


def artists(lab):
    axes = lab.canvas.axes
    return [*axes, *(child for axis in axes for child in axis.get_children()), *lab.canvas.get_children()]


def test_the_ruler_begins_as_printed():
    lab = ruler()
    assert (lab.several, lab.nowhere, lab.days) == (5, 0, (32, 0))
    assert lab.per_class.tolist() == [2, 5, 4, 4, 2]
    assert lab.head.get_text().startswith("5 of 10 customers")
    assert "1 beyond 150 days" in lab.caption()
    assert "Overlap: 60 days, in classes 4, 3, 2, 2 customers." in lab.lines()
    assert "Class 3 is never reached by a rule that stops at the first class that fits." in lab.lines()


def test_the_ruler_counts_classes_a_day_and_customers_by_day():
    lab = ruler()
    once, several, none = (each.get_data().values for each in lab.counts)
    assert once[[0, 7, 8, 29, 61, 119]].tolist() == [1] * 6 and several[
        [29, 30, 59, 60, 61, 120]
    ].tolist() == [0, 2, 2, 3, 0, 2]
    assert not none.any()
    people = [each.get_data().values for each in lab.people]
    assert people[1][60] == 2 and people[0][0] == 1 and sum(map(sum, people)) == 9, (
        "400 days lie off the ruler"
    )


def test_a_gap_is_drawn_below_the_line_and_told():
    lab = ruler()
    lab.step(PRINTED.assign(high=[7, 29, 50, 119, None]))
    none = lab.counts[2].get_data().values
    assert (none < 0).sum() == 9 and (none[51:60] < 0).all()
    assert lab.lines()[0] == "Gap: 51 to 59 days, in no class, 0 customers."
    assert lab.nowhere == 0 and lab.days == (0, 9)


def test_a_step_draws_nothing_anew_and_back_gives_the_same_picture():
    lab = ruler()
    before, picture = artists(lab), lab.picture
    lab.step(rfm.recency_ranges())
    assert lab.lines()[0] == "Every day belongs to exactly one class." and lab.several == lab.nowhere == 0
    assert lab.picture != picture
    lab.step(PRINTED)
    after = artists(lab)
    assert lab.picture == picture and len(before) == len(after)
    assert all(one is other for one, other in zip(before, after, strict=True))


@LANGUAGES
def test_sliders_and_buttons_of_the_ruler(code):
    look.speak(code)
    lab = ruler()
    page = lab.page()
    first = lab.image.value
    lab.sliders[4].value = (8, 29)
    assert (
        lab.image.value != first
        and lab.ranges.loc[4].tolist() == [8, 29]
        and np.isnan(lab.ranges.at[1, "high"])
    )
    printed, lower, upper = inside(page.widget, w.Button)
    lower.click()
    assert lab.several == 0 and lab.ranges["low"].tolist() == [0, 8, 30, 60, 120]
    upper.click()
    assert lab.ranges["low"].tolist() == [0, 8, 31, 61, 121] and lab.nowhere == 0
    printed.click()
    assert lab.image.value == first


def test_the_lots_are_the_same_for_the_same_settings():
    one, other = labs.LotLab(90, 26, 13), labs.LotLab(50, 10, 0)
    other.step(90, 26, 13)
    assert one.picture == other.picture and one.said() == other.said()


def test_the_lots_count_the_intervals_that_leave_zero_out():
    lab = labs.LotLab(200, 20, 10)
    lines = [each.get_segments() for each in lab.segments]
    assert sum(map(len, lines)) == 100 and len(lines[1]) == lab.found
    assert all(piece[0][0] > 0 or piece[1][0] < 0 for piece in lines[1])
    assert all(piece[0][0] <= 0 <= piece[1][0] for piece in lines[0])
    assert lab.truth.get_xdata() == [10, 10]


def test_nothing_is_found_about_one_time_in_twenty_and_much_nearly_always():
    assert labs.LotLab(400, 30, 0).found <= 12 and "adds nothing" in labs.LotLab(400, 30, 0).head.get_text()
    assert labs.LotLab(1000, 30, 20).found == 100
    assert labs.LotLab(50, 26, 13).found < labs.LotLab(400, 26, 13).found


@LANGUAGES
def test_moving_a_slider_of_the_lots(code):
    look.speak(code)
    lab = labs.LotLab(90, 26, 13)
    page = lab.page()
    before = lab.image.value
    lab.sliders["size"].value = 500
    assert lab.image.value != before and lab.now["size"] == 500 and lab.said() in lab.image.value
    assert len(inside(page.widget, w.IntSlider)) == 3


def test_without_a_page_the_labs_print_their_words(capsys):
    labs.ruler_lab(PRINTED, DAYS)
    labs.lot_lab()
    told = capsys.readouterr().out
    assert labs.RulerLab(PRINTED, DAYS).said() in told and labs.LotLab(90, 26, 13).said() in told
