from pathlib import Path

import pytest

from archreport.errors import BadInput
from archreport.running.class_names import imagenet_labels, load_labels
from tests.paths import PACKAGE


def test_the_classes_of_imagenet() -> None:
    labels = imagenet_labels()
    assert len(labels) == 1000
    assert labels[0] == "tench, Tinca tinca"
    assert labels[281] == "tabby, tabby cat"
    assert labels[504] == "coffee mug"
    assert labels[999] == "toilet tissue, toilet paper, bathroom tissue"
    assert not any(label.startswith("#") or not label for label in labels)


def test_the_licence_of_wordnet_stands_in_the_file() -> None:

    file = PACKAGE / "running" / "labels" / "imagenet1k.txt"
    text = file.read_text(encoding="utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in text


def test_a_file_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("\ufeff# mine\ncat\n dog, 狗 \n\n", encoding="utf-8")
    assert load_labels(path) == ("cat", "dog, 狗")
    assert load_labels(str(path), 2) == ("cat", "dog, 狗")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"cat\ndog\n", r"has 2 names, but the network has 1,000 classes"),
        (b"", r"has 0 names"),
        (b"cat\n\ndog\n", "no name for class 1"),
        (b"\xff\xfe\x00caf\xe9", "is not UTF-8 text"),
        (b"x" * 10_000_001, "too large"),
    ],
)
def test_bad_files(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "labels.txt"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=words) as caught:
        load_labels(path, 1000)
    assert "one class name a line" in caught.value.hint


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Cannot read the labels .*: No such file"):
        load_labels(tmp_path / "none.txt")
    with pytest.raises(BadInput, match="Cannot read the labels"):
        load_labels(tmp_path)
