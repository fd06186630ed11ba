"""Cells that work in a notebook keep the answer given in them; once a day a real kernel is asked whether they do work there."""

import asyncio
import json
import os
import signal
import sys
from functools import partial

import pytest
from jupyter_client.manager import start_new_kernel

from casekit.handin import Limits, Runner
from casekit.handin.coding import decoded
from casekit.handin.shell import to_its_end
from tests import ordinary
from tests.submissions import ROOT, code, text_of

pytestmark = pytest.mark.slow
ASK = "import casekit\nq = casekit.exercise('screening-1')"
TABLE = "import pandas as pd\ntable = pd.DataFrame({'a': [1, 2]})\n"
WRITE = "%%writefile helper.py\nx = 5\ndef twice(n): return 2 * n"
POOL = "import multiprocessing as mp\ndef square(n): return n * n\n"
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\n"
ANSWER = "\nq.check(a)"

# name: the cells, the last of which makes ``a``, and what it is; ``q.check(a)`` follows in that cell
HONEST = {
    # folders
    "cd": (["%cd .\na = 1"], 1),
    "cd and back": (["%cd ..\n%cd -\nimport os\na = os.path.basename(os.getcwd())"], "en"),
    "cd home": (["%cd\nimport os\na = os.getcwd() == os.path.realpath(os.path.expanduser('~'))"], True),
    "pushd": (["%pushd ..\n%dirs\n%popd\na = 1"], 1),
    "bookmark": (["%bookmark here\n%bookmark -l\n%cd ..\n%cd -b here\nimport os\na = os.path.basename(os.getcwd())"], "en"),
    "dhist": (["%cd ..\n%dhist\na = len(_dh)"], 2),
    "alias": (["%alias hello echo\n%hello you\n%rehashx\na = 1"], 1),
    # modules beside the notebook
    "import of a written file": ([WRITE, "import helper\na = helper.twice(helper.x)"], 10),
    "from a written file": ([WRITE, "from helper import twice\na = twice(2)"], 4),
    "written again, reloaded": ([WRITE, "import helper", "%%writefile helper.py\nx = 66666", "import importlib\nimportlib.reload(helper)\na = helper.x"], 66666),
    "autoreload": (["%load_ext autoreload\n%autoreload 2", WRITE, "import helper", "%%writefile helper.py\nx = 66666", "a = helper.x"], 66666),
    "a package": (["import os\nos.mkdir('kit')\nopen('kit/__init__.py', 'w').write('x = 3')\nfrom kit import x\na = x"], 3),
    "run": ([WRITE, "%run helper.py\na = x"], 5),
    "run -i": (["%%writefile other.py\nz = y + 1", "y = 3\n%run -i other.py\na = z"], 4),
    "a name of Python's own": (["%%writefile sched.py\nx = 5", "import sched\na = hasattr(sched, 'scheduler')"], True),
    # several at a time
    "Pool": (["import multiprocessing as mp\na = mp.Pool(2).map(abs, [-1])"], [1]),
    "Pool of fork": ([POOL + "with mp.get_context('fork').Pool(2) as pool:\n    a = pool.map(square, range(3))"], [0, 1, 4]),
    "ProcessPoolExecutor": (["from concurrent.futures import ProcessPoolExecutor as Pool\nwith Pool(2) as pool:\n    a = list(pool.map(abs, [-1, 2]))"], [1, 2]),
    "ThreadPoolExecutor": (["from concurrent.futures import ThreadPoolExecutor as Pool\nwith Pool(2) as pool:\n    a = list(pool.map(abs, [-1, 2]))"], [1, 2]),
    "queue and value": ([POOL + "import sys\nmp = mp.get_context('fork')\nbox, n = mp.Queue(), mp.Value('i', 3)\np = mp.Process(target=box.put, args=(4,))\np.start()\na = box.get() + n.value\np.join()"], 7),
    "shared memory": (["from multiprocessing.shared_memory import SharedMemory\ns = SharedMemory(create=True, size=10)\ns.buf[0] = 7\na = s.buf[0]\ns.close()\ns.unlink()"], 7),
    "thread": (["import threading\na = []\nt = threading.Thread(target=a.append, args=(1,))\nt.start()\nt.join()"], [1]),
    # what came before
    "Out": (["1 + 1", "a = Out[2]"], 2),
    "_ and its like": (["1 + 1", "2 + 2", "3 + 3", "a = [_, __, ___, _2, len(_oh)]"], [6, 4, 2, 2, 3]),
    "_ after a semicolon": (["41 + 1", "5;", "a = _"], 42),
    "_ of one's own": (["_ = 3", "5", "a = _"], 3),
    "In": (["x = 1", "a = [In[2], _ih[2], len(In)]"], ["x = 1", "x = 1", 4]),
    "_i and its like": (["x = 1", "y = 2", "a = [_i, _ii, _i2]"], ["y = 2", "x = 1", "x = 1"]),
    "del Out": (["del Out", "5", "a = 1"], 1),
    "history": (["x = 1", "%history -n\n%history -g x\n%history -o 1-2\na = 1"], 1),
    "history to a file": (["x = 7", "%history -f h.txt 2\na = open('h.txt').read().strip()"], "x = 7"),
    "save": (["x = 7", "%save -f s.py 2\na = 'x = 7' in open('s.py').read()"], True),
    "recall": (["x = 1", "%recall 2\n%rerun 2\na = x"], 1),
    "macro": (["x = 1", "x = 2", "%macro again 2", "again\na = 1"], 1),
    "last error": (["1 / 0", "import sys\n%tb\na = sys.last_type.__name__"], "ZeroDivisionError"),
    "store": (["x = 5\n%store x\n%store", "del x\n%store -r x\na = x"], 5),
    "store a table": ([TABLE + "%store table\ndel table\n%store -r\na = int(table.a.sum())"], 3),
    "reset": (["x = 5", "%reset -f", ASK + "\na = 'x' in globals()"], False),
    "reset out": (["5", "%reset -f out\na = len(Out)"], 0),
    "reset in the same cell": (["%reset -f\n" + ASK + "\na = 1"], 1),
    "who": (["%who\n%whos\na = 1"], 1),
    "xdel": (["x = 5\n%xdel x\na = 'x' in globals()"], False),
    # time, output, settings
    "time": (["%%time\n%time a = 1"], 1),
    "timeit": (["%timeit -n1 -r1 1\nt = %timeit -n1 -r1 -q -o 1\n%prun -q 1\na = t.loops"], 1),
    "capture": (["%%capture told\nprint('hi')\ndisplay(1)", "told.show()\na = [told.stdout, len(told.outputs)]"], ["hi\n", 1]),
    "env": (["%env\n%env HERE=1\nx = %env HERE\na = x"], "1"),
    "config": (["%matplotlib inline\n%config\n%config InlineBackend.figure_format = 'retina'\n%config InlineBackend.close_figures\na = 1"], 1),
    "all values of a cell": (["%config InteractiveShell.ast_node_interactivity = 'all'", "1\n2", "a = _"], 2),
    "xmode and precision": (["%xmode Plain\n%precision 2\n%colors NoColor\n1 / 3\na = 1"], 1),
    "load_ext": (["%load_ext autoreload\n%reload_ext autoreload\n%autoreload 2\na = 1"], 1),
    "help": (["len?\nlen??\n%pinfo len\n%lsmagic\n%quickref\nhelp(len)\na = 1"], 1),
    "edit, clear, pages": (["open('x.txt', 'w').write('1')\n%edit\n%clear\n%less x.txt\n%more x.txt\n%autosave 60\na = 1"], 1),
    "display": (["from IPython.display import HTML, clear_output, update_display\nh = display(HTML('x'), display_id=True)\nh.update(2)\nclear_output(wait=True)\na = 1"], 1),
    "print": (["import sys\nprint('客户 \\ud800')\nsys.stderr.write('x')\nsys.stdout.flush()\na = 1"], 1),
    "warnings": (["import warnings, logging\nwarnings.warn('x')\nwarnings.simplefilter('ignore')\nlogging.warning('x')\na = 1"], 1),
    "html": (["%%html\n<b>x</b>", "%%markdown\n# x", "%%latex\nx", "%%javascript\n1", "a = 1"], 1),
    "in a notebook": (["a = type(get_ipython()).__name__"], "ZMQInteractiveShell"),
    "a magic of one's own": (["from IPython.core.magic import register_line_magic\n@register_line_magic\ndef three(line): return 3", "x = %three\na = x"], 3),
    "exit kept": (["quit(keep_kernel=True)", "a = 1"], 1),
    # figures, widgets
    "matplotlib inline": (["%matplotlib inline\n" + FIGURE + "plt.show()\na = 1"], 1),
    "matplotlib by name": (["import matplotlib\nmatplotlib.use('Agg')\n" + FIGURE + "plt.savefig('f.png')\nplt.show()\na = 1"], 1),
    "matplotlib in Chinese": ([FIGURE + "plt.rcParams['font.sans-serif'] = ['SimHei']\nplt.title('客户')\nplt.show()\na = 1"], 1),
    "animation": (["import matplotlib.pyplot as plt\nfrom matplotlib.animation import FuncAnimation\nf, x = plt.subplots()\nl, = x.plot([1, 2])\na = len(FuncAnimation(f, lambda n: l.set_ydata([n, n]), frames=2).to_jshtml()) > 99"], True),
    "interact": (["from ipywidgets import interact\n@interact(x=(0, 5))\ndef f(x): print(x)\na = 1"], 1),
    "widgets": (["import ipywidgets as w\ns, o = w.IntSlider(), w.Output()\ns.observe(lambda c: print(c.new), 'value')\nwith o: s.value = 4\ndisplay(s, o)\na = s.value"], 4),
    # the system
    "a command": (["!ls\na = _exit_code"], 0),
    "a command's words": (["w = 'hi'\nx = !echo $w {w}\n!false\na = list(x) + [_exit_code]"], ["hi hi", 1]),
    "bash": (["%%bash\necho hi > b.txt", "a = open('b.txt').read()"], "hi\n"),
    "python": (["!python -c 'print(1)' > p.txt\na = open('p.txt').read()"], "1\n"),
    "python cell": (["%%python\nopen('p.txt', 'w').write('1')", "a = open('p.txt').read()"], "1"),
    "pip": (["%pip install --no-index no-such-package-here\n!pip --version\na = _exit_code"], 0),
    "subprocess": (["import subprocess, sys\na = subprocess.run([sys.executable, '-c', 'print(1)'], capture_output=True, text=True).stdout"], "1\n"),
    "locale and user": (["import locale, getpass\nlocale.setlocale(locale.LC_ALL, 'C.UTF-8')\na = len(getpass.getuser()) > 0"], True),
    # asyncio
    "await": (["import asyncio\nawait asyncio.sleep(0)\na = await asyncio.gather(asyncio.sleep(0, 4), asyncio.to_thread(abs, -1))"], [4, 1]),
    "a task for later": (["import asyncio\ntask = asyncio.create_task(asyncio.sleep(0, 4))", "a = await task"], 4),
    "the loop": (["import asyncio\nloop = asyncio.get_event_loop()\nf = loop.create_task if loop.is_running() else loop.run_until_complete\nf(asyncio.sleep(0))\na = asyncio.get_event_loop() is asyncio.get_running_loop()"], True),
    # files
    "csv and Excel": ([TABLE + "table.to_csv('x.csv', index=False)\ntable.to_excel('x.xlsx', index=False)\na = pd.concat([pd.read_csv('x.csv'), pd.read_excel('x.xlsx')]).a.tolist()"], [1, 2, 1, 2]),
    "pickle": ([TABLE + "table.to_pickle('x.p')\nimport pickle\na = pickle.load(open('x.p', 'rb')).a.tolist()"], [1, 2]),
    "sqlite": ([TABLE + "import sqlite3\nd = sqlite3.connect('x.db')\ntable.to_sql('t', d)\nd.commit()\na = pd.read_sql('select * from t', d).a.tolist()"], [1, 2]),
    "files beside": (["from pathlib import Path\nfor place in (Path(), Path('..'), Path('../..'), Path.home()):\n    (place / 'x.txt').write_text('客')\na = Path('x.txt').read_text()"], "客"),
    "temporary files": (["import tempfile\nwith tempfile.TemporaryDirectory() as d, tempfile.NamedTemporaryFile(dir=d) as f:\n    a = f.write(b'1')"], 1),
}  # fmt: skip

# these end a cell, or a kernel, or find nobody in a real one: the answer is in the cell that follows
ENDING = ["import sys; sys.exit()", "exit()", "quit()", "exit", "raise KeyboardInterrupt", "1 / 0", "this is no python",
          "%no_such_magic", "input()", "%debug", "%%bash\nfalse", "import no_such_package_here", "def f(): f()\nf()"]  # fmt: skip

# more is allowed than in a kernel
ALSO = {
    "asyncio.run": ("import asyncio\nasync def f(): return await asyncio.sleep(0, 4)\na = asyncio.run(f())", 4),
    "run_until_complete": ("import asyncio\na = asyncio.get_event_loop().run_until_complete(asyncio.sleep(0, 4))", 4),
    "a screen that is not there": ("import matplotlib\nmatplotlib.use('TkAgg')\n%matplotlib qt\n" + FIGURE + "plt.show()\na = 1", 1),
    "breakpoint": ("breakpoint()\na = 1", 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    with Runner(None, Limits(), 2, tmp_path_factory.mktemp("honest")) as runner:
        yield runner


@pytest.fixture
def given(runner, tmp_path):
    """The answer that the marking found, and what else came of the run."""

    def go(*cells):
        path = tmp_path / "a.ipynb"
        path.write_text(text_of({"cells": [code(words) for words in [ASK, *cells]]}), encoding="utf-8")
        outcome = runner.outcome(path)
        return decoded(outcome.answers["screening-1"]) if outcome.answers else outcome

    return go


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_cell_keeps_its_answer(given, name):
    *before, last = HONEST[name][0]
    assert given(*before, last + ANSWER) == HONEST[name][1]


@pytest.mark.parametrize("words", ENDING)
def test_what_ends_a_cell_does_not_end_the_next(given, words):
    assert given(words, "q.check(1)") == 1


@pytest.mark.parametrize("name", ALSO)
def test_more_than_a_kernel_allows(given, name):
    words, answer = ALSO[name]
    assert given(words + ANSWER) == answer


def test_a_cell_stopped_while_it_waits_does_not_go_on_in_the_next():
    loop, gate, done = asyncio.new_event_loop(), asyncio.Event(), []

    async def waits():
        loop.call_soon(signal.raise_signal, signal.SIGINT)
        await gate.wait()
        done.append("went on")

    with pytest.raises(KeyboardInterrupt):
        to_its_end(loop, waits())
    gate.set()
    to_its_end(loop, asyncio.sleep(0.01))
    loop.close()
    assert done == []


# the same list in a real kernel --------------------------------------------------------------------------------


TOLD = """
import json, os
class q:
    @staticmethod
    def check(a, path=os.environ["TOLD"], json=json):
        with open(path, "w") as file:
            json.dump(a, file)
del json, os
"""


@pytest.fixture
def kernel(tmp_path):
    """Ask a new kernel, in a folder as the workbook has it, to run a cell."""
    (tmp_path / "my_work/exercises/en").mkdir(parents=True)
    own = {"TOLD": str(tmp_path / "told"), "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / ".ipython"), "PYTHONPATH": str(ROOT),
           "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"], "LOGNAME": "student"}  # fmt: skip
    place = str(tmp_path / "my_work/exercises/en")
    manager, client = start_new_kernel(kernel_name="python3", cwd=place, env=os.environ | own)
    yield partial(client.execute_interactive, allow_stdin=False, timeout=60, output_hook=lambda message: None)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.mark.daily
@pytest.mark.parametrize("name", HONEST)
def test_a_real_kernel_does_the_same(kernel, tmp_path, name):
    *before, last = (words.replace(ASK, TOLD) for words in HONEST[name][0])
    for words in [TOLD, *before, last + ANSWER]:
        kernel(words)
    assert json.loads((tmp_path / "told").read_text()) == HONEST[name][1]


# what asks the system for something: files, folders, processes, memory, users
SOME = "honest and (home or bookmark or written or Pool or shared or store or bash or command or user or sqlite or temporary or beside)"


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="the tests run as an ordinary user as it is"
)
@pytest.mark.parametrize("chosen", [SOME, pytest.param("test", marks=pytest.mark.daily)], ids=["some", "all"])
def test_this_as_an_ordinary_user(tmp_path, chosen):
    ordinary.tests(__file__, tmp_path, "-m", "not daily", "-k", chosen)
