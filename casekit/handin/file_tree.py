"""A file tree of a submission's own, on Linux: what it may read, at its usual paths and read-only; nothing else is there.

Landlock says what may be opened, but not whose mode, times or attributes may be changed, and names outside could still
be asked for. So the submission gets an empty root, into which the places it may read are bound, and the old root is
let go: no other file has a name any more. The submission's folder and ``/dev/shm`` are empty, writable and of limited size.
"""

import ctypes
import os
import struct
from functools import cache
from pathlib import Path

NEW_MOUNTS = 0x00020000
NO_SUID, NO_DEVICES, BIND, ALL_BELOW, PRIVATE, DETACH = 2, 4, 1 << 12, 1 << 14, 1 << 18, 2
READ_ONLY = struct.pack(
    "4Q", 1 | NO_SUID, 0, 0, 0
)  # attributes to set, to clear, propagation, user namespace
SHARED_MEMORY = Path("/dev/shm")  # where multiprocessing keeps its locks


@cache
def libc():
    return ctypes.CDLL(None, use_errno=True)


def done(result, what):
    """The result of a call to the system, or the OSError it stands for."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def move_in(desk, readable, links, hidden, size):
    """From now on this process sees only a tree of its own, with ``desk`` in it at the same path, empty and writable.

    Parameters
    ----------
    desk : Path
        An empty folder of this submission.
    readable : list of Path
        What is in the tree, read-only; paths without links in them (:func:`real_places`).
    links : dict
        Links that are in the tree as well (:func:`links_on`).
    hidden : list of Path
        What lies inside of the readable and is covered.
    size : int
        Bytes that may be written to ``desk``, and as many to ``/dev/shm``.

    Raises
    ------
    OSError
        Where the system refuses one of the steps.
    """
    covered = [Path(os.path.realpath(path)) for path in hidden if Path(path).is_dir()]
    done(libc().unshare(NEW_MOUNTS), "unshare")
    done(
        libc().mount(b"none", b"/", None, ALL_BELOW | PRIVATE, None), "mount"
    )  # what is mounted here stays here
    mount_empty(desk, 1 << 20)
    for path, shown in layers(readable, covered).items():
        bind(path, inside(desk, path)) if shown else mount_empty(inside(desk, path), 1 << 12)
    writable = {desk: "0777", SHARED_MEMORY: "1777"}
    for path in writable:
        inside(desk, path).mkdir(parents=True, exist_ok=True)
    become_root(desk)
    put_links(links)
    done(libc().syscall(442, -100, b"/", 0x8000, READ_ONLY, len(READ_ONLY)), "mount_setattr")
    for path, mode in writable.items():
        mount_empty(path, size, mode)


# what is in the tree ---------------------------------------------------------------------------------------------


def real_places(paths):
    """The paths without links in them, as far as there is something."""
    return sorted({Path(os.path.realpath(path)) for path in paths if os.path.exists(path)})


def links_on(paths):
    """The links on the way to the paths and on the way to where they lead, with what they say."""
    found = {}
    for path in paths:
        _links_on(Path(path), found)
    return found


def _links_on(path, found):
    for step in [*reversed(path.parents), path]:
        link = Path(os.path.realpath(step.parent)) / step.name
        if link not in found and link.is_symlink():
            found[link] = os.readlink(link)
            _links_on(link.parent / found[link], found)


def layers(readable, hidden):
    """What is bound (True) and what is covered (False), outer folders first; nothing that its surroundings already are.

    >>> layers([Path("/usr"), Path("/usr/lib"), Path("/w/venv")], [Path("/w"), Path("/usr/mine")])
    {PosixPath('/usr'): True, PosixPath('/w/venv'): True, PosixPath('/usr/mine'): False}
    """
    layer = {}
    for path in sorted([*readable, *hidden], key=lambda path: len(path.parts)):
        around = next((layer[each] for each in [path, *path.parents] if each in layer), False)
        if around != (path not in hidden):
            layer[path] = not around
    return layer


# building it -----------------------------------------------------------------------------------------------------


def inside(root, path):
    return root / path.relative_to("/")


def mount_empty(folder, size, mode="0755"):
    """An empty folder of limited size over ``folder``, seen by this submission only, gone with it."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode={mode},nr_inodes=5000".encode()
    done(
        libc().mount(b"tmpfs", os.fsencode(folder), b"tmpfs", NO_SUID | NO_DEVICES, options),
        f"mount {folder}",
    )


def bind(path, place):
    """A file or folder, with what is mounted in it, also at ``place``."""
    if path.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    done(libc().mount(os.fsencode(path), os.fsencode(place), None, BIND | ALL_BELOW, None), f"bind {path}")


def become_root(folder):
    """The folder is the root of all files, and what was the root before is let go."""
    os.chdir(folder)
    done(libc().pivot_root(b".", b"."), "pivot_root")
    done(libc().umount2(b".", DETACH), "umount")
    os.chdir("/")


def put_links(links):
    """The links as they were outside; one that lies in a bound folder is there already."""
    for path, leads_to in links.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(path):
            os.symlink(leads_to, path)
