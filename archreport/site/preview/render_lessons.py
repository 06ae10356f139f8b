"""``python -m archreport.site.preview.render_lessons ROOT OUT DOCS [PAGE …]``: lessons filled anew.

Writes into the folder DOCS the hand-written pages of the project ROOT, such as
``en/course/01-alexnet/index.md`` (all of them if none is named), filled from the reports under OUT,
and prints the path of each that looks different now. What is wrong with a lesson is said on stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from archreport.errors import ArchreportError
from archreport.language.choice import LANGUAGES
from archreport.render.words.language import Language
from archreport.report.report_file import load
from archreport.site.example import kept_example
from archreport.site.pages import rendered_lessons
from archreport.site.reports import saved_reports


def render(root: Path, out: Path, docs: Path, pages: Sequence[str]) -> list[str]:
    """The pages that look different now, by their path below ``docs``.

    Raises what `archreport.course.lessons.lesson.render_lesson` does.
    """
    built = [load(file) for file in saved_reports(out)]
    shown = {one.identity.key: one for one in built if _has_a_page(docs, one.identity.key)}
    example = kept_example(out / "example")
    written = []
    for language in LANGUAGES:
        source, folder = root / "docs" / language, docs / language
        names = [page.partition("/")[2] for page in pages if page.startswith(f"{language}/")]
        if pages and not names:
            continue
        t = Language(language)
        texts = rendered_lessons(source, folder, shown, t, names, example=example)
        for name, text in texts.items():
            page = folder / name
            if page.is_file() and page.read_text(encoding="utf-8") == text:
                continue
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8", newline="\n")
            written.append(f"{language}/{name}")
    return written


def _has_a_page(docs: Path, key: str) -> bool:
    return bool(key) and (docs / LANGUAGES[0] / "models" / key).is_dir()


def _main(root: str, out: str, docs: str, *pages: str) -> int:
    try:
        written = render(Path(root), Path(out), Path(docs), pages)
    except ArchreportError as error:
        print(error, file=sys.stderr)
        return 1
    for name in written:
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
