"""References by GB/T 7714—2015, held against the standard's own examples of what is online."""

from __future__ import annotations

from datetime import date

import pytest

from archreport.render.downloads.citation import RELEASE_YEAR, cite, page_address
from archreport.render.downloads.gbt7714 import Electronic, reference
from archreport.render.words.formatting import number
from archreport.render.words.language import Language
from archreport.report.model import Report

#: Examples of 4.1 and 4.6 of the standard, letter by letter but for the width of its marks.
EXAMPLES = [
    (
        Electronic(
            author="赵学功",
            title="当代美国外交",
            kind="M",
            imprint="北京: 社会科学文献出版社, 2001",
            cited="2014-06-11",
            address="http://www.cadal.zju.edu.cn/book/trySinglePage/33023884/1",
        ),
        "赵学功. 当代美国外交[M/OL]. 北京: 社会科学文献出版社, 2001[2014-06-11]. "
        "http://www.cadal.zju.edu.cn/book/trySinglePage/33023884/1.",
    ),
    (
        Electronic(
            author="中国互联网络信息中心",
            title="第29次中国互联网络发展现状统计报告",
            kind="R",
            updated="2012-01-16",
            cited="2013-03-26",
            address="http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf",
        ),
        "中国互联网络信息中心. 第29次中国互联网络发展现状统计报告[R/OL]. "
        "(2012-01-16)[2013-03-26]. "
        "http://www.cnnic.net.cn/hlwfzyj/hlwxzbg/201201/P020120709345264469680.pdf.",
    ),
    (
        Electronic(
            author="Online Computer Library Center, Inc.",
            title="About OCLC: history of cooperation",
            kind="EB",
            cited="2012-03-27",
            address="http://www.oclc.org/about/cooperation.en.html",
        ),
        "Online Computer Library Center, Inc. About OCLC: history of cooperation[EB/OL]. "
        "[2012-03-27]. http://www.oclc.org/about/cooperation.en.html.",
    ),
    (
        Electronic(
            author="HOPKINSON A",
            title="UNIMARC and metadata: Dublin core",
            kind="EB",
            updated="2009-04-22",
            cited="2013-03-27",
            address="http://archive.ifla.org/IV/ifla64/138-161e.htm",
        ),
        "HOPKINSON A. UNIMARC and metadata: Dublin core[EB/OL]. (2009-04-22)[2013-03-27]. "
        "http://archive.ifla.org/IV/ifla64/138-161e.htm.",
    ),
]


@pytest.mark.parametrize(("work", "entry"), EXAMPLES, ids=[work.author for work, _ in EXAMPLES])
def test_the_examples_of_the_standard(work: Electronic, entry: str) -> None:
    assert reference(work) == entry


def test_a_report_is_a_data_set_online(report: Report, zh: Language) -> None:
    entry = cite(report, None, "gbt7714", t=zh, cited=date(2027, 3, 9))
    totals = report.totals
    params, macs, stored = map(number, (totals.params, totals.macs, totals.activations))
    assert entry == (
        "archreport. Tiny & <Small>：逐层表与结构报告"
        f"（{params} 个参数，{macs} 次乘加，{stored} 个激活值）[DS/OL]. "
        f"版本 0.1.0，报告 sha256 {report.content_hash[:8]}. "
        f"archreport, {RELEASE_YEAR}[2027-03-09]. {page_address(report, zh)}."
    )


def test_a_row_belongs_to_the_title_and_to_the_address(report: Report, t: Language) -> None:
    entry = cite(report, "fc", "gbt7714", t=t)
    row = {
        "en": ": row fc (650 parameters, 640 MACs, 10 activations)[DS/OL].",
        "zh": "：fc 行（650 个参数，640 次乘加，10 个激活值）[DS/OL].",
    }[t.code]
    assert row in entry
    assert entry.endswith("/models/tiny/#fc.")


def test_the_day_of_citation_is_left_to_the_reader_on_a_page(report: Report, zh: Language) -> None:
    assert f"{RELEASE_YEAR}[引用日期]. http" in cite(report, None, "gbt7714", t=zh)


def test_a_model_off_the_shelf_is_not_online(bare_report: Report, zh: Language) -> None:
    entry = cite(bare_report, None, "gbt7714", t=zh)
    assert "[DS]. " in entry
    assert "OL" not in entry and "http" not in entry and "引用日期" not in entry
