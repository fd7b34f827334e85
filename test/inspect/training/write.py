"""Writes tables in formats that other programs write, into the folder that is told: Parquet and Excel."""

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.styles import numbers

folder = Path(sys.argv[1])
rows = 60
count = range(rows)
some = np.random.default_rng(0)

table = pa.table(
    {
        "big": pa.array([2**60 + i for i in count], pa.int64()),
        "huge": pa.array([2**63 + i for i in count], pa.uint64()),
        "small": pa.array([i % 7 - 3 for i in count], pa.int8()),
        "unsigned": pa.array([2**32 - 1 - i for i in count], pa.uint32()),
        "float": pa.array([*some.normal(size=rows - 8) * 10.0 ** some.integers(-25, 25, rows - 8)]
                          + [0.0, -0.0, 1e-7, 123456789012345680.0, 1e21, float("nan"), float("inf"), None]),
        "single": pa.array([*some.normal(size=rows - 4) * 10.0 ** some.integers(-9, 9, rows - 4)]
                           + [0.1, 16777216.0, 1e-10, None], pa.float32()),
        "half": pa.array(np.arange(rows, dtype=np.float16) / 3),
        "decimal": pa.array([Decimal(i * 37 - 900) / 100 for i in count], pa.decimal128(9, 2)),
        "long": pa.array([Decimal(i) * 10**25 + Decimal("0.5") for i in count], pa.decimal128(38, 3)),
        "yes": pa.array([i % 3 == 0 if i % 5 else None for i in count]),
        "text": pa.array([None if i == 3 else f"Ä, \"{i}\"\n🙂" for i in count]),
        "class": pa.array(["a", "b", None] * 20).dictionary_encode(),
        "bytes": pa.array([b"ab\xff\xc3" for _ in count], pa.binary()),
        "day": pa.array([dt.date(1969, 12, 1) + dt.timedelta(days=17 * i) for i in count]),
        "moment": pa.array([dt.datetime(1969, 12, 31, 23, 59, 59, 999_999) + dt.timedelta(hours=7 * i)
                            for i in count], pa.timestamp("us")),
        "nanos": pa.array([i * 1_000_000_007 - 5_000_000_001 for i in count], pa.timestamp("ns")),
        "millis": pa.array([i * 43_200_000 for i in count], pa.timestamp("ms")),
        "zone": pa.array([dt.datetime(2024, 3, 31) + dt.timedelta(hours=i) for i in count],
                         pa.timestamp("us", tz="Europe/Berlin")),
        "clock": pa.array([dt.time(i % 24, i, 5, 500_000 * (i % 2)) for i in count], pa.time64("us")),
        "seconds": pa.array([dt.time(i % 24, i) for i in count], pa.time32("ms")),
        "struct": pa.array([None if i == 4 else {"a": i, "b": {"c": f"x{i}", "d": None}} for i in count]),
        "list": pa.array([None if i == 5 else [i, None, i / 4] for i in count]),
        "lists": pa.array([[[], [f'"{i}"', "ü"]] for i in count]),
        "objects": pa.array([[{"k": i, "w": dt.date(2024, 1, 1)}] for i in count]),
        "nothing": pa.nulls(rows, pa.string()),
        "__index_level_0__": pa.array(count),
    }
)
for codec in ("snappy", "gzip", "zstd", "brotli", "lz4", "none"):
    pq.write_table(table, folder / f"{codec}.parquet", compression=codec, row_group_size=25)
pq.write_table(table, folder / "version-1.parquet", version="1.0", use_deprecated_int96_timestamps=True)
pq.write_table(table, folder / "pages-2.parquet", data_page_version="2.0", use_dictionary=False, data_page_size=100)
pq.write_table(table, folder / "delta.parquet", use_dictionary=False,
               column_encoding={"big": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY",
                                "float": "BYTE_STREAM_SPLIT"})
frame = pd.DataFrame({"x": some.normal(size=rows), "n": pd.array([None, *range(1, rows)], "Int64"), "y": ["a", "b"] * 30})
frame.sample(frac=1, random_state=0).to_parquet(folder / "shuffled-frame.parquet")


def workbook(name: str, *sheets: tuple[str, list[list[object]]], **told: object) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, cells in sheets:
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    if told.get("epoch"):
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(folder / f"{name}.xlsx")
    return book


def body(width: int = 4) -> list[list[object]]:
    return [
        [i * 1.25, f"Ä {i % 3}", dt.datetime(2024, 1, 1) + dt.timedelta(hours=6 * i), i % 2 == 0, i][:width]
        for i in count
    ]


names = ["amount", "kind", "when", "paid", "n"]
workbook("plain", ("Data", [names[:4], *body()]))
workbook("years since 1904", ("Data", [names[:4], *body()]), epoch=True)
workbook("titles and totals", ("Data", [["Report of all"], [], [None, "of 2024"], [], names, *body(5), ["Total", None, None, None, 99]]))
workbook("a second sheet", ("Read me", [["nothing here"]]), ("Data", [names[:4], *body()]), ("More", body()))
workbook("empty rows and columns", ("Data", [[], [], [None, None, *names], *[[None, None, *row] for row in body(5)]]))
workbook("two rows of names", ("Data", [[None, "Sale", None, "Payment", None], names, *body(5)]))
workbook("no names", ("Data", body(5)))
workbook("the header again", ("Data", [names, *body(5)[:30], names, *body(5)[30:]]))
book = openpyxl.Workbook()
sheet = book.active
sheet.append(["share", "price", "serial", "time", "lasted", "failed", "long", "formula", "text"])
for i in count:
    sheet.append([i / 60, 1234.5 + i, 45_000 + i / 7, dt.time(i % 24, i), dt.timedelta(hours=i), "#N/A" if i % 4 else i,
                  0.1 + 0.2 * i, "#DIV/0!" if i == 3 else 1e-7 * i, f"  {i} & <b> \r\n ü"])
    for column, style in zip("ABC", ("0.0%", '#,##0.00 "dm"', "yyyy-mm-dd hh:mm"), strict=True):
        sheet[f"{column}{i + 2}"].number_format = style
    sheet[f"E{i + 2}"].number_format = numbers.FORMAT_DATE_TIMEDELTA
    sheet[f"F{i + 2}"].data_type = "e" if i % 4 else "n"
book.save(folder / "kinds of cells.xlsx")
