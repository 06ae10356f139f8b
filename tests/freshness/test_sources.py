"""What lies behind a module or a piece of code, in a small package made for the test."""

import hashlib
from pathlib import Path

import pytest

from archreport.freshness.sources import Package, SourceMissing

FILES = {
    "__init__.py": "from pack.top import everything\n",
    "top.py": "everything = 1\n",
    "making/__init__.py": "",
    "making/run.py": """
import numpy.linalg
from pack.making import values
from pack.words import french

def late():
    from pack.making.late import slow
    import yaml
""",
    "making/values.py": "values = 1\n",
    "making/late.py": "slow = 1\n",
    "making/unused.py": "import torch\n",
    "making/near.py": "from . import values\nfrom ..words import french\n",
    "making/photos/cat.png": "a picture",
    "making/photos/CREDITS.md": "text for people",
    "making/photos/.hidden": "left by a file manager",
    "making/inner/__init__.py": "",
    "making/inner/table.json": "{}",
    "words/__init__.py": "",
    "words/french.py": "from pack.words import accents\nimport jinja2\n",
    "words/accents.py": "",
    "words/french.yaml": "chat: cat",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "pack"


def named(*names: str) -> list[str]:
    return [f"pack/{name}" for name in names]


def test_imports_are_followed_with_the_data_beside_them(folder: Path) -> None:
    closure = Package(folder).closure(["pack.making.run"])
    assert list(closure.files) == named(
        "__init__.py", "making/__init__.py", "making/late.py", "making/photos/cat.png",
        "making/run.py", "making/values.py", "words/__init__.py", "words/accents.py",
        "words/french.py", "words/french.yaml",
    )  # fmt: skip
    assert closure.foreign == {"numpy", "yaml", "jinja2"}
    assert closure.files["pack/making/photos/cat.png"] == hashlib.sha256(b"a picture").hexdigest()


def test_what_is_left_out_does_not_count_nor_what_only_it_imports(folder: Path) -> None:
    closure = Package(folder).closure(["pack.making.run"], without=["pack.words"])
    assert not [name for name in closure.files if "words" in name]
    assert closure.foreign == {"numpy", "yaml"}


def test_only_whole_names_are_left_out(folder: Path) -> None:
    (folder / "making" / "values_of.py").write_text("")
    (folder / "making" / "late.py").write_text("import pack.making.values_of\n")
    closure = Package(folder).closure(["pack.making.run"], without=["pack.making.values"])
    assert "pack/making/values_of.py" in closure.files
    assert "pack/making/values.py" not in closure.files


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from pack.making.values import values", ("making/__init__.py", "making/values.py")),
        ("from pack.making import values", ("making/__init__.py", "making/values.py")),
        ("import pack.making.values", ("making/__init__.py", "making/values.py", "top.py")),
        ("import pack", ("top.py",)),
        ("from pack import everything", ("top.py",)),
        ("import json", None),
    ],
)
def test_of_code(folder: Path, code: str, expected: tuple[str, ...] | None) -> None:
    """What `import` binds reaches the packages above, so that what they import counts as well."""
    found = [name for name in Package(folder).closure(code=[code]).files if name.endswith(".py")]
    assert found == ([] if expected is None else named("__init__.py", *expected))


def test_relative_imports_are_followed(folder: Path) -> None:
    closure = Package(folder).closure(["pack.making.near"])
    assert {"pack/making/values.py", "pack/words/french.py"} <= set(closure.files)


def test_data_of_a_package_are_not_those_of_the_one_above(folder: Path) -> None:
    assert list(Package(folder).closure(["pack.making.inner"]).files) == named(
        "__init__.py", "making/__init__.py", "making/inner/__init__.py", "making/inner/table.json"
    )


@pytest.mark.parametrize(
    ("roots", "code", "without"),
    [
        (["pack.making.renamed"], [], []),
        ([], ["from pack.making.renamed import values"], []),
        ([], ["import pack.making.renamed"], []),
        (["pack.top"], [], ["pack.renamed"]),
        (["elsewhere.top"], [], []),
    ],
)
def test_a_module_that_is_not_there_is_an_error(
    folder: Path, roots: list[str], code: list[str], without: list[str]
) -> None:
    with pytest.raises(SourceMissing, match=r"There is no module \w+\.[\w.]+ in "):
        Package(folder).closure(roots, code, without)


def test_a_name_that_may_be_missing_hides_no_module_that_must_not(folder: Path) -> None:
    for code in (
        "from pack import lost\nimport pack.lost",
        "import pack.lost\nfrom pack import lost",
    ):
        with pytest.raises(SourceMissing):
            Package(folder).closure(code=[code])


def test_code_alone_has_no_relative_imports(folder: Path) -> None:
    with pytest.raises(SourceMissing, match="relative"):
        Package(folder).closure(code=["from . import values"])


def test_an_import_of_a_source_that_was_removed_is_an_error(folder: Path) -> None:
    (folder / "making" / "late.py").unlink()
    with pytest.raises(SourceMissing, match=r"no module pack\.making\.late"):
        Package(folder).closure(["pack.making.run"])


def test_a_change_is_seen_and_a_change_elsewhere_is_not(folder: Path) -> None:
    before = Package(folder).closure(["pack.making.run"]).files
    (folder / "making" / "unused.py").write_text("changed = 1\n")
    (folder / "making" / "photos" / "CREDITS.md").write_text("changed\n")
    (folder / "making" / "inner" / "table.json").write_text("[]")
    assert Package(folder).closure(["pack.making.run"]).files == before
    for name in ("making/late.py", "making/photos/cat.png", "__init__.py"):
        (folder / name).write_text("changed = 1\n")
        now = Package(folder).closure(["pack.making.run"]).files
        assert {key for key in now if now[key] != before[key]} == {f"pack/{name}"}
        before = now
