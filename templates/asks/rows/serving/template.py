"""A file to start from: the header and one example row, written as the owner's tables are."""

import csv
import io

from serving import written


def template() -> bytes:
    """Return the CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=written.CELLS.layout.delimiter, lineterminator="\n")
    row = written.example_row()
    writer.writerow(row.keys())
    writer.writerow(row.values())
    return text.getvalue().encode()
