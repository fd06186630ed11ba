"""From a folder of submissions to a mark sheet: ``casekit grade submissions/ --kit kit/ --out grades.csv``.

Each file is run by itself on a throw-away copy (:mod:`casekit.handin`), its answers are compared here with the key, and
what came of it is on disk before the next begins. When all are done, it is decided which file counts for whom, and the
sheets are written, sorted: the same files, the same key and the same roster give the same bytes.
"""

import json
import os
import re
import sys
from hashlib import file_digest, sha256
from pathlib import Path

from casekit.classroom import attribution, by_hand, collecting, homes, marksheet, parts, report, times
from casekit.classroom.comparing import Bench
from casekit.classroom.journal import Journal, alone
from casekit.classroom.kits import open_kit
from casekit.classroom.layout import LAYOUTS
from casekit.core.harmless import named
from casekit.core.language import say
from casekit.core.scratch import scratch
from casekit.errors import Refused, require_one_of

SPEAKS = re.compile(rb'use_language\(\\?["\'](en|zh)|"language": ?"(en|zh)"')


def grade(submissions, kit, out="grades.csv", jobs=None, again=False, deadline=None, late="hold",
          hand=None, roster=None, handed_in=None, lessons=None, limits=None, runner=None, tell=True,
          layout="auto", part=None, merge=None):  # fmt: skip
    """Mark what was handed in.

    Parameters
    ----------
    submissions : Path
        A folder or a .zip, as Moodle, Canvas or a colleague gives it.
    kit : Path
        The folder that ``class-kit`` made.
    out : Path
        The mark sheet. Beside it: ``-by-hand.csv``, ``-moodle.csv``, ``-canvas.csv``, ``-feedback/``, the journal.
    jobs : int, optional
        How many submissions run at once; by default as many as there are processors.
    again : bool
        Mark again with a mended key: the answers are in the journal, so no notebook runs again.
    deadline : str, optional
        Instead of the kit's.
    late : str
        ``"hold"``: late work is marked and does not count. ``"count"``: it counts where there is nothing in time.
    hand : Path, optional
        The filled-in sheet for answers marked by hand, if it is not the one beside ``out``.
    roster, handed_in : Path, optional
        A roster, or a list of hand-in times, that lies elsewhere.
    lessons : list of str, optional
        Only these sets of exercises, such as ``["screening"]``.
    limits : casekit.handin.Limits, optional
    runner : optional
        In place of :class:`casekit.handin.Runner`, for tests.
    tell : bool
        Whether to show progress.
    layout : str
        ``"auto"``; ``"chaoxing"`` for a download of Chaoxing; ``"homes"`` for the homes of a hub (a pattern with a
        star is that, too).
    part : str, optional
        ``"3/10"``: run the third of ten shares of the submissions and write only the part's journal. A share is drawn
        by student (or folder), the same on every machine, so that each file is in exactly one.
    merge : list of Path, optional
        Journals of parts, or folders with them, to be taken in before the marking: what ran there does not run again.

    Returns
    -------
    list of dict
        The rows of the mark sheet; none for a part.
    """
    require_one_of("late", late, ["hold", "count"])
    require_one_of("layout", layout, list(LAYOUTS))
    made, share = open_kit(kit, deadline, roster), parts.share(part)
    out = parts.name(Path(out).absolute(), share)
    chosen = _chosen(lessons, made)
    out.parent.mkdir(parents=True, exist_ok=True)
    with alone(out), scratch() as place:
        journal = Journal(marksheet.journal_of(out), made.kit)
        _key_as_before(journal, made, again)
        given = {**by_hand.read(marksheet.hand_sheet(out)), **(by_hand.read(_there(hand)) if hand else {})}
        found = _collected(submissions, place, made, handed_in, layout)
        journal.begin(made.key_version())
        taken = parts.take_in(journal, merge, made) if merge else 0
        files = [_file(sub, made) for sub in found if parts.holds(share, sub)]
        with Bench(made.tree) as bench:
            ran = _run_all(files, made, journal, bench, jobs, limits, runner, tell)
            if share:
                return parts.tell(out, share, files, len(found), ran, tell)
            if merge:
                parts.tell_merged(taken, ran, tell)
            attribution.decide(files, made, chosen, late == "count")
            said = report.words_of(files, made, bench)
        return marksheet.write(out, files, made, chosen, given, tell, late == "count", said)


def _chosen(lessons, kit):
    for lesson in lessons or []:
        require_one_of("lesson", lesson, kit.lessons())
    return [lesson for lesson in kit.lessons() if not lessons or lesson in lessons]


def _collected(source, place, kit, handed_in, layout):
    """The submissions, from wherever they lie."""
    zone = times.zone_of(kit.deadline)
    if layout == "homes" or homes.is_pattern(source):
        return homes.collect(source, place, zone, kit.roster, handed_in)
    return collecting.collect(source, place, zone, handed_in, kit.roster.placed, layout)


def _there(path):
    if not Path(path).exists():
        raise Refused(
            say("the sheet for answers marked by hand", "人工评分表"),
            say(f"no file {path}", f"没有文件 {path}"),
            say("check the name", "请检查文件名"),
        )
    return Path(path)


def _key_as_before(journal, kit, again):
    """A key that has changed is used only when that is asked for."""
    if journal.keys and journal.keys[-1][1] != kit.key_version() and not again:
        raise Refused(say("the key with which this sheet was begun", "开始评分时所用的答案"), say("the answers in the kit have changed since", "课堂版里的答案此后有改动"),
                      say("to mark again with the new key, add --again; the old sheet is kept", "要按新答案重评，请加 --again；旧表会保留"))  # fmt: skip


def _file(sub, kit):
    """A submission with its hash, its language and its place."""
    file = attribution.File(sub, language=kit.language, places=sub.places, reasons=list(sub.notes))
    certain = [kit.roster.placed(sub.given)] if sub.certain is None else [sub.certain]
    file.sure = bool(sub.places) and sub.places in (*certain, kit.roster.told(sub.shown))
    if sub.place:
        try:
            with open(sub.place, "rb") as opened:
                file.sha256 = file_digest(opened, "sha256").hexdigest()
                opened.seek(0)
                told = SPEAKS.search(opened.read(1 << 18))
        except OSError:
            sub.problem, sub.detail, told = "unreadable", "closed", None
        file.language = (told[1] or told[2]).decode() if told else kit.language
    return file


# Running -------------------------------------------------------------------------------------------------


def _run_all(files, kit, journal, bench, jobs, limits, runner, tell):
    """Run what has not been run, compare what has not been compared; each is noted before it is used. How many ran."""
    counter, waiting, first = _Counter(len(files), tell), {}, {}
    ran = 0
    for file in files:
        key = (file.sha256, _preset(file))
        if file.sub.problem or _known(file, journal, limits):
            _compare(file, kit, journal, bench)
            counter.one(file)
        else:  # the same bytes of the same student run once
            waiting.setdefault(first.setdefault(key, str(file.sub.place)), []).append(file)
    if waiting:
        with (runner or _runner)(kit.tree, limits, jobs) as running:
            whose = {place: _preset(same[0]) for place, same in waiting.items()}
            for outcome in running.outcomes(list(waiting), whose):
                same = waiting.pop(str(outcome.path))
                ran += 1
                about = (same[0].sub.shown, same[0].sha256, _preset(same[0]), limits)
                run = journal.run(*about, _kept(outcome, kit))
                for file in same:
                    file.run = run
                    _compare(file, kit, journal, bench)
                    counter.one(file)
    counter.end()
    return ran


def _kept(outcome, kit):
    """What came of a run, without answers to exercises that are none of the kit's."""
    answers = {name: answer for name, answer in outcome.answers.items() if name in kit.exercises}
    return {**outcome.as_json(), "answers": answers}


def _known(file, journal, limits):
    """Whether a file's run is decided; then it is taken over."""
    file.run = journal.decided(file.sha256, _preset(file), limits) or {}
    return bool(file.run)


def _runner(tree, limits, jobs):
    from casekit.handin import Limits, Runner

    return Runner(tree, limits or Limits(), jobs or os.cpu_count() or 1)


def _preset(file):
    """The student number in force until the notebook declares one: only where the place names one student."""
    return file.places[0] if len(file.places) == 1 else ""


def _compare(file, kit, journal, bench):
    """What the key says about each answer, with the numbers of whoever the file may be."""
    who, given = file.candidate, file.run.get("answers")
    if not who or not given:
        return
    about = (file.sha256, who, kit.key_version(), file.language, _digest(given))
    known = journal.marks.get(about)
    if known is not None and not any(mark["status"] == "grader-error" for mark in known.values()):
        file.marks = known
        return
    marks = {
        name: bench.judged(name, who, kit.course, answer, file.language)
        for name, answer in given.items()
        if name in kit.exercises
    }
    if marks != known:
        known = journal.marked(file.sub.shown, about, marks)
    file.marks = known


def _digest(answers):
    return sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


class _Counter:
    """One line that counts: in place on a terminal, else every tenth."""

    def __init__(self, of, tell):
        self.done, self.of, self.tell = 0, of, tell
        self.terminal = tell and sys.stderr.isatty()

    def one(self, file):
        self.done += 1
        if self.terminal or (self.tell and (self.done % 10 == 0 or self.done == self.of)):
            words = f"{self.done}/{self.of}  {file.run_status}  {named(file.sub.shown, 200)}"
            shown = words.encode("ascii", "replace").decode() if not self.terminal else words
            print(
                f"\r{shown[:78]:<78}" if self.terminal else shown[:110],
                end="" if self.terminal else "\n",
                file=sys.stderr,
                flush=True,
            )

    def end(self):
        if self.terminal and self.of:
            print(file=sys.stderr)
