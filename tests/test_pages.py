"""The project's own pages: links lead somewhere, the map is true, versions agree, nothing names what it must not."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import casekit
from casekit.desk.lessons import LESSONS, is_ready
from tools import build

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / name
    for name in (
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "datasets/README.md",
        "datasets/qinghe/README.md",
        "datasets/chapter/README.md",
    )
]
BUILT = sorted(
    [
        *ROOT.glob("notebooks/??/*.ipynb"),
        *ROOT.glob("exercises/??/*.ipynb"),
        *ROOT.glob("exercises/solutions/??/*.ipynb"),
        *ROOT.glob("teaching/??/*.ipynb"),
    ]
)


def prose(page):
    """The Markdown of a page or a notebook."""
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize(
    "page", [page for page in [*PAGES, *BUILT] if page.exists()], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_link_leads_to_a_file_that_is_there(page):
    for target in re.findall(r"\]\(([^)#\s]+)\)", prose(page)):
        if "://" not in target:
            start = page.parent if "solutions" not in page.parts else ROOT / "exercises" / page.parent.name
            assert (start / target).exists(), f"{page.name} links to {target}"


def test_links_of_built_pages_stay_in_their_own_language():
    for page in BUILT:
        if page.stem != "00_start_here":
            other = "zh" if page.parent.name == "en" else "en"
            assert f"/{other}/" not in prose(page), page


def test_the_readme_has_the_map_of_the_lessons_as_it_is():
    text = prose(ROOT / "README.md")
    assert build.with_maps(text) == text
    for language in ("en", "zh"):
        links = re.findall(rf"\(notebooks/{language}/(\d\d_\w+)\.ipynb\)", text)
        assert [one.slug for one in LESSONS if is_ready(one)] == [
            slug for slug in links if int(slug[:2]) < 17
        ]


@pytest.mark.parametrize("lesson", [one for one in LESSONS if is_ready(one)], ids=lambda one: one.slug)
def test_minutes_of_a_lesson_agree_with_the_map(lesson):
    english, chinese = (
        prose(ROOT / f"notebooks/{language}/{lesson.slug}.ipynb") for language in ("en", "zh")
    )
    assert (
        f"**About** {lesson.minutes} minutes" in english and f"**用时**：约 {lesson.minutes} 分钟" in chinese
    )
    assert re.search(rf"^# {lesson.number} " if lesson.number else "^# ", english, re.M)


def test_versions_agree():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M).group(1)
    changed = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M).group(1)
    assert project["version"] == casekit.__version__ == cited == changed


def tracked():
    """The project's text files, as git knows them; in an unpacked archive, all files."""
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    names = (
        listing.stdout.split("\n")
        if listing.returncode == 0
        else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]
    )
    return [
        ROOT / name
        for name in names
        if name and (ROOT / name).suffix not in (".png",) and (ROOT / name).is_file()
    ]


def test_no_file_names_a_download_host_or_a_folder_of_one_machine():
    hosts = re.compile("pythonhosted|" + "registry.npmjs" + r"|pypi\.org|deb\.debian")
    folders = re.compile(r"(?<![\w./~-])/(?:home|Users|root|work)/\w")
    this = Path(__file__).name
    for path in tracked():
        text = path.read_text(encoding="utf-8")
        assert path.name == this or not hosts.search(text), path
        assert path.name == this or not folders.search(text), (path, folders.search(text))
