"""The order in which pieces of work are done."""

from collections.abc import Iterator

import pytest

from archreport.running.speed.overlap import Work, overlapped


def work(name: str, done: list[str]) -> Work[str]:
    done.append(f"{name} begins")
    yield
    done.append(f"{name} alone")
    yield
    done.append(f"{name} ends")
    return name.upper()


def test_one_ends_when_the_next_has_begun_and_before_it_is_alone() -> None:
    done: list[str] = []
    assert overlapped(work(name, done) for name in "ab") == ["A", "B"]
    assert done == [
        "a begins", "a alone", "b begins", "a ends", "b alone", "b ends"
    ]  # fmt: skip


def test_what_has_nothing_to_do_keeps_its_place() -> None:
    def fresh() -> Work[str]:
        return "fresh"
        yield

    done: list[str] = []
    assert overlapped([work("a", done), fresh(), work("b", done)]) == ["A", "fresh", "B"]
    assert done.index("a ends") < done.index("b begins")


def test_nothing_at_all() -> None:
    assert overlapped([]) == []


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_where_one_raises_the_one_before_is_finished(steps: int) -> None:
    def fails() -> Work[str]:
        for _ in range(steps):
            yield
        raise KeyError

    done: list[str] = []
    with pytest.raises(KeyError):
        overlapped([work("a", done), fails(), work("c", done)])
    assert done.count("a ends") == 1
    assert ("c begins" in done) == (steps == 2)  # a failure at its end comes beside the next


def test_what_was_begun_beside_a_failing_end_is_closed() -> None:
    closed: list[bool] = []

    def fails() -> Work[None]:
        yield
        yield
        raise KeyError

    def begun() -> Work[None]:
        try:
            yield
            yield
        finally:
            closed.append(True)

    with pytest.raises(KeyError):
        overlapped([fails(), begun()])
    assert closed == [True]


def test_the_next_is_asked_for_late() -> None:
    done: list[str] = []

    def works() -> Iterator[Work[str]]:
        for name in "ab":
            done.append(f"{name} asked for")
            yield work(name, done)

    overlapped(works())
    assert done.index("a alone") < done.index("b asked for")
