"""Pages that load themselves again, and what tells them to."""

from __future__ import annotations

import functools
import http.client
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from archreport.site.preview.reloading import ADDRESS, Changes, ReloadingHandler
from tests.commands import LONG


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def connection(changes: Changes, tmp_path: Path) -> Iterator[http.client.HTTPConnection]:
    (tmp_path / "index.html").write_text("<body>A page</body></html>")
    (tmp_path / "a.css").write_text("a{}")
    handler = type("Handler", (ReloadingHandler,), {"changes": changes})
    bound = functools.partial(handler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), bound) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=LONG)
        yield connection
        connection.close()
        server.shutdown()


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[http.client.HTTPResponse, str]:
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer, answer.read().decode()


def test_a_page_waits_for_changes_and_is_not_kept(connection, changes) -> None:
    changes.tell()
    answer, page = ask(connection, "/")
    assert page.startswith("<body>A page<script>")
    assert page.endswith("</script></body></html>")
    assert f"{ADDRESS}?seen=1" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert ask(connection, "/a.css")[1] == "a{}"
    assert ask(connection, "/none")[0].status == 404


def test_who_has_not_seen_the_last_change_is_told_at_once(connection, changes) -> None:
    changes.tell()
    answer, said = ask(connection, f"{ADDRESS}?seen=0")
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert said == "data: changed\n\n"


@pytest.mark.parametrize("asked", ["?seen=0", "", "?seen=x"])
def test_others_wait_for_the_next(connection, changes, asked: str) -> None:
    connection.request("GET", f"{ADDRESS}{asked}")
    answer = connection.getresponse()
    changes.tell()
    assert answer.read().decode().endswith("data: changed\n\n")
