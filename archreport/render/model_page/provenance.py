"""Where the numbers of a page come from: commands to repeat it, versions, device, hashes."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from archreport.render.model_page.feature_maps import photo_words, scaling_words, weights_name
from archreport.render.template import html_phrases
from archreport.render.words.language import Language
from archreport.report.model import Report, Row
from archreport.report.run import Run


def commands(report: Report, row: Row, t: Language) -> tuple[tuple[str, str], ...]:
    """Command lines with what each gives. Off the shelf there is only the one that made it."""
    key = report.identity.key
    if not key:
        return ((report.made.command, ""),) if report.made else ()
    made = report.made.command if report.made and report.run else f"archreport build {key}"
    return (
        (made, t("command.build")),
        (f"archreport show {key}", t("command.show")),
        (f"archreport show {key}#{row.id}", t("command.row")),
        (f"archreport cite {key}#{row.id}", t("command.cite")),
    )


def all_maps(report: Report) -> str:
    """The command that draws every channel of every layer; "" off the shelf."""
    if not (report.identity.key and report.made):
        return ""
    return f"{report.made.command.replace(' --maps stages', '')} --maps all"


def provenance(report: Report, t: Language) -> tuple[tuple[str, Markup], ...]:
    """Label and text, one line each: what is needed to make the same report again."""
    return tuple((t(key), text) for key, text in _lines(report, t))


def _lines(report: Report, t: Language) -> Iterator[tuple[str, Markup]]:
    phrase = html_phrases(t)
    if report.identity.source:
        yield "made.source", Markup("<code>{}</code>").format(report.identity.source)
    if report.made:
        made = report.made
        yield (
            "made.versions",
            phrase(
                "made.versions.text",
                archreport=made.archreport,
                torch=made.torch,
                python=made.python,
                platform=made.platform,
            ),
        )
    if report.run:
        yield from _run_lines(report.run, t, own=not report.identity.key)
    yield "made.hash", phrase("made.hash.text", sha=report.content_hash)


def _run_lines(run: Run, t: Language, *, own: bool) -> Iterator[tuple[str, Markup]]:
    phrase = html_phrases(t)
    shown = "made.device.times" if run.timings else "made.device.text"
    yield "made.device", phrase(shown, device=run.device, dtype=run.dtype)
    name = weights_name(run.weights, t)
    yield "made.weights", phrase("made.weights.text", name=name, sha=run.weights.sha256[:16])
    if run.weights.credit:
        weights = run.weights
        yield (
            "made.weights.licence",
            phrase(
                "made.weights.licence.text",
                credit=weights.credit, licence=weights.licence, source=weights.source,
            ),
        )  # fmt: skip
    if run.weights.seed is not None:
        yield "made.seed", Markup(run.weights.seed)
    photo = photo_words(run.photo, t)
    told = "made.photo.text" if run.photo.credit else "made.photo.plain"
    yield "made.photo", phrase(told, **photo, sha=run.photo.sha256[:16])
    if own:
        yield "made.scaling", Markup(scaling_words(run.scaling, t))
