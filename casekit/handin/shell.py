"""The notebook's shell without a kernel: it shows nothing, forgets at the end, and knows what a notebook's shell knows."""

import asyncio
import multiprocessing
import subprocess
import sys
from contextlib import contextmanager, suppress
from functools import partial, wraps

import matplotlib
from ipykernel import zmqshell
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from matplotlib_inline.config import InlineBackend
from traitlets import Type
from traitlets.config import Config


class Silent(DisplayHook):
    """The last value of a cell is ``_`` and in ``Out``, and is not shown."""

    def start_displayhook(self):
        pass

    write_output_prompt = finish_displayhook = start_displayhook

    def compute_format_data(self, result):
        return {}, {}


class Nowhere(DisplayPublisher):
    """What a cell displays goes nowhere."""

    def publish(self, *what, **more):
        pass


class ZMQInteractiveShell(zmqshell.ZMQInteractiveShell):
    """A shell for a run that nobody watches, under the name by which cells ask whether they are in a notebook."""

    displayhook_class, display_pub_class = Type(Silent), Type(Nowhere)

    def enable_gui(self, gui=None):
        pass

    def enable_matplotlib(self, gui=None):
        return "agg", "agg"

    def ask_exit(self):
        pass

    def system(self, command):  # IPython's own wants a terminal
        self.user_ns["_exit_code"] = subprocess.call(self.var_expand(command, depth=1), shell=True)

    def showtraceback(self, exc_tuple=None, *what, **more):
        with suppress(ValueError):  # there is no error
            self._get_exc_info(exc_tuple)  # keeps it in sys.last_value and the like

    def showsyntaxerror(self, *what, **more):
        self.showtraceback()

    def _format_exception_for_storage(self, exception, *what, **more):
        """A thousand calls deep, the whole of an error's traceback takes seconds; here nobody reads it."""
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    @contextmanager
    def _tee(self, channel):  # IPython 9 would keep all that is printed
        yield


def make_shell():
    """The one shell of this process; what it stores on disk is in the folder that ``IPYTHONDIR`` names."""
    ZMQInteractiveShell.clear_instance()
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    shell = ZMQInteractiveShell.instance(config=config)
    shell.extension_manager.load_extension("storemagic")
    shell.configurables.append(InlineBackend(parent=shell))
    return shell


def as_in_a_notebook(shell):
    """What a cell finds there besides: its folder on the path, asyncio's loop running, figures for any screen."""
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    asyncio.run, loop.run_until_complete = map(without_loop, (asyncio.run, loop.run_until_complete))
    shell.loop_runner = partial(to_its_end, loop)
    packages = [place.endswith(("site-packages", "dist-packages")) for place in sys.path]
    sys.path.insert(
        [*packages, True].index(True), ""
    )  # what a cell writes can be imported, as IPython has it
    matplotlib.use = partial(matplotlib.use, force=False)
    if multiprocessing.get_all_start_methods()[0] == "forkserver":  # from Python 3.14 on; it wants a socket
        multiprocessing.set_start_method("fork")
    return shell


def without_loop(function):
    """The function, run as if no loop was running, so that it may run one."""

    @wraps(function)
    def run(*what, **more):
        loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return function(*what, **more)
        finally:
            asyncio._set_running_loop(loop)

    return run


def to_its_end(loop, coroutine):
    """Run a cell that awaits something; one that was stopped does not go on while the next is running."""
    task = loop.create_task(coroutine)
    try:
        return loop.run_until_complete(task)
    finally:
        task.cancel()
