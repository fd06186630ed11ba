"""A piece of a notebook's page."""


class Page:
    """HTML for the page, and the same in plain words for where there is none."""

    def __init__(self, html, words):
        self.html, self.words = html, words

    def __repr__(self):
        return self.words

    def _repr_html_(self):
        return self.html
