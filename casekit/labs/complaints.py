"""Lesson 14: complaints. The two labs have files of their own."""

from casekit.labs.complaint_desk import desk_lab
from casekit.labs.waiting_line import queue_lab

__all__ = ["desk_lab", "queue_lab"]
