"""Marking spread over machines: each runs its share and writes a journal; one machine takes the journals in and marks.

``casekit grade submissions --kit kit --part 3/10`` runs the third of ten shares and writes
``grades-part-03-of-10-journal.jsonl``. ``casekit grade submissions --kit kit --merge parts/`` takes all journals in and
then marks the whole as always: who owns a file and which one counts can only be said with all files in sight, and
nothing that ran elsewhere runs again. So the sheets are those that one machine gives, to the byte.
"""

import json
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

from casekit.core.harmless import named
from casekit.core.language import say
from casekit.errors import Refused

MOST = 1000


def share(part):
    """A share as ``(3, 10)``, or None.

    >>> share("3/10"), share(None)
    ((3, 10), None)

    Raises
    ------
    Refused
        If it is none, such as ``0/10`` or ``11/10``.
    """
    if part is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", str(part).strip())
    mine, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= mine <= of <= MOST:
        raise Refused(say("a part such as 3/10: the third of ten", "形如 3/10 的份额：十份中的第三份"), repr(part),
                      say(f"count from 1; at most {MOST} parts", f"从 1 数起，最多 {MOST} 份"))  # fmt: skip
    return mine, of


def name(out, share):
    """The mark sheet's name, or for a part the name that its journal is called by."""
    if not share:
        return out
    return out.with_name(f"{out.stem}-part-{share[0]:02}-of-{share[1]:02}{out.suffix}")


def holds(share, sub):
    """Whether a submission is in a share: by its student where the place names one, else by its folder."""
    return share is None or place_of(whose(sub), share[1]) == share[0]


def whose(sub):
    """What keeps the files of one person together before anything has run; a Mac takes letters with marks apart."""
    return unicodedata.normalize("NFC", sub.places[0] if len(sub.places) == 1 else sub.unit)


def place_of(key, of):
    """The share, from 1 to ``of``, that a student or folder falls into: the same on every machine."""
    return int.from_bytes(sha256(key.encode("utf-8", "backslashreplace")).digest()[:8]) % of + 1


def tell(out, share, files, all_of_them, ran, tell):
    """What a part has done; it has no rows."""
    if tell:
        print(say(f"Part {share[0]} of {share[1]}: {len(files)} of {all_of_them} files, {ran} run. Bring {out.stem}-journal.jsonl to where the marks are made, and give it to grade --merge.",
                  f"第 {share[0]} 份（共 {share[1]} 份）：{all_of_them} 个文件中的 {len(files)} 个，运行 {ran} 个。请把 {out.stem}-journal.jsonl 带到汇总成绩的电脑上，用 grade --merge 读入。"))  # fmt: skip
    return []


def tell_merged(taken, ran, tell):
    if tell:
        print(say(f"{taken} runs were taken over from the parts; {ran} files were run here.", f"从各份读入 {taken} 次运行结果；在这里运行 {ran} 个文件。"))


# Taking them in ---------------------------------------------------------------------------------------------------


def take_in(journal, given, kit):
    """Take the journals of parts in; how many runs were new.

    Raises
    ------
    Refused
        If one belongs to another kit, or was marked with other answers.
    """
    return journal.add(line for path in _journals(given) for line in _lines(path, kit))


def _journals(given):
    """The journals, those of a folder among them, each once and in the order of their names."""
    found = []
    for each in map(Path, given):
        inside = sorted(each.rglob("*-part-*-journal.jsonl")) if each.is_dir() else [each]
        if not inside or not all(path.is_file() for path in inside):
            raise Refused(say("journals of parts, or a folder with them", "各份的记录文件，或装有它们的文件夹"), named(str(each)),
                          say("give what grade --part wrote: grades-part-01-of-10-journal.jsonl ...", "请给出 grade --part 生成的 grades-part-01-of-10-journal.jsonl 等文件"))  # fmt: skip
        found += inside
    return sorted(dict.fromkeys(path.resolve() for path in found), key=lambda path: (path.name, str(path)))


def _lines(path, kit):
    """The lines of a part's journal that can be read, looked through before any is used."""
    lines = []
    for line in path.read_bytes().split(b"\n"):
        try:
            lines.append(json.loads(line)) if line.strip() else None
        except ValueError:
            continue  # torn by a power cut
    begun = [line for line in lines if isinstance(line, dict) and line.get("what") == "begin"]
    if not begun or any(line.get("kit") != kit.kit for line in begun):
        raise Refused(say(f"the journal of a part of this kit ({kit.kit})", f"属于这个课堂版（{kit.kit}）的记录文件"), named(path.name),
                      say("mark all parts with the same kit", "各份要用同一个课堂版评分"))  # fmt: skip
    if begun[-1].get("key") != kit.key_version():
        raise Refused(say("parts marked with the answers that are in the kit now", "按课堂版里现在的答案评的份额"), named(path.name),
                      say("run that part again with this kit; nothing that ran runs twice", "请用这个课堂版再运行那一份，已运行的不会重复"))  # fmt: skip
    return [line for line in lines if isinstance(line, dict) and line.get("what") in ("run", "marks")]
