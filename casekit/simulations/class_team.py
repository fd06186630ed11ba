"""A team's side of the credit game: join by code and name, see what the last round brought, hand in a sheet."""

import os
from pathlib import Path

from casekit.core.harmless import named
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import Refused, closest_names
from casekit.simulations import class_play, class_sheet
from casekit.simulations.class_files import gather
from casekit.simulations.class_published import read_class, read_results
from casekit.simulations.class_sheet import Sheet


def join(code, team, folder=None, out=None):
    """Join a class, or come back to it: the same code and the same name, from any computer.

    Parameters
    ----------
    code : str
        The join code on the projector; small letters and missing hyphens do no harm.
    team : str
        The team's name.
    folder : Path, optional
        Where the class's ``game.json`` is. By default the folder that ``CASEKIT_GAME`` names, else ``class_game`` in your own
        folder: put there what the instructor gives out.
    out : Path, optional
        Where your sheets go, if not into the same folder.

    Returns
    -------
    Team

    Raises
    ------
    Refused
        If there is no such class or team.
    """
    folder = Path(folder or os.environ.get("CASEKIT_GAME") or work_folder() / "class_game")
    about = read_class(folder)
    if class_sheet.tidy_code(code) != class_sheet.tidy_code(about["code"]):
        raise Refused(say("this class's join code", "本班的加入码"), named(code, 24), say("read it off the projector again", "请再看一遍投影上的代码"))
    name = class_sheet.team_named(team, about["teams"])
    if name is None:
        raise Refused(say("a team of this class", "本班的一个组名"), named(team, 40),
                      say(f"the nearest: {', '.join(closest_names(team, about['teams'])[:6])}", f"最接近的：{'、'.join(closest_names(team, about['teams'])[:6])}"))  # fmt: skip
    return Team(folder, Path(out or folder), name)


class Team:
    """One team in one class. All state is in the files, so a kernel that was restarted loses nothing."""

    def __init__(self, folder, out, name):
        self.folder, self.out, self.name, self.about = folder, out, name, read_class(folder)

    def results(self):
        """What was published last; before the first round is cleared, how everybody begins."""
        return read_results(self.folder)

    @property
    def round(self):
        """The round that is open; one more than there are when the game is over."""
        return self.results()["round"] + 1

    @property
    def over(self):
        """Whether the last round is cleared."""
        return self.round > self.about["rounds"]

    def handed_in(self):
        """The sheets of this team for the open round that lie in its folder, the one that counts last."""
        files, _ = gather([self.out]) if self.out.exists() else ([], [])
        read = [class_sheet.read(name, data, self.about, class_play.fits) for name, data in files]
        mine = [one for one in read if isinstance(one, Sheet) and (one.team, one.round) == (self.name, self.round)]
        return sorted(mine, key=lambda one: (one.number, one.digest))

    def last_decision(self):
        """The decision to start from: the one handed in for this round, else the one played last without its stops, else the usual one."""
        mine, results = self.handed_in(), self.results()
        if mine:
            return mine[-1].decision
        if results["rounds"]:
            return results["rounds"][-1][self.name]["decision"] | {"stop": []}
        return class_play.Decision.usual().as_dict()

    def hand_in(self, decision):
        """Write the sheet for the open round. Hand in as often as you like before it is cleared: the last one counts.

        Parameters
        ----------
        decision : Decision or dict

        Returns
        -------
        Path
            The new file. Nothing is written over: an earlier sheet stays beside it.

        Raises
        ------
        Refused
            If the decision will not do, the game is over, or the folder cannot be written to.
        """
        if self.over:
            raise Refused(say("a round that is open", "尚未结算的一轮"), say("the game is over", "游戏已经结束"), say("see the debrief", "请看复盘"))
        decision = class_play.fits(decision if isinstance(decision, dict) else decision.as_dict())
        number = max([one.number for one in self.handed_in()], default=0) + 1
        while True:
            path = self.out / class_sheet.file_name(self.name, self.round, number)
            try:
                _write_new(path, class_sheet.written(self.about, self.name, self.round, number, decision))
                return path
            except FileExistsError:  # a team mate was quicker
                number += 1
            except OSError as error:
                raise Refused(say("a folder that can be written to", "可以写入的文件夹"), error.strerror or type(error).__name__,
                              say("ask where your sheets should go: join(..., out=...)", "请问清决策单该放在哪里：join(..., out=...)")) from error  # fmt: skip


def _write_new(path, data):
    """Write a file that is not there yet; a sheet is so small that it is written at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb", buffering=0) as file:
        file.write(data)
    os.chmod(path, 0o644)  # whoever clears the round is another user on a hub
