"""Build the reading site, and beside it the browser edition: one folder of files that any web server can serve.

    python workbook.py site                    build/site: index.html, en/, zh/, and the browser edition in lab/
    python workbook.py site --reading-only     without the browser edition

The pages come from the stored notebooks with their stored results. Nothing is executed, and a page asks for nothing outside the
folder. What is built is not committed.
"""

import argparse
import io
import json
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from casekit.core.language import say, speak
from casekit.desk.lessons import LANGUAGES
from tools.reading import pages

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build/site"
BROWSER_EDITION = ROOT / "tools/browser_edition.py"
OPEN = """<a href="lab/en/lab/index.html?path=notebooks/en/00_start_here.ipynb" hreflang="en">Work in your browser, nothing to install</a>
<a href="lab/zh/lab/index.html?path=notebooks/zh/00_start_here.ipynb" hreflang="zh-CN" lang="zh-CN">在浏览器里使用教程，不用安装</a>"""


class NotBuilt(Exception):
    """Sphinx was not content with a page; its words."""


def build(out, work=None, root=ROOT):
    """Both languages at once into ``out``; what Sphinx has read is kept in ``work`` and is not read again."""
    work, lab = work or out.parent / "reading", in_browser(out)
    with ProcessPoolExecutor(len(LANGUAGES)) as pool:
        jobs = [pool.submit(build_language, pages.Place(root, language, lab), out / language, work / language) for language in LANGUAGES]
        for job in jobs:
            job.result()
    shutil.rmtree(out / "jupyter_execute", ignore_errors=True)  # myst-nb's, of no use to readers
    choose = Path(__file__).with_name("reading") / "choose.html"
    (out / "index.html").write_text(choose.read_text(encoding="utf-8").replace("<!-- lab -->", OPEN if lab else ""), encoding="utf-8", newline="\n")


def in_browser(out):
    """The notebooks that the browser edition in ``out`` has; none where it is not there."""
    listed = out / "lab/edition.json"
    return frozenset(json.loads(listed.read_text(encoding="utf-8"))["notebooks"]) if listed.exists() else frozenset()


def build_language(place, out, work):
    """The pages of one language; every warning of Sphinx is an error."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from tools.reading.settings import settings

    speak(place.language)
    pages.write(place, work / "pages")
    said = io.StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(work / "pages", None, out, work / "read", "html", settings(place), status=None, warning=said, warningiserror=True)
        app.build()
    if app.statuscode:
        raise NotBuilt(f"{place.language}:\n{said.getvalue()}")
    for unread in (*out.rglob("*.map"), *out.glob("_static/*.html"), out / "objects.inv"):
        unread.unlink(missing_ok=True)
    for unread in ("_sources", "_static/locales"):
        shutil.rmtree(out / unread, ignore_errors=True)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="workbook.py site", description=__doc__.splitlines()[0])
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of what is said here; the site has both")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder the site goes to")
    parser.add_argument("--reading-only", action="store_true", help="leave the browser edition out")
    chosen = parser.parse_args(arguments)
    out = chosen.out.absolute()
    speak(chosen.language)
    if BROWSER_EDITION.exists() and not chosen.reading_only:
        if subprocess.call([sys.executable, str(BROWSER_EDITION), "--to", str(out / "lab")], cwd=ROOT):
            print(say("The browser edition was not built. Without it: ", "浏览器版没有生成。如果不需要浏览器版，请运行：") + "python workbook.py site --reading-only")
            return 1
    try:
        build(out)
    except NotBuilt as stopped:
        print(stopped)
        return 1
    print(say("made ", "已生成 ") + str(out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
