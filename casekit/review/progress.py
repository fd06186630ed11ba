"""What a review is doing: one line that is written over on a terminal and in a notebook, line after line elsewhere.

tqdm measures loops of many equal steps; a review has a dozen unequal ones with names, which a line tells better.
"""

import sys
from time import monotonic
from unicodedata import east_asian_width

from casekit.core.language import say


class Progress:
    """Called with one line for each step; ``done()`` clears the line. The seconds since the start stand behind it.

    >>> show = Progress(sys.stdout)
    >>> show("3 of 13: Sales by year")  # doctest: +ELLIPSIS
    3 of 13: Sales by year (... s)
    """

    def __init__(self, stream=None):
        self.stream = sys.stderr if stream is None else stream
        self.start, self.width = monotonic(), 0
        self.over = bool(getattr(self.stream, "isatty", lambda: False)())

    def __call__(self, line):
        seconds = f"{monotonic() - self.start:.0f}"
        self.show(line + say(f" ({seconds} s)", f"（{seconds} 秒）"))

    def show(self, line):
        """Write the line over the last one, or below it where there is no terminal."""
        if not self.over:
            self._write(line + "\n")
            return
        width = sum(1 + (east_asian_width(each) in "WF") for each in line)
        self._write("\r" + line + " " * max(self.width - width, 0))
        self.width = width

    def done(self):
        """Leave an empty line for what comes next."""
        if self.over:
            self._write("\r" + " " * self.width + "\r")
            self.width = 0

    def _write(self, words):
        """Write at once; a console that cannot show a character gets a question mark, not an error."""
        try:
            self.stream.write(words)
        except UnicodeEncodeError:
            code = self.stream.encoding or "ascii"
            self.stream.write(words.encode(code, "replace").decode(code))
        self.stream.flush()


class InNotebook(Progress):
    """The same in a cell's output, which is written anew."""

    def __init__(self):
        super().__init__()
        self.handle = None

    def show(self, line):
        from IPython.display import display

        shown = _Line(line)
        if self.handle is None:
            self.handle = display(shown, display_id=True)
        else:
            self.handle.update(shown)

    def done(self):
        if self.handle is not None:
            self.handle.update(_Line(say("done", "完成")))


class _Line:
    def __init__(self, line):
        self.line = line

    def __repr__(self):
        return self.line


def progress_for(asked):
    """What shows the steps: the function given, nothing for None or False, for True what suits the place."""
    if callable(asked):
        return asked
    if not asked:
        return lambda line: None
    return InNotebook() if _in_notebook() else Progress()


def _in_notebook():
    """Whether this runs in a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
