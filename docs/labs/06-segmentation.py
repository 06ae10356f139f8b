# ---
# chapter: 06-drawing
# seed: 0
# data:
#   en: Emoji by Twemoji (© Twitter, Inc. and other contributors, CC BY 4.0), pasted on photographs of archreport and scikit-image (public domain or CC0).
#   zh: 表情符号来自 Twemoji（© Twitter, Inc. 及其他贡献者，CC BY 4.0），贴在 archreport 与 scikit-image 自带的照片上（公有领域或 CC0）。
# ---

# %% [markdown] lang="en"
# # Networks that draw a mask
#
# You take the three ways back up apart on examples that fit on paper: transposed convolution, unpooling, bilinear. You measure where checkerboards come from before anything is trained. Then you train a small U-Net to cut objects out of photographs, beside the same network without its bridges and one in the manner of FCN, and look at what each of them can't do.

# %% [markdown] lang="zh"
# # 画掩膜的网络
#
# 先在纸上写得下的小例子里，把三种放大的办法拆开看：转置卷积、反池化、双线性上采样；再趁什么都没训练的时候，量一量棋盘格从哪里来。然后训练一个小 U-Net，把物体从照片里抠出来，旁边放两个对照：去掉跳跃连接的同一网络，以及 FCN 式的网络，看看它们各自做不到什么。

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import archreport
from archreport.course import show, table
from archreport.course.emoji import split
from archreport.course.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, Style, paste
from archreport.course.segmentation import (
    SmallFCN,
    SmallUNet,
    band,
    intersection_over_union,
    judge,
)
from archreport.course.training import Recipe, scores, seeded_initialisation, to_input, train
from archreport.models.layers.transposed import transposed_convolution
from archreport.models.layers.unpooling import max_pool_with_switches, max_unpool

# %% [markdown] lang="en"
# ## A convolution is a matrix
#
# Take a 3 × 3 kernel with stride 2 and padding 1. It makes 2 × 2 values of 4 × 4. A convolution is linear, so there must be a matrix with 4 rows and 16 columns that does the same to the 16 values written as a list. To find it, ask the convolution: give it a picture with a single one, and what comes out is a column. The kernel holds the numbers 1 to 9, so that you can find them again.

# %% [markdown] lang="zh"
# ## 卷积是一个矩阵
#
# 取 3 × 3 的卷积核，步幅 2，填充 1，它把 4 × 4 变成 2 × 2。卷积是线性的，所以必定有一个 4 行 16 列的矩阵，作用在排成一列的 16 个值上，结果相同。怎么求？直接问卷积：给它一张只有一个 1、其余全是 0 的图，输出就是矩阵的一列。核里写 1 到 9，便于辨认。

# %%
kernel = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
units = torch.eye(16).reshape(16, 1, 4, 4)  # sixteen pictures with a single one
down = F.conv2d(units, kernel, stride=2, padding=1).reshape(16, 4).T
print(down.int().numpy())
assert down.shape == (4, 16)

# %% [markdown] lang="en"
# Now the **transposed convolution**, from 2 × 2 to 4 × 4, asked in the same way. It needs `output_padding=1` to know that we want 4 × 4 back and not 3 × 3, for the convolution makes 2 × 2 of both. Its matrix is the first one turned over: hence the name.

# %% [markdown] lang="zh"
# 再用同样的办法问**转置卷积**，从 2 × 2 到 4 × 4。要写 `output_padding=1`，它才知道我们要回到 4 × 4 而不是 3 × 3，因为卷积把这两种大小都变成 2 × 2。求出的矩阵正好是前一个的转置：名字就是这么来的。

# %%
units = torch.eye(4).reshape(4, 1, 2, 2)
up = F.conv_transpose2d(units, kernel, stride=2, padding=1, output_padding=1).reshape(4, 16).T
assert torch.equal(up, down.T)

figure, (left, right) = plt.subplots(
    1, 2, figsize=(7, 3.6), width_ratios=(16, 4), layout="constrained"
)
for axes, matrix, title in (
    (left, down, "convolution: 4 × 16"),
    (right, up, "its transpose: 16 × 4"),
):
    axes.imshow(np.where(matrix > 0, matrix, np.nan), cmap="viridis", vmin=1, vmax=9)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, fontsize=10)
    for (row, column), value in np.ndenumerate(matrix.int().numpy()):
        if value:
            colour = "white" if value < 6 else "#111111"
            axes.text(column, row, str(value), ha="center", va="center", fontsize=8, color=colour)
show(
    figure,
    en="Left a matrix of 4 rows and 16 columns with the numbers of the kernel, shifted from row to row; right the same matrix turned over, 16 rows and 4 columns. All other places are empty.",
    zh="左：4 行 16 列的矩阵，卷积核里的数逐行错开；右：同一矩阵的转置，16 行 4 列。其余位置为空（零）。",
    words={"convolution: 4 × 16": "卷积：4 × 16", "its transpose: 16 × 4": "转置：16 × 4"},
)

# %% [markdown] lang="en"
# ## Painted step by step
#
# Read a column of the right matrix: one input value writes the whole kernel, multiplied by itself. So the transposed convolution *paints*. `transposed_convolution` of archreport does just that, with two loops; it agrees with PyTorch.

# %% [markdown] lang="zh"
# ## 一步一步地画
#
# 读右边矩阵的一列：一个输入值把整个核乘上自己，写到输出里。所以转置卷积是在**画**。archreport 里的 `transposed_convolution` 用两重循环照此办理，结果与 PyTorch 一致。

# %%
values = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
steps = []
for place in range(4):
    so_far = values.flatten().clone()
    so_far[place + 1 :] = 0
    steps.append(transposed_convolution(so_far.reshape(1, 1, 2, 2), kernel, 2, 1, 1)[0, 0])
assert torch.equal(
    steps[-1], F.conv_transpose2d(values, kernel, stride=2, padding=1, output_padding=1)[0, 0]
)

figure, panels = plt.subplots(1, 4, figsize=(8, 2.3), layout="constrained")
for number, (axes, canvas) in enumerate(zip(panels, steps, strict=True), 1):
    axes.imshow(canvas, cmap="viridis", vmin=0, vmax=float(steps[-1].max()))
    axes.set(xticks=[], yticks=[])
    axes.set_title(f"1 … {number}" if number > 1 else "1", fontsize=10)
    for (row, column), value in np.ndenumerate(canvas.int().numpy()):
        colour = "white" if value < 0.6 * steps[-1].max() else "#111111"
        axes.text(column, row, str(value), ha="center", va="center", fontsize=8, color=colour)
show(
    figure,
    en="A canvas of 4 by 4 after the input values 1, 2, 3 and 4 have painted one after the other. Where windows overlap, the numbers grow.",
    zh="4 × 4 的画布，输入值 1、2、3、4 依次画上去之后的样子。窗口重叠处，数值累加变大。",
)

# %% [markdown] lang="en"
# ## Where the windows overlap
#
# Set all values and weights to one, and the output counts how many windows write to each place. The numbers below are one period of it, from the middle of a larger map.

# %% [markdown] lang="zh"
# ## 窗口在哪里重叠
#
# 把所有值和权值都设为 1，输出就数出了每个位置被几个窗口写过。下面是从一张较大的图中央取出的一个周期。

# %%
for size, padding, extra in ((2, 0, 0), (3, 1, 1), (4, 1, 0)):
    ones = torch.ones(1, 1, size, size)
    counted = F.conv_transpose2d(
        torch.ones(1, 1, 6, 6), ones, stride=2, padding=padding, output_padding=extra
    )
    period = counted[0, 0, 4:6, 4:6].int().flatten().tolist()
    print(f"{size} × {size}, stride 2: {period}")
    assert period == {2: [1, 1, 1, 1], 3: [1, 2, 2, 4], 4: [4, 4, 4, 4]}[size]

# %% [markdown] lang="en"
# ## Checkerboards, without any training
#
# Now three upsamplings in a row, 8 × 8 to 64 × 64, with 8 channels and random positive weights, on an input that is constant. Whatever pattern comes out was made by the network itself. We measure it by the standard deviation divided by the mean, away from the border. These weights are drawn, not learned.

# %% [markdown] lang="zh"
# ## 不经训练，棋盘格自己出现
#
# 现在连做三次上采样，从 8 × 8 到 64 × 64，8 个通道，权值为随机正数，输入处处相同。输出里若有花纹，就是网络自己造出来的。我们用标准差除以平均值来度量，边缘不计。这些权值是随机取的，不是学来的。


# %%
def positive(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=dice)


def unpooled(x: Tensor) -> Tensor:
    """Every value at a random one of its four places, since there is no pooling to remember."""
    height, width = x.shape[2:]
    places = torch.randint(0, 2, (2, *x.shape), generator=dice)
    rows, columns = torch.arange(height)[:, None] * 2 + places[0], torch.arange(width) * 2
    return max_unpool(x, rows * 2 * width + columns + places[1], 2 * height, 2 * width)


def transposed(x: Tensor, size: int) -> Tensor:
    weight = positive(8, 8, size, size)
    padding, extra = {2: (0, 0), 3: (1, 1), 4: (1, 0)}[size]
    return F.conv_transpose2d(x, weight, stride=2, padding=padding, output_padding=extra)


def convolved(x: Tensor) -> Tensor:
    return F.conv2d(x, positive(8, 8, 3, 3), padding=1)


WAYS = {
    "transposed 3×3": lambda x: transposed(x, 3),
    "transposed 2×2": lambda x: transposed(x, 2),
    "transposed 4×4": lambda x: transposed(x, 4),
    "unpooling, 3×3": lambda x: convolved(unpooled(x)),
    "repeating, 3×3": lambda x: convolved(F.interpolate(x, scale_factor=2)),
    "bilinear, 3×3": lambda x: convolved(
        F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
    ),
}
patterns, variation = {}, {}
for name, way in WAYS.items():
    dice = torch.Generator().manual_seed(0)
    x = torch.ones(1, 8, 8, 8)
    for _ in range(3):
        x = way(x)
        x = x / x.mean()  # keeps the numbers small; the pattern stays the same
    inner = x[0, 0, 16:48, 16:48].double()
    patterns[name] = inner
    variation[name] = (inner.std() / inner.mean()).item()

WAYS_ZH = ("转置 3×3", "转置 2×2", "转置 4×4", "反池化，3×3", "重复，3×3", "双线性，3×3")
table(
    caption={
        "en": "Variation (standard deviation over mean) after three upsamplings of a constant",
        "zh": "常数图经三次上采样后的起伏（标准差除以平均值）",
    },
    head={"en": ["each step", "variation"], "zh": ["每一步", "起伏"]},
    rows={
        "en": [[name, f"{value:.3f}"] for name, value in variation.items()],
        "zh": [[zh, f"{v:.3f}"] for zh, v in zip(WAYS_ZH, variation.values(), strict=True)],
    },
)
assert variation["bilinear, 3×3"] < 1e-5 and variation["repeating, 3×3"] < 1e-5
assert variation["transposed 3×3"] > 0.3
assert variation["transposed 3×3"] > variation["transposed 2×2"] > variation["transposed 4×4"]

figure, panels = plt.subplots(1, 6, figsize=(9, 1.9), layout="constrained")
for axes, (name, inner) in zip(panels, patterns.items(), strict=True):
    axes.imshow(inner / inner.mean(), cmap="gray", vmin=0, vmax=2.5, interpolation="none")
    axes.set(xticks=[], yticks=[])
    axes.set_title(name, fontsize=8)
show(
    figure,
    en="Six patterns from a constant input. Transposed 3 by 3: a strong checkerboard. 2 by 2: a regular board, weaker. 4 by 4: a faint one. Unpooling: irregular grain. Repeating and bilinear: even grey.",
    zh="常数输入得到的六种花纹。转置 3×3：很强的棋盘格；2×2：规则的格子，稍弱；4×4：隐约可见；反池化：不规则的颗粒；重复与双线性：均匀的灰色。",
    words=dict(zip(WAYS, WAYS_ZH, strict=True)),
)

# %% [markdown] lang="en"
# An even overlap (2 × 2, 4 × 4) doesn't make an even picture: each output place still meets other weights. Enlarging first and convolving afterwards does, since every place then meets the same weights.

# %% [markdown] lang="zh"
# 重叠次数均匀（2 × 2、4 × 4），画面并不因此均匀：不同位置遇到的仍是不同的权值。先放大、再卷积就均匀了，因为每个位置遇到的是同一组权值。

# %% [markdown] lang="en"
# ## Pooling and unpooling
#
# Max pooling keeps the largest of four and forgets where it was. With **switches** it remembers, and unpooling puts it back. Repeating does not know the places.

# %% [markdown] lang="zh"
# ## 池化与反池化
#
# 最大池化只留四个值中最大的，却忘了它在哪里。记下**开关**（最大值的位置），反池化就能放回原处；重复则不知道位置。

# %%
small = torch.tensor([[[[1.0, 3, 2, 8], [4, 2, 0, 5], [2, 9, 7, 1], [12, 3, 16, 4]]]])
maxima, switches = max_pool_with_switches(small)
back = max_unpool(maxima, switches, 4, 4)
print("maxima:  ", maxima.int().flatten().tolist(), " switches:", switches.flatten().tolist())
print("unpooled:\n", back[0, 0].int().numpy())
print("repeated:\n", F.interpolate(maxima, scale_factor=2)[0, 0].int().numpy())
theirs, places = F.max_pool2d(small, 2, return_indices=True)
assert torch.equal(maxima, theirs) and torch.equal(switches, places)
assert torch.equal(back, F.max_unpool2d(theirs, places, 2))

# %% [markdown] lang="en"
# ## Pictures whose masks are exact
#
# We paste emoji on crops of photographs. Where the emoji lies, we know to the pixel, so that nobody has to paint masks. Test emoji are others than the training emoji, and they lie on other photographs. We judge a mask by its **intersection over union** (IoU): the pixels in both masks over the pixels in either. Most pixels are easy, so we also judge only those in a **band** of three pixels on either side of the outline.

# %% [markdown] lang="zh"
# ## 掩膜精确的图片
#
# 我们把表情符号贴到照片的裁块上。贴在哪里，精确到像素都知道，不必有人手工描掩膜。测试用的表情和照片都没有在训练中出现过。掩膜的好坏用**交并比**（IoU）来衡量：两个掩膜共有的像素，除以至少属于其中一个的像素。大多数像素很容易判断，所以再单看轮廓两侧各三个像素的一条**窄带**。

# %%
STYLE = Style(scale=(0.45, 0.9))
training, test = split()
known = paste(training, TRAIN_PHOTOGRAPHS, 64, copies=3, seed=3, style=STYLE)
unseen = paste(test, TEST_PHOTOGRAPHS, 64, copies=2, seed=4, style=STYLE)
inputs, targets = to_input(known.pictures), torch.from_numpy(known.masks)[:, None].float()
new_inputs, exact = to_input(unseen.pictures), torch.from_numpy(unseen.masks)
print(f"{len(inputs):,} pictures to train on, {len(new_inputs)} to test on")

near = band(exact)
shown = range(0, len(exact), 90)
figure, panels = plt.subplots(3, len(shown), figsize=(8, 4), layout="constrained")
for column, at in zip(panels.T, shown, strict=True):
    column[0].imshow(unseen.pictures[at], interpolation="none")
    column[1].imshow(exact[at], cmap="gray", vmin=0, vmax=1, interpolation="none")
    column[2].imshow(near[at], cmap="gray", vmin=0, vmax=1, interpolation="none")
    for axes in column:
        axes.set_axis_off()
show(
    figure,
    en="Test pictures: emoji pasted on crops of photographs; below each its exact mask, white on black; below that the band along the outline.",
    zh="测试图片：贴在照片裁块上的表情符号；每张下面是它的精确掩膜（黑底白色），再下面是沿轮廓的窄带。",
)

# %% [markdown] lang="en"
# ## Three networks
#
# All three go down alike: two 3 × 3 convolutions at each of four sizes, with poolings between them. They come up differently. The **U-Net** enlarges bilinearly and reads the map of the same size from the way down beside it, through its skip connections. **No skips** is the same without them. **FCN style** makes one score for each 8 × 8 pixels and enlarges it at once.

# %% [markdown] lang="zh"
# ## 三个网络
#
# 三个网络往下走都一样：四种尺寸，每种两个 3 × 3 卷积，中间夹着池化。往上走则各不相同。**U-Net** 用双线性放大，并通过跳跃连接读取下行路上同样大小的特征图；**无跳跃**是去掉这些连接的同一网络；**FCN 式**每 8 × 8 个像素给一个分数，然后一步放大到原尺寸。

# %%
NETS = {"U-Net": SmallUNet, "no skips": lambda: SmallUNet(skips=False), "FCN style": SmallFCN}
NETS_ZH = {"U-Net": "U-Net", "no skips": "无跳跃", "FCN style": "FCN 式"}
RECIPE = Recipe(epochs=4, rate=0.2, batch=32, weight_decay=1e-4)


def mask_loss(answers: Tensor, wanted: Tensor) -> Tensor:
    """Every pixel is a small classification: object or not. The mean over all of them."""
    return F.binary_cross_entropy_with_logits(answers, wanted)


def drawn_by(make: type[nn.Module]) -> Tensor:
    """The masks that a network draws of the test pictures, after its training."""
    net = make()
    seeded_initialisation(net, 0)
    train(net, inputs, targets, RECIPE, seed=0, loss=mask_loss)
    return scores(net, new_inputs)[:, 0] > 0


drawn = {}
for name, make in NETS.items():
    print(name)
    drawn[name] = drawn_by(make)

# %%
reports = {name: archreport.analyze(make(), (1, 3, 64, 64)) for name, make in NETS.items()}
judged = {name: judge(masks, exact) for name, masks in drawn.items()}
cells = {
    name: [
        reports[name].totals.params,
        reports[name].totals.macs,
        f"{one.iou:.3f}",
        f"{one.band_iou:.3f}",
        f"{one.band_wrong:.3f}",
    ]
    for name, one in judged.items()
}
table(
    caption={
        "en": "Masks of unseen emoji on unseen photographs, means over the test pictures",
        "zh": "没见过的表情贴在没见过的照片上：测试图片的平均成绩",
    },
    head={
        "en": ["network", "parameters", "MACs", "IoU", "IoU in the band", "wrong in the band"],
        "zh": ["网络", "参数", "乘加运算", "IoU", "窄带内 IoU", "窄带内错误率"],
    },
    rows={
        "en": [[name, *cells[name]] for name in NETS],
        "zh": [[NETS_ZH[name], *cells[name]] for name in NETS],
    },
)
assert judged["U-Net"].iou > 0.68
assert judged["U-Net"].band_iou > judged["no skips"].band_iou + 0.02
assert judged["U-Net"].band_iou > judged["FCN style"].band_iou + 0.02

# %% [markdown] lang="en"
# ## What they draw
#
# The pictures are chosen by a rule, not by hand: the test pictures are sorted by the IoU of the U-Net, and we take one near the best, then down to the worst.

# %% [markdown] lang="zh"
# ## 它们画出了什么
#
# 下面的图按规则选取，并非挑选：把测试图片按 U-Net 的 IoU 排序，从接近最好的一张开始，一直取到最差的一张。

# %%
quality = intersection_over_union(drawn["U-Net"], exact)
order = quality.argsort(descending=True)
chosen = [int(order[round(share * (len(order) - 1))]) for share in (0.05, 0.25, 0.5, 0.75, 0.9, 1)]
figure, panels = plt.subplots(5, len(chosen), figsize=(7.4, 6.4), layout="constrained")
rows = {"picture": None, "exact": exact, **drawn}
for line, (name, masks) in zip(panels, rows.items(), strict=True):
    for axes, at in zip(line, chosen, strict=True):
        image = unseen.pictures[at] if masks is None else masks[at]
        axes.imshow(
            image, cmap="gray", vmin=0, vmax=1 if masks is not None else 255, interpolation="none"
        )
        axes.set(xticks=[], yticks=[])
    line[0].set_ylabel(name)
for axes, at in zip(panels[0], chosen, strict=True):
    axes.set_title(f"{quality[at]:.2f}", fontsize=9)
show(
    figure,
    en="Six test pictures from well drawn to worst, with the IoU of the U-Net above them. Below each: the exact mask and those of the U-Net, of the network without skips and of the FCN style network. The U-Net follows outlines most closely, the others draw rounder shapes; in the last columns all of them fail.",
    zh="六张测试图片，从画得好到画得最差，上方是 U-Net 的 IoU。每张下面依次为：精确掩膜、U-Net、无跳跃的网络、FCN 式网络。U-Net 最贴合轮廓，另外两个画得更圆钝；最后几列三个都失败了。",
    words={"picture": "图片", "exact": "精确", "no skips": "无跳跃", "FCN style": "FCN 式"},
)

# %% [markdown] lang="en"
# ## What you saw
#
# - The matrix of a transposed convolution is that of a convolution turned over. Its windows overlap, and where they do so unevenly they leave a board before anything is learned. Enlarging first and convolving afterwards leaves none.
# - Unpooling puts each value back in its place; the values it did not keep are gone.
# - **Skips sharpen.** In the band along the outline the U-Net is clearly ahead of the same network without skips. Part of what it has more is parameters, since a concatenated map needs weights to be read; they are few.
# - **The masks are good, not perfect.** These are objects and photographs that no network has seen, and the networks are small. They fail where an object has the colours of what lies behind it, or is thin, or dark on dark. Three networks trained once each also say little about small differences; the gap in the band was there with other starting weights too.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 转置卷积的矩阵就是卷积矩阵的转置。它的窗口会重叠，重叠得不均匀，还没开始学就留下棋盘格；先放大、再卷积则不会。
# - 反池化把每个值放回原处；没有留下的值就找不回来了。
# - **跳跃连接使轮廓变清楚**。在沿轮廓的窄带里，U-Net 明显好于没有跳跃连接的同一网络。它也多了一些参数，因为拼接进来的特征图要有权值去读；不过为数不多。
# - **掩膜不错，但远非完美**。这些物体和照片网络都没见过，网络又小。物体与背景颜色相近、形状细长、或暗处有暗物时，它们就会失败。另外，三个网络各只训练了一次，小的差别说明不了什么；不过换初始权值再试，窄带里的差距依然存在。

# %% [markdown] lang="en"
# ## Try it yourself
#
# 1. Print the matrix of a 2 × 2 kernel with stride 2. Why does its transpose never overlap?
# 2. Let the weights of the checkerboard test be positive *and* negative (`torch.randn`). Which ways stay even?
# 3. Change `reach` of `band` and `judge` to 1. Does the U-Net's lead grow?
# 4. Train with `epochs=1`. Which network gains most from the other three?
# 5. Replace the bilinear step of `SmallUNet` by a transposed convolution 2 × 2. Count its parameters before you run it.

# %% [markdown] lang="zh"
# ## 自己试试
#
# 1. 打印步幅为 2 的 2 × 2 卷积核的矩阵。为什么它的转置从不重叠？
# 2. 让棋盘格实验的权值有正**有**负（`torch.randn`）。哪些办法仍然均匀？
# 3. 把 `band` 和 `judge` 的 `reach` 改为 1。U-Net 的领先会扩大吗？
# 4. 用 `epochs=1` 训练。哪个网络从另外三轮中获益最多？
# 5. 把 `SmallUNet` 的双线性一步换成 2 × 2 的转置卷积。运行之前先数一数它的参数。
