"""Tables as people send them: whatever is wrong with a row stays with that row."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from contract.layout import Layout
from serving.problems import Problem
from serving.spool import Spooled
from serving.tables import LONGEST_ROW, CsvTable


def table(content: bytes, *known: str, **layout: Any) -> CsvTable:
    try:
        content.decode("utf-8")
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    body = Spooled(BytesIO(content), "text/csv", is_utf8)
    return CsvTable(body, {*known, "a", "b"}.__contains__, Layout.of(layout))


def rows(content: bytes, *known: str, **layout: Any) -> list[tuple[list[str], str | None]]:
    return [(row.cells, row.fault) for row in table(content, *known, **layout).rows()]


def cells(content: bytes, *known: str, **layout: Any) -> list[list[str]]:
    found = rows(content, *known, **layout)
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


@pytest.mark.parametrize(
    "above", ["Report 2024\n\n", "# made by b\n# it's late\n", '"A title, quoted"\n', "sep=,\n", "b\n"]
)
def test_titles_and_comments_above_the_header_are_no_rows(above: str) -> None:
    assert cells(f"{above}a,b\n1,2\n3,4\n".encode()) == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize("header", [b"a,b\n", b"group,\na,b\n", b"title\na,b\n"])
def test_two_rows_may_hold_the_names_where_the_owners_tables_have_them(header: bytes) -> None:
    assert cells(header + b"1,2\n3,4\n", headerRows=2) == [["1", "2"], ["3", "4"]]
    joined = table(b"a,\n[kg],b\n1,2\n[kg],b\n3,4\n", "a [kg]", headerRows=2)
    assert joined.header == ["a [kg]", "b"] or joined.header == ["a [kg]", "a b"]


def test_a_table_without_names_has_those_that_training_gives_it() -> None:
    told = {"headerRows": 0}
    for header in (b"", b"column_1,column_2\n"):
        one = table(header + b"1,2\n3,4\n", "column_1", "column_2", **told)
        assert one.header == ["column_1", "column_2"]
        assert [row.cells for row in one.rows()] == [["1", "2"], ["3", "4"]]


def test_several_columns_of_a_name_are_called_as_training_calls_them() -> None:
    assert table(b"a,a,\n1,2,3\n", "a_2", "column_3").header == ["a", "a_2", "column_3"]
    assert table(b"a,a,\n1,2,3\n").header == ["a", "a", ""]


@pytest.mark.parametrize("note", ["* without tax", "Source: the city's office, 2024", "1) as of May"])
def test_a_line_below_the_table_is_no_row(note: str) -> None:
    assert cells(f'a,b\n1,2\n\n"{note}"\n'.encode()) == [["1", "2"]]
    assert cells(f'a,b,c,d\n1,2,3,4\n"{note}",,,\n'.encode()) == [["1", "2", "3", "4"]]


def test_what_only_looks_like_a_line_below_the_table_is_a_row() -> None:
    assert rows(b"a,b\n1,2\nNew York\n")[1][1] == "Expected 2 cells as in the header, found 1"
    assert cells(b"a,b\nSubject: it,\n") == [["Subject: it", ""]]  # a text, and what is to be answered
    assert cells(b"a,b\nNote: x,1\n") == [["Note: x", "1"]]
    assert cells(b"a\nSource: it\n") == [["Source: it"]]
    assert rows(b"a,b\nSource: it\n" + 20 * b"1,2\n")[0][1] is not None


def test_a_header_that_comes_again_and_rows_of_totals_are_no_rows() -> None:
    content = b"a,b\n1,2\na, b\nSum,4\n3,4\nSum,6\nMean,3\nlate,row,more\n"
    told = {"totals": ["Sum", "Mean"]}
    assert [row for row, fault in rows(content, **told) if not fault] == [
        ["1", "2"],
        ["Sum", "4"],
        ["3", "4"],
    ]
    assert [row.number for row in table(content, **told).rows()] == [1, 2, 3, 4]
    assert cells(b"a,b\n1,2\nSum,2\n") == [["1", "2"], ["Sum", "2"]]


def test_the_owners_encoding_and_quotes_are_known() -> None:
    told = {"encoding": "windows-1251", "quote": "'"}
    assert cells("a,b\nда,'x, y'\n".encode("cp1251"), **told) == [["да", "x, y"]]
    assert cells('a,b\nда,"x, y"\n'.encode(), quote='"', encoding="windows-1251") == [["да", "x, y"]]


def test_some_broken_bytes_do_not_make_it_another_encoding() -> None:
    assert cells(b"a,b\n" + "Köln,Düren\n".encode() * 5 + b"K\xf6ln,x\n")[0] == ["Köln", "Düren"]


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
