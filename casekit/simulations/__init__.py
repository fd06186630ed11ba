"""Simulations worth a class hour, built from the lessons' own formulas.

The credit desk: ``credit_world`` (who buys, and every number of the model), ``credit_luck``, ``credit_trade`` (one
customer, one quarter), ``credit_decision``, ``credit_desk`` (the game), ``credit_rivals``, ``credit_solver``, ``credit_debrief``.

The same in class: ``class_game`` (opening a class, clearing a round), ``class_sheet`` (a team's file), ``class_files`` (where files come from),
``class_rules`` (which of them counts), ``class_team`` (joining, handing in), ``class_play`` and ``class_published`` (results, checked by anybody),
``class_league``, ``class_debrief``, ``class_pictures``, ``class_words``; ``class_example`` plays by itself.

The complaints desk: ``complaint_kinds`` (fourteen kinds of complaint and their odds), ``complaint_luck`` (one day's cases),
``complaint_rules`` (every number of the game), ``complaint_day`` (the game), ``complaint_costs``, ``complaint_rivals``,
``complaint_record`` (the plain file), ``complaint_debrief``.
"""
