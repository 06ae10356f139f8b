# ---
# chapter: 03-googlenet
# seed: 0
# data:
#   en: 271 emoji that the network has never seen (Twemoji, CC BY 4.0) on the photographs astronaut, chelsea and gravel (CC0 or public domain)
#   zh: 网络从未见过的 271 个表情符号（Twemoji，CC BY 4.0），贴在 astronaut、chelsea 和 gravel 三张照片上（CC0 或公有领域）
# ---

# %% [markdown] lang="en"
# # Inception counted, and a classifier that slides
#
# First you build an inception module in its naïve and in its reduced form, let archreport count both, and stack them to see the naïve one explode. Then you turn a trained classifier into a fully convolutional network, run it on one picture at three sizes, and read the map of its scores: what becomes possible, and where it goes wrong.
#
# You need [chapter 3](../../course/03-googlenet/).

# %% [markdown] lang="zh"
# # Inception 的计数，全卷积化的分类器
#
# 先搭建一个 Inception 模块的朴素形式和降维形式，由 archreport 统计，再把它们堆叠起来，看朴素形式怎样膨胀。然后把一个训练好的分类器改成全卷积网络，把同一幅图以三种尺寸输入，看它的得分图：哪些变得可能，又在哪里出错。
#
# 先读[第 3 章](../../course/03-googlenet/)。

# %%
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

import archreport
from archreport.course import check, compare, layers, table
from archreport.models.googlenet import GoogLeNet
from archreport.models.layers.inception import Inception, NaiveInception

torch.manual_seed(0)
SHAPE = (1, 256, 28, 28)  # the input of module 3b of GoogLeNet || GoogLeNet 模块 3b 的输入
naive = archreport.analyze(
    NaiveInception(256, 128, 192, 96), SHAPE, title=both("naïve 3b", "朴素 3b")
)
reduced = archreport.analyze(Inception(256, 128, 128, 192, 32, 96, 64), SHAPE, title="inception 3b")
layers(reduced)

# %% [markdown] lang="en"
# ## The same branches, with and without a reduction
#
# Both forms have the same 1 × 1, 3 × 3 and 5 × 5 kernels at the end of their branches. In the reduced one, a 1 × 1 convolution comes first and reduces the 256 channels: to 32 before the 96 kernels of 5 × 5. Work out what this branch costs either way on a map of 28 × 28.

# %% [markdown] lang="zh"
# ## 同样的分支，降维与不降维
#
# 两种形式的分支末端有同样的 1 × 1、3 × 3 和 5 × 5 卷积核。降维形式先用一个 1 × 1 卷积减少 256 个通道：到 96 个 5 × 5 卷积核之前，只有 32 个。特征图为 28 × 28，请计算这个分支两种做法各要多少次乘法。

# %%
direct = (
    28 * 28 * 5 * 5 * 256 * 96
)  # gap: MACs of the 5 × 5 kernels on 256 channels || 5 × 5 卷积核直接读 256 个通道的 MAC
first = 28 * 28 * 1 * 1 * 256 * 32  # gap: MACs of the reduction || 降维的 MAC
second = (
    28 * 28 * 5 * 5 * 32 * 96
)  # gap: MACs of the 5 × 5 kernels after it || 其后 5 × 5 卷积核的 MAC

hint = both(
    "Places × kernel × channels in × channels out.", "位置数 × 卷积核大小 × 输入通道 × 输出通道。"
)
check(direct, naive.row("conv_5x5").macs, hint)
check(first, reduced.row("reduce_5x5").macs, hint)
check(second, reduced.row("conv_5x5").macs, hint)

# %% [markdown] lang="en"
# How many times cheaper does the reduction make each branch? Predict, for the 3 × 3 branch (128 channels after the reduction, 192 kernels), the 5 × 5 branch and the whole module.

# %% [markdown] lang="zh"
# 降维使各分支的计算量减少到几分之一？预测 3 × 3 分支（降到 128 个通道，192 个卷积核）、5 × 5 分支和整个模块。

# %% predict
predicted = {"3 × 3": None, "5 × 5": None, both("together", "合计"): None}

# %%
branches = {
    "1 × 1": (["conv_1x1"], ["conv_1x1"]),
    "3 × 3": (["conv_3x3"], ["reduce_3x3", "conv_3x3"]),
    "5 × 5": (["conv_5x5"], ["reduce_5x5", "conv_5x5"]),
    both("pool", "池化"): (["pool"], ["pool", "pool_proj"]),
}
lines, saved = [], {}
for name, (plain, short) in branches.items():
    before = sum(naive.row(row).macs for row in plain)
    after = sum(reduced.row(row).macs for row in short)
    lines.append([name, before, after, f"{before / after:.1f} ×" if before else "–"])
    saved[name] = before / after
before, after = naive.totals.macs, reduced.totals.macs
assert (before, after) == (sum(line[1] for line in lines), sum(line[2] for line in lines))
lines.append([both("together", "合计"), before, after, f"{before / after:.1f} ×"])
saved[both("together", "合计")] = before / after
table(
    both("MACs of module 3b, branch by branch", "模块 3b 各分支的 MAC"),
    both(["branch", "naïve", "reduced", "saved"], ["分支", "朴素", "降维", "节省"]),
    lines,
)
compare(
    both("How many times cheaper", "节省的倍数"),
    predicted,
    {name: saved[name] for name in predicted},
    ".1f",
)
print(
    both("channels out:", "输出通道数："),
    naive.row("cat").out_shape[1],
    reduced.row("cat").out_shape[1],
)

# the real GoogLeNet has this very module || 真正的 GoogLeNet 里正是这个模块
with torch.device("meta"):
    whole = archreport.analyze(GoogLeNet(), (1, 3, 224, 224))
for row in reduced.rows[1:]:
    theirs = whole.row(f"inception_3b.{row.id}")
    assert (theirs.out_shape, theirs.macs) == (row.out_shape, row.macs)

# %% [markdown] lang="en"
# The pooling branch costs nothing in the naïve form and something in the reduced one; it looks like a bad bargain. Look at the channels that come out, and then stack the modules.

# %% [markdown] lang="zh"
# 池化分支在朴素形式里不需要乘法，在降维形式里反而需要，似乎不合算。看一看输出的通道数，再把模块堆叠起来。


# %%
def grow(module, steps=6):
    both(
        """Channels and parameters of module after module, each reading what the last one wrote.""",
        """依次相接的各模块的通道数和参数量，每个模块读前一个的输出。""",
    )
    channels, params = [256], []
    for _ in range(steps):
        report = archreport.analyze(module(channels[-1]), (1, channels[-1], 28, 28))
        params.append(report.totals.params)
        channels.append(report.row("cat").out_shape[1])
    return channels, params


wide, heavy = grow(lambda c: NaiveInception(c, 128, 192, 96))
narrow, light = grow(lambda c: Inception(c, 128, 128, 192, 32, 96, 64))
assert all(wide[n + 1] - wide[n] == 128 + 192 + 96 for n in range(6))
assert set(narrow[1:]) == {480}

figure, (left, right) = plt.subplots(1, 2, figsize=(8.6, 2.9))
for ax, first, second in ((left, wide, narrow), (right, heavy, light)):
    start = len(first) == len(heavy)
    ax.plot(
        range(start, len(first) + start), first, "o-", color="#D55E00", label=both("naïve", "朴素")
    )
    ax.plot(
        range(start, len(second) + start),
        second,
        "s--",
        color="#0072B2",
        label=both("reduced", "降维"),
    )
    ax.set_xlabel(both("modules", "模块个数"))
    ax.set_ylim(0)
left.set_ylabel(both("channels", "通道"))
right.set_ylabel(both("parameters of the last module", "最后一个模块的参数"))
right.ticklabel_format(axis="y", style="plain")
left.legend()
figure.tight_layout()
# figure en: Two charts over the number of modules. Channels: the naïve line climbs steadily, the
# reduced one stays level. Parameters of the last module: the naïve line climbs as well, the reduced
# one stays low.
# figure zh: 两幅图，横轴都是模块个数。通道数：朴素的不断上升，降维的保持不变。最后一个模块的参数：
# 朴素的也不断上升，降维的始终很低。
plt.show()

# %% [markdown] lang="en"
# Pooling passes on every channel, so each naïve module is wider than the last, and its 5 × 5 kernels have to read all of them. The projection after the pooling puts an end to this: the width is whatever the designer chooses.
#
# **The price.** Everything that the 5 × 5 branch learns about 256 channels has to pass through 32. This bottleneck is visible in the weights. Multiply out the reduction and the 5 × 5 kernels (leaving aside the ReLU between them) into kernels that read the 256 channels directly, and ask for the rank of that matrix: how many independent mixtures of channels can it still tell apart?

# %% [markdown] lang="zh"
# 池化保留每个通道，所以每个朴素模块都比前一个更宽，它的 5 × 5 卷积核又要全部读入。池化后面的投影避免了这种增长：通道数由设计者决定。
#
# **代价。** 256 个通道的全部信息，在 5 × 5 分支里都要经过 32 个通道。这个瓶颈可以从权重看出。把降维和 5 × 5 卷积核相乘（不计中间的 ReLU），得到直接读 256 个通道的卷积核，再求这个矩阵的秩：它还能分辨多少种线性无关的通道组合？

# %%
module = Inception(256, 128, 128, 192, 32, 96, 64)
reduce = module.reduce_5x5.weight[:, :, 0, 0].double()  # (32, 256)
kernels = module.conv_5x5.weight.double()  # (96, 32, 5, 5)
joined = torch.einsum("orhw,rc->ohwc", kernels, reduce).reshape(-1, 256)  # (96 · 25, 256)
wide_open = NaiveInception(256, 128, 192, 96).conv_5x5.weight.double()
wide_open = wide_open.permute(0, 2, 3, 1).reshape(-1, 256)
print(both("rank with the reduction:", "降维时的秩："), torch.linalg.matrix_rank(joined).item())
print(both("rank without:", "不降维时的秩："), torch.linalg.matrix_rank(wide_open).item())
assert torch.linalg.matrix_rank(joined) == 32 and torch.linalg.matrix_rank(wide_open) == 256

# %% [markdown] lang="en"
# ## From a classifier to a map
#
# Now the other half of the chapter. We take the small network of [laboratory 1](../01-counting/), trained on emoji of ten classes in pictures of 48 × 48. It ends with a global average and one fully connected layer. Two changes make it fully convolutional, and neither of them touches a weight:
#
# - the *global* average becomes an average over a **window** of 6 × 6, as large as the map was in training, moved by one;
# - the fully connected layer becomes a **1 × 1 convolution** with the same numbers.

# %% [markdown] lang="zh"
# ## 从分类器到得分图
#
# 现在是这一章的后半部分。取[实验 1](../01-counting/) 的小网络，它在 48 × 48 的图像上学会了十类表情符号，末尾是一个全局平均池化和一个全连接层。改两处就成了全卷积网络，权重都不改变：
#
# - **全局**平均换成 6 × 6 **窗口**的平均，窗口和训练时的特征图一样大，每次移动一格；
# - 全连接层换成权重完全相同的 **1 × 1 卷积**。

# %% once
from archreport.course.emoji import class_names, emoji, pixels, split
from archreport.course.pasting import TEST_PHOTOGRAPHS, Style, photograph
from archreport.course.trained import emoji_net, test_pictures
from archreport.course.training import to_input

classifier = emoji_net().net
some = to_input(test_pictures().pictures[:50])

# %%
weight = classifier.fc.weight.detach()  # (10, 96)

kernel = weight.reshape(
    10, 96, 1, 1
)  # gap: the same numbers as a 1 × 1 kernel || 同样的数，写成 1 × 1 卷积核

features = torch.randn(1, 96, 4, 5)
answer = None if kernel is ... else nn.functional.conv2d(features, kernel)
right = torch.einsum("oc,nchw->nohw", weight, features)
check(
    answer,
    right,
    both("A kernel is (out, in, height, width).", "卷积核的形状是（输出，输入，高，宽）。"),
    within=1e-4,
)

# %%
CLASSES = class_names()
sliding = copy.deepcopy(classifier)
sliding.average = nn.AvgPool2d(6, stride=1)
sliding.flatten = nn.Identity()
sliding.fc = nn.Conv2d(96, 10, 1)
with torch.no_grad():
    sliding.fc.weight[:] = classifier.fc.weight[:, :, None, None]
    sliding.fc.bias[:] = classifier.fc.bias
    scores, maps = classifier(some), sliding(some)
print(both("the classifier answers", "分类器的输出："), tuple(scores.shape))
print(both("the sliding network answers", "滑动网络的输出："), tuple(maps.shape))
assert torch.allclose(scores, maps.flatten(1), atol=1e-4)
small, large = (archreport.analyze(sliding, (1, 3, side, side)) for side in (48, 192))
assert small.totals.params == large.totals.params
print(both("for 192 × 192 pixels:", "输入 192 × 192 像素时："), large.row("fc").out_shape)

# %% [markdown] lang="en"
# On a picture as large as those in training the two give the same numbers. On a larger one the sliding network gives a whole map of scores, without a single additional parameter. Neighbouring scores belong to windows eight pixels apart, since that is the product of the strides (the cumulative stride, or jump).
#
# ## One picture, three sizes
#
# We compose a scene of twelve emoji that the network has never seen, about as large as in training, on a photograph that it has never seen. Then we show it the same scene at half and at twice the size. The weights stay the same; what should happen?

# %% [markdown] lang="zh"
# 图像与训练时一样大时，两者给出同样的数。图像更大时，滑动的网络就给出一幅得分图，参数没有增加。相邻的得分对应相距 8 个像素的窗口，因为累计步幅是 8。
#
# ## 一幅图，三种尺寸
#
# 在一张网络从未见过的照片上放置十二个它从未见过的表情符号，大小与训练时相近。再把同一幅场景缩小一半、放大一倍。权重不变，会发生什么？

# %%
CELL, SIDE, ACROSS, DOWN = 64, 40, 4, 3


def scene(number):
    both(
        """A photograph with twelve unseen emoji: the image, and (x, y, class) of each.""",
        """贴有十二个未见过的表情符号的照片：图像，以及每个的（x，y，类别）。""",
    )
    dice = np.random.default_rng(number)
    width, height = ACROSS * CELL, DOWN * CELL
    behind = Image.fromarray(photograph(TEST_PHOTOGRAPHS[number % len(TEST_PHOTOGRAPHS)]))
    left = int(dice.integers(behind.width - width + 1))
    top = int(dice.integers(behind.height - height + 1))
    picture = behind.crop((left, top, left + width, top + height)).convert("RGB")
    places = []
    for cell, which in enumerate(dice.choice(split()[1], ACROSS * DOWN, replace=False)):
        x, y = dice.integers(0, CELL - SIDE + 1, 2)
        x, y = x + cell % ACROSS * CELL, y + cell // ACROSS * CELL
        tile = Image.fromarray(pixels()[which]).resize((SIDE, SIDE), Image.Resampling.BOX)
        picture.paste(tile, (int(x), int(y)), tile)
        places.append((x + SIDE / 2, y + SIDE / 2, emoji()[which].label))
    return picture, places


def resized(picture, size):
    both("""The image, ``size`` times as large.""", """放大到 ``size`` 倍的图像。""")
    wanted = (round(picture.width * size), round(picture.height * size))
    return picture.resize(wanted, Image.Resampling.BICUBIC if size > 1 else Image.Resampling.BOX)


def score_map(picture):
    both(
        """The ten maps of scores, (10, rows, columns). Place (i, j) stands for a window of 48 × 48
    pixels whose corner is at (8 i, 8 j).""",
        """十张得分图，（10，行，列）。位置 (i, j) 对应 48 × 48 像素的窗口，左上角在 (8 i, 8 j)。""",
    )
    with torch.no_grad():
        return sliding(to_input(np.array(picture)[None]))[0]


def named(maps, x, y):
    both(
        """The class with the largest score in the window nearest to the place (x, y).""",
        """离 (x, y) 最近的窗口里得分最高的类别。""",
    )
    i, j = (
        min(max(round((at - 24) / 8), 0), extent - 1)
        for at, extent in zip((y, x), maps.shape[1:], strict=True)
    )
    return maps[:, i, j].argmax().item()


picture, places = scene(6)
colours = plt.get_cmap("tab10")
counts = []  # how many of the twelve are right, at each size || 每种尺寸下，十二个中对了几个
figure, axes = plt.subplots(2, 3, figsize=(9, 5.4), layout="constrained")
for (above, below), size in zip(axes.T, (0.5, 1, 2), strict=True):
    shown = resized(picture, size)
    maps = score_map(shown)
    best = maps.softmax(0).max(0)
    above.imshow(shown)
    below.imshow(colours(best.indices.numpy()), alpha=best.values.numpy())
    counts.append(0)
    for x, y, label in places:
        right = named(maps, x * size, y * size) == label
        counts[-1] += right
        above.plot(x * size, y * size, "o" if right else "x", ms=11, mew=2.5, mfc="none",
                   color="#56B4E9" if right else "#D55E00")  # fmt: skip
    above.set_title(f"{shown.width} × {shown.height} px")
    below.set_title(f"{maps.shape[2]} × {maps.shape[1]}")
    for ax in (above, below):
        ax.set_xticks([])
        ax.set_yticks([])
handles = [plt.Line2D([], [], marker="s", ls="", color=colours(n)) for n in range(10)]
figure.legend(handles, CLASSES, loc="outside lower center", ncols=10, fontsize=8, handletextpad=0.1,
              columnspacing=0.9, frameon=False)  # fmt: skip
# figure en: Three columns: the same scene of twelve emoji at half, full and double size. Above, the
# scene, with a ring where the sliding network names the emoji rightly and a cross where it does
# not. Below, the map of winning classes: a handful of squares at half size, fine patches at double
# size.
# figure zh: 三列：同一幅十二个表情符号的场景，分别为一半、原样和两倍大小。上面是场景，圆圈表示网络判对，
# 叉表示判错。下面是各处得分最高的类别：一半大小时只有很少几块，两倍大小时分得很细。
plt.show()
print(both("rings at half, full and double size:", "一半、原样、两倍大小时的圆圈数："), counts)

# %% [markdown] lang="en"
# One scene may be luck. Count over many, at more sizes. Where will the share of right answers be highest, and how much of it is left at three times the size?

# %% [markdown] lang="zh"
# 一幅场景可能是巧合。增加场景数，再多取几种尺寸。准确率在哪种尺寸时最高？放大到三倍时还剩多少？

# %% predict
rates_predicted = {
    "0.5 ×": None,
    "0.75 ×": None,
    "1 ×": None,
    "1.5 ×": None,
    "2 ×": None,
    "3 ×": None,
}

# %% once
scenes = [scene(number) for number in range(24)]
sizes = (0.5, 0.75, 1, 1.5, 2, 3)
rates = {}
for size in sizes:
    right = []
    for picture, places in scenes:
        maps = score_map(resized(picture, size))
        right += [named(maps, x * size, y * size) == label for x, y, label in places]
    rates[size] = sum(right) / len(right)

# %%
table(
    both(
        f"Emoji named rightly, of {len(right)} in {len(scenes)} scenes",
        f"准确率：{len(scenes)} 幅场景，共 {len(right)} 个表情符号",
    ),
    both(
        ["size of the image", "side of an emoji", "right"], ["图像大小", "表情符号边长", "准确率"]
    ),
    [[f"{size} ×", f"{size * SIDE:.0f} px", f"{rate:.0%}"] for size, rate in rates.items()],
)
compare(
    both("Share named correctly", "准确率"),
    rates_predicted,
    {f"{size} ×": rate for size, rate in rates.items()},
    ".0%",
)
low, high = (48 * share for share in Style().scale)
print(
    both("side of an emoji in training, px:", "训练时表情符号的边长（像素）："),
    f"{low:.0f}–{high:.0f}",
)
# en: A range of sizes is understood, to either side; far outside it is not.
# zh: 能识别的是一段尺寸范围；远在范围之外就不能识别。
chance = 1 / len(CLASSES)
assert min(rates[0.75], rates[1], rates[1.5], rates[2]) > 3 * chance
assert rates[0.5] < rates[1] and rates[3] < rates[1]

# %% [markdown] lang="en"
# *Any input size* is true: nothing complained. But what the network has learned holds for things about as large as those it learned from, as the line above shows. Half as large, an emoji is lost among the background in its window. Several times as large, the window holds only a piece of it. **The weights do not care about size; the features do.** That is why detectors look at a picture at several sizes, or at maps of several depths.
#
# ## What is gained: shared work
#
# One could get the map without any trick: cut out every window and run the classifier on each. How much more work is that?

# %% [markdown] lang="zh"
# “任意输入尺寸”是真的：没有任何报错。但网络学到的特征，只适用于与训练时大小相近的物体（范围见上面打印的一行）。缩小一半，表情符号就淹没在窗口的背景里；放大好几倍，窗口里只有它的一部分。**权重与尺寸无关，特征则有关**。所以检测器或者用几种尺寸的图像，或者用几种深度的特征图。
#
# ## 优点：共享计算
#
# 也可以用直接的方法得到这幅得分图：把每个窗口裁剪出来，分别运行分类器。计算量要增加多少？

# %%
picture, _ = scenes[0]
maps = score_map(picture)
windows = maps.shape[1] * maps.shape[2]
once = archreport.analyze(sliding, (1, 3, picture.height, picture.width)).totals.macs
each = archreport.analyze(classifier, (1, 3, 48, 48)).totals.macs
table(
    both(
        f"The same map of {maps.shape[2]} × {maps.shape[1]} scores, two ways",
        f"得到同一幅 {maps.shape[2]} × {maps.shape[1]} 的得分图，两种方法",
    ),
    both(["way", "passes", "MACs"], ["方法", "次数", "MAC"]),
    [
        [both("window by window", "逐个窗口"), windows, windows * each],
        [both("sliding", "滑动"), 1, once],
    ],
)
print(both("times less work:", "计算量之比："), f"{windows * each / once:.0f}")
assert windows * each > 15 * once

# %% [markdown] lang="en"
# ## Is it really the same map?
#
# Nearly, and the difference is worth a closer look. Compare the sliding map with the crops.

# %% [markdown] lang="zh"
# ## 两幅得分图相同吗？
#
# 大致相同，而差别值得注意。比较滑动得到的得分图与逐个裁剪得到的。


# %%
def by_crops(network, inputs, side):
    both(
        """The scores of every window of side × side, eight pixels apart, as a map.""",
        """每个 side × side 窗口的得分排成的图，窗口相距 8 个像素。""",
    )
    crops = inputs.unfold(2, side, 8).unfold(3, side, 8)[0]
    rows, columns = crops.shape[1:3]
    with torch.no_grad():
        scores = network(crops.permute(1, 2, 0, 3, 4).flatten(0, 1))
    return scores.flatten(1).T.reshape(-1, rows, columns)


inputs = to_input(np.array(picture)[None])
crops = by_crops(classifier, inputs, 48)
same = (maps.argmax(0) == crops.argmax(0)).float().mean().item()
alike = np.corrcoef(maps.flatten(), crops.flatten())[0, 1]
print(both("correlation of the scores:", "得分的相关系数："), f"{alike:.2f}")
print(both("windows with the same winner:", "得分最高的类别相同的窗口："), f"{same:.0%}")
assert 0.7 < alike < 0.999

bare = copy.deepcopy(sliding)  # without its zeros of padding || 去掉填充的零
for layer in bare.modules():
    if isinstance(layer, nn.Conv2d):
        layer.padding = (0, 0)
bare.average = nn.Identity()  # a window of 64 × 64 gives 1 × 1 || 64 × 64 的窗口得到 1 × 1
with torch.no_grad():
    difference = (bare(inputs)[0] - by_crops(bare, inputs, 64)).abs().max().item()
print(both("largest difference without padding:", "没有填充时的最大差别："), f"{difference:.0e}")
assert difference < 1e-3

# %% [markdown] lang="en"
# A crop has a border, and beyond the border the network sees zeros. The sliding network sees the rest of the photograph there. Take the padding away, and the two agree to the last digits. So the textbook sentence “the same as all crops” holds for networks without padding; with padding the two look at slightly different things, and neither is wrong.
#
# ## Too small
#
# There is a lower limit. What does archreport say about a picture that shrinks to nothing on the way?

# %% [markdown] lang="zh"
# 裁剪出的窗口有边缘，边缘之外填充的是零；滑动的网络在那里看到的是照片的其余部分。去掉填充，两者在舍入误差之内一致。所以教科书上“等于逐个裁剪”的说法，只对没有填充的网络成立；有填充时，两者的输入略有不同，都不算错。
#
# ## 尺寸的下限
#
# 尺寸有下限。如果特征图中途缩小到零，archreport 会给出什么提示？

# %%
try:
    archreport.analyze(sliding, (1, 3, 32, 32))
except archreport.ArchreportError as error:
    print(error)

# %% [markdown] lang="en"
# ## What you saw
#
# - A 1 × 1 convolution before the large kernels makes a module several times cheaper, and the projection after the pooling keeps it from growing. The price is a bottleneck: kernels of low rank.
# - A classifier becomes a network for any input size without a change to a single weight, and does the work of hundreds of crops in one pass.
# - Any size is accepted; a range of sizes is understood, about a factor of two to either side of those in training. The table above says how well each size is.
# - Zeros of padding are the whole difference between sliding and cropping.
#
# ## Try it yourself
#
# - Which `reduce_5x5` makes the reduced 5 × 5 branch exactly as expensive as the direct one?
# - Use `archreport.models.layers.fc_as_conv.fully_convolutional` on VGG-16. Which row has changed its kind, and has a single total changed?
# - Make the scene brighter, or turn it by ninety degrees. Which of the two does the network mind more?
# - Sum the maps of several sizes after bringing them to one size. Does the share of right answers rise?

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 在大卷积核前面加一个 1 × 1 卷积，模块的计算量减少到几分之一；池化后面的投影使它不再膨胀。代价是一个低秩的瓶颈。
# - 不改变任何权重，分类器就成了接受任意尺寸的网络，一次前向传播就完成几百个裁剪的计算。
# - 任何尺寸都能输入；能识别的是一段尺寸范围，大约从训练时的一半到两倍，准确率见上表。
# - 滑动与裁剪的差别，全在填充的零。
#
# ## 自己试试
#
# - `reduce_5x5` 取多少，降维的 5 × 5 分支与不降维的计算量恰好相同？
# - 对 VGG-16 使用 `archreport.models.layers.fc_as_conv.fully_convolutional`。哪一行的种类变了？合计有没有变化？
# - 把场景调亮，或者旋转九十度。网络对哪一种更敏感？
# - 把几种尺寸的得分图缩放到同样大小再相加。准确率会上升吗？
