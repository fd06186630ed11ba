"""For instructors: a kit for the class, and marks for what comes back. Students do not get this part.

>>> from casekit.classroom import class_kit, grade
>>> class_kit("MKT301", "zh", "kit")                              # doctest: +SKIP
>>> grade("submissions", kit="kit", out="grades.csv")             # doctest: +SKIP

Read it in this order:

* ``kit``         what a class kit holds and how it is made; ``readme`` its README; ``tutor`` its contract for assistants; ``own`` an instructor's own exercises
* ``kits``        opening a kit that was made
* ``roster``      who is in the class, and whose a file is by its place
* ``collecting``  the files that were handed in, out of folders and zips (``unpacking``); ``times`` when they were
* ``layout``      which part of a path the platform or the instructor wrote, and which the student
* ``homes``       the hand-in folders in the homes of a hub
* ``comparing``   an answer against the key, in a process of its own (``bench``) that has the kit's casekit
* ``journal``     what has been done so far, so that an interrupted run goes on
* ``parts``       a marking spread over machines, and taking the parts in
* ``attribution``    which file counts for whom, and why; nothing here looks at a file or a clock. ``counting`` which of one student's
* ``exceptions``  what is agreed with one student alone, and the log of it
* ``grading``     the whole way from submissions to ``grades.csv``
* ``marksheet``   what is written then: the sheet, and what lies beside it
* ``by_hand``     the sheet for answers a person marks
* ``gradebooks``  files that Moodle and Canvas import
* ``feedback``    a page for each student (``templates``: its HTML, and the report's)
* ``report``      the class in numbers, for the projector and for the instructor; ``report_page`` the page
* ``sheets``      CSV that opens well in a spreadsheet and starts no formula
* ``notes``       what a teaching note shows by code: mistakes, rubric, marked samples; ``board`` the board as a picture
* ``commands``    ``casekit class-kit`` and ``casekit grade``
"""

from importlib import import_module

_HOME = {"class_kit": "kit", "grade": "grading"}
__all__ = sorted(_HOME)


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f"casekit.classroom.{_HOME[name]}"), name)
    raise AttributeError(f"casekit.classroom has no {name!r}; it has {', '.join(__all__)}")
