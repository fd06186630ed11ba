"""The reader's language: words in two languages stand side by side where they are used, ``say(en, zh)``."""

import os

_now = {"language": "zh" if os.environ.get("CASEKIT_LANGUAGE") == "zh" else "en"}


def say(en, zh):
    """The English or the Chinese words, by the reader's language."""
    return zh if language() == "zh" else en


def language():
    """The reader's language: ``"en"`` or ``"zh"``."""
    return _now["language"]


def speak(code):
    """From now on speak ``"en"`` or ``"zh"``, without a word about it; readers call ``casekit.use_language``."""
    _now["language"] = code
