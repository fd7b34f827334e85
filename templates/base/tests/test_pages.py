"""The page: files, deep links, caching, and never in the API's way."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serving.app import create_app
from serving.settings import Settings

SCRIPT = "console.log('a page');\n" * 500


@pytest.fixture
def site(tmp_path: Path) -> TestClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>the page</title>", encoding="utf-8")
    (tmp_path / "assets" / "index-1234.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    return TestClient(create_app(Settings(web_dir=tmp_path, database=None), with_model=False))


@pytest.mark.parametrize("path", ["/", "/model", "/history/01J9", "/index.html"])
def test_every_page_is_the_app(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert "the page" in answer.text
    assert answer.headers["cache-control"] == "no-cache"


def test_assets_are_kept_for_ever_and_compressed(site: TestClient) -> None:
    answer = site.get("/assets/index-1234.js", headers={"accept-encoding": "gzip"})
    assert answer.text == SCRIPT
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"


def test_other_files_are_asked_for_again(site: TestClient) -> None:
    assert site.get("/favicon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/gone.js", "/assets/gone", "/robots.txt", "/api/v1/nothing", "/api/", "/../secret.txt"]
)
def test_what_is_not_there_is_a_problem(site: TestClient, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_is_not_in_the_way_of_the_api(site: TestClient) -> None:
    answer = site.delete("/api/v1/model")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


def test_a_page_cannot_be_posted_to(site: TestClient) -> None:
    answer = site.post("/model")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_a_page_that_was_not_built_says_so(tmp_path: Path) -> None:
    site = TestClient(create_app(Settings(web_dir=tmp_path / "dist", database=None), with_model=False))
    answer = site.get("/")
    assert answer.status_code == 404
    assert "npm start" in answer.text
