"""Which of one student's files counts for a lesson: the last in time; where there is none, the last late one, if late work counts."""

from datetime import UTC, datetime

from casekit.classroom.words import at_last

EARLIEST = datetime.min.replace(tzinfo=UTC)


def how_late(sub, deadline):
    """How late a hand-in is for a deadline: a span, ``at_last`` where only the platform says so, None where it is in time."""
    if deadline and sub.at and sub.at > deadline:
        return sub.at - deadline
    return at_last if deadline and sub.marked_late and sub.at_from != "list" else None


def when(file):
    """What files are ordered by: their time, then their name."""
    return (file.sub.at or EARLIEST, file.sub.shown)


def best(timed, late_counts):
    """The file that counts, out of pairs of a file and how late it is; None where none does."""
    in_time = [file for file, late in timed if late is None]
    return max(in_time or [file for file, _ in timed if late_counts], key=when, default=None)


def chosen(files, deadline, late_counts):
    """The file that would count with this deadline and this rule."""
    return best([(file, how_late(file.sub, deadline)) for file in files], late_counts)
