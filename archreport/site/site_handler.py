"""Answering for the files of the site as a good host does: text compressed, connections kept open.

A page of numbers shrinks to a sixth, so what is served here is as light as it will be for readers.
"""

from __future__ import annotations

import functools
import gzip
import io
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from archreport.language.choice import LANGUAGES
from archreport.site.byte_range import asked_range

#: What is text, by the end of its name, and how a browser is told so.
TEXTS = {
    ".bib": "text/plain", ".css": "text/css", ".csv": "text/csv", ".dot": "text/vnd.graphviz",
    ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".js": "text/javascript",
    ".json": "application/json", ".map": "application/json", ".md": "text/markdown",
    ".py": "text/x-python", ".svg": "image/svg+xml", ".tex": "text/x-tex", ".txt": "text/plain",
    ".xml": "application/xml",
}  # fmt: skip
#: A file of fewer bytes fits a packet as it is.
SMALL = 1024
_KEPT = 128  # compressed files in memory


class SiteHandler(SimpleHTTPRequestHandler):
    """The answers on one connection. ``directory`` is the site."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes, and the second must not wait
    extensions_map = {  # noqa: RUF012 (as the base class has it)
        **SimpleHTTPRequestHandler.extensions_map,
        **{end: f"{kind}; charset=utf-8" for end, kind in TEXTS.items()},
        ".webp": "image/webp",
        ".woff2": "font/woff2",
    }

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Send status and headers; return the body, None where there is none."""
        if "\0" in self.translate_path(self.path):  # no file system has such a name
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        path = self._text()
        if "Range" in self.headers and (part := self._part()) is not None:
            return part
        if path is None:
            return super().send_head()
        status = path.stat()
        if self._is_known(status.st_mtime):
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self.send_header("Vary", "Accept-Encoding")
            self.end_headers()
            return None
        packed = status.st_size >= SMALL and takes_gzip(self.headers.get("Accept-Encoding", ""))
        body = compressed(path, status.st_mtime_ns) if packed else path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Last-Modified", self.date_time_string(int(status.st_mtime)))
        self.end_headers()
        return io.BytesIO(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for what is not there, in the language that was asked for."""
        page = self._missing_page() if code == HTTPStatus.NOT_FOUND else None
        if page is None:
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", self.guess_type(str(page)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.copyfile(io.BytesIO(body), self.wfile)

    def _missing_page(self) -> Path | None:
        language = urlsplit(self.path).path.strip("/").split("/")[0]
        for name in (language, "en"):
            page = Path(self.directory) / name / "404.html"
            if name in LANGUAGES and page.is_file():
                return page
        return None

    def _part(self) -> io.BytesIO | None:
        """Send the headers of a part and return it; None where all of the file is to be sent."""
        path = Path(self.translate_path(self.path))
        try:
            size = path.stat().st_size if path.is_file() else -1
        except OSError:
            return None
        part = asked_range(self.headers["Range"], size) if size >= 0 else None
        if part is None or "If-Range" in self.headers:
            return None
        if not part:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return io.BytesIO()
        with path.open("rb") as file:
            file.seek(part.start)
            body = file.read(len(part))
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send the body. Whoever leaves before its end wants no more of it."""
        try:
            super().copyfile(source, outputfile)
        except ConnectionError:
            self.close_connection = True

    def _text(self) -> Path | None:
        """The file of text that is asked for; None for any other answer."""
        path = Path(self.translate_path(self.path))
        folder = urlsplit(self.path).path.endswith("/")
        path = path / "index.html" if folder else path
        return path if path.suffix in TEXTS and path.is_file() else None

    def _is_known(self, changed: float) -> bool:
        """True where whoever asks has the file as it was last changed."""
        try:
            seen = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return int(changed) <= seen.timestamp()

    def log_message(self, format: str, *args: object) -> None:
        pass


def takes_gzip(accepted: str) -> bool:
    """True where a header Accept-Encoding allows gzip."""
    quality = {}
    for offer in accepted.lower().split(","):
        name, _, weight = offer.replace(" ", "").partition(";q=")
        quality[name] = weight
    weight = quality.get("gzip", quality.get("*", "0"))
    return weight.strip("0.") != "" or weight == ""


@functools.lru_cache(maxsize=_KEPT)
def compressed(path: Path, changed: int) -> bytes:
    """The file's bytes through gzip. ``changed`` is when it last was, so that a new one is read."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
