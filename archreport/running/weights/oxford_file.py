"""Where the learned convolutions of VGG-16 lie on this machine, and whether they are what they
should be.

They come in a file of an installed package, see ``oxford.yaml``. The package is not imported, and
nothing in the file is executed. Nothing here imports torch, so that a build can ask what is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import yaml

from archreport.errors import WeightsMismatch, phrase
from archreport.report.run import Scaling


@dataclass(frozen=True)
class OxfordFile:
    """What is known of the file, as ``oxford.yaml`` says it.

    ``convolutions`` gives output and input channels by layer; ``known`` single values of tensors,
    ``(name, index, value)``, that others have printed of Oxford's model.
    """

    distribution: str
    version: str
    file: str
    sha256: str
    credit: str
    licence: str
    source: str
    scaling: Scaling
    convolutions: Mapping[str, tuple[int, int]]
    known: tuple[tuple[str, tuple[int, ...], float], ...]

    @property
    def install(self) -> str:
        """What pip is asked for to have the file, and what reads it."""
        return f"{self.distribution}=={self.version} onnx"


@cache
def oxford_file() -> OxfordFile:
    """The file that archreport knows."""
    text = (resources.files(__package__) / "oxford.yaml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    scaling = said.pop("scaling")
    return OxfordFile(
        **{
            **said,
            "scaling": Scaling(
                tuple(scaling["mean"]), tuple(scaling["std"]), scaling["order"], scaling["top"]
            ),
            "convolutions": {name: tuple(sizes) for name, sizes in said["convolutions"].items()},
            "known": tuple((name, tuple(index), value) for name, index, value in said["known"]),
        }
    )


def verified_path(facts: OxfordFile | None = None) -> Path:
    """The installed file, once its SHA-256 is seen to be the known one.

    Raises `WeightsMismatch` where the package is not installed, is another version, or has another
    file than the known one.
    """
    facts = facts or oxford_file()
    try:
        package = distribution(facts.distribution)
    except PackageNotFoundError as error:
        raise WeightsMismatch(
            "weights.oxford.absent",
            phrase("weights.oxford.install", what=facts.install),
            name=facts.distribution,
            wanted=facts.version,
        ) from error
    again = phrase("weights.oxford.again", what=facts.install)
    if package.version != facts.version:
        raise WeightsMismatch(
            "weights.oxford.version",
            again,
            name=facts.distribution,
            found=package.version,
            wanted=facts.version,
        )
    path = Path(str(package.locate_file(facts.file)))
    try:
        state = path.stat()
        sha256 = _sha256(path, state.st_size, state.st_mtime_ns)
    except OSError as error:
        reason = error.strerror or error
        raise WeightsMismatch("weights.oxford.no_file", again, path=path, reason=reason) from error
    if sha256 != facts.sha256:
        raise WeightsMismatch(
            "weights.oxford.changed", again, path=path, found=sha256[:8], wanted=facts.sha256[:8]
        )
    return path


@cache
def _sha256(path: Path, size: int, modified: int) -> str:
    """Read once in a process; size and time of change tell one state of the file from another."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
