"""Cut this process, and all it starts from then on, off from every network but the computer's own loopback.

Linux only, and only where the system lets a process leave its network behind; elsewhere the tests run on, and
say that only the browser's requests were watched.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys

OWN_USERS, OWN_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET
READ_FLAGS, WRITE_FLAGS, UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP


def can_be_cut_off():
    """Whether the system allows it: tried by a process of its own, because there is no way back."""
    if sys.platform != "linux":
        return False
    return subprocess.run([sys.executable, __file__], stderr=subprocess.DEVNULL).returncode == 0


def cut_off():
    """Leave the network behind. Nothing is changed where that is refused (:class:`OSError`)."""
    user, group = os.geteuid(), os.getegid()
    leave(OWN_NETWORK if user == 0 else OWN_NETWORK | OWN_USERS)
    if user != 0:
        keep_names(user, group)
    raise_loopback()


def leave(what):
    """The system call ``unshare``; Python itself has it from 3.12 on."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(what) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def keep_names(user, group):
    """An ordinary user has to take a user space of their own along; in it they keep their numbers."""
    for name, words in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="utf-8") as file:
            file.write(words)


def raise_loopback():
    """Switch on ``lo``, as ``ip link set lo up`` does."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        found = fcntl.ioctl(door, READ_FLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", found)[1] | UP
        fcntl.ioctl(door, WRITE_FLAGS, struct.pack("16sh14x", b"lo", flags))


def attempts():
    """How many times anything in this network (browser, server, kernels) tried to reach another computer.

    The system counts what it could not send because no way leads there: ``OutNoRoutes``.
    """
    with open("/proc/self/net/snmp", encoding="utf-8") as file:
        names, numbers = (line.split() for line in file if line.startswith("Ip:"))
    return int(dict(zip(names, numbers, strict=True))["OutNoRoutes"])


if __name__ == "__main__":
    cut_off()
