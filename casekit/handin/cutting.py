"""Cutting the outputs out of a large notebook file: 200 MB of output beside small cells need not be read to be left out."""

import mmap
import re

MIB = 2**20
LARGE = 50 * MIB  # up to here also in another encoding than UTF-8, where outputs cannot be cut out
OUTPUTS = (b"outputs", b"attachments", b"widgets")
MANY = 1_000_000  # parts of a notebook without its outputs; each takes many times its few bytes of a file
TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)


class TooMany(ValueError):
    """More strings, lists and dicts beside the outputs than a notebook has."""


class TooLarge(ValueError):
    """A large file in an encoding that nothing can be cut out of."""


def without_outputs(path):
    """A large notebook's bytes without the values of ``outputs``; its strings are skipped without being made.

    UTF-16 and GB 18030 use bytes that look like quotation marks and brackets, so such a file is taken as it is.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or not _starts_as_utf8(data):
            if len(data) > LARGE:
                raise TooLarge
            return data[:]
        return cut(data)


def cut(data):
    """A notebook in UTF-8 without the values of ``outputs``."""
    kept, done = [], 0
    for start, end in _spans(data):
        kept.append(data[done:start] + b"[]")
        done = end
    return b"".join([*kept, data[done:]])


def _starts_as_utf8(data):
    try:
        data[: 64 * 1024].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > 64 * 1024 - 4
    return True


def _spans(data):
    """Where the values of ``outputs`` stand: ``(start, end)`` of each array or object."""
    depth, since, named, start, left = 0, None, False, 0, MANY
    for token in TOKEN.finditer(data):
        sign = data[token.start()]
        left -= since is None
        if left < 0:
            raise TooMany
        if sign in b"[{":
            depth += 1
            if named and since is None:
                since, start = depth, token.start()
        elif sign in b"]}":
            if depth == since:
                yield start, token.end()
                since = None
            depth -= 1
        named = since is None and sign == 34 and _is_outputs(data, token)
    if since is not None:  # cut off inside an output
        yield start, len(data)


def _is_outputs(data, token):
    """Whether a string is the key ``outputs`` (and not a text that says so): a colon follows."""
    start, end = token.span()
    return (
        end - start < 20 and data[start + 1 : end - 1] in OUTPUTS and data[end : end + 8].lstrip()[:1] == b":"
    )
