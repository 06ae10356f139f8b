"""The built site as files: what is on the pages, and that both languages are the same book."""

import json
import re
import subprocess
import sys

import pytest
import yaml

from archreport.catalog.networks import CATALOG
from archreport.course.labs.names import LABORATORIES
from archreport.render.compare_pages import pages_of
from archreport.render.downloads.citation import SITE_URL
from archreport.report.model import from_json
from archreport.site.check.faults import check_site
from archreport.site.reports import REPORT
from tests.paths import ROOT


def html(site, path):
    return (site / path / "index.html").read_text(encoding="utf-8")


def ids(text):
    return re.findall(r'\sid="([^"]+)"', text)


def test_the_checker_finds_nothing(site):
    assert check_site(site) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_vgg16_page_has_the_numbers(site, language):
    page = html(site, f"{language}/models/vgg16")
    for number in ("138,357,544", "15,470,264,320", "15,237,608", "102,764,544"):
        assert number in page
    report = from_json((site / language / "models" / "vgg16" / "vgg16.json").read_bytes())
    for row in report.rows:
        assert f'id="{row.id}"' in page
    assert page.count('<details class="lvl"') == 3
    assert 'class="gal' in page
    assert "(3·3·128)·256 + 256 = 295,168" in page


@pytest.mark.parametrize("key", CATALOG)
def test_both_languages_have_the_same_anchors(site, key):
    english, chinese = (ids(html(site, f"{lang}/models/{key}")) for lang in ("en", "zh"))
    assert english == chinese
    assert len(english) == len(set(english))


def test_row_anchors_are_frozen(site):
    """Row ids are addresses people cite. One may be added, none may go or change."""
    frozen = json.loads((ROOT / "tests" / "golden" / "row_ids.json").read_text())
    for key, names in frozen.items():
        present = set(ids(html(site, f"en/models/{key}")))
        assert set(names) <= present, key
    assert set(frozen) == set(CATALOG)


def test_untrained_weights_are_called_untrained(site):
    for key in CATALOG:
        report = from_json((site / "en" / "models" / key / f"{key}.json").read_bytes())
        assert report.run.weights.trained is False
        assert "untrained" in html(site, f"en/models/{key}")
        assert "未经训练" in html(site, f"zh/models/{key}")
        assert report.run.device_name in html(site, f"en/models/{key}")


def test_one_address_everywhere():
    for language, name in (("en", "mkdocs.yml"), ("zh", "mkdocs.zh.yml")):
        config = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        assert config["site_url"] == f"{SITE_URL}/{language}/"


def test_the_navigation_names_every_network():
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for key in CATALOG:
            assert f"models/{key}/index.md" in text


def test_the_navigation_names_every_comparison():
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "compare/index.md" in text
        for page in pages_of(CATALOG):
            assert f"compare/{page}/index.md" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_navigation_leads_to_every_laboratory_in_order(site, language):
    entries = re.findall(
        r'<a href="([\w-]+)/" class="md-nav__link"', html(site, f"{language}/labs")
    )
    assert entries == list(LABORATORIES)


@pytest.mark.parametrize("path", ["", *(f"/{page}" for page in pages_of(CATALOG))])
def test_comparisons_have_the_same_anchors_in_both_languages(site, path):
    english, chinese = (ids(html(site, f"{lang}/compare{path}")) for lang in ("en", "zh"))
    assert english == chinese


def test_every_model_leads_to_its_comparisons(site):
    page = html(site, "en/models/vgg16")
    assert 'href="../../compare/alexnet-vgg16/"' in page
    for key in CATALOG:
        assert f'href="../../compare/#v-{key}"' in html(site, f"en/models/{key}")
        assert f'id="v-{key}"' in html(site, "en/compare")


def test_a_broken_lesson_leaves_the_last_site(tmp_path):
    """A project whose page names a number that does not exist: one message, nothing replaced."""
    import shutil

    project = tmp_path / "project"
    project.mkdir()
    for name in ("mkdocs.yml", "mkdocs.zh.yml"):
        shutil.copy(ROOT / name, project / name)
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, project / name)
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("the last good site")
    page = project / "docs" / "en" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n{{ r['vgg16'].totals.nonsense }}\n")
    done = subprocess.run(
        [sys.executable, "-m", "archreport", "site", "--root", str(project), "--out",
         str(ROOT / "build"), "--site", str(project / "site")],
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "nonsense" in done.stderr
    assert "Traceback" not in done.stderr
    assert (project / "site" / "index.html").read_text() == "the last good site"


def test_reports_are_enough_to_make_the_pages_again(site, tmp_path):
    """No torch is needed to the right of the report."""
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from archreport.report.model import load\n"
        "from archreport.render.model_page.page import model_page\n"
        "from archreport.render.words.language import Language\n"
        f"print(len(model_page(load({str(ROOT / 'build' / 'reports' / 'vgg16' / REPORT)!r}),"
        " Language('zh'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000
