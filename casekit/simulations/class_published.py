"""What a class publishes in its shared folder, read and checked by anybody: ``game.json`` and ``after_round_03.json``."""

import json
from pathlib import Path

from casekit.core.language import say
from casekit.errors import Refused
from casekit.simulations import class_play
from casekit.simulations.credit_world import WORLD

CLASS, RESULTS = "credit game, class 1", "credit game, results 1"


def results_name(number):
    """The name of the file with the results of a round.

    >>> results_name(3)
    'after_round_03.json'
    """
    return f"after_round_{number:02}.json"


def read_class(folder):
    """What ``game.json`` of a shared folder says.

    Raises
    ------
    Refused
        If there is none, it cannot be read, or it is for another version of the simulation.
    """
    return of_this_version(read_own(Path(folder) / "game.json", CLASS))


def of_this_version(about):
    """The class, refused where it is for another version of the simulation."""
    if about["rules"] != WORLD.version:
        raise Refused(say(f"version {about['rules']} of the credit game", f"第 {about['rules']} 版信用政策模拟"), WORLD.version,
                      say("all of a class use the same version of the workbook", "全班须用同一版本的教程"))  # fmt: skip
    return about


def read_results(folder):
    """The newest results in a shared folder; those of round 0 are how everybody begins."""
    about = read_class(folder)
    number = max((n for n in range(about["rounds"] + 1) if (Path(folder) / results_name(n)).exists()), default=0)
    results = read_own(Path(folder) / results_name(number), RESULTS)
    if results["class"] != about["code"]:
        raise _unfit(results_name(number))
    return results


def read_own(path, kind):
    """One of our own files."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        raise _unfit(path.name) from None
    if not isinstance(found, dict) or found.get("casekit") != kind:
        raise _unfit(path.name)
    return found


def _unfit(name):
    return Refused(say(f"the file {name} of this class", f"本班的文件 {name}"), say("none that can be read", "没有，或无法读取"),
                   say("look whether it is the right folder, and whether the file has arrived whole", "请检查文件夹是否正确，文件是否完整"))  # fmt: skip


def is_as_promised(folder):
    """Whether the luck was fixed before the first round, and every number follows from it: for anybody, after the last round.

    Plays everything again from what was published.

    Raises
    ------
    Refused
        Before the last round is cleared.
    """
    about, results = read_class(folder), read_results(folder)
    if "secret" not in results:
        raise Refused(say("results of the last round", "最后一轮的结果"), say("a game that goes on", "游戏尚未结束"),
                      say("the luck is told when the last round is cleared", "最后一轮结算后才公布随机种子"))  # fmt: skip
    rounds = [{"teams": one} for one in results["rounds"]]
    games = class_play.replayed(class_play.luck_of(results["secret"]), about, rounds)
    same = all(
        one[team]["quarter"] == class_play.quarter_of(games[team], at)
        for at, one in enumerate(results["rounds"], 1)
        for team in about["teams"]
    )
    return class_play.promise_of(results["secret"]) == about["promise"] and same
