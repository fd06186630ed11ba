"""Starting something as an ordinary user, where the tests run as root: ``python tests/ordinary.py PLACE WORDS ...``.

Folders on the way to Python and to the workbook that only root may enter are replaced, in a mount namespace of this
process, by open ones in which nothing else lies.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USER = 54242
REFUSED = 77  # what it ends with where this system does not let root become somebody else


def places(place):
    """What an ordinary user needs: Python, its packages, the workbook, a folder of the user's own."""
    return {Path(os.path.realpath(each)) for each in (sys.prefix, sys.base_prefix, ROOT, place)}


def closed(path):
    """The outermost folder on the way to a path that others may not enter, or None."""
    return next((each for each in reversed(path.parents) if not each.stat().st_mode & 1), None)


def open_the_way(place):
    """In a mount namespace of its own: the closed folders emptied, with only the places in them."""
    from casekit.handin import file_tree

    os.umask(0o022)
    file_tree.done(file_tree.libc().unshare(file_tree.NEW_MOUNTS), "unshare")
    file_tree.done(file_tree.libc().mount(b"none", b"/", None, 1 << 14 | 1 << 18, None), "mount")
    behind = {path: closed(path) for path in places(place) if closed(path)}
    kept = {path: os.open(path, os.O_PATH) for path in behind}
    for folder in set(behind.values()):
        file_tree.mount_empty(folder, 1 << 20)
    for path, descriptor in kept.items():
        path.mkdir(parents=True, exist_ok=True)
        words = f"/proc/self/fd/{descriptor}".encode(), os.fsencode(path), None, 1 << 12 | 1 << 14, None
        file_tree.done(file_tree.libc().mount(*words), "bind")
        os.close(descriptor)


def run(words, place, **environment):
    """Run ``words`` as an ordinary user whose folder is ``place``; what came of it."""
    os.chown(place, USER, USER)
    own = {"HOME": str(place), "TMPDIR": str(place), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    own["CASEKIT_WORK"] = str(place / "work")
    return subprocess.run([sys.executable, __file__, str(place), *words], cwd=ROOT, env=os.environ | own | environment,
                          capture_output=True, text=True, check=False)  # fmt: skip


def tests(file, place, *words):
    """The tests of one file as an ordinary user; skipped where this system does not let root become one."""
    import pytest

    always = ["-m", "pytest", file, *"-n 0 -q -p no:cacheprovider --basetemp".split(), f"{place}/own"]
    told = run([sys.executable, *always, *words], place)
    if told.returncode == REFUSED:
        pytest.skip(told.stderr)
    assert told.returncode == 0 and " passed" in told.stdout, told.stdout[-5000:] + told.stderr[-2000:]


def become(place):
    """From now on this process is the ordinary user's."""
    open_the_way(place)
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    try:
        become(sys.argv[1])
    except OSError as error:
        print(f"no ordinary user here: {error}", file=sys.stderr)
        sys.exit(REFUSED)
    os.execv(sys.argv[2], sys.argv[2:])
