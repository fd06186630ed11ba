"""What does not fit on a slide: asked of a deck, or of the slides in JupyterLab, in a browser.

    .venv/bin/python tools/measure.py 3 --language zh      lesson 3 in Chinese: each slide with what is wrong on it
"""

import shutil
import sys
import tempfile
from pathlib import Path

SIZE = {"width": 1280, "height": 720}
BOTTOM = 684  # below stand the controls and the number of the slide
# (root) => what is wrong on the slide in it: text or picture over the edge, cut text, type too small, a picture that is not there
FAULTS = (
    """root => {
  const faults = [], seen = new Set();
  const say = (what, at) => { const words = `${what}: ${(at.textContent || at.alt || '').trim().slice(0, 60)}`;
    if (!seen.has(words)) { seen.add(words); faults.push(words); } };
  const shown = each => each.checkVisibility({visibilityProperty: true}) && !each.closest('aside, .anchor-link, .jp-InternalAnchorLink, mjx-assistive-mml, .cm-panels');
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts = [];
  let right = 0, bottom = 0;
  const placed = (box, at) => {
    right = Math.max(right, box.right); bottom = Math.max(bottom, box.bottom);
    if (box.bottom > """
    f"{BOTTOM}"
    """) say(`below the slide by ${Math.round(box.bottom - """
    f"{BOTTOM}"
    """)}`, at);
    if (box.right > innerWidth - 20 || box.left < 0 || box.top < 0) say('beside the slide', at);
  };
  while (walker.nextNode()) {
    const text = walker.currentNode, at = text.parentElement;
    if (!text.data.trim() || !shown(at)) continue;
    const range = document.createRange(); range.selectNodeContents(text);
    for (const box of range.getClientRects()) if (box.width) { placed(box, at); if (!at.closest('math, mjx-container, .cm-editor')) texts.push([box, at]); }
    const size = parseFloat(getComputedStyle(at).fontSize), code = at.closest('pre, code, .cm-editor, .code');
    if (size < (code ? 18 : 22) && !at.closest('math, mjx-container')) say(`type of ${size}`, at);
  }
  texts.forEach(([a, at], place) => texts.slice(place + 1).forEach(([b, other]) => {
    if (at !== other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 4 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 12)
      say('one text over another', other);
  }));
  for (const each of root.querySelectorAll('*')) {
    if (!shown(each)) continue;
    if (each.tagName === 'IMG') {
      if (!each.complete || !each.naturalWidth) say('no picture', each); else placed(each.getBoundingClientRect(), each);
    }
    const style = getComputedStyle(each), cut = side => !['visible', 'clip'].includes(style[side]);
    if (each.matches('pre, .widget-box, .widget-html, .widget-html-content, .jp-OutputArea-output, .jp-RenderedHTMLCommon, .widget-label, .widget-readout, .jupyter-button, td, th, .slide, section')
        && each.clientWidth && each.textContent.trim()
        && ((cut('overflowX') && each.scrollWidth > each.clientWidth + 1) || (cut('overflowY') && each.scrollHeight > each.clientHeight + 1)))
      say(`cut, ${each.scrollWidth} x ${each.scrollHeight} in ${each.clientWidth} x ${each.clientHeight}`, each);
  }
  return {faults, bottom: Math.round(bottom)};
}"""
)
READY = """async () => { while (!window.Reveal?.isReady() || ![...document.images].every(image => image.complete))
  await new Promise(resolve => setTimeout(resolve, 20)); }"""
# goes to each slide of a Reveal deck, all its fragments shown
WALK = f"""() => Reveal.getSlides().map(slide => {{
  const at = Reveal.getIndices(slide); Reveal.slide(at.h, at.v, 999);
  const heading = slide.querySelector('h1, h2, h3, h4');
  return {{where: `${{at.h + 1}}.${{(at.v || 0) + 1}}`, heading: heading ? heading.textContent.slice(0, 40) : '', ...({FAULTS})(slide)}};
}})"""


def walked(page, deck):
    """Each slide of a deck: where it is, its heading, its faults, and how far down it reaches."""
    page.goto(deck.as_uri())
    page.evaluate(READY)  # the deck's security policy does not let Playwright poll
    return page.evaluate(WALK)


def main(arguments):
    from playwright.sync_api import sync_playwright

    from casekit.desk.lessons import READY, find_lesson
    from tools.slides import write

    language = "zh" if "zh" in arguments else "en"
    lessons = [find_lesson(each) for each in arguments if each[0].isdigit()] or [one for one in READY if one.number]
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        page = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page(viewport=SIZE)
        for lesson in lessons:
            found = walked(page, write(lesson, language, Path(folder)))
            bad = [slide for slide in found if slide["faults"]]
            print(f"{lesson.slug} {language}: {len(found)} slides, {len(bad)} to mend")
            for slide in bad:
                print(f"  {slide['where']} {slide['heading']}", *slide["faults"][:3], sep="\n      ")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main(sys.argv[1:]))
