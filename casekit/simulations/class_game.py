"""The credit game in class: one person opens a class and clears the rounds, teams hand in sheets, nobody needs a server.

``open_class`` makes a folder with two parts. ``shared`` is for the teams: ``game.json`` (the join code, the teams, the promise of
the luck) and, after each round, ``after_round_03.json``; the teams' sheets are written there too. ``own`` stays with whoever runs
the class: the luck, and what was cleared from what. What is cleared can be cleared again from the files, to the same bytes.

Read in this order: ``class_sheet`` (a team's file), ``class_files`` (where files come from), ``class_rules`` (which of them counts), ``class_play``
(results), this, ``class_published`` (results checked by anybody), ``class_team`` (joining, handing in), ``class_league``, ``class_debrief``,
``class_pictures``, ``class_words``; ``class_example`` plays by itself.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from casekit.core.files import free_name, one_writer, readable, write_whole
from casekit.core.harmless import named
from casekit.core.language import say
from casekit.core.paths import work_folder
from casekit.errors import Refused, require_whole
from casekit.simulations import class_play, class_rules, class_sheet
from casekit.simulations.class_files import gather
from casekit.simulations.class_published import CLASS, RESULTS, of_this_version, read_own, results_name
from casekit.simulations.class_sheet import Fault, Sheet
from casekit.simulations.credit_world import WORLD

OWN = "credit game, own 1"
TEAMS = (2, 60)


def open_class(folder, course, teams, rounds=8, seed=None, compete=False):
    """Open a class for the credit game, or go on with it where the folder holds this very class: a cell may run twice.

    Parameters
    ----------
    folder : Path
        A new folder (or the class's own); its part ``shared`` is for the teams. A plain name is a folder of your own ``my_work``.
    course : str
        A word for the course, such as ``"MKT301-2026"``.
    teams : list of str, or int
        The teams' names (2 to 60, at most 24 characters each), or how many there are.
    rounds : int
        How many quarters are played, at most 8.
    seed : str, optional
        What the luck is made from. Leave it out in class: it is then drawn, and nobody can work it out. A class whose luck is
        given is for trying things out.
    compete : bool
        Whether the teams are one another's competitors: the credit days they offer on average are then what the market offers.

    Returns
    -------
    ClassGame

    Raises
    ------
    Refused
        If something else is in the folder, or a name will not do.
    """
    folder, names = work_folder() / folder, _teams(teams)
    if require_whole("rounds", rounds, say("8 for two years", "8 即两年")) > WORLD.quarters:
        raise Refused(say(f"at most {WORLD.quarters} rounds", f"最多 {WORLD.quarters} 轮"), str(rounds), "rounds=8")
    asked = {"course": _course(course), "teams": names, "rounds": rounds, "compete": bool(compete)}
    if folder.exists() and any(folder.iterdir()):
        return _gone_on_with(folder, asked)
    secret = secrets.token_hex(16) if seed is None else str(seed)
    about = asked | {
        "casekit": CLASS, "code": _code(secret, asked["course"]), "rules": WORLD.version, "promise": class_play.promise_of(secret),
    }  # fmt: skip
    write_whole(folder / "own/class.json", readable({"casekit": OWN, "secret": secret, "class": about}))
    opened = ClassGame(folder)
    opened.publish()
    return opened


def _gone_on_with(folder, asked):
    """The class that is in the folder, where it is the one that is asked for."""
    there = reopen(folder) if (folder / "own/class.json").exists() else None
    if there and all(there.about[name] == value for name, value in asked.items()):
        return there
    raise Refused(say("a new folder, or the same class as before", "一个新文件夹，或与原来相同的班"),
                  say(f"{folder.name} is there already, with something else in it", f"{folder.name} 已经存在，里面是别的内容"),
                  say('give another name; to go on with a class as it is: class_game.reopen("...")', '请换一个名称；要按原样继续：class_game.reopen("……")'))  # fmt: skip


def reopen(folder):
    """Go on with a class that was opened before."""
    return ClassGame(work_folder() / folder)


def _teams(teams):
    """The teams' names, checked: none is another's in capitals, none would share a file's name with another."""
    if isinstance(teams, int):
        teams = [say(f"Team {number}", f"第 {number} 组") for number in range(1, require_whole("teams", teams, "6") + 1)]
    names = [" ".join(str(team).split()) for team in teams]
    bad = [name for name in names if not class_sheet.NAME.fullmatch(name) or not class_sheet.slug(name)]
    slugs = [class_sheet.slug(class_sheet.tidy_name(name)) for name in names]
    twice = sorted({name for name, slug in zip(names, slugs, strict=True) if slugs.count(slug) > 1})
    if bad or twice or not TEAMS[0] <= len(names) <= TEAMS[1]:
        raise Refused(
            say("2 to 60 different names of letters, digits, blanks, dots and hyphens, at most 24 characters each",
                "2～60 个互不相同的组名：字母、汉字、数字、空格、点、连字符，每个最多 24 个字符"),
            ", ".join(named(name, 40) for name in (bad or twice)) or say(f"{len(names)} teams", f"{len(names)} 个组"),
            say('for example teams=["Team 1", "Team 2"], or teams=6', '例如 teams=["第 1 组", "第 2 组"]，或 teams=6'),
        )  # fmt: skip
    return names


def _course(course):
    course = " ".join(str(course).split())
    if not class_sheet.NAME.fullmatch(course):
        raise Refused(say("a word for the course, at most 24 characters", "课程代码，最多 24 个字符"), named(course, 40), '"MKT301-2026"')
    return course


def _code(secret, course):
    """Six letters and digits for joining: ``7KM-2QX``."""
    number = int(class_sheet.hash_of("credit game, code", secret, str(course)), 16)
    letters = []
    for _ in range(6):
        number, at = divmod(number, len(class_sheet.LETTERS))
        letters.append(class_sheet.LETTERS[at])
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


@dataclass(frozen=True)
class Cleared:
    """What came of clearing a round: each team's entry, the faults of files; ``again`` where it had been cleared before."""

    number: int
    entries: dict
    faults: list
    again: bool = False


class ClassGame:
    """A class, for whoever runs it. All state is in its folder: it can be opened again at any time, anywhere.

    Attributes
    ----------
    shared : Path
        The folder for the teams.
    about : dict
        What ``game.json`` says (code, teams, rounds, rules, promise), out of ``own``, where no team can change it.
    """

    def __init__(self, folder):
        self.folder, self.shared = Path(folder), Path(folder) / "shared"
        own = read_own(self.folder / "own/class.json", OWN)
        self._secret, self.about = own["secret"], of_this_version(own["class"])

    @property
    def code(self):
        """The join code."""
        return self.about["code"]

    @property
    def teams(self):
        """The teams' names."""
        return list(self.about["teams"])

    @property
    def open_round(self):
        """The round that is open; one more than the last when the game is over."""
        return len(self.rounds()) + 1

    @property
    def over(self):
        """Whether all rounds are cleared."""
        return self.open_round > self.about["rounds"]

    def rounds(self):
        """The cleared rounds as they are kept in ``own``."""
        found = []
        while (path := self._ledger(len(found) + 1)).exists():
            found.append(read_own(path, OWN))
        return found

    def games(self):
        """Every team's firm after the rounds so far."""
        return class_play.replayed(self.luck, self.about, self.rounds())

    @property
    def luck(self):
        """The seed of the simulation. Show it to nobody before the last round is cleared."""
        return class_play.luck_of(self._secret)

    # sheets ---------------------------------------------------------------------------------------------------------

    def sheets(self, places=()):
        """What is in the files: valid sheets, and the faults of the others.

        Parameters
        ----------
        places : list of Path
            Folders, zips and files beside the shared folder; a ``*`` stands for any name.
        """
        files, faults = gather([self.shared, *places])
        read = [class_sheet.read(name, data, self.about, class_play.fits) for name, data in files]
        return [one for one in read if isinstance(one, Sheet)], faults + [one for one in read if isinstance(one, Fault)]

    def arrived(self, places=()):
        """What would count if the open round were cleared now: entry by team, and the faults."""
        self._open("arrived")
        rounds = self.rounds()
        return self._settled(rounds, places)

    def _settled(self, rounds, places):
        known = {digest for one in rounds for digest in one["seen"]}
        sheets, faults = self.sheets(places)
        taken, others = class_rules.counted(sheets, len(rounds) + 1, known)
        faults = [one for one in faults if not one.digest or one.digest not in known] + others
        return self._entries(rounds, taken), sorted(faults, key=lambda one: (one.file, one.code, one.digest))

    def _entries(self, rounds, taken):
        games = class_play.replayed(self.luck, self.about, rounds)
        return {team: self._entry(team, taken, rounds, games[team]) for team in self.teams}

    def _entry(self, team, taken, rounds, game):
        robot = class_play.robot_of(team, self.teams)
        return class_rules.entry(team, taken, rounds, robot, lambda: class_play.ROBOTS[robot].decide(game).as_dict())

    # clearing -------------------------------------------------------------------------------------------------------

    def clear(self, number, places=()):
        """Clear a round: take each team's sheet, let the quarter happen, publish the results in the shared folder.

        Parameters
        ----------
        number : int
            The round. A round that has been cleared is published again from what was kept, to the same bytes; no sheet that
            came in since changes it.
        places : list of Path
            Folders, zips and files with sheets, beside the shared folder.

        Returns
        -------
        Cleared

        Raises
        ------
        Refused
            If the round before it is not cleared yet, or the game is over.
        """
        with one_writer(self.folder / "own", "class_game"):
            rounds = self.rounds()
            again = 1 <= number <= len(rounds)
            if not again:
                self._next(number, rounds)
                rounds.append(self._keep(number, *self._settled(rounds, places)))
            self._publish(number, rounds)
        kept = rounds[number - 1]
        return Cleared(number, kept["teams"], [Fault(**one) for one in kept["faults"]], again)

    def _open(self, what):
        if self.over:
            raise Refused(say("a round that is open", "尚未结算的一轮"), say("all rounds are cleared", "各轮均已结算"),
                          say("to take the last one back: undo", "要撤回最后一轮，请用 undo"))  # fmt: skip

    def _next(self, number, rounds):
        self._open("clear")
        if number != len(rounds) + 1:
            raise Refused(say(f"the round that is open: {len(rounds) + 1}", f"当前轮次：第 {len(rounds) + 1} 轮"), f"clear({number!r})",
                          say("one round after the other", "请按顺序逐轮结算"))  # fmt: skip

    def _keep(self, number, entries, faults):
        digests = [one["digest"] for one in entries.values() if "digest" in one]
        digests += [one.digest for one in faults if one.digest]
        kept = {
            "casekit": OWN, "round": number, "teams": entries, "faults": [asdict(one) for one in faults],
            "seen": sorted(set(digests)),
        }  # fmt: skip
        write_whole(self._ledger(number), readable(kept))
        return kept

    def publish(self):
        """Write ``game.json`` and all results into the shared folder, as they were, whatever became of them."""
        rounds = self.rounds()
        for number in range(len(rounds) + 1):
            self._publish(number, rounds)

    def _publish(self, number, rounds):
        """Write what the teams get: everything up to a round; after the last one the luck, too."""
        write_whole(self.shared / "game.json", readable(self.about))
        rounds = rounds[:number]
        games = class_play.replayed(self.luck, self.about, rounds)
        results = {
            "casekit": RESULTS, "class": self.about["code"], "rules": self.about["rules"], "round": number,
            "start": class_play.quarter_of(next(iter(games.values())), 0),
            "rounds": [_published(one, games, at) for at, one in enumerate(rounds, 1)],
            "score_fen": {team: game.score_fen for team, game in games.items()},
            "customers": {team: _rows(game.customers()) for team, game in games.items()},
        }  # fmt: skip
        if number == self.about["rounds"]:
            results["secret"] = self._secret
        write_whole(self.shared / results_name(number), readable(results))

    def undo(self, number):
        """Take back the round that was cleared last: its sheets count again as they are then. What was, is kept in ``own``.

        Whoever has seen the results knows the luck of that round, so take it back before they are shown.
        """
        with one_writer(self.folder / "own", "class_game"):
            last = len(self.rounds())
            if number != last or not last:
                raise Refused(say("the round that was cleared last", "最后结算的一轮"), f"undo({number!r})",
                              say(f"undo({last})", f"undo({last})") if last else say("nothing is cleared yet", "还没有结算过"))  # fmt: skip
            for path in (self.shared / results_name(number), self._ledger(number)):
                if path.exists():
                    kept = free_name(self.folder / "own/undone" / path.name, "undone")
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(kept)

    def _ledger(self, number):
        return self.folder / f"own/round_{number:02}.json"


def _published(one, games, number):
    """A cleared round as everybody may read it."""
    return {
        team: {
            **{name: value for name, value in entry.items() if name not in ("file", "digest")},
            "quarter": class_play.quarter_of(games[team], number),
        }
        for team, entry in one["teams"].items()
    }


def _rows(table):
    """The table of customers as rows of plain values; their names belong to the reader's language and are left out."""
    plain = table.drop(columns="name").reset_index()
    return json.loads(plain.to_json(orient="records", force_ascii=False, double_precision=10))
