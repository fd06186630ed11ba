"""Simulations worth a class hour, built from the lessons' own formulas.

The complaints desk: ``complaint_kinds`` (fourteen kinds of complaint and their odds), ``complaint_luck`` (one day's cases),
``complaint_day`` (the game and every number of its rules), ``complaint_costs``, ``complaint_rivals``, ``complaint_debrief``.
"""
