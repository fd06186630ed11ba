"""Search in Chinese: every two neighbouring characters are a word, in the index and in what is searched for.

Sphinx cuts Chinese by a dictionary (jieba) when it makes its index, but takes what a reader types as one word, so that
应收账款周转天数 would be looked for whole and not found. Pairs need no dictionary, and whatever stands on a page is found.
"""

import re

from sphinx.search.zh import SearchChinese

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
PIECES = re.compile(rf"[{HAN}]+|[A-Za-z0-9_]+")


def pairs(text):
    """The pairs of each run of Chinese characters, and Latin words: 周转天数 gives 周转, 转天, 天数."""
    found = []
    for piece in PIECES.findall(text):
        chinese = len(piece) > 1 and piece[0] > "\u3000"
        found += [piece[at : at + 2] for at in range(len(piece) - 1)] if chinese else [piece]
    return found


SPLIT = f"""
function splitQuery(query) {{
  return (query.match(/[{HAN}]+|[A-Za-z0-9_]+/g) || []).flatMap((piece) =>
    piece.length > 1 && piece > "\u3000" ? [...piece.slice(1)].map((_, at) => piece.slice(at, at + 2)) : [piece]);
}}
"""


class SearchPairs(SearchChinese):
    """What Sphinx asks of a language, with pairs for words."""

    language_name = "English"  # of the stemmer in the browser: Sphinx's Chinese asks for one that it does not bring
    js_splitter_code = SPLIT

    def split(self, input):
        words = pairs(input)
        self.latin_terms.update(word for word in words if word.isascii())
        return words

    def word_filter(self, stemmed_word):
        return len(stemmed_word) > 1 or not stemmed_word.isascii()


def setup(app):
    app.add_search_language(SearchPairs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
