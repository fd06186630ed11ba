"""The browser edition, built by tools/browser_edition.py, in a real browser: `CASEBOOK_SITE=build/site/lab python -m pytest tests/site`. Left out everywhere else."""
