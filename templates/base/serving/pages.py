"""The built web page: files, deep links, and a word if it has not been built."""

from pathlib import Path, PurePath

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>The page is not built yet</title>
<body style="font: 1.1rem/1.6 system-ui; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1>The page is not built yet</h1>
<p>The API works: its description is at <a href="/docs">/docs</a>.</p>
<p><code>npm start</code> builds this page and serves it here.</p>
"""
# Where the API answers, or would: no page of the app stands there.
_API = ("/api/", "/docs", "/redoc")
_FOREVER = "public, max-age=31536000, immutable"


class Pages:
    """Answers whatever no route of the API answers. Mounted at "/", it would hide the API's own 405s."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: StaticFiles | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith(_API):
            raise HTTPException(404)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        response = await self._find(scope)
        await response(scope, receive, send)

    async def _find(self, scope: Scope) -> Response:
        if not (self._folder / "index.html").is_file():
            return HTMLResponse(_NOT_BUILT, status_code=404)
        if self._files is None:
            self._files = StaticFiles(directory=self._folder, html=True)
        path = self._files.get_path(scope)
        is_asset = PurePath(path).parts[:1] == ("assets",)
        try:
            response = await self._files.get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or is_asset or "." in path.rpartition("/")[2]:
                raise
            response = await self._files.get_response("index.html", scope)  # a page of the app
        # An asset's name holds its hash: what it names never changes.
        response.headers["Cache-Control"] = _FOREVER if is_asset else "no-cache"
        return response
