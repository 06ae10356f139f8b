"""Options and fixtures of the whole suite."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from archreport.audit import Finding, audit
from archreport.catalog.networks import CATALOG
from archreport.cli import main
from archreport.render.words.language import Language
from archreport.report.model import Report
from archreport.site.build_site import build_site
from tests.hand_made import make_bare_report, make_report
from tests.parsed import Parsed, parse_html
from tests.paths import ROOT
from tests.shelf import report_of
from tests.tiny_site import MODELS, TinyLab, run_tiny_lab, write_project


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write the golden tables anew, then compare"
    )


@pytest.fixture
def update_golden(request):
    return request.config.getoption("--update-golden")


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built from this checkout; reports that are fresh in build/ are used."""
    return build_site(ROOT, ROOT / "build", tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def tiny_lab(tmp_path_factory: pytest.TempPathFactory) -> TinyLab:
    """The tiny laboratory, run once."""
    return run_tiny_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="session")
def tiny_project(tmp_path_factory: pytest.TempPathFactory, tiny_lab: TinyLab) -> Path:
    """The project of `tests.tiny_site`, with the laboratory's run in its folder ``build``."""
    folder = write_project(tmp_path_factory.mktemp("project"))
    (folder / "build").mkdir()
    (folder / "build" / "labs").symlink_to(tiny_lab.folder / "out")
    return folder


@pytest.fixture(scope="session")
def tiny_site(tiny_project: Path) -> Path:
    """The site of `tests.tiny_site`, built by the command."""
    root, build, site = tiny_project, tiny_project / "build", tiny_project / "site"
    folders = ("--root", str(root), "--out", str(build), "--site", str(site))
    main(["site", *MODELS, *folders, "--passes", "1"])
    return site


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Path:
    """The whole site for a test that is marked so, the tiny one for all others."""
    whole = request.node.get_closest_marker("whole_site")
    built: Path = request.getfixturevalue("whole_site" if whole else "tiny_site")
    return built


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder until the tests end; returns its address, with a slash at the end."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def served(folder: Path) -> str:
            handler = functools.partial(_QuietHandler, directory=str(folder))
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            stack.enter_context(server)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield served


@pytest.fixture(scope="session")
def shelf() -> dict[str, Report]:
    """Every network's Report by its key, from shapes alone."""
    return {key: report_of(key) for key in CATALOG}


@pytest.fixture(scope="session")
def findings(shelf: dict[str, Report]) -> Sequence[Finding]:
    """The audit of every published figure."""
    return audit(shelf)


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def bare_report() -> Report:
    return make_bare_report()


@pytest.fixture(params=["full", "bare"])
def any_report(request: pytest.FixtureRequest) -> Report:
    return make_report() if request.param == "full" else make_bare_report()


@pytest.fixture
def en() -> Language:
    return Language("en")


@pytest.fixture
def zh() -> Language:
    return Language("zh")


@pytest.fixture(params=["en", "zh"])
def t(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


@pytest.fixture
def parsed() -> Callable[[str], Parsed]:
    return parse_html
