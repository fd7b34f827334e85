"""Tables as people send them: whatever is wrong with a row stays with that row."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from serving.problems import Problem
from serving.spool import Spooled
from serving.tables import LONGEST_ROW, CsvTable


def table(content: bytes, *known: str) -> CsvTable:
    try:
        content.decode("utf-8")
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    return CsvTable(Spooled(BytesIO(content), "text/csv", is_utf8), {*known, "a", "b"}.__contains__)


def rows(content: bytes, *known: str) -> list[tuple[list[str], str | None]]:
    return [(row.cells, row.fault) for row in table(content, *known).rows()]


def cells(content: bytes, *known: str) -> list[list[str]]:
    found = rows(content, *known)
    assert all(fault is None for _, fault in found)
    return [row for row, _ in found]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert cells(f"a{delimiter}b\n1{delimiter}x,y;z\n".encode().replace(b"x,y;z", b'"x,y;z"')) == [
        ["1", "x,y;z"]
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one(end: str) -> None:
    assert cells(f"a,b{end}1,2{end}{end}3,4".encode()) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert cells("a,b\nKöln,ß\n".encode(encoding)) == [["Köln", "ß"]]


def test_rows_without_content_are_none() -> None:
    assert cells(b"\n\na,b\n\n,\n  ,\t\n1,2\n\n") == [["1", "2"]]


def test_a_row_of_another_length_is_its_own_fault() -> None:
    (_, short), (_, long), (good, fine), (_, padded) = rows(b"a,b\n1\n1,2,3\n1,2\n3,4,,\n")
    assert short == "Expected 2 cells as in the header, found 1"
    assert long == "Expected 2 cells as in the header, found 3"
    assert (good, fine, padded) == (["1", "2"], None, None)


def test_a_header_may_end_with_a_delimiter() -> None:
    assert cells(b"a,b,\n1,2\n3,4,\n") == [["1", "2", ""], ["3", "4", ""]]


def test_a_cell_may_hold_lines_and_quotes() -> None:
    assert cells(b'a,b\n"one\ntwo","say ""so"""\n') == [["one\ntwo", 'say "so"']]


def test_a_quote_that_is_not_closed_spoils_its_row_only() -> None:
    (_, fault), *others = rows(b'a,b\n"1,2\n3,4\n5,6\n')
    assert fault == "A quote is opened in this row and never closed"
    assert others == [(["3", "4"], None), (["5", "6"], None)]


def test_an_endless_row_is_not_held_in_memory() -> None:
    (_, fault), *others = rows(b"a,b\n" + b"x" * (3 * LONGEST_ROW) + b"\n1,2\n")
    assert fault and "longer than" in fault
    assert others == [(["1", "2"], None)]


def test_quotes_that_are_never_closed_do_not_make_it_slow() -> None:
    faults = [fault for _, fault in rows(b"a,b\n" + b'x","\n' * 3000)]
    assert any(faults) and len(faults) > 2


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header_is_a_problem(content: bytes) -> None:
    with pytest.raises(Problem) as raised:
        table(content)
    assert raised.value.status == 422


def test_a_table_may_be_read_again_at_any_time() -> None:
    one = table(b"a,b\n1,2\n3,4\n")
    begun: Iterator[object] = one.rows()
    next(begun)
    begun.close()  # type: ignore[attr-defined]
    assert [row.number for row in one.rows()] == [1, 2]
