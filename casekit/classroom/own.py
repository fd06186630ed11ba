"""An instructor's own exercises: taken into a kit, built, and checked before anything is packed.

A set is three files of a folder: ``NAME.md`` (question and solution, as in exercises/source), ``NAME.py`` (``EXERCISES``:
numbers and form) and ``answers/NAME.py`` (an ``Answer`` for each, or ``KEYS``, ``MISTAKES``, ``JUDGES``, ``RUBRICS`` by hand). Its exercises are called
``NAME-1``, ``NAME-2`` and so on. What is checked: over 50 students the key is right and every mistake is told from it by
name; the solution, run as a student's notebook would be, gives full marks.
"""

import importlib.util
import json
import re
import shutil
from pathlib import Path

from casekit.core.language import say
from casekit.core.scratch import scratch
from casekit.errors import Refused, listed

STUDENTS = [f"{number}" for number in range(2026001, 2026051)]


def take_in(mine, source, tree, language):
    """Copy the sets of ``mine`` into the tree and build their notebooks; the names of the sets."""
    sets = _sets(mine)
    build = _builder(source)
    for name in sets:
        for origin, target in (
            (f"{name}.py", f"own/{name}.py"),
            (f"answers/{name}.py", f"own/answers/{name}.py"),
        ):
            path = tree / "exercises" / target
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(mine / origin, path)
        for edition in _editions(build, mine / f"{name}.md", language):
            _write(
                build,
                _page(build, mine / f"{name}.md", edition, "solution"),
                tree / f"exercises/{edition}/{name}.ipynb",
            )
            _write(
                build,
                _page(build, mine / f"{name}.md", edition, "answer"),
                tree / f"exercises/solutions/{edition}/{name}.ipynb",
            )
    return sets


def _sets(mine):
    """The names of the sets in a folder, each with its three files."""
    from casekit.exercises import LESSONS

    names = sorted(path.stem for path in Path(mine).glob("*.py")) if Path(mine).is_dir() else []
    wrong = [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", name) or name in LESSONS]
    missing = [f"{name}.md" for name in names if not (mine / f"{name}.md").is_file()]
    missing += [f"answers/{name}.py" for name in names if not (mine / "answers" / f"{name}.py").is_file()]
    if not names or wrong or missing:
        found = (
            say(f"names that cannot be used: {listed(wrong)}", f"不能用的名称：{listed(wrong)}")
            if wrong
            else ""
        )
        found = found or (
            say(f"missing: {listed(missing)}", f"缺少：{listed(missing)}")
            if missing
            else say(f"no set in {mine}", f"{mine} 里没有练习")
        )
        raise Refused(say("for each set NAME.md, NAME.py and answers/NAME.py; NAME in small letters, not a lesson's",
                          "每套练习要有 NAME.md、NAME.py 和 answers/NAME.py；NAME 用小写字母，且不与课名相同"), found,
                      say("see the handbook, teaching/handbook.md", "见使用手册 teaching/handbook.zh.md"))  # fmt: skip
    return names


def _builder(source):
    """``tools/build.py`` of the workbook's folder."""
    try:
        spec = importlib.util.spec_from_file_location("casekit_tools_build", source / "tools/build.py")
        build = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(build)
        return build
    except (ImportError, OSError) as error:
        raise Refused(say("the packages for authors (Jupytext, nbconvert)", "作者用的软件包（Jupytext、nbconvert）"), str(error),
                      say("type: python workbook.py class-kit ... --exercises ..., which installs them", "请用 python workbook.py class-kit …… --exercises ……，它会自动安装")) from error  # fmt: skip


def _editions(build, source, language):
    """The languages a source is written in; the kit's has to be among them."""
    text = source.read_text(encoding="utf-8")
    there = [edition for edition in build.LANGUAGES if re.search(rf'"lang":\s*"{edition}"', text)]
    if there and language not in there:
        raise Refused(say(f"{source.name} in the kit's language ({language})", f"{source.name} 要有课堂版的语言（{language}）"), listed(there),
                      say(f'mark its prose cells with +++ {{"lang": "{language}"}}', f'正文单元格请以 +++ {{"lang": "{language}"}} 开头'))  # fmt: skip
    return there or [language]


def _page(build, source, edition, gone):
    return build.Page(source, edition, source.with_suffix(".ipynb"), frozenset({gone}), False)


def _write(build, page, target):
    try:
        notebook = build.draft(page)
    except (SystemExit, ValueError, KeyError) as error:
        raise Refused(say("a source that can be built", "能生成笔记本的源文件"), f"{page.source.name}: {error}",
                      say("compare it with exercises/source/03_screening.md", "请对照 exercises/source/03_screening.md")) from error  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(build.text(notebook), encoding="utf-8", newline="\n")


def check(sets, tree, course, bench):
    """Refuse a set whose key, mistakes or solution are not as they should be; the solutions leave the tree."""
    faults = []
    for name in sets:
        exercises = [each["name"] for each in bench.needed("describe") if each["lesson"] == name]
        faults += _numbering(name, exercises)
        for exercise in exercises:
            told = bench.needed("check", exercise=exercise, course=course, students=STUDENTS)
            faults += [f"{exercise}: {say(*words)}" for words in told]
    for name in sets if not faults else []:
        exercises = [each["name"] for each in bench.needed("describe") if each["lesson"] == name]
        faults += _solved(name, exercises, tree, course, bench)
    if sets:
        shutil.rmtree(tree / "exercises/solutions")
    if faults:
        raise Refused(say("exercises whose key is right, whose mistakes are told apart, and whose solution solves them",
                          "答案正确、各种错误能区分、解答能得满分的练习"), "\n  ".join(faults[:12]),
                      say("mend these and make the kit again", "改正后重新制作"))  # fmt: skip


def _numbering(name, exercises):
    wanted = [f"{name}-{number}" for number in range(1, len(exercises) + 1)]
    return [] if exercises and exercises == wanted else [
        say(f"{name}.py: EXERCISES has {listed(exercises)}; they are called {name}-1, {name}-2 ...",
            f"{name}.py：EXERCISES 里是 {listed(exercises)}；名称应为 {name}-1、{name}-2 ……")]  # fmt: skip


def _solved(name, exercises, tree, course, bench):
    """Run the solution's notebook with two students' numbers, as a hand-in is run; what is not right in it."""
    from casekit.handin import Limits, Runner

    with scratch() as place:
        copies = {
            str(_with_number(solution, who, place)): (solution.parent.name, who)
            for solution in sorted((tree / "exercises/solutions").glob(f"*/{name}.ipynb")) for who in STUDENTS[:2]
        }  # fmt: skip
        with Runner(tree, Limits(), 2) as runner:
            outcomes = sorted(runner.outcomes(copies), key=lambda outcome: str(outcome.path))
    faults = []
    for outcome in outcomes:
        language, who = copies[str(outcome.path)]
        faults += _not_right(outcome, exercises, who, course, bench, language)
    return faults


def _with_number(solution, who, place):
    """The solution with a student's number declared behind its set-up."""
    notebook = json.loads(solution.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "setup" in cell["metadata"].get("tags", []):
            cell["source"] = "".join(cell["source"]) + f'\nimport casekit\ncasekit.i_am("{who}")'
    path = place / f"{solution.parent.name}-{who}-{solution.name}"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def _not_right(outcome, exercises, who, course, bench, language):
    faults = []
    for exercise in exercises:
        if exercise not in outcome.answers:
            why = (
                outcome.note
                or listed([f"{cell}: {error}" for cell, error in outcome.errors])
                or outcome.status
            )
            faults.append(
                say(
                    f"{exercise}: the solution ({language}) gives no answer: {why}",
                    f"{exercise}：解答（{language}）没有给出答案：{why}",
                )
            )
            continue
        said = bench.judged(exercise, who, course, outcome.answers[exercise], language)
        if said["status"] != "right":
            faults.append(
                say(
                    f"{exercise}: the solution ({language}, student {who}) is answered: {said['words']}",
                    f"{exercise}：解答（{language}，学号 {who}）被判：{said['words']}",
                )
            )
    return faults
