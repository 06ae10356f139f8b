"""The sites of several versions side by side, each whole in a folder of its own.

::

    index.html      the door: the newest release, in the reader's language; a list of all versions
    404.html        for addresses without a version, and for pages that a version lacks
    versions.json   the versions, the newest first
    versions.js     what lets a reader of one version change to another; every page asks for it
    0.1/  0.2/      the site of each minor release; a patch takes the place of the one it mends
    dev/            the site of the main branch
    latest/         the same files as the newest release

A release is built for its own address (…/0.1), so what its pages print as a citation leads for ever
to the numbers that were printed. Two languages are two trees in each version, which is why MkDocs'
own tool for versions, made for one tree, is not used.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

TEMPLATES = Path(__file__).parent / "templates"
LATEST, DEVELOPMENT = "latest", "dev"
_RELEASE = re.compile(r"(\d+)\.(\d+)\.\d+")
_SCRIPT = (
    '<script src="{root}versions.js" data-root="{root}" data-folder="{folder}" defer></script>'
)


class Refused(Exception):
    """What cannot be published, in one sentence."""


@dataclass(frozen=True)
class Version:
    """One published version: its folder, and what readers see."""

    folder: str
    title: str


def folder_of(version: str) -> str:
    """The folder of ``version``: "0.1" for 0.1.3, "dev" for "dev". Raises `Refused` for others."""
    if version == DEVELOPMENT:
        return DEVELOPMENT
    found = _RELEASE.fullmatch(version)
    if not found:
        raise Refused(f"{version!r} is no version of the form 1.2.3, nor {DEVELOPMENT!r}.")
    return f"{found[1]}.{found[2]}"


def add_version(site: Path, pages: Path, version: str, address: str) -> None:
    """Put the built ``site`` of ``version`` among the others in ``pages``.

    ``address`` is where ``pages`` is published, without a slash at its end. Raises `Refused` where
    the site was built for another address than that of its folder.
    """
    folder = folder_of(version)
    _refuse_another_address(site, f"{address}/{folder}/")
    shutil.rmtree(pages / folder, ignore_errors=True)
    shutil.copytree(site, pages / folder)
    _let_readers_change(pages, folder)
    versions = _with(Version(folder, version), read_versions(pages))
    newest = versions[0].folder
    if folder == newest or not (pages / LATEST).is_dir():
        shutil.rmtree(pages / LATEST, ignore_errors=True)
        shutil.copytree(pages / newest, pages / LATEST)
    _write_door(pages, versions, urlsplit(address).path.rstrip("/") + "/")


def read_versions(pages: Path) -> list[Version]:
    """The versions that are in ``pages``, the newest first and the development last."""
    file = pages / "versions.json"
    if not file.is_file():
        return []
    return [Version(**one) for one in json.loads(file.read_text(encoding="utf-8"))]


def _with(version: Version, others: Sequence[Version]) -> list[Version]:
    kept = [one for one in others if one.folder != version.folder]
    return sorted([version, *kept], key=_age, reverse=True)


def _age(version: Version) -> tuple[int, ...]:
    """Releases by number; the development is behind them all."""
    if version.folder == DEVELOPMENT:
        return (-1,)
    return tuple(int(number) for number in version.folder.split("."))


def _refuse_another_address(site: Path, address: str) -> None:
    page = site / "en" / "index.html"
    if not page.is_file():
        raise Refused(f"There is no site in {site}.")
    found = re.search(r'<link rel="?canonical"? href="?([^">\s]+)', page.read_text("utf-8"))
    built_for = found[1].removesuffix("en/") if found else "no address"
    if built_for != address:
        raise Refused(
            f"The site was built for {built_for}, and would be published at {address}. "
            f"Build it with ARCHREPORT_SITE_URL={address.rstrip('/')}"
        )


def _let_readers_change(pages: Path, folder: str) -> None:
    """Let each page of the version ask for the script of all versions."""
    for page in sorted((pages / folder).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        root = "../" * (len(page.relative_to(pages).parts) - 1)
        if "<article" in text:
            script = _SCRIPT.format(root=root, folder=folder)
            text = text.replace("</body>", f"{script}\n</body>")
            page.write_text(text, encoding="utf-8", newline="\n")


def _write_door(pages: Path, versions: Sequence[Version], base: str) -> None:
    """Write what lies above the versions. ``base`` is the path of ``pages`` on its host."""
    listed = [asdict(one) for one in versions]
    text = json.dumps(listed, indent=1)
    links = "\n".join(
        f'        <li><a href="{base}{one.folder}/index.html">{one.title}</a></li>'
        for one in versions
    )
    script = (TEMPLATES / "versions.js").read_text(encoding="utf-8")
    files = {
        "versions.json": text + "\n",
        "versions.js": f"window.archreportVersions = {json.dumps(listed)};\n{script}",
        ".nojekyll": "",  # the host serves the files as they are
    }
    for name in ("index.html", "404.html"):
        template = Template((TEMPLATES / name).read_text(encoding="utf-8"))
        files[name] = template.substitute(base=base, latest=LATEST, versions=links)
    for name, content in files.items():
        (pages / name).write_text(content, encoding="utf-8", newline="\n")
