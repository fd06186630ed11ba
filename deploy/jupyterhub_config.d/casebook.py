"""JupyterHub's side of the casebook: whose server speaks which language, and whose student number stands in the exercises.

The Littlest JupyterHub reads this file from /opt/tljh/config/jupyterhub_config.d; Zero to JupyterHub takes it with
--set-file hub.extraConfig.casebook=FILE; any other hub with load_subconfig("FILE"). Read deploy/README.md.
"""

import csv
import io
import os
from html import escape

ROSTER = os.environ.get("CASEBOOK_ROSTER", "")  # the class's roster.csv, where only the hub can read it; "" for none
LANGUAGE = os.environ.get("CASEBOOK_LANGUAGE", "")  # "en" or "zh" for whom nothing else is said; "": the class kit's own
ASK = os.environ.get("CASEBOOK_ASK", "") == "1"  # whether each student chooses the language when the server starts

FOLDER = os.environ.get("CASEBOOK_FOLDER", "")  # the students' folder in their homes, "casebook-2027" for a second class; "": casebook
TLJH = "/opt/tljh/user/bin/casekit"  # where The Littlest JupyterHub has what students run
COMMAND = os.environ.get("CASEBOOK_COMMAND") or (TLJH if os.path.exists(TLJH) else "casekit")

LANGUAGES = {"en": "English", "zh": "中文"}
OURS = ("CASEKIT_LANGUAGE", "CASEKIT_STUDENT", "CASEKIT_WORK")
COLUMNS = {"学号": "student", "Hub 用户名": "hub_user", "语言": "language"}


def roster(path):
    """The rows of the roster by user name, in small letters as the hub writes it; without ``hub_user``, by student number.

    It is read as spreadsheets save it: UTF-8 or GB18030; commas, semicolons or tabs.
    """
    if not path or not os.path.exists(path):
        return {}
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    heads = text.split("\n", 1)[0]
    mark = max(",;\t", key=heads.count)
    read = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    rows = [{COLUMNS.get(name, name): (cell or "").strip() for name, cell in row.items() if name} for row in read]
    return {(row.get("hub_user") or row.get("student", "")).lower(): row for row in rows}


def about(user, groups=(), chosen="", path=None):
    """What the server of one user is told, as environment variables.

    The language: what the user chose in the form, else a group ``casebook-en`` or ``casebook-zh``, else the roster's column
    ``language``, else ``LANGUAGE``. The student number: the roster's.
    """
    row = roster(ROSTER if path is None else path).get(user.lower(), {})
    of_group = [code for code in LANGUAGES if f"casebook-{code}" in groups]
    told = [chosen, *of_group, row.get("language", "").lower(), LANGUAGE]
    found = {
        "CASEKIT_LANGUAGE": next((code for code in told if code in LANGUAGES), ""),
        "CASEKIT_STUDENT": row.get("student", ""),
        "CASEKIT_WORK": f"~/{FOLDER}" if FOLDER else "",
    }
    return {name: value for name, value in found.items() if value}


def tell(spawner):
    """Before a server starts: what it is told about its user."""
    chosen = (spawner.user_options or {}).get("language", "")
    groups = [group.name for group in spawner.user.groups]
    try:
        told = about(spawner.user.name, groups, chosen)
    except (OSError, ValueError, csv.Error) as fault:  # a class does not wait for a roster
        spawner.log.error("The casebook's roster cannot be read, so no student number is filled in: %s", fault)
        told = about(spawner.user.name, groups, chosen, path="")
    kept = {name: value for name, value in spawner.environment.items() if name not in OURS}
    spawner.environment = kept | told


def form(spawner):
    """The question before a server starts, in both languages."""
    options = "".join(f'<option value="{code}">{escape(name)}</option>' for code, name in LANGUAGES.items())
    return f'<label for="language">Language 语言</label> <select class="form-control" name="language" id="language">{options}</select>'


def answer(data):
    """What was chosen in the form."""
    chosen = [code for code in data.get("language", []) if code in LANGUAGES]
    return {"language": chosen[0]} if chosen else {}


if "c" in globals():  # the hub's configuration; a test that reads this file has none
    c.Spawner.cmd = [COMMAND, "hub"]  # noqa: F821
    c.Spawner.pre_spawn_hook = tell  # noqa: F821
    if ASK:
        c.Spawner.options_form = form  # noqa: F821
        c.Spawner.options_from_form = answer  # noqa: F821
