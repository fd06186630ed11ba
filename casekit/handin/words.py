"""What is said about a submission, by code: the run reports codes and numbers, the words are made where they are read."""

from casekit.core.harmless import harmless, named
from casekit.core.language import say

OF_STUDENTS = ("side", "language", "exercise", "encoding", "format")  # a student may have chosen these words


def sentence(code, parameters):
    """One note in the language in force; an unknown code is shown as it is."""
    try:
        shown = {
            name: (named if name in OF_STUDENTS else harmless)(value, 160)
            for name, value in parameters.items()
        }
        return say(*WORDS[code]).format(**shown)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return named(code, 60)


WORDS = {
    # reading
    "missing": ("The file cannot be opened ({why}).", "文件打不开（{why}）。"),
    "empty": ("The file is empty.", "文件是空的。"),
    "no-code": ("The notebook has no code cell with anything in it.", "笔记本里没有写了代码的单元格。"),
    "too-large": ("The file has {size} MB; up to {most} MB is read.", "文件有 {size} MB，最多读 {most} MB。"),
    "source-too-large": ("The cells hold {size} MB of text; up to {most} MB is read.", "单元格里有 {size} MB 文字，最多读 {most} MB。"),
    "too-many-cells": ("The notebook has {size} cells; up to {most} are read.", "笔记本有 {size} 个单元格，最多读 {most} 个。"),
    "too-many-parts": ("The file has far more parts than a notebook; up to {most} are read.", "文件的组成部分远多于一份笔记本，最多读 {most} 个。"),
    "truncated": ("The file ends in the middle: it was not saved or sent as a whole.", "文件中途断了：没有保存完整或没有传完。"),
    "not-json": ("This is not a notebook file (line {line}).", "这不是笔记本文件（第 {line} 行读不通）。"),
    "not-notebook": ("This is JSON, but not a notebook.", "这是 JSON，但不是笔记本。"),
    "conflict": ("The file has conflict markers of a version control; the side marked {side} was taken.",
                 "文件里有版本冲突标记，取了标为 {side} 的一侧。"),
    "encoding": ("The file was in {encoding}, not UTF-8.", "文件编码是 {encoding}，不是 UTF-8。"),
    "old-format": ("The notebook has format {format}, an old one.", "笔记本是旧格式 {format}。"),
    "language": ("The notebook says its language is {language}; it was run as Python.", "笔记本标的语言是 {language}，仍按 Python 运行。"),
    "retyped": ("Cell {cell} is no longer a code cell; since it holds an answer or a check, it was run.",
                "第 {cell} 个单元格不再是代码格；其中有答案或检查，照样运行了。"),
    "retyped-not-run": ("Cell {cell} is no longer a code cell and was not run.", "第 {cell} 个单元格不再是代码格，没有运行。"),
    # running
    "cell-timeout": ("Cell {cell} took longer than {seconds} s and was stopped.", "第 {cell} 个单元格超过 {seconds} 秒，已中止。"),
    "notebook-timeout": ("The notebook took longer than {seconds} s; it was stopped in cell {cell}.",
                         "整个笔记本超过 {seconds} 秒，在第 {cell} 个单元格中止。"),
    "ended-python": ("Cell {cell} ended Python altogether; the rest was run without it.",
                          "第 {cell} 个单元格让整个 Python 退出，其余单元格跳过它继续运行。"),
    "memory": ("Cell {cell} wanted more memory than the {most} MB there are.", "第 {cell} 个单元格要的内存超过 {most} MB。"),
    "answers-too-large": ("The answers are longer than can be taken.", "答案太长，收不下。"),
    "answer-too-large": ("The answer to {exercise} is longer than can be taken.", "{exercise} 的答案太长，收不下。"),
    "files-too-large": ("The notebook writes more than the {most} MB there are.", "笔记本写的文件超过 {most} MB。"),
    "no-number": ("The notebook declares no student number.", "笔记本里没有填学号。"),
    "no-exercise": ("No exercise of this workbook is in the notebook.", "笔记本里没有本教程的练习。"),
    "no-check": ("No answer was given to any check.", "没有给任何检查填答案。"),
    "runner": ("The run could not be made ({why}).", "没能运行（{why}）。"),
}  # fmt: skip
