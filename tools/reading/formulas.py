"""Formulas as MathML: browsers of today show it by themselves, so that no script and no font has to come with the site."""

from docutils import nodes
from latex2mathml.converter import convert


def inline(self, node):
    """A formula in a line."""
    self.body.append(convert(node.astext()))
    raise nodes.SkipNode


def displayed(self, node):
    """A formula on a line of its own; a wide one scrolls in its box."""
    self.body.append(f'<div class="formula">{convert(node.astext(), display="block")}</div>')
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (inline, None), (displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
