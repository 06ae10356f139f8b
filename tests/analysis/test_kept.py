"""Results are kept by the very objects that they follow from."""

from archreport.analysis import kept
from archreport.analysis.kept import ByIdentity


def test_the_same_object_is_worked_out_once():
    table, calls = ByIdentity(), []
    thing = [1]
    for _ in range(3):
        assert table.get((thing,), lambda: calls.append(1) or "made") == "made"
    assert len(calls) == 1


def test_an_equal_object_is_another():
    table = ByIdentity()
    assert table.get(([1],), lambda: "one") == "one"
    assert table.get(([1],), lambda: "two") == "two"


def test_an_address_is_never_mistaken_for_an_earlier_ones():
    table = ByIdentity()
    for number in range(2_000):
        thing = [number]  # would get the address of the one before, if that were not held
        assert table.get((thing,), lambda number=number: number) == number


def test_it_does_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 10)
    table = ByIdentity()
    for number in range(100):
        table.get(([number],), lambda: None)
    assert len(vars(table)["_known"]) <= 10
