"""Simulations worth a class hour, built from the lessons' own formulas.

The complaints desk: ``complaint_kinds`` (fourteen kinds of complaint and their odds), ``complaint_luck`` (one day's cases),
``complaint_rules`` (every number of the game), ``complaint_day`` (the game), ``complaint_costs``, ``complaint_rivals``,
``complaint_record`` (the plain file), ``complaint_debrief``.
"""
