"""What is said about a file, by code: what is decided keeps codes, the words are made where they are read."""

from casekit.core.harmless import harmless
from casekit.core.language import say

at_last = object()  # late, but nobody knows by how much


def note(code, **parameters):
    """One thing to be said."""
    return [code, parameters]


def joined(code, parameters):
    """A note in the reader's language."""
    return say(*WORDS[code]).format(**{name: harmless(value, 800) for name, value in parameters.items()})


WORDS = {
    "conflict": ("Place and notebook name different students: {numbers}. Nobody's marks are changed.",
                 "文件位置和笔记本里写的不是同一个学生：{numbers}。谁的成绩都没有改动。"),
    "by-place": ("No number in the notebook; it is this student's by its place.", "笔记本里没有学号，按文件位置归属。"),
    "unknown": ("{number} is not in the roster.", "名单里没有 {number}。"),
    "unknown-near": ("{number} is not in the roster; near: {near}.", "名单里没有 {number}；相近的有 {near}。"),
    "no-number": ("No student number: neither by place nor in the notebook. Write the folder's name into the roster.",
                  "没有学号：文件位置和笔记本里都没有。请把文件夹名写进名单。"),
    "claimed": ("{number} is claimed from several places ({others}). Write the right folder, or path, into the roster.",
                "{number} 被几处同时声明（{others}）。请把正确的文件夹名（或整个路径）写进名单。"),
    "hidden": ("Found only in {folder}, which a system made; there is no other notebook.", "只在系统文件夹 {folder} 里找到，没有别的笔记本。"),
    "other-lesson": ("It holds the exercises of {lessons}, which are not being marked now.", "里面是 {lessons} 的练习，这次不评。"),
    "other-owner": ("The file belongs to another user of the system than the home.", "文件属于系统里的另一个用户，不属于主目录的主人。"),
    "no-time": ("The time of hand-in is not known.", "不知道提交时间。"),
    "late": ("Late by {by}.", "迟交 {by}。"),
    "late-marked": ("Late, says the learning platform.", "教学平台标为迟交。"),
    "superseded": ("{lesson}: {by} counts instead.", "{lesson}：以 {by} 为准。"),
    "superseded-tie": ("{lesson}: {by} counts instead; both have the same time, so the last by name was taken.",
                       "{lesson}：以 {by} 为准；两份时间相同，按文件名取后一份。"),
    "same-file": ("The very same file as that of {others}.", "与 {others} 的文件完全相同。"),
}  # fmt: skip
