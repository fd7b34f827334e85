"""The clients in examples/ do what the README says."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import small_models as tiny
from asked import picture
from clients import needs_node, run, use
from products import lay
from running import Server, running

# As a page would use it: a picture in base64, and the files that somebody dropped.
USE = """
import { readFileSync } from 'node:fs';
import { predict, predictFiles } from './client.js';
const [url, picture] = process.argv.slice(2);
const content = readFileSync(picture);
const one = await predict(url, { image: content.toString('base64') });
console.log(one.predictions[0].label);
const files = [new File([content], 'a.png'), new File([content], 'b.png')];
for (const { predictions } of await predictFiles(url, files)) console.log(predictions[0].label);
await predictFiles(url, [new File(['no picture'], 'c.png')]).catch((error) => console.log(error.message));
"""


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A product that names the colour of a picture."""
    folder = tmp_path_factory.mktemp("colours")
    lay(folder, tiny.many_colours(), tiny.image_steps("image-classification"), tiny.COLOURS)
    with running(cwd=folder) as server:
        yield server


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A picture on the disk."""
    file = tmp_path / "ä picture.png"
    file.write_bytes(picture())
    return file


def test_the_client_in_python_answers_files_and_the_example(colours: Server, sent: Path) -> None:
    client = [sys.executable, "examples/client.py", colours.url]
    example, one = run(*client), run(*client, str(sent))
    two, refused = run(*client, str(sent), str(sent)), run(*client, __file__)
    assert "predictions" in example.stdout, example.stderr
    assert [len(done.stdout.splitlines()) for done in (one, two)] == [1, 2], one.stderr + two.stderr
    assert refused.returncode == 1 and "no picture" in refused.stderr


@needs_node
def test_the_client_in_typescript_answers_files(colours: Server, sent: Path, tmp_path: Path) -> None:
    done = use(tmp_path, USE, colours.url, str(sent))
    *labels, refused = done.stdout.splitlines() or [done.stderr]
    assert len(labels) == 3 and set(labels) <= set(tiny.COLOURS), done.stderr
    assert refused.startswith("This is no picture"), json.dumps(refused)
