"""The reader's desk: the lessons there are, your own copies, your progress, who you are, opening JupyterLab, the check-up.

* ``lessons``  the registry of lessons
* ``my_work``  the reader's own copies of the lessons
* ``record``   what the reader has done so far
* ``student``  who you are: ``i_am("2026001")`` gives you your own numbers
* ``serve``    JupyterLab on those copies, in the reader's language
* ``hub``      the same as a student's server on a JupyterHub
* ``slides``   a lesson as slides in JupyterLab
* ``checkup``  the doctor: is everything in place, and how to mend what is not
"""
