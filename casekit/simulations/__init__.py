"""Simulations worth a class hour, built from the lessons' own formulas.

The credit desk: ``credit_world`` (who buys, and every number of the model), ``credit_luck``, ``credit_trade`` (one
customer, one quarter), ``credit_decision``, ``credit_desk`` (the game), ``credit_rivals``, ``credit_solver``, ``credit_debrief``.

The same desk as a class game: ``class_rules``, ``class_sheet`` (a team's decision file), ``class_game`` (opening, joining, clearing
a round), ``class_league``, ``class_play``.

The complaints desk: ``complaint_kinds`` (fourteen kinds of complaint and their odds), ``complaint_luck`` (one day's cases),
``complaint_rules`` (every number of the game), ``complaint_day`` (the game), ``complaint_costs``, ``complaint_rivals``,
``complaint_record`` (the plain file), ``complaint_debrief``.
"""
