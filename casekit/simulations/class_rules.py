"""Which sheet counts: the rules of the class game, on sheets that were read already. No file, no clock, no chance.

* Of the sheets of one team for one round the one with the highest number counts; all others are logged. Of two that have the same
  number and differ, one is taken by a rule that looks at nothing but their content, and the log says so.
* A team that hands in nothing has its last decision repeated. A team that has never decided is played by a robot.
* A sheet for a round that has been cleared is late. A sheet for a round that is not open yet waits.
"""

from collections import defaultdict

from casekit.simulations.class_sheet import Fault


def counted(sheets, number_of_round, known=()):
    """The sheet that counts for each team, and what is said of the others.

    Parameters
    ----------
    sheets : list of Sheet
    number_of_round : int
        The round that is open.
    known : set of str
        Digests of files that were logged when an earlier round was cleared.

    Returns
    -------
    dict
        Sheet by team.
    list of Fault
        Sorted by file.
    """
    mine = defaultdict(dict)
    faults = []
    for sheet in sheets:
        if sheet.round == number_of_round:
            mine[sheet.team][sheet.digest] = sheet
        elif sheet.round > number_of_round:
            faults.append(_fault(sheet, "early", sheet.round))
        elif sheet.digest not in known:
            faults.append(_fault(sheet, "late", sheet.round))
    taken = {}
    for team, found in mine.items():
        *others, taken[team] = sorted(found.values(), key=lambda one: (one.number, one.digest))
        number = taken[team].number
        faults += [_fault(one, "superseded" if one.number < number else "same-number", number) for one in others]
    return taken, sorted(faults, key=lambda one: (one.file, one.team, one.digest))


def _fault(sheet, code, found):
    return Fault(sheet.file, code, str(found), sheet.team, sheet.digest)


def last_decision(team, rounds):
    """The last decision that a team made itself, with its round; None where it has made none.

    Parameters
    ----------
    team : str
    rounds : list of dict
        The cleared rounds, in order: of each team ``from``, ``decision``.
    """
    own = [
        (number, one["teams"][team]["decision"])
        for number, one in enumerate(rounds, 1)
        if one["teams"][team]["from"] == "team"
    ]
    return own[-1] if own else None


def entry(team, taken, rounds, robot, robots_decision):
    """What a team plays in a round, and where it comes from.

    Parameters
    ----------
    team : str
    taken : dict
        The sheet that counts, by team.
    rounds : list of dict
        The cleared rounds.
    robot : str
        The robot's key.
    robots_decision : function
        The robot's decision as a dict, asked only where it plays.
    """
    if team in taken:
        sheet = taken[team]
        return {"from": "team", "decision": sheet.decision, "file": sheet.file, "number": sheet.number, "digest": sheet.digest}
    before = last_decision(team, rounds)
    if before:
        return {"from": "repeated", "decision": before[1], "of_round": before[0]}
    return {"from": "robot", "decision": robots_decision(), "robot": robot}
