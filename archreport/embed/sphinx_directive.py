"""The directive of Sphinx, of the same words as the fence of MkDocs.

    .. archreport:: vgg16#conv3_1
       :show: row

In ``conf.py``: ``extensions = ["archreport.embed.sphinx_directive"]``. Settings are
``archreport_lang`` (by default the language of the project) and ``archreport_cache``, a folder
below that of ``conf.py``. Other builders than those of HTML get the citation as text. What cannot
be shown is a warning with the file and its line, so that ``-W`` makes the build fail.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from archreport.embed.reports import files_of, report_of, sentence
from archreport.embed.request import read_request
from archreport.errors import ArchreportError
from archreport.files import write_atomically
from archreport.language.choice import LANGUAGES
from archreport.render.downloads.citation import cite
from archreport.render.embedding.fragment import embed, sheet
from archreport.render.words.language import Language

SHEET = "archreport-embed.css"
_LOG = logging.getLogger(__name__)
_OPTIONS = ("show", "lang", "depth", "columns", "input", "build")


class Embedded(Directive):
    """``.. archreport:: TARGET`` with the options of the fence."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = dict.fromkeys(_OPTIONS, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        environment: BuildEnvironment = self.state.document.settings.env
        config = environment.app.config
        folder = Path(environment.app.confdir)
        lang = config.archreport_lang or str(config.language or "en")[:2]
        try:
            request = read_request(
                self.arguments[0], self.options, lang if lang in LANGUAGES else "en"
            )
            for file in files_of(request, folder):
                environment.note_dependency(str(file))
            report = report_of(request, folder, folder / config.archreport_cache)
            if environment.app.builder.format != "html":
                said = cite(report, request.row or None, t=Language(request.options.lang))
                return [nodes.paragraph("", said)]
            name = f"ar{environment.new_serialno('archreport') + 1}"
            piece = embed(report, request.row, request.options, name=name)
            return [nodes.raw("", str(piece), format="html")]
        except ArchreportError as error:
            said = sentence(error)
            _LOG.warning("%s", said, location=(environment.docname, self.lineno))
            return [nodes.paragraph("", f"archreport: {said}")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("archreport", Embedded)
    app.add_config_value("archreport_lang", "", "env", [str])
    app.add_config_value("archreport_cache", "_build/.archreport", "env", [str])
    app.add_css_file(SHEET)
    app.connect("build-finished", _write_sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write_sheet(app: Sphinx, failed: Exception | None) -> None:
    if failed is None and app.builder.format == "html":
        write_atomically(Path(app.outdir) / "_static" / SHEET, sheet().encode())
