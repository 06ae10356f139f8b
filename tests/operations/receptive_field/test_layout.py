"""Where positions lie behind views: channels last, tokens, windows, and back."""

from archreport.operations.receptive_field.layout import Part, fits, of_map, regrouped

MAP = of_map((1, 3, 8, 12), 2)


def test_a_map_as_tokens_and_back():
    tokens = regrouped(MAP, (1, 3, 96))
    assert tokens == ((Part(1),), (Part(3),), (Part(8, (0,), 1), Part(12, (1,), 1)))
    assert regrouped(tokens, (1, 3, 8, 12)) == MAP


def test_windows_are_steps_of_their_extent_and_what_is_inside():
    windows = regrouped(MAP, (1, 3, 2, 4, 3, 4))
    assert windows[2:] == (
        (Part(2, (0,), 4),), (Part(4, (0,), 1),), (Part(3, (1,), 4),), (Part(4, (1,), 1),),
    )  # fmt: skip
    assert regrouped(windows, (1, 3, 8, 12)) == MAP


def test_a_view_that_cuts_positions_unevenly_has_no_layout():
    assert regrouped(MAP, (1, 3, 6, 16)) is None
    assert regrouped(MAP, (1, 3, 8, 13)) is None  # of another number of values


def test_axes_of_extent_one_come_and_go():
    one = of_map((2, 4, 1, 1), 2)
    flat = regrouped(one, (2, 4))
    assert flat[1] == (Part(4), Part(1, (0,), 1), Part(1, (1,), 1))
    assert regrouped(flat, (2, 4, 1, 1)) == one
    assert fits(flat, (2, 4))
    assert not fits(flat, (2, 4, 1, 1))
