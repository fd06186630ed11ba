"""Notebook files as students hand them in: what saved them does not matter, what cannot be read is told apart."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.handin import cutting, reading
from casekit.handin.reading import Unreadable, read, runs
from tests.submissions import as_format_3, code, honest, retyped, text_of

WHO = "2026001"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The cells of an honest notebook."""
    path = tmp_path_factory.mktemp("plain") / "a.ipynb"
    path.write_text(text_of(honest(WHO, "zh")), encoding="utf-8")
    return read(path).cells


@pytest.fixture
def put(tmp_path):
    """Write a file and give its path."""

    def write(data):
        path = tmp_path / "a.ipynb"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


def notebook(*cells):
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def refused(path, **more):
    with pytest.raises(Unreadable) as error:
        read(path, **more)
    return error.value.status, error.value.code


def sources(path):
    return [cell.source for cell in read(path).cells]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(plain, put, encoding, end):
    path = put(text_of(honest(WHO, "zh")).replace("\n", end).encode(encoding))
    assert read(path).cells == plain
    told = [parameters["encoding"] for code_, parameters in read(path).notes if code_ == "encoding"]
    assert told == ([] if encoding.startswith("utf-8") else told[:1]) and bool(told) != encoding.startswith(
        "utf-8"
    )


def test_line_ends_inside_the_cells(put):
    assert sources(put(notebook(code("a = 1\r\nb = 2\rc = 3")))) == ["a = 1\nb = 2\nc = 3"]


def test_sources_as_lists_of_lines(put):
    assert sources(put(notebook(code(["a = 1\n", "b = 2"])))) == ["a = 1\nb = 2"]


def test_format_3(plain, put):
    old = read(put(text_of(as_format_3(honest(WHO, "zh")))))
    assert [(cell.kind, cell.source) for cell in old.cells] == [(cell.kind, cell.source) for cell in plain]
    assert old.notes == [["old-format", {"format": 3}]]


# large files ---------------------------------------------------------------------------------------------------


def with_outputs(size):
    made = honest(WHO, "zh")
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            text = ['"outputs": [ \\" ] } {"\n' * 3, "清禾" * 10] * (size // 900)
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": text},
                {"data": {"image/png": "A" * size}},
            ]
    return made


@pytest.mark.parametrize("indent", [None, 1])
def test_outputs_are_cut_out_of_large_files(plain, put, indent):
    path = put(json.dumps(with_outputs(1_000_000), indent=indent, ensure_ascii=False))
    assert path.stat().st_size > reading.SMALL
    assert read(path).cells == plain
    assert len(cutting.without_outputs(path)) < 50_000


def test_a_large_file_cut_off_inside_an_output_is_cut_off(put):
    text = json.dumps(with_outputs(1_000_000), ensure_ascii=False)
    assert refused(put(text[: len(text) // 2])) == ("unreadable", "truncated")


def test_what_looks_like_an_output_inside_a_cell_stays(put):
    words = 'x = {"outputs": [1, 2], "attachments": {}}  # "outputs": ["'
    path = put(notebook(code(words), code("y" * 5_000_000)))
    assert sources(path)[0] == words


def test_large_files_in_other_encodings_are_read_whole_or_refused(plain, put, monkeypatch):
    path = put(text_of(with_outputs(300_000)).encode("utf-16"))
    assert read(path).cells == plain
    monkeypatch.setattr(cutting, "LARGE", 1_000_000)
    assert refused(path) == ("too-large", "too-large")


def test_sizes(put):
    assert refused(put(notebook(code("1"))), most=10) == ("too-large", "too-large")
    assert refused(put(notebook(code("1" * 2000))), most_source=1000) == ("too-large", "source-too-large")


MANY_PARTS = {
    "cells": '{"cells": [{"cell_type": "code", "source": "1"}' + ",0" * 300 + "]}",
    "dicts": '{"cells": [' + "{}," * 300 + "0]}",
    "lists": '{"cells": [' + "[]," * 300 + "0]}",
    "lines": '{"cells": [{"cell_type": "code", "source": [' + '"1",' * 300 + '"1"]}]}',
    "metadata": '{"cells": [{"cell_type": "code", "source": "1"}], "metadata": {"x": [' + "1.5," * 300 + "1]}}",
    "lines of the file": "<<<<<<< a\n" + "\n" * 300,
    "never closed": "[" * 300,
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("kind", MANY_PARTS)
def test_nothing_is_made_of_too_many_parts(put, monkeypatch, kind, size, encoding):
    for module in (reading, cutting):
        monkeypatch.setattr(module, "MANY", 200)
    monkeypatch.setattr(reading, "SMALL", 100 if size == "large" else 10**6)
    monkeypatch.setattr(json, "loads", lambda *what, **more: pytest.fail("it was read"))
    assert refused(put(MANY_PARTS[kind].encode(encoding))) == ("too-large", "too-many-parts")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_parts_of_outputs_are_not_counted(plain, put, monkeypatch, encoding):
    made = with_outputs(10)
    made["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["[1, 2]"] * 3000}]
    for module in (reading, cutting):
        monkeypatch.setattr(module, "MANY", 3000)
    assert read(put(json.dumps(made, ensure_ascii=False).encode(encoding))).cells == plain


def test_cells_have_a_bound(put):
    path = put(notebook(*[code("1")] * 20))
    assert len(read(path, most_cells=20).cells) == 20
    assert refused(path, most_cells=19) == ("too-large", "too-many-cells")


# what is no notebook -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data, what",
    [
        (b"", ("empty", "empty")),
        (b"\xef\xbb\xbf \r\n", ("empty", "empty")),
        (b"\x00" * 1000, ("empty", "empty")),
        (b"{}", ("unreadable", "not-notebook")),
        (b"[1]", ("unreadable", "not-notebook")),
        (b"12", ("unreadable", "not-notebook")),
        (b'{"cells": 5}', ("unreadable", "not-notebook")),
        (b'{"worksheets": [{"cells": null}]}', ("unreadable", "not-notebook")),
        (b'{"cells": [], "metadata": {}}', ("empty", "no-code")),
        (b'{"cells": [5, null, {"cell_type": "code", "source": {"a": 1}}]}', ("empty", "no-code")),
        (b"average = 2", ("unreadable", "not-json")),
        (b"PK\x03\x04" + bytes(range(256)), ("unreadable", "not-json")),
        (b'{"cells": [' + b"[" * 100_000, ("unreadable", "not-json")),
        (b'{"cells": [{"source": "a = ', ("unreadable", "truncated")),
        (b'{"cells": [{"source": "a"},', ("unreadable", "truncated")),
    ],
)
def test_files_that_are_no_notebook(put, data, what):
    assert refused(put(data)) == what


@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_bytes(data)
    try:
        read(path)
    except Unreadable:
        pass


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.sampled_from(["cells", "cell_type", "source", "metadata", "tags", "worksheets", "input", "kernelspec", "language"]), each),
)  # fmt: skip


@given(JSON)
def test_any_json(tmp_path_factory, value):
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_text(json.dumps({"cells": value, "worksheets": value, "metadata": value}))
    try:
        read(path)
    except Unreadable:
        pass


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    assert refused(tmp_path / "none.ipynb") == refused(tmp_path) == ("unreadable", "missing")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.ipynb")
    assert refused(tmp_path / "a.ipynb") == ("unreadable", "missing")


# conflicts -----------------------------------------------------------------------------------------------------

CONFLICT = """{"cells": [{"cell_type": "code", "metadata": {},
<<<<<<< HEAD
 "source": "a = 1"}],
||||||| base
 "source": "a = 0"}],
=======
 "source": "a = 2"}],
>>>>>>> mine
 "metadata": {}}"""


def test_conflict_markers_the_first_side_is_taken(put):
    assert sources(put(CONFLICT)) == ["a = 1"]
    assert read(put(CONFLICT)).notes == [["conflict", {"side": "HEAD"}]]


def test_conflict_markers_the_second_side_where_the_first_is_broken(put):
    broken = CONFLICT.replace('"source": "a = 1"}],', '"source": ')
    assert sources(put(broken)) == ["a = 2"] and read(put(broken)).notes == [["conflict", {"side": "mine"}]]


def test_conflict_markers_no_side(put):
    assert refused(put(CONFLICT.replace('"a = ', "a = ")))[0] == "unreadable"


# cells retyped -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind, fence", [("raw", False), ("markdown", False), ("markdown", True)])
def test_answers_and_checks_retyped_are_run_and_told(put, kind, fence):
    made = honest(WHO)
    retyped(kind, fence)(made)
    found = read(put(text_of(made)))
    again = [cell for cell in found.cells if cell.kind != "code" and runs(cell)]
    assert [reading.code_of(cell).split("(")[0].split(" = ")[0] for cell in again] == ["average", "q1.check"]
    assert [code_ for code_, _ in found.notes] == ["retyped", "retyped"]


def test_prose_is_never_run_even_with_a_tag(put):
    cell = {"cell_type": "markdown", "metadata": {"tags": ["answer"]}, "source": "My answer is two."}
    found = read(put(notebook(code("1"), cell)))
    assert not runs(found.cells[1]) and [code_ for code_, _ in found.notes] == ["retyped-not-run"]


def test_prose_about_a_check_is_no_check(put):
    cell = {
        "cell_type": "markdown",
        "metadata": {},
        "source": "Run `q1.check(average)`\nq1.check(...) and see",
    }
    assert not runs(read(put(notebook(code("1"), cell))).cells[1])


def test_a_strange_backslash_in_a_retyped_cell_warns_nobody(put):
    cell = {"cell_type": "raw", "metadata": {"tags": ["answer"]}, "source": "a = '\\d'"}
    assert runs(read(put(notebook(code("1"), cell))).cells[1])


def test_the_language(put):
    spec = {"kernelspec": {"language": "R"}}
    found = read(put(json.dumps({"cells": [code("1")], "metadata": spec})))
    assert found.notes == [["language", {"language": "R"}]]
