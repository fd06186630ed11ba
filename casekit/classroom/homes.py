"""The hand-ins in the homes of a hub: ``casekit grade /home --layout homes``, or ``"/home/*/casebook/handin/*.ipynb"``.

A home is a student's for certain: the hub made it and gave it its name. Only homes of students of the roster are looked
into, and of these only the hand-in folder; where somebody else's home has one, a row says so. Nothing in a home is believed
otherwise: a link is not followed at any step, a file is copied from the very file that was looked at, and one that
belongs to another user of the system is no certain hand-in. The time is that at which the system last changed the file
(``ctime``): its owner can set the other one back.
"""

import errno
import hashlib
import os
import stat
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from casekit.classroom import collecting, times, unpacking
from casekit.classroom.collecting import Origin
from casekit.classroom.words import note
from casekit.core.language import say
from casekit.errors import Refused, listed

FOLDERS = (("handin",), ("my_work", "handin"), ("casebook", "handin"), ("casebook", "my_work", "handin"))
DEEPEST = 12  # folders in a hand-in folder


def is_pattern(source):
    """Whether it is a pattern of homes, and no folder or file of that name."""
    return "*" in str(source) and not Path(source).exists()


@dataclass
class Where:
    """Where homes lie and what is read of each: ``base/home/folder/files``; with folders inside where ``files`` is empty."""

    base: Path
    home: str = "*"
    folders: tuple = FOLDERS
    files: str = ""


def where(source):
    """What a folder of homes, or a pattern, asks for.

    >>> asked = where("/home/*/casebook/handin/*.ipynb")
    >>> asked.home, asked.folders, asked.files
    ('*', (('casebook', 'handin'),), '*.ipynb')

    Raises
    ------
    Refused
        If it is neither, or has stars elsewhere than for the home and the file's name.
    """
    if not is_pattern(source):
        return Where(_there(Path(source)))
    parts = Path(source).parts
    at = next(number for number, part in enumerate(parts) if "*" in part)
    *folders, last = parts[at + 1 :] or ("",)
    files = last if "*" in last else ""
    folders += [last] if last and not files else []
    if any("*" in part or part == ".." for part in folders) or not (folders or files):
        raise Refused(say("a pattern with one star for the home, such as /home/*/casebook/handin/*.ipynb", "用一个星号代表用户主目录的路径，如 /home/*/casebook/handin/*.ipynb"),
                      str(source), say("name the hand-in folder in full; put the pattern into quotes", "请写全提交文件夹，并给整个路径加引号"))  # fmt: skip
    return Where(_there(Path(*parts[:at])), parts[at], (tuple(folders),), files)


def _there(base):
    if base.is_dir():
        return base
    raise Refused(say("a folder with the homes of a hub", "存放 hub 用户主目录的文件夹"), str(base),
                  say("give it as the hub's administrator names it, such as /home", "请填管理员给出的路径，如 /home"))  # fmt: skip


# Whose home it is ---------------------------------------------------------------------------------------------------


def owners(names, roster):
    """The student of each home that is one of the roster's, by the home's name.

    A home is called as the hub calls its user (the column ``hub_user``, else the student number), or as The Littlest
    JupyterHub calls it: ``jupyter-`` before that, cut with a piece of a hash where it is long. Capitals do not matter
    where no home is called so exactly.

    Raises
    ------
    Refused
        Where one home would be that of two students.
    """
    found = {}
    for form in (_same, _littlest):
        for exact in (True, False):
            found |= _claimed(form, exact, set(names) - set(found), roster, set(found.values()))
    return found


def _claimed(form, exact, names, roster, done):
    """The homes that students claim by one form of their name."""
    alike = Counter(name.casefold() for name in names)
    wanted = {}
    for number, person in roster.people.items():
        want = form(person.hub_user)
        for name in names if number not in done else []:
            if name == want or (not exact and alike[want.casefold()] == 1 and name.casefold() == want.casefold()):
                wanted.setdefault(name, []).append(number)
    twice = {name: numbers for name, numbers in wanted.items() if len(numbers) > 1}
    if twice:
        name, numbers = min(twice.items())
        raise Refused(say("a user of the hub for each student", "每个学生各有一个 hub 用户名"), f"{name}: {listed(numbers)}",
                      say("put the column hub_user of the roster right", "请改正名单里的“Hub 用户名”一列"))  # fmt: skip
    return {name: numbers[0] for name, numbers in wanted.items()}


def _same(user):
    return user


def _littlest(user):
    """The system's user of The Littlest JupyterHub: at most 32 signs.

    >>> _littlest("ann"), len(_littlest("a" * 40))
    ('jupyter-ann', 32)
    """
    whole = f"jupyter-{user}"
    return whole if len(whole) < 26 else f"{whole[:26]}-{hashlib.sha256(whole.encode()).hexdigest()[:5]}"


class Homes:
    """The layout of what was found in homes: a path begins with the home's name."""

    def __init__(self, owner, placed):
        self.owner, self.placed = owner, placed

    def unit(self, shown):
        return shown.split("/")[0]

    given = unit

    def places(self, shown):
        """The owner of the home, then other students whom the rest of the path names."""
        home, *rest = shown.split("/")
        mine = self.owner.get(home, "")
        others = self.placed("/".join(rest)) if rest else []
        return [number for number in dict.fromkeys([mine, *others]) if number]

    def late(self, shown):
        return False

    def stamp(self, shown, zone):
        return None

    def is_one_persons(self, shown):
        return True


# Looking into them -----------------------------------------------------------------------------------------------------


def collect(source, scratch, zone, roster, listed_times=None):
    """All submissions in the hand-in folders of the roster's homes, sorted by name."""
    if not hasattr(os, "fwalk"):
        raise Refused(say("Linux or macOS, to read a hub's homes", "在 Linux 或 macOS 上读取 hub 的用户主目录"), os.name,
                      say("copy the hand-in folders, one a student, and mark that folder", "请把每名学生的提交文件夹各复制一份，再对总文件夹评分"))  # fmt: skip
    if not roster:
        raise Refused(say("a roster: it says whose a home is", "名单：据此判断主目录是谁的"), say("none, or an empty one", "没有名单，或名单是空的"),
                      say("fill in the roster; the column hub_user has the users of the hub", "请填写名单，“Hub 用户名”一列写 hub 的用户名"))  # fmt: skip
    asked = where(source)
    names = _names(asked)
    finder = collecting.Finder(scratch, zone, roster.placed)
    owner = owners(names, roster)
    finder.layout = Homes(owner, roster.placed)
    with _opened(str(asked.base)) as base:
        for name in names:
            _Home(finder, asked, base, name, owner.get(name, "")).look()
    return finder.listed(listed_times)


def _names(asked):
    """The names of the homes, in order; links and files are none."""
    with os.scandir(asked.base) as entries:
        return sorted(
            entry.name
            for entry in entries
            if fnmatchcase(entry.name, asked.home) and entry.is_dir(follow_symlinks=False)
        )


@contextmanager
def _opened(name, above=None):
    """A folder that is no link, by its descriptor."""
    follow = os.O_NOFOLLOW if above is not None else 0
    descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | follow, dir_fd=above)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


class _Home:
    """One home; ``number`` is its student, an empty text where it is nobody's of the roster."""

    def __init__(self, finder, asked, base, name, number):
        self.finder, self.asked, self.base, self.name, self.number = finder, asked, base, name, number
        self.user, self.room = None, None

    def look(self):
        """What is in its hand-in folder; whatever is wrong with it is a row, and stops nothing."""
        try:
            with _opened(self.name, self.base) as home:
                self.user = os.fstat(home).st_uid
                for folders in self.asked.folders:
                    self._folder(home, folders, self.name)
        except FileNotFoundError:
            pass
        except OSError as error:
            self._fault(self.name, error)

    def _folder(self, above, folders, shown):
        """Go down to the hand-in folder, step by step."""
        if not folders:
            return self._files(above, shown)
        first, *rest = folders
        try:
            with _opened(first, above) as inside:
                self._folder(inside, rest, f"{shown}/{collecting.readable(first)}")
        except FileNotFoundError:
            pass
        except (OSError, RecursionError) as error:
            self._fault(f"{shown}/{collecting.readable(first)}", error)

    def _fault(self, shown, error):
        if isinstance(error, OSError) and error.errno in unpacking.FULL:
            raise error
        if self.number:
            link = getattr(error, "errno", None) in (errno.ELOOP, errno.ENOTDIR)
            self._add(shown, "unreadable", "link" if link else "closed")

    def _add(self, shown, problem, detail):
        self.finder.add(shown, None, Origin(certain=[self.number] if self.number else None), problem, detail)

    def _files(self, folder, shown):
        if not self.number:
            return self._add(shown, "unknown-student", "home")
        self.room = self.finder.room(shown)

        def closed(error):
            self._fault(f"{shown}/{collecting.readable(str(error.filename))}", error)

        for path, folders, files, inside in os.fwalk(".", onerror=closed, dir_fd=folder):
            below = "/".join([shown, *Path(path).parts])
            links = [name for name in folders if _is_link(name, inside)]
            deep = not self.asked.files and below.count("/") - shown.count("/") < DEEPEST
            folders[:] = sorted(folders) if deep else []
            for name in sorted([*files, *links]):
                if fnmatchcase(name, self.asked.files or "*") and not self._file(
                    inside, name, f"{collecting.readable(below)}/{collecting.readable(name)}"
                ):
                    return None
        return None

    def _file(self, folder, name, shown):
        """Take one file; whether there is still room for more."""
        if not collecting.is_wanted(shown):
            return True
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            descriptor = os.open(name, flags, dir_fd=folder)
        except FileNotFoundError:
            return True  # gone since the folder was read
        except OSError as error:
            self._fault(shown, error)
            return True
        with open(descriptor, "rb") as file:
            return self._take(file, os.fstat(descriptor), name, shown)

    def _take(self, file, status, name, shown):
        if not stat.S_ISREG(status.st_mode):
            self._add(shown, "unreadable", "special")
            return True
        begin, origin = file.read(unpacking.BEGIN), self._origin(status)
        wanted = unpacking.is_kept(name) or collecting.looks_like_notebook(begin)
        if not self.room.take(1, status.st_size if wanted else 0):
            self._add(shown, "too-large", "many" if self.room.members < 1 else "member")
            return self.room.members >= 1
        place = self._copied(begin, file, status.st_size) if wanted else None
        if unpacking.is_zip(shown) and not collecting.of_system(shown):
            self.finder.archive(place, shown, 1, origin)
        else:
            self.finder.one(shown, place, begin, origin)
        return True

    def _origin(self, status):
        """The time and the owner of a file: root may have put it there, another user may have slipped it in."""
        at = times.of_file(status.st_ctime, self.finder.zone)
        if status.st_uid in (self.user, 0):
            return Origin(at, "home", self.room, [self.number])
        return Origin(at, "home", self.room, [], (note("other-owner"),))

    def _copied(self, begin, file, size):
        self.finder.count += 1
        place = self.finder.scratch / f"{self.finder.count:06}"
        with open(place, "xb") as target:
            target.write(begin[:size])
            _copy(file, target, size - len(begin))
        return place


def _copy(file, target, left):
    """No more than the file had when it was looked at."""
    while left > 0 and (piece := file.read(min(left, 1 << 20))):
        target.write(piece)
        left -= len(piece)


def _is_link(name, folder):
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except OSError:
        return False
