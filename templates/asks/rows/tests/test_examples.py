"""The clients in examples/ do what the README says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rows import example
from running import running
from sheets import read, sheet

ROOT = Path(__file__).resolve().parent.parent
TSC = ROOT / "web" / "node_modules" / "typescript" / "bin" / "tsc"
STRICT = [
    "--strict",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2023,dom",
    "--types",
]

# As a page would use it: a row, and the file that somebody dropped.
USE = """
import { predict, predictTable } from './client.js';
const [url, row, table] = process.argv.slice(2);
console.log((await predict(url, JSON.parse(row))).id);
for await (const answer of predictTable(url, new Blob([table]))) console.log(answer.row, 'errors' in answer);
await predict(url, { nobody: 1 }).catch((error) => console.log(error.message));
"""


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)


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


@pytest.mark.skipif(not (shutil.which("node") and TSC.exists()), reason="needs Node and the page's packages")
def test_the_client_in_typescript_answers_a_row_and_a_table(tmp_path: Path) -> None:
    checked = run("node", str(TSC), "examples/client.ts", *STRICT, "--outDir", str(tmp_path))
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "use.js").write_text(USE, encoding="utf-8")
    with running() as server:
        row, table = json.dumps(example()), sheet([example()] * 3).decode()
        done = run("node", str(tmp_path / "use.js"), server.url, row, table)
    answered, *lines, refused = done.stdout.splitlines()
    assert len(answered) == 26, done.stderr
    assert lines == ["1 false", "2 false", "3 false"]
    assert refused
