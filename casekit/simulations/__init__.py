"""Simulations worth a class hour, built from the lessons' own formulas.

The credit desk: ``credit_world`` (who buys, and every number of the model), ``credit_luck``, ``credit_trade`` (one
customer, one quarter), ``credit_decision``, ``credit_desk`` (the game), ``credit_rivals``, ``credit_solver``, ``credit_debrief``.
"""
