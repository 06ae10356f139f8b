"""Try chapter 1's base model on photographs of the album and keep what came of it.

    python -m archreport.course.experiments.base_model [ROOT]

ROOT is the checkout; without it, the current folder. It takes some minutes on one core, needs the
learned weights (the extra ``learned``), and uses one thread, so that its digits do not depend on
the number of cores.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
import torch

from archreport.course.experiments.base_model import measure as m
from archreport.course.experiments.base_model.key import code_key
from archreport.course.experiments.base_model.pictures import KINDS, labels
from archreport.course.kit.training import aside
from archreport.course.lessons.alexnet.base_model import BaseModel
from archreport.running.weights.oxford_file import oxford_file


def main(root: Path) -> None:
    torch.set_num_threads(1)
    found = m.answers(aside)
    counts = np.bincount(labels(), minlength=len(KINDS))
    result = BaseModel(
        key=code_key(),
        torch=torch.__version__.partition("+")[0],
        weights=oxford_file().sha256,
        kinds={kind: int(count) for kind, count in zip(KINDS, counts, strict=True)},
        base_rate=float(counts.max() / counts.sum()),
        features={name: m.judged(several) for name, several in found.items()},
        over={
            name: m.difference(found["learned"], several)
            for name, several in found.items()
            if name != "learned"
        },
    )
    file = root / "archreport" / "course" / "lessons" / "alexnet" / "base_model.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
