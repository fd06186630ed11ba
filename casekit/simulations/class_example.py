"""An example class: five invented teams, of which three hand in and two never come. For the pages, and for trying things out.

It lives in a folder for temporary files, which is gone when the program ends.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from casekit.core.language import say
from casekit.simulations import class_game, class_team
from casekit.simulations.credit_decision import Decision

SEED = "the example class"
COURSE = "EXAMPLE"


def teams():
    """The names of the five teams."""
    return [say("Osmanthus", "桂花组"), say("Bamboo", "青竹组"), say("Plum", "红梅组"), say("Orchid", "兰草组"), say("Maple", "枫叶组")]


def opened(rounds=8):
    """The example class, before its first round."""
    folder = Path(tempfile.mkdtemp(prefix="casekit-class-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return class_game.open_class(folder / "class", COURSE, teams(), rounds, SEED)


def hand_in(room, number):
    """The three teams that are there hand in for a round; Plum overslept the fourth, and Bamboo changes its mind in the second."""
    osmanthus, bamboo, plum = (class_team.join(room.code, name, room.shared) for name in room.teams[:3])
    customers = osmanthus.results()["customers"]
    osmanthus.hand_in(_careful(customers[osmanthus.name]))
    if number == 2:
        bamboo.hand_in(Decision.usual())
    bamboo.hand_in(_growing(number))
    if number != 4:
        plum.hand_in(_frightened(customers[plum.name], number))


def after(number, rounds=8):
    """The example class after so many rounds."""
    return play_on(opened(rounds), number)


def play_on(room, upto=8):
    """Let the example class play; a class of your own is left as it is.

    Parameters
    ----------
    room : ClassGame
    upto : int
        The last round that is cleared.
    """
    if room.about["course"] != COURSE:
        print(say("This is your own class: nothing is played for it.", "这是你自己的班，不会替它操作。"))
        return room
    for number in range(room.open_round, min(upto, room.about["rounds"]) + 1):
        hand_in(room, number)
        room.clear(number)
    return room


def _careful(customers):
    """Longer terms for those who are sound; who shows two signs gets nothing."""
    stop = [one["customer_id"] for one in customers if one["signs"] >= 2 and one["state"] != "gone"]
    return Decision({"A": "N/60", "B": "N/30", "C": "2/15, N/30", "D": "N/0"}, 200, 2, stop)


def _growing(number):
    """Sales first: longer and longer terms."""
    terms = "N/60" if number < 4 else "N/90"
    return Decision({"A": terms, "B": terms, "C": "N/60", "D": "N/30"}, 400, 1 if number < 6 else 2)


def _frightened(customers, number):
    """Begins as it was; after the first loss cash for all but the best, and hard collecting."""
    if number == 1 or not any(one["state"] == "gone" for one in customers):
        return Decision.usual()
    return Decision({"A": "N/30", "B": "N/0", "C": "N/0", "D": "N/0"}, 50, 3)
