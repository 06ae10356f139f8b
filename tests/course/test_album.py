"""The album of photographs: what each is, whose, and under which licence."""

from __future__ import annotations

from pathlib import Path

from archreport.course import album
from archreport.course.album import LONGEST, photographs, read_photograph
from archreport.course.album.masks import photographs_with_mask, read_mask

FILES = Path(album.__file__).parent / "files"
LICENCES = {"CC0 1.0", "public domain", "CC BY 2.0"}


def test_there_are_enough_and_each_has_its_credit() -> None:
    assert len(photographs()) >= 40
    for one in photographs():
        assert one.licence in LICENCES, one.name
        assert one.origin.startswith("https://"), one.name
        assert one.package, one.name
        assert one.path, one.name
        assert one.title["en"] and one.title["zh"], one.name
        # a licence that asks for a credit needs somebody to credit
        assert one.author or one.licence != "CC BY 2.0", one.name


def test_every_file_has_a_credit_and_every_credit_a_file() -> None:
    assert {one.file for one in photographs()} == {file.name for file in FILES.glob("*.jpg")}
    names = [one.name for one in photographs()]
    assert names == sorted(set(names))


def test_copies_are_small_and_keep_their_shape() -> None:
    assert sum(file.stat().st_size for file in FILES.iterdir()) < 4_000_000
    for one in photographs():
        width, height = read_photograph(one).size
        assert max(width, height) <= LONGEST
        assert abs(width / height - one.original[0] / one.original[1]) < 0.02 * width / height


def test_no_photograph_is_there_twice() -> None:
    seen = {read_photograph(one).resize((16, 16)).tobytes() for one in photographs()}
    assert len(seen) == len(photographs())


def test_masks_fit_their_photographs_and_mark_a_part_of_them() -> None:
    marked = photographs_with_mask()
    assert len(marked) == len(list((FILES.parent / "masks").iterdir())) == 28
    for one in marked:
        mask = read_mask(one)
        width, height = read_photograph(one).size
        assert mask.shape == (height, width), one.name
        assert 0.02 < mask.mean() < 0.75, one.name
