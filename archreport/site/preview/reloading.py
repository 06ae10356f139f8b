"""Serving a folder of pages that load themselves again when something has changed."""

from __future__ import annotations

import io
import threading
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from archreport.site.site_handler import SiteHandler

#: Where a page hears of changes. No page of the site has this address.
ADDRESS = "/-/changes"
#: Seconds after which whoever listens is told that there is nothing new.
_PATIENCE = 5
_SCRIPT = (
    '<script>new EventSource("{address}?seen={seen}").onmessage=()=>location.reload()</script>'
)


class Changes:
    """How often something has changed. Any thread may tell, and any number may wait."""

    def __init__(self) -> None:
        self.count = 0
        self._more = threading.Condition()

    def tell(self) -> None:
        with self._more:
            self.count += 1
            self._more.notify_all()

    def wait(self, seen: int, seconds: float) -> bool:
        """Whether there is more than was ``seen``, after waiting so long for it."""
        with self._more:
            return self._more.wait_for(lambda: self.count > seen, seconds)


class ReloadingHandler(SiteHandler):
    """As `SiteHandler`; each page also waits for ``changes``, and nothing is kept by browsers."""

    changes: Changes

    def do_GET(self) -> None:  # noqa: N802 (as the base class has it)
        if urlsplit(self.path).path == ADDRESS:
            self._say_when()
        else:
            super().do_GET()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        page = self._page()
        if page is None:
            return super().send_head()
        script = _SCRIPT.format(address=ADDRESS, seen=self.changes.count).encode()
        before, end, after = page.read_bytes().rpartition(b"</body>")
        body = before + script + end + after
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _page(self) -> Path | None:
        path = Path(self.translate_path(self.path))
        if urlsplit(self.path).path.endswith("/"):
            path = path / "index.html"
        return path if path.suffix == ".html" and path.is_file() else None

    def _say_when(self) -> None:
        """Hold the connection until something has changed (server-sent events)."""
        asked = parse_qs(urlsplit(self.path).query).get("seen", [""])[0]
        seen = int(asked) if asked.isascii() and asked.isdigit() else self.changes.count
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.changes.wait(seen, _PATIENCE):
                self.wfile.write(b": nothing new\n\n")
            self.wfile.write(b"data: changed\n\n")
        except ConnectionError:  # the page was left
            return
