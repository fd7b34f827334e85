"""A file to start from: the header and one example row, written as the owner's tables are."""

import csv
import io

from contract.columns import columns_of
from contract.schema import Features
from serving import written


def template() -> bytes:
    """Return the CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=written.DELIMITER, lineterminator="\n")
    fields = Features.model_fields
    writer.writerow([written.column_of(info, name) for name, info in fields.items()])
    example = {name: (info.examples or [None])[0] for name, info in fields.items()}
    writer.writerow([written.cell_of(column, example[column.field]) for column in columns_of(Features)])
    return text.getvalue().encode()
