"""Who wrote which part of a path: the learning platform, the instructor, or the student.

Whose a file is for certain, and when it was handed in, may rest only on what its student could not choose. That is

* the name of a folder at the top of what was downloaded: the platform or the instructor made it;
* of a file at the top, what Moodle, Canvas or Blackboard writes before the student's own name for it. The three were
  chosen because each writes something before every name, in a form that can be told from a student's. A name alone
  proves nothing, anybody can write such a prefix: it is believed only where every file at the top has one of the same
  platform, for then a student's own would stand behind it;
* where the instructor says that it is a download of Chaoxing, the number at the beginning of each zip at the top
  (``2026001-Name.zip``, ``2026001-Name-77.zip``). It is the form in which many classes name their files by themselves, so
  it is never believed by its look alone;
* in the homes of a hub, the name of the home (:mod:`casekit.classroom.homes`).

For Rain Classroom no such form is known: a number of the roster in a name is a guess, and stands back behind all of these.

Everything else, all that is inside a folder or a zip of a hand-in too, is the student's own choice. Of the three only
Blackboard writes a time; Canvas writes that it was late, and that is believed wherever it stands at the top.
"""

import re

from casekit.classroom import times
from casekit.core.harmless import named
from casekit.core.language import say
from casekit.errors import Refused, listed

MOODLE = re.compile(r"(?P<unit>.+?_\d+)_assignsubmission_[a-z]+(_|$)")
CANVAS = re.compile(r"(?P<unit>[\w-]+?_(LATE_)?\d+|(LATE_)?anon_[A-Za-z0-9]+)_(\d{4,}_|(text|link)\.html$)")
BLACKBOARD = re.compile(
    r"(?P<unit>.+?)_attempt_(?P<stamp>20\d\d-\d\d-\d\d-\d\d-\d\d-\d\d)(_|\.txt$)", re.IGNORECASE
)
CHAOXING = re.compile(r"(?P<unit>[^-/]+)-.+\.zip$", re.IGNORECASE)
PLATFORMS = (MOODLE, CANVAS, BLACKBOARD)
KNOWN = {"auto": PLATFORMS, "chaoxing": (CHAOXING,)}
LAYOUTS = (*KNOWN, "homes")


class Layout:
    """How a download is laid out.

    Parameters
    ----------
    paths : list of str
        All that lies in it, with ``/``; what is inside the students' own zips is not among them.
    placed : callable
        The student numbers that a path names.
    platforms : tuple
        The forms of names that are looked for.
    """

    def __init__(self, paths, placed=lambda shown: [], platforms=PLATFORMS):
        self.placed = placed
        split = [path.split("/") for path in paths]
        self.depth = _around(split, placed, platforms)
        self.files = {parts[self.depth] for parts in split if len(parts) == self.depth + 1}
        self.platform = platform_of(self.files, platforms)
        if CHAOXING in platforms and self.files and not self.platform:
            raise _not_chaoxings(self.files)

    def top(self, shown):
        """The folder or file of a path that lies at the top, below folders that are around everything."""
        parts = shown.split("/")
        return parts[min(self.depth, len(parts) - 1)]

    def given(self, shown):
        """What the platform or the instructor wrote of a path, empty where that is not certain."""
        top = self.top(shown)
        return (self._prefix(top) or "") if self._is_file(shown) else top

    def _is_file(self, shown):
        """Whether what lies at the top is a file, a zip for example, and no folder."""
        return self.top(shown) in self.files or shown.count("/") <= self.depth

    def _prefix(self, name):
        found = self.platform and self.platform.match(name)
        return _without_late(found["unit"]) if found else None

    def late(self, shown):
        """Whether Canvas says that it was late."""
        found = CANVAS.match(self.top(shown))
        return bool(found and "LATE_" in found[0])

    def stamp(self, shown, zone):
        """The time that the platform wrote, or None."""
        found = BLACKBOARD.match(self.top(shown)) if self.platform is BLACKBOARD and not self.depth else None
        return times.stamp(found["stamp"], zone) if found else None

    def places(self, shown):
        """The student numbers that a path names."""
        top = self.top(shown)
        return self.placed(shown.replace(top, _without_late(top), 1) if self.late(shown) else shown)

    def unit(self, shown):
        """The hand-in a file belongs to: what the platform put together, the folder that names its student, else its folder.

        >>> Layout(["Ann_12_assignsubmission_file_/03.ipynb"]).unit("Ann_12_assignsubmission_file_/a/03.ipynb")
        'Ann_12_assignsubmission_file_'
        >>> Layout(["ann_LATE_77_9011_03.ipynb"]).unit("ann_LATE_77_9011_03.ipynb"), Layout(["03.ipynb"]).unit("03.ipynb")
        ('ann_77', '03.ipynb')
        """
        top = self.top(shown)
        if self._is_file(shown) and self._prefix(top):
            return "/".join([*shown.split("/")[: self.depth], self._prefix(top)])
        *folders, name = shown.split("/")
        for depth, folder in enumerate(folders, 1):
            if MOODLE.match(folder) or (self.placed(folder) and not _is_zip(folder)):
                return "/".join(folders[:depth])
        zips = [depth for depth, folder in enumerate(folders) if _is_zip(folder)]
        around = folders[: zips[0]] if zips else folders
        return "/".join(around if len(around) > self.depth or not zips else folders[: zips[0] + 1]) or name

    def is_one_persons(self, shown):
        """Whether the unit of a path is that of one person, as far as its place says so."""
        top = self.top(shown)
        return bool(self._prefix(top) if self._is_file(shown) else MOODLE.match(top) or self.placed(top))


def platform_of(names, platforms=PLATFORMS):
    """The platform whose prefix all these names have, or None."""
    return next((each for each in platforms if names and all(map(each.match, names))), None)


def _not_chaoxings(names):
    others = sorted(name for name in names if not CHAOXING.match(name))
    return Refused(say("a download of Chaoxing, with nothing at the top but zips called number-name.zip", "学习通的下载，最上层只有“学号-姓名.zip”"),
                   listed([named(name, 80) for name in others], 4),
                   say("take these away if they are yours; else leave --layout out", "如果是你自己放的，请移走；否则不要加 --layout"))  # fmt: skip


def _around(split, placed, platforms):
    """How many folders are around everything: a folder of the class, not one of a student."""
    depth = 0
    while split and all(len(parts) > depth + 1 for parts in split):
        names = {parts[depth] for parts in split}
        below = {parts[depth + 1] for parts in split if len(parts) == depth + 2}
        one = min(names)
        if len(names) > 1 or MOODLE.match(one) or placed(one) or (below and not platform_of(below, platforms)):
            break
        depth += 1
    return depth


def _without_late(name):
    return name.replace("LATE_", "", 1)


def _is_zip(name):
    return name.lower().endswith(".zip")
