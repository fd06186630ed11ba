"""IPython without a kernel: it keeps no history, shows nothing and knows the notebook's magics."""

import subprocess
from contextlib import contextmanager

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class Silent(DisplayHook):
    """The last value of a cell is ``_``, and is not shown."""

    def __call__(self, result=None):
        if result is not None:
            self.shell.user_ns["_"] = result


class Nowhere(DisplayPublisher):
    """What a cell displays goes nowhere."""

    def publish(self, *what, **more):
        pass


class Shell(InteractiveShell):
    """A shell for a run that nobody watches."""

    displayhook_class, display_pub_class = Type(Silent), Type(Nowhere)

    def enable_gui(self, gui=None):
        pass

    def enable_matplotlib(self, gui=None):
        return "agg", "agg"

    def ask_exit(self):
        pass

    def system(self, command):  # IPython's own wants a terminal
        self.user_ns["_exit_code"] = subprocess.call(self.var_expand(command, depth=1), shell=True)

    def showtraceback(self, *what, **more):
        pass

    def showsyntaxerror(self, *what, **more):
        pass

    @contextmanager
    def _tee(self, channel):  # IPython 9 would keep all that is printed
        yield

    def init_history(self):
        super().init_history()
        self.history_manager.enabled = False


def make_shell():
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled, config.HistoryManager.hist_file = False, ":memory:"
    config.InteractiveShell.cache_size = 0
    return Shell.instance(config=config)
