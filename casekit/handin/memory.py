"""How much memory the processes of a submission hold, on Linux: their own, what they share, what lies in their sockets.

Files in memory (the submission's folder, ``/dev/shm``) are limited by their size, and memory that is shared without a file
is not granted (:mod:`casekit.handin.confine`): it would stay when nobody has it mapped any more.
"""

import os
import re
from pathlib import Path

AT_MOST = "RssAnon", "RssShmem", "VmSwap", "VmPTE"  # pages counted once for each process that has them
SHARES = "Pss_Anon", "Pss_Shmem", "SwapPss"  # pages shared out among those that have them


def held(pids, own, most):
    """Bytes that these processes hold beyond ``own``, what the first began with.

    Pages that several have are counted for each, which is quick; only where that is more than ``most`` are they shared out.
    """
    at_most = sum(_sum(pid, "status", AT_MOST) for pid in pids) - own
    return at_most if at_most <= most else sum(_sum(pid, "smaps_rollup", SHARES) for pid in pids) - own


def begun_with(pid="self"):
    """Bytes a process has before anything is run in it; its children have the same pages."""
    return _sum(pid, "status", AT_MOST)


def _sum(pid, file, names):
    """The named lines of a process's file, added up in bytes; 0 where it has ended."""
    try:
        text = Path(f"/proc/{pid}/{file}").read_text(encoding="utf-8")
    except OSError:
        return 0
    return 1024 * sum(
        int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB", text, re.M) if name in names
    )


def in_sockets():
    """Bytes that may wait in the sockets of this process's network, each full; a confined submission has one of its own."""
    try:
        sockets = re.search(r"sockets: used (\d+)", Path("/proc/self/net/sockstat").read_text(encoding="utf-8"))[1]
        return int(sockets) * int(Path("/proc/sys/net/core/wmem_default").read_text(encoding="utf-8"))
    except (OSError, TypeError):
        return 0


def processes_in(table):
    """The processes of one process table."""
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and _table_of(pid) == table]


def _table_of(pid):
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""
