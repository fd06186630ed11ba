"""The debrief of a game: against others under the same luck, and where the money went. To come."""


def debrief(game):
    """To come."""
    raise NotImplementedError
