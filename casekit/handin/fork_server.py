"""The process that has everything loaded and forks a child for each submission (Linux).

It is started once for a whole run, imports the copy's casekit and never sees an answer of the instructor's. For each
request it forks a keeper, which separates itself, forks the submission's process, watches it and sends back what it
saw, through a pipe that came with the request. The submission's process confines itself before the first cell.

Requests come through a socket: a JSON text and the pipe's end. When the socket closes, all is over.
"""

import gc
import json
import os
import signal
import socket
import sys
import traceback
from pathlib import Path

from casekit.handin import Limits, confine, memory
from casekit.handin.keeper import Reader, channel, watch
from casekit.handin.worker import Channel, close_all_but, settle_in, warm_up, work


class Forked:
    """The process of a submission: the first of a process table of its own, so that all others end with it."""

    def __init__(self, pid, own, most):
        self.pid, self.own, self.most, self.code = pid, own, most, None
        self.table = os.readlink("/proc/self/ns/pid_for_children")

    def ended(self):
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def end(self):
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def memory(self):
        """What all its processes hold beyond what the first began with."""
        return memory.held(memory.processes_in(self.table), self.own, self.most) + memory.in_sockets()

    def folder(self):
        return 0  # its folder is a file system of limited size


def keep(job, view, limits):
    """In the keeper: run one submission and watch it; what was seen, as a dict."""
    gc.disable()
    desk = Path(job["place"]) / job["desk"]
    desk.mkdir()
    confine.separate()
    (out, into), own = channel(), memory.begun_with()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        _submission(job, desk, view, limits, into)
    os.close(into)
    reader = Reader(out, limits.answers, {number for number, _ in job["cells"]}, limits.answer)
    return vars(watch(Forked(pid, own, limits.memory), reader, limits, job["seconds"]))


def _submission(job, desk, view, limits, descriptor):
    """The submission's process. It never returns."""
    try:
        os.setsid()
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")  # where memory gets short, this goes first
        channel = Channel(descriptor)
        confine.confine([view], desk, job["hidden"], limits, job["slot"])
        close_all_but(channel.descriptor)
        settle_in(desk, view, job["student"])
        channel.say("confined", list(confine.GUARANTEES))
        work(job["cells"], channel, limits, job["student"])
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def main():
    view, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    requests = socket.socket(fileno=int(sys.argv[3]))
    warm_up()
    confine.in_reach(view)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    requests.send(b"ready")
    while True:
        request, pipes, *_ = socket.recv_fds(requests, 1 << 16, 1)
        if not request:
            break
        if os.fork() == 0:
            _keeper(json.loads(request), pipes[0], requests, view, limits)
        os.close(pipes[0])


def _keeper(request, pipe, requests, view, limits):
    """The keeper's process: one submission, one answer. It never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.end_with_parent()
        requests.close()
        job = json.loads(Path(request["job"]).read_text(encoding="utf-8"))
        seen = keep(job, view, limits)
        with open(pipe, "w", encoding="ascii") as answer:
            json.dump(seen, answer)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
