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
from archreport.course import check, layers, table

report = archreport.analyze(nn.Conv2d(3, 8, 3), (1, 3, 8, 8))
assert report.totals.params == 3 * 3 * 3 * 8 + 8
layers(report)
print(report)  # as on a terminal || 与终端中一样

# %%
places = 8 - 3 + 1  # gap: how often does the kernel fit? || 卷积核能放几次？
check(places, report.rows[-1].out_shape[2], both("Count the places.", "数一数位置。"))

# %% [markdown] lang="en"
# ## The curve
# Look at it.

# %% [markdown] lang="zh"
# ## 曲线
# 看一看。

# %% predict
guess = {both("last", "最后"): None}

# %% once
losses = [3.5, 1.25]

# %%
import matplotlib.pyplot as plt
from archreport.course import compare

figure, axes = plt.subplots()
axes.plot(losses)
axes.set_xlabel(both("epoch", "轮次"))
# figure en: A falling line.
# figure zh: 一条下降的线。
plt.show()
table(
    both("Weights", "权重"),
    [both("layer", "层"), both("count", "个数")],
    [[both("convolution", "卷积"), 1224]],
)
compare(both("Loss", "损失"), guess, {both("last", "最后"): losses[-1]})
"""


def written(folder: Path, text: str = TINY, name: str = "01-tiny") -> Path:
    """Write a laboratory into ``folder/docs/labs``."""
    path = folder / "docs" / "labs" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
