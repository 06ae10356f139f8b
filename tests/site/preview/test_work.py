"""What has to be made again for which files."""

import pytest

from archreport.site.preview.work import Work, watched_places, work_for
from tests.paths import ROOT

PACKAGE = ROOT / "archreport"
LESSON = "en/course/02-alexnet/index.md"


@pytest.mark.parametrize(
    ("path", "work"),
    [
        (f"docs/{LESSON}", Work(lessons=frozenset([LESSON]))),
        ("docs/assets/css/prose.css", Work(assets=frozenset(["assets/css/prose.css"]))),
        ("archreport/course/lessons/vgg/messages.yaml", Work(code=True)),
        ("archreport/course/lessons/mistakes.py", Work(code=True)),
        ("archreport/render/templates/page.md.j2", Work(code=True)),
        ("archreport/running/photos/coffee.jpg", Work()),
        ("docs/zh/course/figure.png", Work()),
        ("overrides/main.html", Work(whole=True)),
        ("mkdocs.zh.yml", Work(whole=True)),
    ],
)
def test_a_file_and_its_work(path: str, work: Work) -> None:
    assert work_for([ROOT / path], ROOT, PACKAGE) == work


def test_several_files_add_up() -> None:
    paths = [ROOT / "docs" / LESSON, ROOT / "mkdocs.yml", PACKAGE / "a.py"]
    assert work_for(paths, ROOT, PACKAGE) == Work(frozenset([LESSON]), code=True, whole=True)
    assert not work_for([], ROOT, PACKAGE)


def test_what_is_watched_is_there() -> None:
    assert [path for path in watched_places(ROOT, PACKAGE) if not path.exists()] == []
