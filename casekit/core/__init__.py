"""What every other part of casekit stands on: the language, days, folders, files, plain HTML.

Nothing here knows the chapter, and nothing here imports anything of casekit but ``errors``.
"""
