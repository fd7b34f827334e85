"""The process: it says when it is ready, and why it cannot be."""

import json
import os
import shutil
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from running import last_word, running, start

from serving.artifact import open_artifact
from serving.artifact_words import MAKE
from serving.settings import Settings


def copy_of_artifact(folder: Path) -> Path:
    return Path(shutil.copytree(open_artifact(Settings()).folder, folder / "v1"))


def test_it_answers_as_soon_as_it_says_so() -> None:
    with running() as server, urlopen(f"{server.url}/readyz") as answer:
        assert json.load(answer)["status"] == "ready"


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = last_word(start(PORT=port))
    assert code == 4
    assert said["state"] == "failed"
    assert port in said["text"] and "PORT" in said["text"]


def test_a_port_that_is_taken_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running("--next-free", PORT=str(port)) as server:
            assert urlsplit(server.url).port in range(port + 1, port + 100)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a program can catch")
def test_it_stops_in_order() -> None:
    with running() as server:
        server.process.terminate()
        assert server.process.wait(30) == 0


def test_without_a_model_it_says_what_to_run(tmp_path: Path) -> None:
    code, said = last_word(start(ARTIFACT_DIR=str(tmp_path)))
    assert code == 3
    assert "passport.json is missing" in said["text"] and MAKE in said["text"]


def test_a_model_file_that_was_changed_is_not_served(tmp_path: Path) -> None:
    folder = copy_of_artifact(tmp_path)
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"one byte too many")
    code, said = last_word(start(ARTIFACT_DIR=str(folder)))
    assert code == 3
    assert "model.onnx is not the file that was published" in said["text"]


def test_a_setting_that_cannot_be_used_is_named() -> None:
    code, said = last_word(start(LOG_LEVEL="loud"))
    assert code == 3
    assert said["text"].startswith("LOG_LEVEL=loud cannot be used")


def test_a_database_that_cannot_be_written_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with (
        running(DATABASE=str(tmp_path / "file" / "predictions.sqlite3")) as server,
        urlopen(f"{server.url}/readyz") as answer,
    ):
        assert "cannot be used" in json.load(answer)["prediction_log"]


def test_the_description_needs_no_model(tmp_path: Path) -> None:
    import subprocess

    file = tmp_path / "openapi.json"
    subprocess.run(
        [sys.executable, "-m", "serving.describe", str(file)],
        check=True,
        cwd=Settings().web_dir.parent.parent,
        env=os.environ | {"ARTIFACT_DIR": str(tmp_path / "none")},
    )
    schemas = json.loads(file.read_text(encoding="utf-8"))["components"]["schemas"]
    assert {"Features", "Prediction", "Problem"} <= schemas.keys()
