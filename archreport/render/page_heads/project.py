"""The project as every description of a page names it."""

from __future__ import annotations

from importlib import metadata

NAME = "archreport"
AUTHORS = "archreport contributors"
KEYWORDS = {
    "en": (
        "convolutional neural networks", "deep learning", "PyTorch", "model summary",
        "parameters", "multiply-accumulate operations", "receptive field",
    ),
    "zh": ("卷积神经网络", "深度学习", "PyTorch", "模型概要", "参数量", "乘加次数", "感受野"),
}  # fmt: skip
#: The licences, as LICENSE and LICENSE-docs have them: of code, of text and figures, of data.
CODE_LICENCE = "https://spdx.org/licenses/MIT"
TEXT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
DATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def version() -> str:
    """The archreport that is running; "" in a folder that was not installed."""
    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return ""
