"""Every page of the workbook runs to its end in the browser edition, and shows what the workbook shows."""

import json
import re
import time
from datetime import date

import pytest

from casekit.core.paths import workbook_folder
from casekit.desk.lessons import LANGUAGES
from tests.site.desk import faults

TODAY = LANGUAGES[date.today().toordinal() % 2]
BY_TURNS = [pytest.param(each, marks=[] if each == TODAY else pytest.mark.daily) for each in LANGUAGES]


def pages(language):
    """Lessons, exercises and the pages beside them."""
    folder = workbook_folder()
    found = [*folder.glob(f"notebooks/{language}/*.ipynb"), *folder.glob(f"exercises/{language}/*.ipynb")]
    return sorted(each.relative_to(folder).as_posix() for each in found)


@pytest.mark.parametrize("language", BY_TURNS)
def test_every_page_runs_to_its_end(language, desk_in):
    desk = desk_in(language)
    desk.open(pages(language)[0])
    desk.wait_for_kernel()
    wrong = {}
    for path in pages(language):
        began = time.monotonic()
        cells = desk.run(path)
        bad = faults(cells) + differences(path, cells)
        if bad:
            wrong[path] = bad
        print(f"{path}: {len(cells)} cells, {time.monotonic() - began:.1f} s, {len(bad)} faults")
    assert not wrong, "\n\n".join(f"{path}\n" + "\n".join(bad) for path, bad in wrong.items())


def differences(path, cells):
    """Where a page says something else than the stored one."""
    stored = json.loads((workbook_folder() / path).read_text(encoding="utf-8"))["cells"]
    stored = {cell["id"]: cell for cell in stored if cell["cell_type"] == "code"}
    return [
        f"{cell['id']}: {here!r}, stored {there!r}"
        for cell in cells
        if "nbval-ignore-output" not in cell["metadata"].get("tags", []) and stored[cell["id"]]["outputs"]
        for here, there in [(words(cell["outputs"]), words(stored[cell["id"]]["outputs"]))]
        if here != there
    ]


def words(outputs):
    """The text in outputs, without pictures and whatever is drawn by a program."""
    found = []
    for output in outputs:
        if output["output_type"] == "stream" and output["name"] == "stdout":
            found.append("".join(output["text"]))
        found += [
            "".join(output["data"]["text/plain"])
            for key in ["text/plain"]
            if key in output.get("data", {}) and "text/html" not in output["data"]
        ]
        found += [
            re.sub(r"<[^>]*>", " ", "".join(output["data"]["text/html"]))
            for key in ["text/html"]
            if key in output.get("data", {})
        ]
    return " ".join(" ".join(found).split())
