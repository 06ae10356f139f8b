"""A small laboratory for the tests, and variations of it."""

from pathlib import Path

TINY = """\
# ---
# chapter: 01-alexnet
# seed: 0
# data:
#   en: no data
#   zh: 不用数据
# ---

# %% [markdown] lang="en"
# # A tiny laboratory
#
# Counts *one* layer.

# %% [markdown] lang="zh"
# # 一个小实验
#
# 数*一*层。

# %%
import archreport
from torch import nn
from archreport.course import layers, show, table

report = archreport.analyze(nn.Conv2d(3, 8, 3), (1, 3, 8, 8))
assert report.totals.params == 3 * 3 * 3 * 8 + 8
layers(report)
print(report)

# %% [markdown] lang="en"
# ## The curve
# Look at it.

# %% [markdown] lang="zh"
# ## 曲线
# 看一看。

# %%
import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.plot([3, 1])
axes.set_xlabel("epoch")
show(figure, en="A falling line.", zh="一条下降的线。", words={"epoch": "轮次"})
table(
    {"en": "Weights", "zh": "权重"},
    {"en": ["layer", "count"], "zh": ["层", "个数"]},
    {"en": [["convolution", 1224]], "zh": [["卷积", 1224]]},
)
"""


def written(folder: Path, text: str = TINY, name: str = "01-tiny") -> Path:
    """Write a laboratory into ``folder/docs/labs``."""
    path = folder / "docs" / "labs" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
