"""What weighs more than what."""

from archreport.site.search.ranking import impacts
from archreport.site.search.sections import Name, SearchedPage, Section

FILLER = [
    SearchedPage(f"method/{n}/", "Other", (Section("a", "Other", "x y z"),)) for n in range(9)
]


def ranked(term: str, *pages: SearchedPage) -> list[str]:
    """The addresses of the sections that have ``term``, the one it says most about first."""
    everything = [*pages, *FILLER]
    places = [f"{page.url}#{one.anchor}" for page in everything for one in page.sections]
    found = impacts(everything)[term]
    return [places[number] for number in sorted(found, key=lambda number: -found[number])]


def page(url: str, title: str, text: str, *names: str) -> SearchedPage:
    section = Section("a", title, text, tuple(Name(name, title) for name in names))
    return SearchedPage(url, title, (section,))


def test_a_title_weighs_more_than_several_uses() -> None:
    uses = page("method/u/", "Uses", "a stride among other words " * 4)
    explains = page("method/e/", "Stride", "how far")
    assert ranked("stride", uses, explains) == ["method/e/#a", "method/u/#a"]


def test_another_name_weighs_as_a_title_does() -> None:
    uses = page("method/u/", "Uses", "a step among other words " * 4)
    explains = page("method/e/", "Stride", "how far", "step")
    assert ranked("step", uses, explains) == ["method/e/#a", "method/u/#a"]


def test_the_glossary_weighs_more_than_a_chapter_and_a_chapter_more_than_a_network() -> None:
    pages = [page(url, "Stride", "how far") for url in ("models/m/", "course/c/", "glossary/")]
    assert ranked("stride", *pages) == ["glossary/#a", "course/c/#a", "models/m/#a"]


def test_a_network_s_page_weighs_more_at_its_beginning() -> None:
    sections = (Section("top", "VGG-16", "memory"), Section("later", "Later", "memory"))
    network = SearchedPage("models/vgg16/", "VGG-16", sections)
    assert ranked("memory", network) == ["models/vgg16/#top", "models/vgg16/#later"]


def test_a_section_is_found_by_the_title_of_its_page() -> None:
    chapter = SearchedPage(
        "course/r/", "ResNet", (Section("top", "ResNet", "adds"), Section("s", "Shortcut", "path"))
    )
    assert set(ranked("resnet", chapter)) == {"course/r/#top", "course/r/#s"}


def test_words_that_say_nothing_are_no_terms() -> None:
    assert "the" not in impacts([page("method/a/", "The stride", "of the window")])


def test_no_pages_have_no_terms() -> None:
    assert impacts([]) == {}
