"""For the test of every notebook: kernels that start quickly, and never wait for each other.

Two kernels that start at the same moment may be given the same ports, and then one waits for ever: a kernel here talks over
files in a folder of its own. And it is forked from a process that has read in the libraries (none of casekit) once, which
takes longer than most notebooks. Windows has neither: there a kernel starts as everywhere.
"""

import atexit
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIBRARIES = "IPython ipykernel.kernelapp ipykernel.debugger ipykernel.zmqshell ipywidgets matplotlib.pyplot matplotlib_inline.backend_inline numpy pandas".split()
INLINE = "module://matplotlib_inline.backend_inline"  # as ipykernel says where nothing is said


def over_files(**told):
    """A manager whose kernel listens on no port."""
    from jupyter_client.manager import KernelManager

    folder = tempfile.mkdtemp(prefix="casekit-kernel-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return KernelManager(transport="ipc", ip=f"{folder}/k", **told)


# In the process of the tests -------------------------------------------------------------------------------


class Forked:
    """What jupyter_client asks of a process, of one that is not its child."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid, self.returncode = pid, None

    def poll(self):
        if self.returncode is None:
            try:
                os.kill(self.pid, 0)
            except ProcessLookupError:
                self.returncode = 0
        return self.returncode

    def wait(self, timeout=None):
        end = time.monotonic() + (timeout or float("inf"))
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)


class Warm:
    """Instead of ``launch_kernel``: started with the first kernel, ended with the tests."""

    process = None

    def __call__(self, command, cwd=None, env=None, **_):
        if self.process is None:
            words = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self.process = subprocess.Popen([sys.executable, __file__], **words)
            atexit.register(self.process.stdin.close)
        asked = {
            "words": command[command.index("ipykernel_launcher") :],
            "cwd": cwd,
            "env": dict(env or os.environ),
        }
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return Forked(int(self.process.stdout.readline()))


# In the process the kernels come from ----------------------------------------------------------------------


def serve():
    """Read in the libraries; then a kernel for each line asked, and its number in answer."""
    sys.path.pop(0)  # the folder of the tests
    os.environ.setdefault("MPLBACKEND", INLINE)
    for name in LIBRARIES:
        __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a kernel that has ended
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(**json.loads(line))
        os.setpgid(
            pid, pid
        )  # a group of its own, before anybody is told: what interrupts a kernel goes to its group
        print(pid, flush=True)


def become(words, cwd, env):
    """A kernel, as ``python -m ipykernel_launcher`` is one."""
    from ipykernel.kernelapp import launch_new_instance

    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.chdir(cwd or os.curdir)
    os.environ.clear()
    os.environ.update(env)
    os.environ.setdefault("MPLBACKEND", INLINE)
    sys.argv = words
    try:
        launch_new_instance(parent_handle=os.getppid())  # it ends with its parent
    finally:
        os._exit(0)


if __name__ == "__main__":
    serve()
elif os.name != "nt":
    import jupyter_client.provisioning.local_provisioner
    import nbval.kernel

    nbval.kernel.KernelManager = over_files
    if hasattr(os, "fork") and sys.platform == "linux":
        jupyter_client.provisioning.local_provisioner.launch_kernel = Warm()
