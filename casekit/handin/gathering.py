"""What one outcome says: gathered from what was seen in a submission's runs, in one word for a mark sheet and in notes."""

MIB = 2**20


def how_it_ended(seen):
    """The cell to leave out the next time, 0 for none, and a note's code: a full memory is the doing of who filled it first."""
    full = next((cell for cell, name in seen.errors if name == "MemoryError"), 0)
    if seen.ended in ("", "memory") and full:
        return full, "memory"
    return (seen.cell if seen.ended in ("ended-python", "memory", "cell-timeout") else 0), seen.ended


def gather(outcome, seen, answers, ends, notebook, limits):
    """The outcome from what was seen in the last run and the answers of all."""
    outcome.student, outcome.exercises_seen = seen.student, seen.exercises_seen
    outcome.confined = "confined" if seen.confined else "unconfined"
    outcome.answers = {name: code for name, (code, is_one, why) in sorted(answers.items())}
    outcome.errors = sorted([*seen.errors, *map(list, ends.items())])
    outcome.notes += [
        ["answer-too-large", {"exercise": name}] for name, (_, _, why) in sorted(answers.items()) if why
    ]
    outcome.notes += [
        ["cell-timeout", {"cell": cell, "seconds": f"{limits.cell:g}"}]
        for cell, name in seen.errors
        if name == "Stopped"
    ]
    outcome.status = _status(outcome, any(is_one for _, is_one, _ in answers.values()), notebook)
    if not outcome.student:
        outcome.notes.append(["no-number", {}])


def _status(outcome, answered, notebook):
    """The word for a mark sheet: what went wrong first, then whether there is an answer."""
    codes = {code for code, _ in outcome.notes}
    if codes & {"answers-too-large", "files-too-large"}:
        return "output-limit"
    if "memory" in codes:
        return "memory"
    if codes & {"cell-timeout", "notebook-timeout"}:
        return "timeout"
    if codes & {"ended-python", "runner"}:
        return "kernel-error"
    if not outcome.exercises_seen and not any("casekit.exercise(" in cell.source for cell in notebook.cells):
        return "wrong-notebook"
    return "ok" if answered else "no-answer"


def note_of_end(cell, why, limits, reason):
    if why == "runner":
        return [why, {"why": reason}]
    seconds = limits.notebook if why == "notebook-timeout" else limits.cell
    return [why, {"cell": cell, "seconds": f"{seconds:g}", "most": limits.memory // MIB}]
