"""Three rivals at the complaints desk, the house rule for what one does not decide oneself, and one's own choices once more.

A policy is a function of the day that answers with a :class:`Choice`. A rival sees what a reader sees and nothing of the
truth behind it.

* ``as_they_come``: first come, first served; everything goes where it seems to belong, and is promised in an hour
* ``quickest_first``: the shortest piece of work first, settled at once where that is mostly right; nothing that pays later
* ``careful``: answers in time, judges what is not plain, promises what can be kept, notes causes: the eight steps where they pay
* ``again``: the choices of a day that was played, for the same luck with other staff
"""

from collections import Counter

from casekit.core.language import say
from casekit.simulations.complaint_luck import DAY
from casekit.simulations.complaint_rules import TOMORROW, Choice

SOON = 30  # minutes before a customer's patience or a promise ends


def rival_name(name):
    """What a rival is called.

    >>> rival_name("careful")
    'eight steps where they pay'
    """
    return say(*_NAMES[name])


_NAMES = {
    "as_they_come": ("first come, first served", "先来后到"),
    "quickest_first": ("the quickest first", "先拣快的办"),
    "careful": ("eight steps where they pay", "该走八步的走八步"),
}


def as_they_come(day):
    """First come, first served: passed on by first impression, an answer promised in an hour, no cause noted."""
    at = min(day.waiting, key=lambda one: (day.luck[one].arrives, one))
    return Choice(at, _plain_way(day, at), 60, "none")


def _plain_way(day, at):
    return "close" if "close" in day.ways(at) else "pass"


def quickest_first(day):
    """What is off the desk soonest: the shortest piece of work next, settled at once where that is right more often than not."""
    pieces = [(day.usual_minutes(at, way := _quick_way(day, at)), day.luck[at].arrives, at, way) for at in day.waiting]
    _, _, at, way = min(pieces)
    return Choice(at, way, 120, "none")


def _quick_way(day, at):
    ways = day.ways(at)
    if "close" in ways:
        return "close"
    return "settle" if "settle" in ways and day.luck[at].kind.plain > 500 else "pass"


def careful(day):
    """Eight steps where they pay: first who would lose patience, then what is due, then what waits longest."""
    at = min(day.waiting, key=lambda one: _urgency(day, one))
    return Choice(at, careful_way(day, at), promise_to_keep(day), "trouble")


def _urgency(day, at):
    """Findings and returns are short work for somebody who waits; a new case is urgent when its patience runs out."""
    file, case = day.files[at], day.luck[at]
    if file.answered_at is None:
        ends = case.arrives + day.rules.patience[case.voice]
        return (0 if ends - day.now <= SOON and ends >= day.now else 2, ends, at)
    promised = file.promised_at or DAY
    return (0 if promised - day.now <= SOON and promised >= day.now else 1, promised, at)


def careful_way(day, at):
    """Settle what is plain and within the limit, or known; pass on what is certain; judge the rest."""
    ways, case = day.ways(at), day.luck[at]
    if "note" in ways or "close" in ways:
        return "note" if "note" in ways else "close"
    if "settle" in ways and (case.kind.key in day.noted or (case.kind.plain >= 800 and case.cost_fen <= day.rules.limit_fen)):
        return "settle"
    return "pass" if "judge" not in ways or day.files[at].known else "judge"


def promise_to_keep(day):
    """Four hours while the day allows them, tomorrow when more waits than the desk can do."""
    return TOMORROW if len(day.waiting) > 4 * len(day.staff.shifts) else 240


RIVALS = {"as_they_come": as_they_come, "quickest_first": quickest_first, "careful": careful}


def again(choices):
    """One's own choices as a policy: for each case and how far it was, what was done, in the order in which it was taken up.

    With the same staff the day comes out as it was, to the fen. With other staff cases meet the desk at other moments. A
    case whose cause was on the list when it was decided, and is not yet now, or the other way round, is treated as one mostly
    did with cases like it: nobody settles at once, with more staff, what only the list had made plain. What was never decided
    comes after all that was, in the order of coming in, and is treated so too.

    Parameters
    ----------
    choices : list of Taken
        ``day.taken`` of a day that was played.
    """
    rank = {(taken.choice.case, taken.stage): place for place, taken in enumerate(choices)}
    known = {(taken.choice.case, taken.stage): taken for taken in choices}

    def policy(day):
        at = min(day.waiting, key=lambda one: (rank.get((one, day.files[one].stage), len(choices)), one))
        then = known.get((at, day.files[at].stage))
        if then is None or _was_listed(day.luck, choices)(then) != (day.luck[at].kind.key in day.noted):
            return as_mostly(day, choices, at)
        choice = then.choice
        return choice if choice.way in day.ways(at) else choice._replace(way=_plain_way(day, at))

    return policy


def as_mostly(day, choices, at):
    """What was mostly done with cases like this one: as far, and with their cause on the list or not, as this one's.

    Of this kind, else of any. Where there was none, a case on the list goes as those did that were not; any other as they
    come.

    Parameters
    ----------
    day : Day
    choices : list of Taken
        What was decided.
    at : int
        A case that waits.
    """
    stage, kind, was_listed = day.files[at].stage, day.luck[at].kind, _was_listed(day.luck, choices)
    as_far = [taken for taken in choices if taken.stage == stage]
    alike = [taken for taken in as_far if was_listed(taken) == (kind.key in day.noted)]
    if kind.key in day.noted:
        alike = alike or as_far
    choices = [taken.choice for taken in alike]
    same = [choice for choice in choices if day.luck[choice.case].kind == kind]
    if not choices:
        return Choice(at, _plain_way(day, at), 60, "none")
    choice = Choice(at, *_commonest(same or choices))
    return choice if choice.way in day.ways(at) else choice._replace(way=_plain_way(day, at))


def _was_listed(luck, choices):
    """Whether the cause of a case was on the list when it was decided, as a function of the decision."""
    noted = {luck[taken.choice.case].kind.key: taken.until for taken in reversed(choices) if taken.choice.way == "note"}
    return lambda taken: noted.get(luck[taken.choice.case].kind.key, DAY + 1) <= taken.minute


def _commonest(choices):
    """The way, promise and voucher chosen most often; of equals the first."""
    return Counter(choice[1:] for choice in choices).most_common(1)[0][0]
