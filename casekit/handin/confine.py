"""What a submission may touch, on Linux, by the system's own means.

* files: a file tree of its own (:mod:`casekit.handin.file_tree`) with the copy, Python and the system in it, read-only,
  and a folder to write in; no other file has a name there. Landlock besides, a rule list that a process lays upon itself
  and cannot take off again
* network: a network of its own with nothing in it, and no new sockets (libseccomp)
* processes: a process table of its own, so it sees and signals nobody else, and all that is left ends with the first;
  as root, also a spare user, since limits do not bind root
* memory, processes, files written: resource limits; the keeper adds up what all processes hold (:mod:`casekit.handin.memory`),
  and what could not be counted is not granted: memory shared without a file, larger buffers of sockets

Each step is asked of the kernel in turn; ``confined`` is said only where all four hold (``GUARANTEES``).
"""

import ctypes
import os
import struct
import sys
import sysconfig
from functools import cache, partial
from pathlib import Path

from casekit.handin.file_tree import NEW_MOUNTS, SHARED_MEMORY, done, libc, links_on, move_in, real_places

try:
    import resource
except ImportError:  # Windows: nothing here is started there, but it is imported
    resource = None

GUARANTEES = ("files", "network", "processes", "memory")
NEW_USER, NEW_PID, NEW_NET, NEW_IPC = 0x10000000, 0x20000000, 0x40000000, 0x08000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS = 1, 8, 38
SPARE_USERS = 60600  # between the users of a system and those that services are given for a time
READ, WRITE_TOO, ON_FILES = 0b1101, (1 << 16) - 1, 0b1100000000000111
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/fonts", "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime",
          "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/mime.types", "/dev/null", "/dev/urandom", "/dev/random")  # fmt: skip
FORBIDDEN = """socket io_uring_setup io_uring_enter io_uring_register memfd_create memfd_secret shmget msgget semget mq_open
setsid setpgid ptrace process_vm_readv process_vm_writev pidfd_getfd keyctl add_key request_key bpf perf_event_open userfaultfd mount
umount2 pivot_root chroot fsopen fsmount fsconfig move_mount open_tree mount_setattr unshare setns open_by_handle_at
name_to_handle_at inotify_init inotify_init1 fanotify_init vmsplice kexec_load kexec_file_load init_module finit_module delete_module swapon swapoff reboot syslog""".split()


SIGNALS = "kill tkill tgkill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo".split()


# a place of its own: called by the keeper, before it forks the submission's process ------------------------------


def separate():
    """Processes and network of one's own for the children to come; without root, as a user of one's own."""
    user, group = os.getuid(), os.getgid()
    flags = NEW_PID | NEW_NET | NEW_IPC | (NEW_USER if user else 0)
    done(libc().unshare(flags), "unshare")
    if user:
        Path("/proc/self/setgroups").write_text("deny", encoding="utf-8")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="utf-8")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="utf-8")
    end_with_parent()


def end_with_parent():
    """When the parent ends, this process does."""
    done(libc().prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0), "pdeathsig")


# bounds: called in the submission's process, before the first cell -----------------------------------------------


def confine(readable, desk, hidden, limits, slot=0):
    """Lay all bounds upon this process.

    Parameters
    ----------
    readable : list of Path
        What may be read beside Python and the system.
    desk : Path
        An empty folder, the only one that may be written to (beside ``/dev/shm``, for multiprocessing).
    hidden : list of Path
        What lies inside the readable and must not be seen; it is covered.
    limits : Limits
    slot : int
        Which of the spare users, as root.

    Raises
    ------
    OSError
        At the first bound that the system does not grant.
    """
    readable, links = in_reach(*readable)
    own_tree = partial(move_in, desk, readable, links, hidden, limits.folder)
    for step in _steps(readable, [desk, SHARED_MEMORY], limits, slot, FORBIDDEN, own_tree):
        step()


def bound(readable, writable, limits, slot=0):
    """As many of the bounds as the system grants, without a place of its own; nothing is promised."""
    if sys.platform != "linux":
        return set_limits(limits)
    for path in writable:
        if os.getuid() == 0:
            os.chown(path, SPARE_USERS + slot % 400, -1)
    for step in _steps(in_reach(*readable)[0], writable, limits, slot, [*FORBIDDEN, *SIGNALS]):
        try:
            step()
        except OSError:
            pass


def _steps(readable, writable, limits, slot, forbidden, own_tree=None):
    """The bounds, each a function without arguments, in the order they have to be laid."""
    already = 0 if own_tree else processes_of(slot)  # with a process table of its own, there are no others
    return [
        lambda: done(libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs"),
        lambda: set_limits(limits, already),
        *([own_tree] if own_tree else []),
        lambda: give_up_root(slot),
        lambda: only_these_files(readable, writable),
        end_with_parent,
        lambda: forbid_calls(forbidden),
    ]


def processes_of(slot):
    """How many processes and threads there already are of the user this run will have; their number is limited together."""
    user, tasks = os.getuid() or SPARE_USERS + slot % 400, 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            tasks += len(os.listdir(process / "task")) if process.stat().st_uid == user else 0
        except OSError:
            pass  # it has just ended
    return tasks


@cache
def in_reach(*readable):
    """What may be read, with Python and the system, as paths without links; and the links by which it is also found.

    The process that is forked for each submission asks once; its children know it.
    """
    places = [*map(Path, readable), *places_of_python(), *map(Path, SYSTEM)]
    names = [sys.executable, getattr(sys, "_base_executable", ""), sys.prefix, sys.base_prefix, *sys.path]
    return real_places(places), links_on([*places, *(Path(name) for name in names if os.path.isabs(name))])


def places_of_python():
    """Where this Python and its packages lie."""
    named = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    named += [sys.prefix, sys.base_prefix]
    named += [entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    return [path for path in map(Path, named) if path.is_dir() and len(path.resolve().parts) > 1]


def set_limits(limits, already=None):
    """Memory, files written, time of the processor, number of processes: limits that cannot be raised again."""
    linux = sys.platform == "linux"
    now = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0]) * resource.getpagesize() if linux else 0
    bounds = {
        "RLIMIT_AS": now + limits.memory if now else None,
        "RLIMIT_FSIZE": limits.file,
        "RLIMIT_CPU": int(limits.notebook) + 5,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_MEMLOCK": 65536,
        "RLIMIT_NPROC": None if already is None else already + limits.processes,
    }
    for name, most in bounds.items():
        if most is not None and hasattr(resource, name):
            hard = resource.getrlimit(getattr(resource, name))[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(getattr(resource, name), (most, most))


def give_up_root(slot):
    """Root becomes a spare user, who keeps only the right to pass by read permissions (Landlock says what may be read)."""
    if os.getuid() == 0:
        user = SPARE_USERS + slot % 400
        os.setgroups([])
        os.setresgid(user, user, user)
        done(libc().prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "keepcaps")
        os.setresuid(user, user, user)
        keep = 1 << 2  # CAP_DAC_READ_SEARCH
    else:
        keep = 0  # all that came with the user of one's own
    header, data = struct.pack("Ii", 0x20080522, 0), struct.pack("6I", keep, keep, 0, 0, 0, 0)
    done(libc().capset(header, data), "capset")


def only_these_files(readable, writable):
    """Landlock: from now on only these can be opened; signals and sockets by name stay inside as well, where it can."""
    null = Path("/dev/null")
    abi = libc().syscall(444, None, 0, 1)
    if abi < 3:  # before, files outside could still be cut to nothing
        raise OSError(f"Landlock: version {abi}")
    handled = WRITE_TOO if abi >= 5 else (1 << 15) - 1
    rules = struct.pack("3Q", handled, 3 if abi >= 4 else 0, 3 if abi >= 6 else 0)[
        : 24 if abi >= 6 else 16 if abi >= 4 else 8
    ]
    ruleset = done(libc().syscall(444, rules, len(rules), 0), "Landlock")
    for path in readable:
        _allow(ruleset, path, READ)
    for path in [*writable, null]:
        _allow(ruleset, path, handled)
    done(libc().syscall(446, ruleset, 0), "Landlock")
    os.close(ruleset)


def _allow(ruleset, path, rights):
    """One place and what may be done there; places that a system does not have are passed over."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    rights = rights if Path(path).is_dir() else rights & ON_FILES
    done(libc().syscall(445, ruleset, 1, struct.pack("=Qi", rights, place), 0), f"Landlock {path}")
    os.close(place)


EQUAL, HAS_BITS = 4, 7  # as libseccomp numbers its comparisons
SHARED_WITHOUT_FILE = 0x21  # MAP_SHARED | MAP_ANONYMOUS
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)  # a socket holds as much as the system gives it, so it can be counted
LEASES = 1024, 1026  # others who open a file of the copy would wait for its holder; news of a folder


class _Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def forbid_calls(names):
    """libseccomp: calls to the system that no exercise needs fail: sockets, memory that is not counted, mounts, tracing."""
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    filter_ = ctypes.c_void_p(seccomp.seccomp_init(0x7FFF0000))  # all else is allowed

    def forbid(name, code=1, *compare):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        compared = (_Compare * len(compare))(*compare)
        if number != -1:
            # an older library does not know a newer call by its name; an unknown number is none of this machine's
            seccomp.seccomp_rule_add_array(filter_, 0x00050000 | code, number, len(compare), compared)

    for name in names:
        forbid(name)
    forbid("clone3", 38)  # not there: the C library then takes clone, whose flags can be looked at
    for flag in (NEW_USER, NEW_PID, NEW_NET, NEW_IPC, NEW_MOUNTS):
        forbid("clone", 1, _Compare(0, HAS_BITS, flag, flag))
    for call in ("mmap", "mmap2"):
        forbid(call, 12, _Compare(3, HAS_BITS, SHARED_WITHOUT_FILE, SHARED_WITHOUT_FILE))
    for option in BUFFERS:
        forbid("setsockopt", 1, _Compare(1, EQUAL, SOL_SOCKET, 0), _Compare(2, EQUAL, option, 0))
    for command in LEASES:
        forbid("fcntl", 1, _Compare(1, EQUAL, command, 0))
    forbid("prctl", 1, _Compare(0, EQUAL, PR_SET_PDEATHSIG, 0))
    if seccomp.seccomp_load(filter_) != 0:
        raise OSError("libseccomp: the list of calls was not taken")
    seccomp.seccomp_release(filter_)
