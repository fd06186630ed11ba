"""For the test of every notebook: two kernels that start at the same moment may be given the same ports, and then one waits for ever.

A kernel here talks over files in a folder of its own instead (not on Windows, which has no such files).
"""

import atexit
import os
import shutil
import tempfile

import nbval.kernel
from jupyter_client.manager import KernelManager


def over_files(**told):
    """A manager whose kernel listens on no port."""
    folder = tempfile.mkdtemp(prefix="casekit-kernel-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return KernelManager(transport="ipc", ip=f"{folder}/k", **told)


if os.name != "nt":
    nbval.kernel.KernelManager = over_files
