"""Language, tables and figures for reading."""

_language = "en"


def say(en, zh):
    """The English or the Chinese words, by the reader's language."""
    return zh if _language == "zh" else en
