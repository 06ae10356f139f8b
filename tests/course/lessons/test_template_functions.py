"""Hand-written pages: what they may use, and that nothing missing passes silently."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from archreport.course.lessons import template_functions
from archreport.course.lessons.lesson import render_lesson
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.shelf import Shelf
from archreport.errors import ArchreportError
from archreport.render.words.language import Language
from archreport.report.model import Report


@pytest.fixture
def lesson(report: Report, t: Language) -> Callable[..., str]:
    def render(text: str, depth: int = 0) -> str:
        return render_lesson(text, {"tiny": report}, t, depth=depth, page="docs/en/test.md")

    return render


def test_every_name_is_in_the_list_that_authors_read(report: Report, t: Language) -> None:
    page = LessonPage(Shelf({"tiny": report}), t, 0, "", lambda path: True)
    names = template_functions.template_functions(page)
    listed = set(re.findall(r"``([a-z_]+)", str(template_functions.__doc__)))
    assert names.keys() <= listed


def test_a_name_with_two_meanings_is_refused() -> None:
    with pytest.raises(ValueError, match="two things by 'calc'"):
        template_functions.merged([{"calc": len, "plan": max}, {"calc": sum}])


def test_a_figure_is_drawn_in_the_language_of_the_page(report: Report, t: Language) -> None:
    drawn = render_lesson("{{ draw.windows(5, 3, 1, 0) }}", {"tiny": report}, t, depth=0)
    assert t("alexnet.windows", k=3, n=5, s=1) in drawn


def test_an_unknown_figure_names_the_known_ones(lesson) -> None:
    with pytest.raises(ArchreportError, match=r"no drawing 'window'; there are .*windows"):
        lesson("{{ draw.window(5, 3, 1, 0) }}")


def test_numbers_come_from_the_report(lesson) -> None:
    assert lesson("{{ r.tiny.totals.params | number }}") == "1,131"
    assert lesson('{{ r["tiny"].totals.macs | si }}') == "9.920\u00a0k"
    assert lesson("{{ r.tiny.row('fc').out_shape | shape }}") == "10"
    assert lesson("{{ r.tiny.totals.param_bytes | mib }}") == "0.0043\u00a0MiB"
    assert (
        lesson("{{ (r.tiny.row('fc').param_count / r.tiny.totals.params) | percent }}") == "57.5%"
    )


def test_worked_sums_are_printed(lesson) -> None:
    assert lesson('{{ worked("tiny", "fc", "params") }}') == "64·10 + 10 = 650"


def test_headings_with_ids_are_no_comments(lesson) -> None:
    text = "## Counting {#counting}\n\n{## not shown ##}\nText {#x}\n"
    assert lesson(text) == "## Counting {#counting}\n\nText {#x}\n"


@pytest.mark.parametrize(
    ("depth", "url"), [(0, "models/tiny/"), (1, "../models/tiny/"), (2, "../../models/tiny/")]
)
def test_links_lead_to_the_model_from_any_depth(lesson, depth: int, url: str) -> None:
    assert lesson('{{ model_url("tiny") }}', depth) == url
    assert f'href="{url}#fc"' in lesson('{{ excerpt("tiny", ["fc"]) }}', depth)
    assert f'href="{url}#stage-1"' in lesson('{{ ribbon("tiny") }}', depth)


def test_figures_and_tables_can_be_used_twice_on_a_page(lesson, parsed) -> None:
    html = parsed(lesson('{{ ribbon("tiny") }}{{ ribbon("tiny") }}{{ excerpt("tiny", ["fc"]) }}'
                         '{{ excerpt("tiny", ["pool"]) }}{{ shelf() }}'))  # fmt: skip
    assert len(html.ids) == len(set(html.ids))


def test_the_shelf_shows_each_model_with_its_numbers(lesson, parsed) -> None:
    html = parsed(lesson("{{ shelf() }}"))
    assert html.hrefs == ["models/tiny/"]
    assert "Tiny & <Small>" in html.text
    assert "1.131\u00a0k" in html.text
    assert lesson('{{ shelf("tiny") }}') == lesson("{{ shelf() }}")


def test_html_in_a_lesson_has_no_blank_lines(lesson) -> None:
    assert "\n\n" not in lesson('{{ excerpt("tiny", ["fc"]) }}')


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("{{ nothing }}", "nothing"),
        ("{{ r.vgg61.totals.params }}", "vgg61"),
        ('{{ r["vgg61"] }}', "vgg61"),
        ("{{ r.tiny.totals.parms }}", "parms"),
        ("{{ r.tiny.row('fc9').macs }}", "fc9"),
        ('{{ excerpt("tiny", ["fc9"]) }}', "fc9"),
        ('{{ ribbon("vgg61") }}', "vgg61"),
        ('{{ worked("tiny", "fc", "height") }}', "height"),
        ("{{ 3 | numbr }}", "numbr"),
        ("{{ r.tiny.totals.params | number", "end of print statement"),
        ("{% if x %}", "end of template"),
    ],
)
def test_what_is_missing_is_named_with_page_and_line(lesson, line: str, name: str) -> None:
    with pytest.raises(ArchreportError) as error:
        lesson(f"one\n\nthree\n{line}\n")
    assert error.value.message.startswith("docs/en/test.md, line ")
    assert name in error.value.message
    if "template" not in name:
        assert "line 4:" in error.value.message


def test_an_unknown_key_names_the_known_ones(lesson) -> None:
    with pytest.raises(ArchreportError, match="tiny"):
        lesson("{{ r.vgg61 }}")


def test_a_root_is_evaluated(lesson) -> None:
    assert lesson('{{ root("a*a + b*b", a=3, b=4) }}') == "√(3·3 + 4·4) = 5"
    assert lesson('{{ root("p*(1 - p)/n", p=0.5, n=8) }}') == "√(0.5·(1 − 0.5)/8) ≈ 0.1768"
    with pytest.raises(ArchreportError, match="negative"):
        lesson('{{ root("a - b", a=1, b=2) }}')


def test_printed_figures_can_be_calculated_with(lesson) -> None:
    assert lesson('{{ claimed("deck.xrce.fvdim") | number }}') == "520,000"
    assert lesson('{{ claimed("deck.df.dfe_u") }}') == "0.9735"
    assert lesson('{{ claimed("deck.df.dfe_u", spread=true) }}') == "0.0025"
    with pytest.raises(ArchreportError, match="±"):
        lesson('{{ claimed("deck.xrce.pca", spread=true) }}')
    with pytest.raises(ArchreportError, match=r"deck\.nothing"):
        lesson('{{ claimed("deck.nothing") }}')


def test_a_printed_figure_is_said_in_the_language_of_the_page(report: Report) -> None:
    def said(claim: str, code: str) -> str:
        text = f'{{{{ gloss("{claim}") }}}}'
        return render_lesson(text, {"tiny": report}, Language(code), depth=0)

    assert said("df.params", "zh") == "超过 1.2\u00a0亿"
    assert said("df.params", "en") == "more than 120\u00a0million"
    assert said("df.95", "zh") == "超过 95%"
    assert said("deck.xrce.fvdim", "zh") == "52\u00a0万"


def test_products_are_written_out(lesson) -> None:
    assert lesson("{{ products([3, -1], [2, 4]) }}") == "3·2 + (−1)·4 = 2"
    assert lesson("{{ products([3], [2], -5) }}") == "3·2 + (−5) = 1"
    with pytest.raises(ArchreportError, match="longer"):
        lesson("{{ products([3], [2, 1]) }}")


def test_laboratories_are_numbered_by_chapter_and_told_apart(lesson, t: Language) -> None:
    page = lesson(
        '{% call lab("00-before-2012") %}x{% endcall %}'
        '{% call lab("05-alignment") %}y{% endcall %}'
        '{% call lab("05-local-convolution") %}z{% endcall %}'
    )
    name = t("course.lab")
    assert all(f"<p>{name} {number}</p>" in page for number in ("0", "5", "5b"))


def test_an_unknown_laboratory_fails_the_page(lesson) -> None:
    with pytest.raises(ArchreportError, match="no laboratory '01-conting'"):
        lesson('{% call lab("01-conting") %}x{% endcall %}')


def test_a_laboratory_without_a_page_keeps_its_text(report: Report, t: Language) -> None:
    text = '{% call lab("01-counting") %}What it shows.{% endcall %}'
    for there in (True, False):
        page = render_lesson(
            text, {"tiny": report}, t, depth=2, page="p", built=lambda path, there=there: there
        )
        assert "What it shows." in page
        assert ('href="../../labs/01-counting/"' in page) == there
