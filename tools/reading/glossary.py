"""The glossary of the reading site: its page, and in every other page a link at the first use of each term.

A term is looked for in running text, not in headings, code, links and results; longer terms go before shorter ones, so that
应收账款周转天数 is not taken for 应收账款. The link shows the meaning when pointed at. Where a lesson introduces a term, the search finds
the lesson by it.
"""

import csv
import re
from collections import namedtuple
from functools import cache
from html import escape

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

Term = namedtuple("Term", "key word other names meaning lessons")
# words that mean something else in other lessons ("complete", 提升): linked only in the lessons that need them
EVERYDAY = set(
    """complete-scheme exclusive-scheme lead odds snapshot dominance gate screening weight slide-error lift overlap partition frequency
    precision recall reminder tolerance warning-minimum missed-case alarm-confirmation warning-override polarity agent contribution
    polarity base-rate lead-time like-with-like suitability mix-effect""".split()
)
LEFT_OUT = ("index", "glossary")  # pages without links into the glossary
NOT_IN = (nodes.title, nodes.reference, addnodes.pending_xref, addnodes.download_reference, nodes.literal, nodes.literal_block, nodes.raw, nodes.math, nodes.math_block, addnodes.toctree)


@cache
def terms(path, language):
    """The terms in the reader's language, by their words."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        found = [_term(row, language) for row in csv.DictReader(file)]
    return sorted(found, key=lambda term: _place(term.word, language))


def _term(row, language):
    other = {"en": "zh", "zh": "en"}[language]
    also = [name.strip() for name in row[f"also_{language}"].split(";") if name.strip()]
    short = [name.strip() for name in row["also_en"].split(";") if language == "zh" and name.strip().isupper()]
    word = row[f"term_{language}"]
    return Term(row["term_id"], word, row[f"term_{other}"], (word, *also, *short), row[f"meaning_{language}"], row["lesson"].split(";"))


def _place(word, language):
    """Where a word stands in the list: English by the alphabet, Chinese by sound (as the characters of GB 2312 are ordered)."""
    return word.lower() if language == "en" else word.encode("gb18030")


def spelt(name, language):
    """A pattern for a name: in English also its plural, in small letters or capitals; abbreviations as they are."""
    if language == "zh":
        words = r"\s?".join(map(re.escape, name.split()))
        return rf"{'(?<![A-Za-z0-9])' if name[0].isascii() else ''}{words}{'(?![A-Za-z0-9])' if name[-1].isascii() else ''}"
    if name.isupper():
        return rf"(?<![\w-]){re.escape(name)}s?(?![\w-])"
    words = r"\s+".join(map(re.escape, name.split()))
    words = words[:-1] + "(?:y|ies)" if words.endswith("y") else words + "(?:s|es)?"
    return rf"(?<![\w-])(?i:{words})(?![\w-])"


@cache
def pattern(path, language, lesson):
    """One pattern for all terms of a page, the longest first, and the term of each group in it."""
    names = [(name, term) for term in terms(path, language) if term.key not in EVERYDAY or lesson in term.lessons for name in term.names]
    names.sort(key=lambda pair: -len(pair[0]))
    return re.compile("|".join(f"({spelt(name, language)})" for name, _ in names)), [term for _, term in names]


def lesson_number(page):
    """The number of the lesson a page belongs to, as the glossary writes it; its exercises too."""
    number = page.split("/")[-1][:2]
    return str(int(number)) if number.isdigit() else ""


class FirstUse(SphinxTransform):
    """Link each term where a page uses it first."""

    default_priority = 850

    def apply(self):
        page, settings = self.env.current_document.docname, self.config
        if page in LEFT_OUT:
            return
        self.lesson = lesson_number(page)
        self.page, self.seen = "../" * page.count("/") + "glossary.html#term-", set()
        known = pattern(settings.casebook_glossary, settings.casebook_language, self.lesson)
        _join(self.document)
        for text in list(self.document.findall(nodes.Text)):
            if not _inside(text, NOT_IN):
                self.link(text, *known)

    def link(self, text, known, owners):
        """Cut a text at the terms that are new to the page."""
        pieces, done, words = [], 0, str(text)
        for found in known.finditer(words):
            term = owners[found.lastindex - 1]
            if term.key not in self.seen:
                self.seen.add(term.key)
                pieces += [nodes.Text(words[done : found.start()]), *self.links(term, found[0])]
                done = found.end()
        if pieces:
            text.parent.replace(text, [*pieces, nodes.Text(words[done:])])

    def links(self, term, words):
        """The link; in a lesson that introduces the term, an entry for the search as well."""
        link = nodes.reference("", words, refuri=self.page + term.key, internal=True, reftitle=term.meaning, classes=["term"])
        if self.lesson not in term.lessons or "/" in self.env.current_document.docname:
            return [link]
        link["ids"] = [f"use-{term.key}"]
        return [addnodes.index(entries=[("single", term.word, link["ids"][0], "main", None)]), link]


def _join(document):
    """Texts that follow each other become one: a term may go on in the next line of the source."""
    for parent in {id(text.parent): text.parent for text in document.findall(nodes.Text)}.values():
        for at in range(len(parent) - 1, 0, -1):
            if isinstance(parent[at], nodes.Text) and isinstance(parent[at - 1], nodes.Text):
                parent[at - 1 : at + 1] = [nodes.Text(parent[at - 1] + parent[at])]


def _inside(node, kinds):
    while node := node.parent:
        if isinstance(node, kinds) or "cell_output" in node.get("classes", []):
            return True
    return False


class GlossaryPage(Directive):
    """All terms with the other language's word, other names, meaning, and the lessons that introduce them."""

    def run(self):
        settings = self.state.document.settings.env.config
        language = settings.casebook_language
        listed = nodes.definition_list(classes=["glossary"])
        for term in terms(settings.casebook_glossary, language):
            listed += _entry(term, language, settings.casebook_lessons)
        return [listed]


def _entry(term, language, lessons):
    head = nodes.term("", "", nodes.strong("", term.word), ids=[f"term-{term.key}"])
    tag = {"en": "zh-CN", "zh": "en"}[language]
    head += nodes.raw("", f' <span class="other" lang="{tag}">{escape(term.other)}</span>', format="html")
    meaning = nodes.definition("", nodes.paragraph("", term.meaning))
    if len(term.names) > 1:
        also = {"en": "Also: ", "zh": "又称："}[language] + {"en": ", ", "zh": "、"}[language].join(term.names[1:])
        meaning += nodes.paragraph("", also, classes=["also"])
    where = nodes.paragraph("", {"en": "Lesson ", "zh": "见第 "}[language], classes=["where"])
    for at, number in enumerate(term.lessons):
        where += nodes.Text({"en": ", ", "zh": "、"}[language] if at else "")
        where += nodes.reference("", number, refuri=f"{lessons[number]}.html", internal=True)
    where += nodes.Text({"en": "", "zh": " 课"}[language])
    meaning += where
    return nodes.definition_list_item("", head, meaning)


def setup(app):
    app.add_config_value("casebook_glossary", "", "env")
    app.add_config_value("casebook_language", "en", "env")
    app.add_config_value("casebook_lessons", {}, "env")
    app.add_config_value("casebook_made_from", "", "env")
    app.add_directive("casebook-glossary", GlossaryPage)
    app.add_transform(FirstUse)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
