"""The clients in examples/ do what the README says."""

import json
import sys
from pathlib import Path

from clients import ROOT, needs_node, run, use
from rows import example
from running import running
from sheets import read, sheet

# As a page would use it: a row, and the file that somebody dropped.
USE = """
import { predict, predictTable } from './client.js';
const [url, row, table] = process.argv.slice(2);
console.log((await predict(url, JSON.parse(row))).id);
for await (const answer of predictTable(url, new Blob([table]))) console.log(answer.row, 'errors' in answer);
await predict(url, { nobody: 1 }).catch((error) => console.log(error.message));
"""


def test_the_client_in_python_answers_a_row_and_a_table(tmp_path: Path) -> None:
    table, answers = tmp_path / "rows.csv", tmp_path / "answers.csv"
    table.write_bytes(sheet([example()] * 3))
    client = [sys.executable, "examples/client.py"]
    with running() as server:
        done = run(*client, server.url, str(table), str(answers))
        refused = run(*client, server.url, str(ROOT / "product.json"), str(tmp_path / "none.csv"))
    assert "3 rows answered" in done.stdout, done.stderr
    assert [line["errors"] for line in read(answers.read_bytes())] == ["", "", ""]
    assert refused.returncode == 1 and "none of the model's columns" in refused.stderr


@needs_node
def test_the_client_in_typescript_answers_a_row_and_a_table(tmp_path: Path) -> None:
    with running() as server:
        row, table = json.dumps(example()), sheet([example()] * 3).decode()
        done = use(tmp_path, USE, server.url, row, table)
    answered, *lines, refused = done.stdout.splitlines()
    assert len(answered) == 26, done.stderr
    assert lines == ["1 false", "2 false", "3 false"]
    assert refused
