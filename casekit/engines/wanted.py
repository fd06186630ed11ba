"""The engines are extras: where one is not installed, say how to get it."""

from importlib import import_module

from casekit.core.language import say
from casekit.errors import Refused


def needs(name):
    """The module of this name; refused, saying how to install it, where it is not there."""
    try:
        return import_module(name)
    except ImportError:
        raise Refused(
            say(f"{name}, which reads such tables", f"读取这类表所需的 {name}"),
            say("it is not installed", "尚未安装"),
            say(f"pip install casekit[engines], or pip install {name}", f"pip install casekit[engines]，或 pip install {name}"),
        ) from None  # fmt: skip
