"""The plug-in of MkDocs: a fence named ``archreport`` becomes a row, a table or a drawing.

    ```archreport
    vgg16#conv3_1
    show: row
    ```

In ``mkdocs.yml``: ``plugins: [search, archreport]``. Settings are ``lang`` ("en" or "zh"; by
default that of the theme) and ``cache``, the folder in which reports are kept, below that of the
configuration. What cannot be shown is a warning with the file and its line, so that a strict build
fails. ``pyproject.toml`` makes the plug-in known as ``archreport``.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config import base
from mkdocs.config import config_options as options
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from archreport.embed.reports import files_of, report_of, sentence
from archreport.embed.request import read_fence
from archreport.errors import ArchreportError
from archreport.language.choice import LANGUAGES
from archreport.render.embedding.fragment import CLASS, embed, sheet

#: Where the style sheet lies in the site.
SHEET = "assets/archreport-embed.css"

_LOG = logging.getLogger("mkdocs.plugins.archreport")
_FENCE = re.compile(r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*)$")
_PLACE = "archreport-piece-{}"


class Settings(base.Config):  # type: ignore[no-untyped-call]
    lang = options.Optional(options.Choice(LANGUAGES))
    cache = options.Type(str, default=".cache/archreport")


class Embedded(BasePlugin[Settings]):  # type: ignore[no-untyped-call]
    """Finds the fences of a page before Markdown sees them, and puts the pieces in afterwards, so
    that they stand in lists, notes and tabs as well."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[str]] = {}
        self._files: set[Path] = set()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if SHEET not in config.extra_css:
            config.extra_css.append(SHEET)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        if files.get_file_from_path(SHEET) is None:
            files.append(File.generated(config, SHEET, content=sheet()))
        return files

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        pieces: list[str] = []
        self._pieces[page.file.src_uri] = pieces
        above = _lines_above(page, markdown)
        shown: list[str] = []
        for line, indent, body in _blocks(markdown):
            if body is None:
                shown.append(indent)
                continue
            where = f"{page.file.src_uri}:{line + above}"
            pieces.append(self._piece(body, where, f"ar{len(pieces) + 1}", config))
            shown += ["", indent + _PLACE.format(len(pieces) - 1), ""]
        return "\n".join(shown)

    def on_page_content(self, html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        for number, piece in enumerate(self._pieces.pop(page.file.src_uri, [])):
            place = _PLACE.format(number)
            for found in (f"<p>{place}</p>", place):
                if found in html:
                    html = html.replace(found, piece, 1)
                    break
        return html

    def on_serve(
        self, server: LiveReloadServer, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        for file in sorted(self._files):
            server.watch(str(file))
        return server

    def _piece(self, body: str, where: str, name: str, config: MkDocsConfig) -> str:
        folder = Path(config.config_file_path or ".").resolve().parent
        try:
            request = read_fence(body, self.config.lang or _language(config))
            self._files.update(file for file in files_of(request, folder) if file.exists())
            report = report_of(request, folder, folder / self.config.cache)
            return str(embed(report, request.row, request.options, name=name))
        except ArchreportError as error:
            said = sentence(error)
            _LOG.warning("%s: %s", where, said)
            return (
                f'<p class="{CLASS}" role="alert"><strong>archreport:</strong> {escape(said)}</p>'
            )


def _language(config: MkDocsConfig) -> str:
    """The language of the theme, where it is one of ours."""
    code = str(config.theme.get("language") or config.theme.get("locale") or "en")[:2]
    return code if code in LANGUAGES else "en"


def _lines_above(page: Page, markdown: str) -> int:
    """How many lines of the file stand above its Markdown: those of its front matter."""
    try:
        source = page.file.content_string
    except (OSError, UnicodeDecodeError):
        return 0
    return max(0, source.rstrip("\n").count("\n") - markdown.rstrip("\n").count("\n"))


def _blocks(markdown: str) -> list[tuple[int, str, str | None]]:
    """The lines of a page, with each of our fences as one entry: the number of its first line, its
    indentation and what is in it. A fence inside another one is text."""
    entries: list[tuple[int, str, str | None]] = []
    opened: tuple[int, str, str, bool, list[str]] | None = None
    for number, line in enumerate(markdown.split("\n"), start=1):
        match = _FENCE.match(line)
        if opened is None:
            if match is None:
                entries.append((number, line, None))
                continue
            ours = match["info"].strip() in ("archreport", "{.archreport}", "{ .archreport }")
            opened = (number, match["indent"], match["marks"], ours, [line])
            continue
        first, indent, marks, ours, lines = opened
        lines.append(line)
        if match and match["marks"].startswith(marks) and not match["info"].strip():
            opened = None
            if ours:
                entries.append((first, indent, "\n".join(lines[1:-1])))
            else:
                entries += [(first, one, None) for one in lines]
    if opened is not None:
        entries += [(opened[0], one, None) for one in opened[4]]
    return entries
