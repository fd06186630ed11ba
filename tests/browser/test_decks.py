"""Each deck in the browser, from its file alone: every slide fits, its pictures are there, it asks for nothing outside."""

import pytest

from casekit.desk.lessons import READY, find_lesson
from tools.measure import SIZE, walked
from tools.slides import write

pytestmark = pytest.mark.browser
PLACE = "() => String(Reveal.getSlidePastCount() + 1)"
DECKS = [one.slug for one in READY if one.number]


@pytest.fixture(scope="module")
def projector(browser, network):
    """A page of a projector's size that may open files and nothing else."""
    context = browser.new_context(viewport=SIZE)
    context.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else refuse(route, network))
    yield context.new_page()
    context.close()


def refuse(route, network):
    network.refused.append(route.request.url)
    route.abort()


@pytest.mark.parametrize("other", DECKS)
def test_every_slide_of_a_deck_fits(other, edition, projector, tmp_path):
    found = walked(projector, write(find_lesson(other), edition.language, tmp_path))
    assert len(found) > 20 and [slide for slide in found if slide["faults"]] == []


@pytest.mark.parametrize("other", DECKS[:2])
def test_one_key_leads_through_the_deck(other, edition, projector, tmp_path):
    slides = len(walked(projector, write(find_lesson(other), edition.language, tmp_path)))
    projector.evaluate("() => Reveal.slide(0, 0, -1)")
    seen = [projector.evaluate(PLACE)]
    while not projector.evaluate("() => Reveal.isLastSlide()"):
        projector.keyboard.press("PageDown")
        seen.append(projector.evaluate(PLACE))
    assert seen[0] == "1" and len(set(seen)) == slides
