"""What a PDF of ``tools.book`` has to hold, taken from the notebooks themselves, and what it holds."""

import io
import re
import unicodedata
from html.parser import HTMLParser

import nbformat
import pypdfium2
from markdown_it import MarkdownIt
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from casekit.desk.lessons import READY

POINTS = 72 / 25.4  # a millimetre
LEFT, RIGHT, TOP, BOTTOM = 20 * POINTS, 190 * POINTS, (297 - 22) * POINTS, 20 * POINTS  # where text may stand
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "caption",
    "figcaption",
    "summary",
    "div",
    "ul",
    "ol",
    "table",
    "blockquote",
}
INVISIBLE = re.compile(r"[\s\u00ad\u200b\ufffe\x02↪-]")
FOLDED_QUIZ = {"The answers, with reasons", "答案与理由"}  # on paper a heading stands for them
FAR = 2_500  # what may stand between two pieces: contents, the head of a table once more, a formula
CUT = "\ue000"  # where a formula stood
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)


def squeezed(text):
    """A text without spaces, hyphens and marks of continued lines; ligatures and italic letters of formulas as plain ones."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


class Pieces(HTMLParser):
    """The words of HTML, block by block: a paragraph, an item, a cell of a table; those that are folded, apart."""

    def __init__(self, html):
        super().__init__()
        self.found, self.shown, self.folded, self.images = [""], [], [], 0
        self.shown = self.found
        self.feed(html)

    def handle_starttag(self, tag, _):
        self.images += tag == "img"
        if tag == "details":
            self.found = self.folded
        if tag in BLOCKS or tag == "br":
            self.found.append("")

    def handle_endtag(self, tag):
        if tag == "details":
            self.found = self.shown
        if tag in BLOCKS:
            self.found.append("")

    def handle_data(self, data):
        self.found[-1] += data


# What has to be there -------------------------------------------------------------------------------------------


def notebook(root, kind, name, language):
    return nbformat.read(root / f"{kind}/{language}/{name}.ipynb", as_version=4)


def pieces(cell):
    """The pieces of a cell, those that a quiz keeps for the end, and how many pictures it has."""
    if cell.cell_type == "markdown":
        html = MarkdownIt("commonmark").enable("table").render(FORMULA.sub(CUT, cell.source))
        return Pieces(html).shown, [], 0
    tags, words, late, images = set(cell.metadata.get("tags", [])), [], [], 0
    if not {"quiz", "predict"} & tags:
        words += cell.source.split("\n")
    for output in cell.get("outputs", []):
        if "text/html" in output.get("data", {}):
            made = Pieces(output["data"]["text/html"])
            folded = [each for each in made.folded if each not in FOLDED_QUIZ]
            words, images = words + made.shown, images + made.images
            words, late = (words, late + folded) if "quiz" in tags else (words + folded, late)
        else:
            printed = output.get("text") or output["data"]["text/plain"]
            words += re.sub(r" \(you have not guessed yet\)|（你还没有猜）", "", printed).split("\n")
    return words, late, images


def needed(notebooks):
    """All pieces of notebooks that a reader must find, in their order, and the number of pictures."""
    words, images = [], 0
    for each in notebooks:
        kept = []
        for cell in each.cells:
            if "nbval-ignore-output" not in cell.metadata.get("tags", []):
                more, late, pictures = pieces(cell)
                words, kept, images = words + more, kept + late, images + pictures
        words += kept
    parts = (part for each in words for part in each.split(CUT))
    return [piece for piece in map(squeezed, parts) if piece], images


def tasks(root, name, language):
    """Exercises, with the data that their readers are given."""
    asked, solved = (
        notebook(root, "exercises", name, language),
        notebook(root, "exercises/solutions", name, language),
    )
    given = {
        cell.source: cell.outputs
        for cell in solved.cells
        if cell.cell_type == "code" and not cell.metadata.get("tags")
    }
    for cell in asked.cells:
        cell.outputs = given.get(cell.source, [])
    return asked


def of_lesson(root, one, language):
    """What the PDF of a lesson is made from."""
    yield notebook(root, "notebooks", one.slug, language)
    if one.number:
        yield tasks(root, one.slug, language)


def of_book(root, language):
    """What the book is made from."""
    yield from (notebook(root, "notebooks", one.slug, language) for one in READY)
    yield from (tasks(root, one.slug, language) for one in READY if one.number)
    yield from (
        notebook(root, "notebooks", name, language) for name in ("98_glossary", "97_sources", "99_errata")
    )
    yield from (formulas(root, one.slug, language) for one in READY[1:])


def formulas(root, name, language):
    """The cells of a teaching note that stand on the formula sheet, without their heading."""
    note = notebook(root, "teaching", name, language)
    note.cells = [cell for cell in note.cells if "formulas" in cell.metadata.get("tags", [])]
    note.cells[0].source = re.sub("^## .*", "", note.cells[0].source, count=1, flags=re.M)
    return note


# What is there --------------------------------------------------------------------------------------------------


class Paper:
    """A PDF, read by two libraries: PDFium for words and where they stand, pypdf for how it is built."""

    def __init__(self, pdf):
        self.pages = pypdfium2.PdfDocument(pdf)
        self.reader = PdfReader(io.BytesIO(pdf))
        self.root = self.reader.trailer["/Root"]
        self.text = [
            squeezed(self.between(page, TOP + 3, BOTTOM - 3)) for page in self.pages
        ]  # without the margins
        self.words = "".join(self.text)

    def between(self, page, top, bottom):
        """The words of a page between two heights, in points from below."""
        return (
            page.get_textpage()
            .get_text_bounded(left=0, right=page.get_width(), top=top, bottom=bottom)
            .strip()
        )

    def missing(self, wanted, first=1):
        """The pieces that do not come in this order from the first page of text on, each soon behind the one before."""
        at, gone = sum(map(len, self.text[: first - 1])), []
        for piece in wanted:
            found = self.words.find(piece, at, at + FAR + len(piece))
            if found < 0:
                gone.append(piece)
            else:
                at = found + len(piece)
        return gone

    def outside(self):
        """The pages on which words or pictures reach beyond the margins at the sides."""
        for number, page in enumerate(self.pages, 1):
            text = page.get_textpage()
            boxes = [text.get_rect(at) for at in range(text.count_rects())]
            boxes += [
                one.get_bounds()
                for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
            ]
            if any(left < LEFT - 2 or right > RIGHT + 2 for left, _, right, _ in boxes):
                yield number

    def images(self):
        """How many pictures are drawn."""
        kind = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
        return sum(1 for page in self.pages for _ in page.get_objects(filter=kind, max_depth=5))

    def tags(self):
        """Each tag of the structure, with the words in place of it."""
        waiting = [self.root["/StructTreeRoot"]]
        while waiting:
            one = waiting.pop().get_object()
            if isinstance(one, list):
                waiting += one
            elif isinstance(one, DictionaryObject):
                yield str(one.get("/S", "")).lstrip("/"), one.get("/Alt")
                waiting += [one["/K"]] if "/K" in one else []

    def links(self):
        """The name of the place each link within the PDF leads to, with the page it is on."""
        for number, page in enumerate(self.reader.pages, 1):
            for note in page.get("/Annots") or []:
                note = note.get_object()
                to = note.get("/Dest") or note.get("/A", {}).get("/D")
                if to is not None:
                    yield str(to).lstrip("/"), number

    def places(self):
        """The page of each place, by its name."""
        named = self.reader.named_destinations
        return {
            name.lstrip("/"): self.reader.get_destination_page_number(to) + 1 for name, to in named.items()
        }
