"""How long a chapter takes to read, and the short way through it."""

from __future__ import annotations

import pytest

from archreport.course.lessons import known_sizes, reading_time
from tests.paths import DOCS

PAGE = (
    """---
title: not read
---
# Title {: #top }

one two three

## First {: #first }

{{ sums({"a b c d": calc("a", a=1)}) }} four <b class="x y z">five</b> 六七

```python
this is not read
```

## Exercises {: #exercises }

many words that nobody counts

## Last {: #last }

"""
    + "word " * 1000
)

CHAPTERS = sorted(
    page for page in DOCS.rglob("course/[0-9]*/index.md") if "reading(short=" in page.read_text()
)


def test_words_and_characters_are_counted_and_nothing_else() -> None:
    opening, first, *_ = reading_time.sections(PAGE)
    per_word = 1 / known_sizes.ENGLISH_WORDS_A_MINUTE
    assert opening.minutes == pytest.approx(4 * per_word)
    assert (first.id, first.title) == ("first", "First")
    assert first.minutes == pytest.approx(
        3 * per_word + 2 / known_sizes.CHINESE_CHARACTERS_A_MINUTE
    )


def test_the_whole_way_leaves_out_exercises() -> None:
    parts = reading_time.sections(PAGE)
    assert [one.id for one in parts] == ["", "first", "exercises", "last"]
    assert reading_time.whole_way(parts) == 5  # 1,009 words


def test_a_short_way_is_short_and_in_the_order_of_the_page() -> None:
    parts = reading_time.sections(PAGE)
    way, minutes = reading_time.short_way(parts, ["first"])
    assert ([one.id for one in way], minutes) == (["first"], 1)
    with pytest.raises(LookupError, match="there is no section 'second'"):
        reading_time.short_way(parts, ["second"])
    with pytest.raises(ValueError, match="no shorter"):
        reading_time.short_way(parts, ["first", "last", "exercises"])


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: "-".join(page.parts[-4:-1]))
def test_both_languages_take_about_as_long(page) -> None:
    code = page.relative_to(DOCS).parts[0]
    twin = DOCS / {"en": "zh", "zh": "en"}[code] / page.relative_to(DOCS / code)
    own, theirs = (
        reading_time.whole_way(reading_time.sections(one.read_text(encoding="utf-8")))
        for one in (page, twin)
    )
    assert 0.5 < own / theirs < 2
