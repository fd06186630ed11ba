"""The pages that are HTML files with places to fill (Jinja2): whatever comes from students is escaped."""

from functools import cache
from pathlib import Path


@cache
def template(name, finished):
    """The template ``name`` beside this file; ``finished`` makes harmless each value that is written into it."""
    from jinja2 import Environment, StrictUndefined

    words = Path(__file__).with_name(name).read_text(encoding="utf-8")
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=finished)
    return made.from_string(words)
