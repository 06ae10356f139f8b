"""Builds the small sites and prints how many references resolved. See the package."""

from __future__ import annotations

import argparse
import functools
import http.server
import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from archreport.site.inventory.entries import Entry, entries
from archreport.site.search.index import searched_pages

REFERENCES = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.inventories")
    parser.add_argument("site", type=Path, nargs="?", default=Path("site"))
    parser.add_argument("--language", choices=["en", "zh"], default="en")
    options = parser.parse_args()
    folder = options.site / options.language
    chosen = drawn(entries(folder, searched_pages(folder)))
    failed = False
    with served(options.site) as address, tempfile.TemporaryDirectory() as place:
        base = f"{address}{options.language}/"
        for name, (installed, build) in BUILDERS.items():
            if not installed():
                print(f"{name}: not installed")
                continue
            (work := Path(place) / name).mkdir()
            html = build(work, base, chosen)
            missing = [one for one in chosen if not _linked(html, base, one)]
            print(f"{name}: {len(chosen) - len(missing)} of {len(chosen)} references resolved")
            for one in missing:
                print(f"  not: {one.name} → {one.uri}")
            failed = failed or bool(missing)
    sys.exit(failed)


def drawn(found: Sequence[Entry]) -> list[Entry]:
    """Twenty names, of every kind but terms, which not all builders know."""
    chance = random.Random(16)
    kinds = ("page", "section", "row", "figure")
    each = REFERENCES // len(kinds)
    return [
        one
        for kind in kinds
        for one in chance.sample([e for e in found if e.kind == kind and e.uri], each)
    ]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at an address of this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def _linked(html: str, base: str, entry: Entry) -> bool:
    addresses = {unquote(unescape(one)) for one in re.findall(r'href="([^"]+)"', html)}
    place, _, fragment = entry.uri.partition("#")
    ends = [f"{base}{place}#{fragment}", f"{base}{place.rstrip('/')}#{fragment}"]
    return any(
        end.rstrip("#") in addresses or end.replace("#", "/#").rstrip("#") in addresses
        for end in ends
    )


def _run(words: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    print(
        "".join(
            f"  | {line}\n"
            for line in (done.stdout + done.stderr).splitlines()[-6:]
            if "rror" in line or "arning" in line
        ),
        end="",
    )


def _sphinx(work: Path, base: str, chosen: Sequence[Entry]) -> str:
    (work / "conf.py").write_text(
        'project = "notes"\nextensions = ["sphinx.ext.intersphinx"]\n'
        f'intersphinx_mapping = {{"archreport": ("{base}", None)}}\n'
    )
    lines = [f"- :external+archreport:std:ref:`{one.name}`" for one in chosen]
    (work / "index.rst").write_text("Notes\n=====\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    _run([sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", ".", "out"], work)
    return (work / "out" / "index.html").read_text(encoding="utf-8")


def _mkdocs(work: Path, base: str, chosen: Sequence[Entry]) -> str:
    (work / "docs").mkdir()
    (work / "mkdocs.yml").write_text(
        "site_name: notes\nplugins:\n  - autorefs\n  - mkdocstrings:\n      handlers:\n"
        f"        python:\n          inventories:\n            - url: {base}objects.inv\n"
        "              domains: [std]\n"
    )
    lines = [f"- [{one.kind}][{one.name}]" for one in chosen]
    text = "# Notes\n\n" + "\n".join(lines) + "\n\n::: json.dumps\n"
    (work / "docs" / "index.md").write_text(text, encoding="utf-8")
    _run([sys.executable, "-m", "mkdocs", "build", "-q", "--strict"], work)
    return (work / "site" / "index.html").read_text(encoding="utf-8")


def _myst(work: Path, base: str, chosen: Sequence[Entry]) -> str:
    """Through ``myst.xref.json``, and half of them through ``objects.inv``."""
    (work / "myst.yml").write_text(
        "version: 1\nproject:\n  references:\n"
        f"    archreport:\n      url: {base}\n      kind: myst\n"
        f"    inventory:\n      url: {base}\n      kind: intersphinx\n"
        "site:\n  template: book-theme\n"
    )
    lines = [
        f"- [{one.kind}](<xref:{'archreport' if number % 2 else 'inventory'}#{one.name}>)"
        for number, one in enumerate(chosen)
    ]
    (work / "index.md").write_text("# Notes\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    _run(["myst", "build", "--site", "--ci"], work)
    content = (work / "_build" / "site" / "content" / "index.json").read_text(encoding="utf-8")
    return "".join(f'href="{one}"\n' for one in _myst_addresses(json.loads(content)))


def _myst_addresses(node: Any) -> Iterator[str]:
    """Where the links lead that mystmd has resolved; its theme puts their parts together."""
    if isinstance(node, list):
        for one in node:
            yield from _myst_addresses(one)
    elif isinstance(node, dict):
        if node.get("type") == "link":
            yield node["url"]
        if node.get("type") == "crossReference" and node.get("remote"):
            end = f"#{node['html_id']}" if node.get("html_id") else ""
            yield f"{node['remoteBaseUrl']}{node['url']}{end}"
        for one in node.values():
            yield from _myst_addresses(one)


_Build = Callable[[Path, str, Sequence[Entry]], str]


def _there(*modules: str) -> Callable[[], bool]:
    return lambda: all(importlib.util.find_spec(name) for name in modules)


BUILDERS: Mapping[str, tuple[Callable[[], bool], _Build]] = {
    "Sphinx": (_there("sphinx"), _sphinx),
    "MkDocs": (_there("mkdocs", "mkdocs_autorefs", "mkdocstrings_handlers"), _mkdocs),
    "MyST": (lambda: bool(shutil.which("myst")), _myst),
}

if __name__ == "__main__":
    main()
