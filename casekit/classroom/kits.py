"""Opening a kit that was made."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from casekit.classroom import roster, times
from casekit.classroom.kit import FORMAT
from casekit.core.language import say
from casekit.errors import Refused


@dataclass
class Kit:
    """What the grader knows of a kit; ``exercises`` by name, in the kit's order."""

    folder: Path
    kit: str
    course: str
    language: str
    exercises: dict
    deadline: object = None
    roster: object = None
    about: dict = field(default_factory=dict)

    @property
    def tree(self):
        """The tree to mark with."""
        return self.folder / "instructor/tree"

    def lessons(self):
        """The kit's sets of exercises, in order."""
        return list(dict.fromkeys(each["lesson"] for each in self.exercises.values()))

    def of(self, lesson):
        """The names of a set's exercises."""
        return [name for name, each in self.exercises.items() if each["lesson"] == lesson]

    def key_version(self):
        """A short hash of the answers: it changes when a key is mended."""
        key = sha256()
        for path in sorted(
            [*self.tree.glob("exercises/answers/*.py"), *self.tree.glob("exercises/own/answers/*.py")]
        ):
            key.update(f"{path.name}\n".encode() + path.read_bytes())
        return key.hexdigest()[:12]


def open_kit(folder, deadline=None, names=None):
    """The kit in a folder, with its roster.

    Parameters
    ----------
    folder : Path
        What ``casekit class-kit`` made; its ``instructor`` folder will do as well.
    deadline : str, optional
        Instead of the kit's own.
    names : Path, optional
        A roster elsewhere.

    Raises
    ------
    Refused
        Where it is no kit, or one of another form.
    """
    folder = Path(folder)
    folder = folder.parent if folder.name == "instructor" and not (folder / "instructor").exists() else folder
    about = _about(folder)
    when = deadline or about.get("deadline")
    kit = Kit(
        folder,
        about["kit"],
        about["course"],
        about["language"],
        {each["name"]: each for each in about["exercises"]},
        about=about,
    )
    kit.deadline = times.moment(when, "--deadline") if when else None
    sheet = Path(names) if names else folder / "instructor/roster.csv"
    kit.roster = roster.read(sheet) if names or sheet.exists() else roster.Roster()
    return kit


def _about(folder):
    """``kit.json``, looked through before it is used."""
    wanted = say(
        "a kit made with casekit class-kit, with its instructor folder",
        "用 casekit class-kit 制作的课堂版，含 instructor 文件夹",
    )
    try:
        about = json.loads((folder / "instructor/kit.json").read_text(encoding="utf-8"))
        form = about["format"]
        fields = [about["kit"], about["course"], about["language"], about["exercises"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            wanted,
            f"{folder}: {type(error).__name__}",
            say(
                "give the folder that class-kit made: --kit kit/", "请给出 class-kit 生成的文件夹：--kit kit/"
            ),
        ) from None
    if form != FORMAT:
        raise Refused(say(f"a kit of form {FORMAT}", f"格式为 {FORMAT} 的课堂版"), say(f"form {form}, made with casekit {about.get('casekit')}", f"格式 {form}，由 casekit {about.get('casekit')} 制作"),
                      say("mark it with the version of casekit that made it", "请用制作它的那个 casekit 版本评分"))  # fmt: skip
    if not (folder / "instructor/tree/casekit").is_dir() or not all(fields):
        raise Refused(
            wanted,
            say(f"{folder} has no tree to mark with", f"{folder} 里没有用于评分的 tree 文件夹"),
            say("make the kit again", "请重新制作课堂版"),
        )
    return about
