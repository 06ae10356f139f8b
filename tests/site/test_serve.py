"""The server for reading: text is compressed for whoever takes it, everything else as it lies."""

from __future__ import annotations

import functools
import gzip
import http.client
import http.server
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archreport.errors import BadInput
from archreport.site.serve import bound, serve
from archreport.site.site_handler import SiteHandler, takes_gzip
from tests.commands import LONG

PAGE = "<!doctype html><title>层</title>" + "<p>conv3_1 295,168</p>" * 500
PICTURE = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "zh").mkdir()
    (folder / "zh" / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "en").mkdir()
    (folder / "zh" / "404.html").write_text("没有这一页", encoding="utf-8")
    (folder / "en" / "404.html").write_text("none", encoding="utf-8")
    (folder / "small.txt").write_text("小", encoding="utf-8")
    (folder / "map.png").write_bytes(PICTURE)
    return folder


@pytest.fixture(scope="module")
def port(site: Path) -> Iterator[int]:
    handler = functools.partial(SiteHandler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def connection(port: int) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
    yield connection
    connection.close()


def ask(connection, path, method="GET", **headers):
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers={"Accept-Encoding": "identity", **names})
    answer = connection.getresponse()
    return answer, answer.read()


def test_text_is_compressed_for_whoever_takes_it(connection) -> None:
    answer, body = ask(connection, "/zh/?a=1", Accept_Encoding="gzip, deflate, br")
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) == len(body) < len(PAGE) / 10
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert gzip.decompress(body).decode() == PAGE


def test_for_others_it_is_as_it_lies(connection) -> None:
    answer, body = ask(connection, "/zh/index.html")
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(body)
    assert body.decode() == PAGE


def test_asking_for_the_head_gives_the_same_headers(connection) -> None:
    whole, _ = ask(connection, "/zh/", Accept_Encoding="gzip")
    head, body = ask(connection, "/zh/", "HEAD", Accept_Encoding="gzip")
    assert body == b""
    names = ("Content-Length", "Content-Encoding", "Content-Type", "Vary", "Last-Modified")
    assert [head.headers[name] for name in names] == [whole.headers[name] for name in names]


@pytest.mark.parametrize("path", ["/map.png", "/small.txt"])
def test_pictures_and_small_files_are_not_compressed(connection, site: Path, path: str) -> None:
    answer, body = ask(connection, path, Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert body == (site / path[1:]).read_bytes()


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999", slice(5, None)),
        ("bytes=-99999999", slice(None)),
    ],
)
@pytest.mark.parametrize("path", ["/map.png", "/zh/index.html"])
def test_a_part_of_the_file_as_it_lies(connection, site: Path, path: str, asked, part) -> None:
    whole = (site / path[1:]).read_bytes()
    answer, body = ask(connection, path, Range=asked, Accept_Encoding="gzip")
    assert answer.status == 206
    assert body == whole[part]
    start, stop, _ = part.indices(len(whole))
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=9-3", "nonsense"]
)
def test_all_of_it_where_no_single_part_is_asked_for(connection, site: Path, asked: str) -> None:
    answer, body = ask(connection, "/map.png", Range=asked)
    assert answer.status == 200
    assert body == (site / "map.png").read_bytes()


def test_a_part_behind_the_end(connection) -> None:
    answer, body = ask(connection, "/map.png", Range="bytes=999999-")
    assert (answer.status, body) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(PICTURE)}"


@pytest.mark.parametrize(
    ("path", "said"),
    [("/zh/none/", "没有这一页"), ("/en/none", "none"), ("/none.png", "none")],
)
def test_what_is_not_there_is_said_by_the_sites_own_page(connection, path: str, said: str) -> None:
    for method in ("GET", "HEAD"):
        answer, body = ask(connection, path, method)
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert body.decode() == (said if method == "GET" else "")


def test_what_has_not_changed_is_not_sent_again(connection, site: Path) -> None:
    page = site / "zh" / "index.html"
    first, _ = ask(connection, "/zh/", Accept_Encoding="gzip")
    date = first.headers["Last-Modified"]
    again, body = ask(connection, "/zh/", Accept_Encoding="gzip", If_Modified_Since=date)
    assert (again.status, body) == (304, b"")
    assert again.headers["Vary"] == "Accept-Encoding"
    os.utime(page, (page.stat().st_mtime + 5,) * 2)
    changed, _ = ask(connection, "/zh/", Accept_Encoding="gzip", If_Modified_Since=date)
    assert changed.status == 200
    assert ask(connection, "/zh/", If_Modified_Since="yesterday")[0].status == 200


def test_a_page_that_is_written_again_is_read_again(connection, site: Path) -> None:
    page = site / "page.html"
    for text in (PAGE, PAGE.replace("295,168", "590,080")):
        page.write_text(text, encoding="utf-8")
        _, body = ask(connection, "/page.html", Accept_Encoding="gzip")
        assert gzip.decompress(body).decode() == text


def test_other_answers_are_as_before(connection) -> None:
    answer, _ = ask(connection, "/zh", Accept_Encoding="gzip")
    assert (answer.status, answer.headers["Location"]) == (301, "/zh/")
    assert ask(connection, "/nothing.html", Accept_Encoding="gzip")[0].status == 404
    assert ask(connection, "/zh/", Accept_Encoding="gzip")[0].status == 200  # still connected


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("gzip; q=1.0", True), ("", False),
     ("br", False), ("gzip;q=0", False), ("gzip;q=0.000, *", False), ("identity, *;q=0", False)],
)  # fmt: skip
def test_who_takes_gzip(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes


@pytest.mark.parametrize("asked", [b"", b"GET /zh/ HT", b"GET /map.png HTTP/1.1\r\n\r\n"])
def test_whoever_drops_a_connection_leaves_no_trace(
    site: Path, capsys: pytest.CaptureFixture[str], asked: bytes
) -> None:
    at_once = struct.pack("ii", 1, 0)  # a reset, as of a browser that is closed
    handler = functools.partial(SiteHandler, directory=str(site))
    with bound(handler, 0) as server:
        server.daemon_threads = False  # so that closing waits for what they say
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for _ in range(10):
            dropped = socket.create_connection(server.server_address)
            dropped.sendall(asked)
            dropped.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            dropped.close()
        server.shutdown()
    assert capsys.readouterr().err == ""


def test_other_mistakes_are_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError

    with bound(wrong, 0) as server:
        server.daemon_threads = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        socket.create_connection(server.server_address).close()
        while "ZeroDivisionError" not in (said := capsys.readouterr().err):
            time.sleep(0.01)
        server.shutdown()
    assert "Traceback" in said


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/%00", 404),
        ("/zh/%ff", 404),
        ("/../../etc/passwd", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/" + "a" * 70_000, 414),
    ],
)
def test_addresses_that_are_none(connection, path: str, status: int) -> None:
    assert ask(connection, path)[0].status == status


def test_without_a_site_it_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no site"):
        serve(tmp_path, 0, print)
