"""Built pages say their language with its region."""

from pathlib import Path

from archreport.site.page_language import name_regions


def test_pages_say_the_region(tmp_path: Path) -> None:
    pages = {
        "zh/index.html": '<!doctype html><html lang="zh" class="no-js"><p lang="zh">',
        "zh/models/a.html": '<html class="a" lang="zh"><code>&lt;html lang="zh"&gt;</code>',
        "zh/embed.html": '<html lang="zh-CN">',
        "en/index.html": '<html lang="en"><p lang="zh">',
        "index.html": '<html lang="zh">',
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    name_regions(tmp_path)
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in pages} == {
        **pages,
        "zh/index.html": '<!doctype html><html lang="zh-CN" class="no-js"><p lang="zh">',
        "zh/models/a.html": '<html class="a" lang="zh-CN"><code>&lt;html lang="zh"&gt;</code>',
    }
