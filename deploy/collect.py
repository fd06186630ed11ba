"""Copy what students have put into their hand-in folders, by user name: python collect.py HOMES OUT

HOMES holds one folder a user; from each, the files in casebook/handin go to OUT/USER, with their times. Links are never followed, whatever
a student has put in the way: not the folder's, not a file's. Run it as somebody who may read the homes.
"""

import os
import stat
import sys
from pathlib import Path

WAY = ("casebook", "handin")
LARGEST = 50_000_000  # bytes of one file
CHUNK = 1 << 20


def opened(name, folder=None):
    """A folder, opened only if it is no link."""
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)


def handin_folder(home):
    """The hand-in folder of a home, opened step by step; None where there is none."""
    here = None
    try:
        here = opened(home)
        for name in WAY:
            here, above = opened(name, here), here
            os.close(above)
        return here
    except OSError:
        if here is not None:
            os.close(here)
        return None


def copy(name, folder, target):
    """Copy one plain file of reasonable size with its time; whether it was one."""
    try:
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return False
    with open(source, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST or about.st_nlink > 1:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "wb") as out:
            left = LARGEST
            while left > 0 and (data := file.read(min(CHUNK, left))):
                out.write(data)
                left -= len(data)
        os.utime(target, ns=(about.st_atime_ns, about.st_mtime_ns))
    return True


def collect(homes, out):
    """Copy all; the copied files as (user, name), and those left alone."""
    copied, left = [], []
    for home in sorted(Path(homes).iterdir()):
        folder = handin_folder(home)
        if folder is None:
            continue
        for name in sorted(os.listdir(folder)):
            done = copy(name, folder, Path(out) / home.name / name)
            (copied if done else left).append((home.name, name))
        os.close(folder)
    return copied, left


def main(words):
    if len(words) != 2:
        print(__doc__)
        return 2
    copied, left = collect(*words)
    print(f"{len(copied)} files of {len({user for user, _ in copied})} users are in {words[1]}.")
    for user, name in left:
        print(f"left alone (a link, a folder, or too large): {user}: {ascii(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
