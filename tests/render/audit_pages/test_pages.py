"""The audit's pages and the table of a model's page, in both languages."""

import csv
import io
import posixpath
import re

import pytest

from archreport.audit import FAMILIES, VERDICTS, load_claims, load_explanations, tally
from archreport.render.audit_pages.finding import anchor, finding_line
from archreport.render.audit_pages.pages import CSV_COLUMNS, audit_pages, claims_csv, paper_section
from archreport.render.words.language import LANGUAGES, Language
from tests.parsed import attributes, parse_html

#: What a page may weigh, less what MkDocs puts around it.
LIMIT = 200_000
#: All figures in one table.
ALL = "all/index.md"


class Page:
    """Ids, links and table rows of a page."""

    def __init__(self, text):
        page = parse_html(text)
        self.ids = page.ids
        self.links = [link["href"] for link in attributes(page.root, "//a[@href]")]
        self.rows = attributes(page.root, "//tr[@data-v]")


@pytest.fixture(scope="module", params=LANGUAGES)
def t(request):
    return Language(request.param)


@pytest.fixture(scope="module")
def pages(findings, shelf):
    return {code: audit_pages(findings, shelf, Language(code)) for code in LANGUAGES}


def parsed(pages, t):
    return {path: Page(text) for path, text in pages[t.code].items() if path.endswith(".md")}


def test_the_pages(pages):
    wanted = {"index.md", "claims.csv", ALL, "lecture/index.md"}
    wanted |= {f"{family}/index.md" for family in FAMILIES}
    assert set(pages["en"]) == set(pages["zh"]) == wanted


def test_every_claim_stands_once_among_its_family(pages, t):
    found = []
    for path, page in parsed(pages, t).items():
        assert len(page.ids) == len(set(page.ids)), path
        if path not in ("index.md", ALL, "lecture/index.md"):
            found += [row["id"] for row in page.rows]
    assert sorted(found) == sorted(anchor(claim.id) for claim in load_claims())


def test_anchors_are_plain_and_unique():
    anchors = [anchor(claim.id) for claim in load_claims()]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"c-[a-z0-9_]+(-[a-z0-9_]+)*", name) for name in anchors)
    assert anchor("deck.vgg.totalmem.bytes") == "c-deck-vgg-totalmem-bytes"


def test_the_same_ids_in_both_languages(pages):
    for path in pages["en"]:
        if path.endswith(".md"):
            assert Page(pages["en"][path]).ids == Page(pages["zh"][path]).ids, path


def test_pages_keep_their_weight(pages, t):
    for path, text in pages[t.code].items():
        if path.endswith(".md"):
            assert len(text.encode()) < LIMIT, path
            html = text.partition("\n# ")[2]
            assert "{{" not in html, path
            assert not re.search(r"\{[a-z]+[(|}]", html), path  # a number that was not filled in


def test_filters_know_every_row(pages, t):
    for path, page in parsed(pages, t).items():
        if path in ("index.md", ALL):
            continue
        choices = {name for name in page.ids if re.fullmatch(r"[vms]-\w+", name)}
        used = {f"{kind}-{row[f'data-{kind}']}" for row in page.rows for kind in "vms"}
        for kind in "vms":
            values = {name for name in used if name.startswith(f"{kind}-")}
            offered = {name for name in choices if name.startswith(f"{kind}-")}
            assert offered in (values | {f"{kind}-all"}, set()), (path, kind)
            assert bool(offered) == (len(values) > 1) or kind == "v", (path, kind)


def test_the_style_sheet_reaches_every_filter(pages, t, request):
    sheet = request.config.rootpath / "docs" / "assets" / "css" / "audit.css"
    rules = set(re.findall(r"#([vms]-\w+):checked", sheet.read_text(encoding="utf-8")))
    for path, page in parsed(pages, t).items():
        choices = {name for name in page.ids if re.fullmatch(r"[vms]-\w+", name)}
        assert path in ("index.md", ALL) or choices - {"v-all", "m-all", "s-all"} <= rules, path


def test_all_figures_stand_in_one_table(pages, findings, t):
    text = pages[t.code][ALL]
    page = parsed(pages, t)[ALL]
    linked = [link.partition("#")[2] for link in page.links if "#" in link]
    assert sorted(linked) == sorted(anchor(finding.claim.id) for finding in findings)
    assert [row["data-v"] for row in page.rows].count("differs") == tally(findings)["all"][
        "differs"
    ]
    options = set(re.findall(r'<option value="([vms]-\w+)"', text)) - {"v-all", "m-all", "s-all"}
    assert options == set(re.findall(r'\[value="([vms]-\w+)"\]:checked', text))
    used = {f"{kind}-{row[f'data-{kind}']}" for row in page.rows for kind in "vm"}
    used |= {f"s-{number}" for number in re.findall(r'<tbody data-s="(\d+)"', text)}
    assert options == used


def test_the_index_lists_what_differs_and_explains(pages, findings, t):
    page = parsed(pages, t)["index.md"]
    differs = [anchor(f.claim.id) for f in findings if f.verdict == "differs"]
    assert [row["id"] for row in page.rows] == differs
    headings = set(re.findall(r"\{#(why-[\w-]+)\}", pages[t.code]["index.md"]))
    assert headings == {f"why-{story.id}" for story in load_explanations()}


def test_links_within_the_audit_lead_somewhere(pages, t):
    read = parsed(pages, t)
    targets = {path: set(page.ids) for path, page in read.items()}
    for path in targets:
        targets[path] |= set(re.findall(r"\{#([\w-]+)\}", pages[t.code][path]))
    for path, page in read.items():
        for link in page.links:
            if re.match(r"https?:|(\.\./)+models/", link) or link.endswith(".csv"):
                continue
            place, _, fragment = link.partition("#")
            name = posixpath.normpath(f"{posixpath.dirname(path)}/{place}/index.md").lstrip("/")
            assert name in targets, (path, link)
            assert not fragment or fragment in targets[name], (path, link)


def test_links_to_models_lead_to_rows(pages, shelf, t):
    rows = {key: {row.id for row in report.rows} for key, report in shelf.items()}
    links = {link for page in parsed(pages, t).values() for link in page.links}
    found = [re.fullmatch(r"(?:\.\./)+models/([\w-]+)/(?:#(.+))?", link) for link in links]
    models = [match for match in found if match]
    assert len(models) > 100
    for match in models:
        assert match[1] in rows
        assert match[2] is None or match[2] in rows[match[1]], match[0]


def test_the_counts_on_the_index_are_the_tallies(pages, findings):
    counts = tally(findings, "family")
    lines = re.findall(r'<tr id="f-(\w+)">(.*?)</tr>', pages["en"]["index.md"])
    assert len(lines) == len(FAMILIES)
    for family, cells in lines:
        numbers = [int(cell) for cell in re.findall(r">(\d+)</td>", cells)]
        assert numbers == [*counts[family].values(), sum(counts[family].values())]


def test_no_english_is_left_in_chinese(findings):
    t = Language("zh")
    for finding in findings:
        line = finding_line(finding, t)
        for text in (line.why, line.quantity):
            plain = re.sub(r"“.*?”|（.*?）", "", text)
            sentences = re.findall(r"\b[a-z]+ [a-z]+ [a-z]+\b", plain)
            assert not sentences, (finding.claim.id, sentences)


def test_the_csv_file_holds_all(findings):
    text = claims_csv(findings)
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == len(load_claims())
    assert tuple(lines[0]) == CSV_COLUMNS
    by_id = {line["id"]: line for line in lines}
    memory = by_id["deck.vgg.totalmem.values"]
    assert (memory["verdict"], memory["computed"]) == ("differs", "15237608")
    assert memory["difference"] == "8762392"
    assert by_id["deck.alex.shape.pool2"]["computed"] == "13x13x256"
    assert "\r" not in text


def test_a_models_own_table(findings, shelf, t):
    text = paper_section(shelf["vgg16"], findings, t, number=4)
    page = Page(text)
    own = [finding for finding in findings if finding.claim.page == "vgg16"]
    assert sorted(row["id"] for row in page.rows) == sorted(anchor(f.claim.id) for f in own)
    differing = sum(finding.verdict == "differs" for finding in own)
    assert differing > 3
    assert [row["data-v"] for row in page.rows[:differing]] == ["differs"] * differing
    assert "../../audit/vgg/" in page.links
    assert "#conv1_1" in page.links  # a number of this report leads to its row
    assert "\n\n" not in text  # which would end a block of HTML in Markdown
    assert len(text.encode()) < 70_000


def test_no_table_where_nothing_is_printed(findings, shelf, t):
    assert paper_section(shelf["unet-padded"], findings, t) == ""


def test_verdicts_are_sign_word_and_tint(findings, shelf, t):
    text = paper_section(shelf["googlenet"], findings, t, number=4)
    for verdict in VERDICTS[:3]:
        assert f'<span class="v v-{verdict}">{t(f"audit.verdict.{verdict}")}</span>' in text
