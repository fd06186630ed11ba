"""The browser edition: Python runs inside the browser (Pyodide), with no other programs, and fetches packages as they are used.

* ``in_browser()``    whether casekit runs there
* ``prepare()``       what casekit does there when it is imported; anywhere else it is never called
"""

import logging
import re
import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from types import ModuleType


def in_browser():
    """Whether this Python runs inside a browser."""
    return sys.platform == "emscripten"


def prepare():
    """Packages that few lessons need come with their first use; what a browser lacks is stood in for."""
    import pyodide_js

    packages = pyodide_js._api.lockfile_packages.to_py()
    sys.meta_path.append(Later(packages, pyodide_js._api.config.indexURL))
    sys.modules["filelock"] = _no_locks()
    logging.getLogger("matplotlib.font_manager").setLevel(
        logging.ERROR
    )  # it says at each start that it looks for fonts
    _load_scipy_with_lifetimes()
    _take_64_bits()


class Later(MetaPathFinder):
    """Fetches a package written in Python alone, with what it needs, when an ``import`` somewhere in casekit asks for it."""

    def __init__(self, packages, where):
        self.packages, self.where = packages, where
        self.homes = {word: name for name, entry in packages.items() for word in entry["imports"]}

    def find_spec(self, name, path=None, target=None):
        """The module once its package has been fetched; None for anybody else's."""
        home = self.homes.pop(name, None) if path is None else None
        if home is None or not self._fetch(home):
            return None
        return PathFinder.find_spec(name)

    def _fetch(self, name):
        entry = self.packages[name]
        if not entry["file_name"].endswith("-none-any.whl"):
            return False
        for other in entry["depends"]:
            if self.homes.pop(self.packages[other]["imports"][0], None):
                self._fetch(other)
        _unpack(self.where + entry["file_name"])
        return True


def _unpack(address):
    """A wheel into the folder of packages; the page waits for it."""
    from importlib import invalidate_caches
    from io import BytesIO
    from sysconfig import get_path
    from zipfile import ZipFile

    from js import XMLHttpRequest

    request = XMLHttpRequest.new()
    request.open("GET", address, False)
    request.responseType = "arraybuffer"
    request.send()
    ZipFile(BytesIO(request.response.to_bytes())).extractall(get_path("purelib"))
    invalidate_caches()


def _load_scipy_with_lifetimes():
    """SciPy is large and compiled: the kernel loads it before the first cell that speaks of lifetimes (lesson 15)."""
    import pyodide_kernel.kernel as kernel

    load = kernel._load_packages_from_imports

    async def load_more(code):
        await load(f"{code}\nimport scipy" if re.search(r"\blifetime\b|\bloyalty-\d", code) else code)

    kernel._load_packages_from_imports = load_more


def _no_locks():
    """``filelock`` without locks: there are none in a browser, whose one reader writes in one notebook at a time."""

    @contextmanager
    def lock(path, timeout=-1):
        yield

    module = ModuleType("filelock")
    module.FileLock, module.Timeout = lock, TimeoutError
    return module


def _take_64_bits():
    """Positions have 32 bits in the browser; these functions of NumPy refuse 64 there, which is what they get elsewhere."""
    import numpy as np

    count, repeat = np.bincount, np.repeat

    def fitting(numbers):
        return np.asarray(numbers, dtype=np.intp) if getattr(numbers, "dtype", None) == np.int64 else numbers

    np.bincount = lambda x, weights=None, minlength=0: count(fitting(x), weights, minlength)
    np.repeat = lambda a, repeats, axis=None: repeat(a, fitting(repeats), axis)
