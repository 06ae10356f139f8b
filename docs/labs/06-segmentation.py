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
# You take the three ways back up apart on examples that fit on paper: transposed convolution, unpooling, bilinear. You measure where checkerboard artifacts come from before anything is trained. Then four small networks learn to cut objects out of photographs: a U-Net, the same network without its skip connections, one that unpools, and one in the manner of FCN. Each is trained three times, so that you can tell a difference from luck.

# %% [markdown] lang="zh"
# # 预测掩码的网络
#
# 先在可以手算的小例子里，分析三种放大的方法：转置卷积、反池化、双线性上采样；再在训练之前，测量棋盘效应怎样产生。然后训练四个小网络，把物体从照片里分割出来：U-Net、去掉跳跃连接的同一网络、用反池化放大的网络，以及 FCN 式的网络。每个网络都训练三次，以便区分差别与随机性。

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import archreport
from archreport.course import check, compare, table
from archreport.course.emoji import split
from archreport.course.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, Style, paste
from archreport.course.training import Recipe, scores, seeded_initialisation, to_input, train
from archreport.models.layers.bilinear import bilinear_kernel

# %% [markdown] lang="en"
# ## A convolution is a matrix
#
# Take a 3 × 3 kernel with stride 2 and padding 1. It turns 4 × 4 values into 2 × 2. A convolution is linear, so there must be a matrix with 4 rows and 16 columns that does the same to the 16 values written as a list. To find it, ask the convolution: give it a picture that is zero except for a single 1, and what comes out is a column. The kernel holds the numbers 1 to 9, so that you can find them again.

# %% [markdown] lang="zh"
# ## 卷积是一个矩阵
#
# 取 3 × 3 的卷积核，步幅 2，填充 1，它把 4 × 4 变成 2 × 2。卷积是线性的，所以必定有一个 4 行 16 列的矩阵，作用在排成一列的 16 个值上，结果相同。怎样求？直接用卷积：输入一幅只有一个 1、其余全是 0 的图，输出就是矩阵的一列。卷积核取 1 到 9，便于区分。

# %%
kernel = torch.arange(1.0, 10).reshape(1, 1, 3, 3)
# sixteen images with a single one || 十六张只有一个 1 的图像
units = torch.eye(16).reshape(16, 1, 4, 4)
down = F.conv2d(units, kernel, stride=2, padding=1).reshape(16, 4).T
print(down.int().numpy())
assert down.shape == (4, 16)

# %% [markdown] lang="en"
# Now the **transposed convolution**, from 2 × 2 to 4 × 4, asked in the same way. It needs `output_padding=1` to know that we want 4 × 4 back and not 3 × 3, since the convolution turns both into 2 × 2. Its matrix is the transpose of the first one: hence the name.

# %% [markdown] lang="zh"
# 再用同样的方法求**转置卷积**的矩阵，从 2 × 2 到 4 × 4。要写 `output_padding=1`，以指明要回到 4 × 4 而不是 3 × 3，因为卷积把这两种大小都变成 2 × 2。求出的矩阵正好是前一个的转置：名字由此而来。

# %%
units = torch.eye(4).reshape(4, 1, 2, 2)
up = F.conv_transpose2d(units, kernel, stride=2, padding=1, output_padding=1).reshape(4, 16).T
assert torch.equal(up, down.T)

figure, (left, right) = plt.subplots(
    1, 2, figsize=(7, 3.6), width_ratios=(16, 4), layout="constrained"
)
for axes, matrix, title in (
    (left, down, both("convolution: 4 × 16", "卷积：4 × 16")),
    (right, up, both("its transpose: 16 × 4", "转置：16 × 4")),
):
    axes.imshow(np.where(matrix > 0, matrix, np.nan), cmap="viridis", vmin=1, vmax=9)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, fontsize=10)
    for (row, column), value in np.ndenumerate(matrix.int().numpy()):
        if value:
            colour = "white" if value < 6 else "#111111"
            axes.text(column, row, str(value), ha="center", va="center", fontsize=8, color=colour)
# figure en: Left a matrix of 4 rows and 16 columns with the numbers of the kernel, shifted from row
# to row; right the same matrix turned over, 16 rows and 4 columns. All other places are empty.
# figure zh: 左：4 行 16 列的矩阵，卷积核里的数逐行错开；右：同一矩阵的转置，16 行 4 列。
# 其余位置为空（零）。
plt.show()

values = torch.tensor([[1.0, 2.0], [3.0, 4.0]])  # to be enlarged below || 下面要放大的值

# %% [markdown] lang="en"
# ## Painted step by step
#
# Read a column of the right matrix: one input value writes the whole kernel, multiplied by itself. So the transposed convolution *paints*. Write it: each value lays its kernel on the canvas, two steps further along than its neighbour's, and where kernels overlap they add up. The canvas has a margin of one, which is the padding to be cut off.

# %% [markdown] lang="zh"
# ## 逐步计算转置卷积
#
# 看右边矩阵的一列：一个输入值乘以整个卷积核，写入输出。所以转置卷积是**散布**。把它写出来：每个值乘以卷积核，加到画布上，相邻的值错开两格，重叠的地方相加。画布四周多留一格，那是最后要裁掉的填充。

# %%
canvas = torch.zeros(6, 6)
for row in range(2):
    for column in range(2):
        # gap: add the kernel, times the value, to its window of the canvas || 把卷积核乘以这个值，加到画布上对应的窗口里
        top, left = 2 * row, 2 * column
        canvas[top : top + 3, left : left + 3] += values[row, column] * kernel[0, 0]
        # end

painted = canvas[1:5, 1:5] if canvas.any() else None  # the margin cut off || 裁掉边缘
theirs = F.conv_transpose2d(values[None, None], kernel, stride=2, padding=1, output_padding=1)
check(
    painted,
    theirs[0, 0],
    both("The window of value (r, c) begins at (2r, 2c).", "值 (r, c) 的窗口从 (2r, 2c) 开始。"),
)

# %%
steps = []
for place in range(4):
    so_far = values.flatten().clone()
    so_far[place + 1 :] = 0
    step = F.conv_transpose2d(
        so_far.reshape(1, 1, 2, 2), kernel, stride=2, padding=1, output_padding=1
    )
    steps.append(step[0, 0])

figure, panels = plt.subplots(1, 4, figsize=(8, 2.3), layout="constrained")
for number, (axes, step) in enumerate(zip(panels, steps, strict=True), 1):
    axes.imshow(step, cmap="viridis", vmin=0, vmax=float(steps[-1].max()))
    axes.set(xticks=[], yticks=[])
    axes.set_title(f"1 … {number}" if number > 1 else "1", fontsize=10)
    for (row, column), value in np.ndenumerate(step.int().numpy()):
        colour = "white" if value < 0.6 * steps[-1].max() else "#111111"
        axes.text(column, row, str(value), ha="center", va="center", fontsize=8, color=colour)
# figure en: A canvas of 4 by 4 after the input values 1, 2, 3 and 4 have painted one after the
# other. Where windows overlap, the numbers grow.
# figure zh: 4 × 4 的画布，输入值 1、2、3、4 依次写入之后的样子。窗口重叠处，数值累加变大。
plt.show()

# %% [markdown] lang="en"
# ## Where the windows overlap
#
# Set all values and weights to one, and the output counts how many windows write to each place. The numbers below are one period of the pattern, from the middle of a larger map.

# %% [markdown] lang="zh"
# ## 窗口在哪里重叠
#
# 把所有值和权重都设为 1，输出就是每个位置被几个窗口写过。下面是从一幅较大的图中央取出的一个周期。

# %%
for size, padding, extra in ((2, 0, 0), (3, 1, 1), (4, 1, 0)):
    ones = torch.ones(1, 1, size, size)
    counted = F.conv_transpose2d(
        torch.ones(1, 1, 6, 6), ones, stride=2, padding=padding, output_padding=extra
    )
    period = counted[0, 0, 4:6, 4:6].int().flatten().tolist()
    print(f"{size} × {size}:", period)
    assert period == {2: [1, 1, 1, 1], 3: [1, 2, 2, 4], 4: [4, 4, 4, 4]}[size]

# %% [markdown] lang="en"
# ## Checkerboard artifacts, without any training
#
# Now three upsamplings in a row, 8 × 8 to 64 × 64, with 8 channels and random positive weights, on an input that is constant. Any pattern that comes out was made by the network itself. We measure it by the standard deviation divided by the mean, away from the border. These weights are drawn, not learned.

# %% [markdown] lang="zh"
# ## 未经训练就有棋盘效应
#
# 现在连续做三次上采样，从 8 × 8 到 64 × 64，8 个通道，权重为随机正数，输入为常数。输出里若有花纹，就是网络造成的。用标准差除以平均值来度量，边缘不计。这些权重是随机取的，不是学来的。


# %%
def positive(*shape):
    return torch.rand(*shape, generator=dice)


def unpooled(x):
    both(
        """Every value at a random one of its four places, as there is no pooling to remember.""",
        """每个值放到四个位置中随机的一个，因为这里没有池化留下的位置。""",
    )
    places = F.max_pool2d(positive(1, 8, 2 * x.shape[2], 2 * x.shape[3]), 2, return_indices=True)[1]
    return F.max_unpool2d(x, places, 2)


def transposed(x, size):
    padding, extra = {2: (0, 0), 3: (1, 1), 4: (1, 0)}[size]
    weight = positive(8, 8, size, size)
    return F.conv_transpose2d(x, weight, stride=2, padding=padding, output_padding=extra)


def convolved(x):
    return F.conv2d(x, positive(8, 8, 3, 3), padding=1)


def bilinear(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


WAYS = {
    both("transposed 3×3", "转置 3×3"): lambda x: transposed(x, 3),
    both("transposed 2×2", "转置 2×2"): lambda x: transposed(x, 2),
    both("transposed 4×4", "转置 4×4"): lambda x: transposed(x, 4),
    both("unpooling, 3×3", "反池化，3×3"): lambda x: convolved(unpooled(x)),
    both("repeating, 3×3", "重复，3×3"): lambda x: convolved(F.interpolate(x, scale_factor=2)),
    both("bilinear, 3×3", "双线性，3×3"): lambda x: convolved(bilinear(x)),
}
patterns, variation = [], []
for way in WAYS.values():
    dice = torch.Generator().manual_seed(0)
    x = torch.ones(1, 8, 8, 8)
    for _ in range(3):
        x = way(x)
        x = x / x.mean()  # keeps the numbers small || 避免数值过大
    inner = x[0, 0, 16:48, 16:48].double()
    patterns.append(inner)
    variation.append((inner.std() / inner.mean()).item())

table(
    both(
        "Variation (standard deviation over mean) after three upsamplings of a constant",
        "常数图经三次上采样后的起伏（标准差除以平均值）",
    ),
    both(["each step", "variation"], ["每一步", "起伏"]),
    [[name, f"{value:.3f}"] for name, value in zip(WAYS, variation, strict=True)],
)
three, two, four, unpooling, repeating, smooth = variation
assert max(repeating, smooth) < 1e-5  # even: the same weights everywhere || 均匀：各处是同样的权重
assert min(three, two, four, unpooling) > 100 * max(repeating, smooth)

figure, panels = plt.subplots(1, 6, figsize=(9, 1.9), layout="constrained")
for axes, name, inner in zip(panels, WAYS, patterns, strict=True):
    axes.imshow(inner / inner.mean(), cmap="gray", vmin=0, vmax=2.5, interpolation="none")
    axes.set(xticks=[], yticks=[])
    axes.set_title(name, fontsize=8)
# figure en: Six patterns from a constant input. Transposed 3 by 3: a strong checkerboard. 2 by 2: a
# regular board, weaker. 4 by 4: a faint one. Unpooling: irregular grain. Repeating and bilinear:
# even grey.
# figure zh: 常数输入得到的六种花纹。转置 3×3：很强的棋盘效应；2×2：规则的格子，稍弱；
# 4×4：隐约可见；反池化：不规则的颗粒；重复与双线性：均匀的灰色。
plt.show()

# %% [markdown] lang="en"
# An even overlap (2 × 2, 4 × 4) does not make an even picture: neighbouring outputs still meet different weights. Enlarging first and convolving afterwards does, since every output then meets the same weights.

# %% [markdown] lang="zh"
# 重叠次数均匀（2 × 2、4 × 4），输出并不因此均匀：不同位置用的仍是不同的权重。先放大、再卷积就均匀，因为每个位置用的是同一组权重。

# %% [markdown] lang="en"
# ## Pooling and unpooling
#
# Max pooling keeps the largest of four and forgets where it was. With **switches** it remembers, and unpooling puts it back. Repeating each value knows nothing of the places.

# %% [markdown] lang="zh"
# ## 池化与反池化
#
# 最大池化只保留四个值中最大的，不记它的位置。记下**开关**（最大值的位置），反池化就能放回原处；重复则不知道位置。

# %%
small = torch.tensor([[[[1.0, 3, 2, 8], [4, 2, 0, 5], [2, 9, 7, 1], [12, 3, 16, 4]]]])
maxima, switches = F.max_pool2d(small, 2, return_indices=True)
print(both("maxima:", "最大值："), maxima.int().flatten().tolist())
print(both("switches:", "开关："), switches.flatten().tolist())
print(F.max_unpool2d(maxima, switches, 2)[0, 0].int().numpy())
print(F.interpolate(maxima, scale_factor=2)[0, 0].int().numpy())

# %% [markdown] lang="en"
# ## Images whose masks are exact
#
# We paste emoji on crops of photographs. We know to the pixel where the emoji is, so nobody has to paint masks. The test emoji are different from the training emoji, and they are pasted on other photographs. We judge a mask by its **intersection over union** (IoU): the pixels in both masks over the pixels in either. Most pixels are easy, so we also judge only those in a **band** of two pixels on either side of the outline.

# %% [markdown] lang="zh"
# ## 掩码精确的图像
#
# 把表情符号（emoji）贴到照片的裁剪块上。位置精确到像素，不必手工标注掩码。测试用的表情符号和照片都没有在训练中出现过。掩码的好坏用**交并比**（IoU）来衡量：两个掩码共有的像素，除以至少属于其中一个的像素。大多数像素很容易判断，所以再单看轮廓两侧各两个像素的一条**窄带**。

# %%
found = torch.tensor([[1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]).bool()
exact = torch.tensor([[0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0]]).bool()

iou = (found & exact).sum() / (
    found | exact
).sum()  # gap: intersection over union of these masks || 这两个掩码的交并比

check(
    iou,
    4 / 8,
    both(
        "Count: 4 pixels in both, 8 in either.",
        "两者共有 4 个像素，至少属于其一的有 8 个。",
    ),
)

# %%
SIZE = 32
STYLE = Style(scale=(0.45, 0.9))
training, test = split()
known = paste(training, TRAIN_PHOTOGRAPHS, SIZE, copies=2, seed=3, style=STYLE)
unseen = paste(test, TEST_PHOTOGRAPHS, SIZE, copies=2, seed=4, style=STYLE)
inputs, targets = to_input(known.pictures), torch.from_numpy(known.masks)[:, None].float()
new_inputs, exact = to_input(unseen.pictures), torch.from_numpy(unseen.masks)
print(
    both("to train on:", "用于训练："),
    f"{len(inputs):,};",
    both("to test on:", "用于测试："),
    len(exact),
)


def band(masks, reach=2):
    both(
        """Pixels with a pixel of the other side at most ``reach`` steps away, (N, H, W).""",
        """在 ``reach`` 步之内有另一侧像素的那些像素，(N, H, W)。""",
    )
    inside, window = masks[:, None].float(), 2 * reach + 1
    near_inside = F.max_pool2d(inside, window, stride=1, padding=reach)
    near_outside = F.max_pool2d(1 - inside, window, stride=1, padding=reach)
    return (near_inside * near_outside)[:, 0] > 0


def iou_of_each(found, exact):
    both("""Intersection over union of each of N masks.""", """N 个掩码各自的交并比。""")
    return (found & exact).sum((1, 2)) / (found | exact).sum((1, 2)).clamp(min=1)


near = band(exact)
shown = range(0, len(exact), 90)
figure, panels = plt.subplots(3, len(shown), figsize=(8, 4), layout="constrained")
for column, at in zip(panels.T, shown, strict=True):
    column[0].imshow(unseen.pictures[at], interpolation="none")
    column[1].imshow(exact[at], cmap="gray", vmin=0, vmax=1, interpolation="none")
    column[2].imshow(near[at], cmap="gray", vmin=0, vmax=1, interpolation="none")
    for axes in column:
        axes.set_axis_off()
# figure en: Test images: emoji pasted on crops of photographs; below each its exact mask, white on
# black; below that the band along the outline.
# figure zh: 测试图像：贴在照片裁剪块上的表情符号；每张下面是它的精确掩码（黑底白色），
# 再下面是沿轮廓的窄带。
plt.show()

# %% [markdown] lang="en"
# ## Four networks
#
# All four go down in the same way: two 3 × 3 convolutions at each of four sizes, with pooling in between. They come up differently. The **U-Net** enlarges bilinearly and, through its skip connections, also reads the map of the same size from the way down. **No skips** is the same without them. **Unpooling** puts every value back where the pooling found it, with the switches that it kept. **FCN style** makes one score for each square of 8 × 8 pixels and enlarges the map of scores in a single step.

# %% [markdown] lang="zh"
# ## 四个网络
#
# 四个网络的下行路径相同：四种尺寸，每种两个 3 × 3 卷积，其间是池化。上行路径各不相同。**U-Net** 用双线性放大，并通过跳跃连接读取下行路径上同样大小的特征图；**无跳跃**是去掉这些连接的同一网络；**反池化**按池化时记下的开关，把每个值放回原处；**FCN 式**每 8 × 8 个像素给一个得分，然后一次放大到原尺寸。

# %%
WIDTHS = (8, 16, 32, 48)  # channels at full size, 1/2, 1/4, 1/8 || 原尺寸、1/2、1/4、1/8 处的通道数


def two_convolutions(before, after):
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
        nn.Conv2d(after, after, 3, padding=1, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(),
    )


class MaskNet(nn.Module):
    both(
        """Reads (N, 3, H, W), answers (N, 1, H, W): positive where it sees the object.""",
        """输入 (N, 3, H, W)，输出 (N, 1, H, W)：判为物体之处为正。""",
    )

    def __init__(self, way):
        super().__init__()
        self.way = way
        self.down = nn.ModuleList(map(two_convolutions, (3, *WIDTHS), WIDTHS))
        if way == "FCN":
            self.score = nn.Conv2d(WIDTHS[-1], 1, 1)
            self.enlarge = nn.ConvTranspose2d(1, 1, 16, stride=8, padding=4, bias=False)
            return
        above, below = WIDTHS[-2::-1], WIDTHS[:0:-1]  # (32, 16, 8), (48, 32, 16)
        steps = list(zip(above, below, strict=True))
        if way == "unpool":  # as many channels as were pooled || 通道数须与池化时相同
            self.narrow = nn.ModuleList(nn.Conv2d(b, a, 1) for a, b in steps)
        reads = {"U-Net": [a + b for a, b in steps], "plain": below, "unpool": above}
        self.up = nn.ModuleList(map(two_convolutions, reads[way], above))
        self.score = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x):
        maps, switches = [], []
        for number, stage in enumerate(self.down):
            if number:
                maps.append(x)
                x, places = F.max_pool2d(x, 2, return_indices=True)
                switches.append(places)
            x = stage(x)
        if self.way == "FCN":
            return self.enlarge(self.score(x))
        for number, stage in enumerate(self.up):
            if self.way == "unpool":
                x = F.max_unpool2d(self.narrow[number](x), switches.pop(), 2)
            else:
                x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            if self.way == "U-Net":
                x = torch.cat([maps.pop(), x], dim=1)
            x = stage(x)
        return self.score(x)


NETS = {
    "U-Net": "U-Net",
    "plain": both("no skips", "无跳跃"),
    "unpool": both("unpooling", "反池化"),
    "FCN": both("FCN style", "FCN 式"),
}

# %% [markdown] lang="en"
# Each pixel is a small classification, object or not, and the loss is the mean of its cross-entropy over all pixels. Every network is trained three times, with different initial weights and a different order of the images. Before you go on: how high will the IoU in the band be for each? It lies between 0 and 1.

# %% [markdown] lang="zh"
# 每个像素都是一次分类：是物体，还是不是；损失是所有像素的交叉熵的平均值。每个网络训练三次，初始权重和图像的顺序都不同。继续运行之前，先写下预测：各网络在窄带内的交并比会有多高？它在 0 与 1 之间。

# %% predict
predicted = {
    "U-Net": None,
    both("no skips", "无跳跃"): None,
    both("unpooling", "反池化"): None,
    both("FCN style", "FCN 式"): None,
}

# %% once
SEEDS = (0, 1, 2)
RECIPE = Recipe(epochs=4, rate=0.2, batch=32, weight_decay=1e-4)


def drawn_by(way, seed):
    net = MaskNet(way)
    seeded_initialisation(net, seed)
    if way == "FCN":
        with torch.no_grad():
            net.enlarge.weight[:] = bilinear_kernel(1, 8)
    train(
        net, inputs, targets, RECIPE, seed,
        loss=F.binary_cross_entropy_with_logits, say=lambda line: None,
    )  # fmt: skip
    return scores(net, new_inputs)[:, 0] > 0


drawn = {(way, seed): drawn_by(way, seed) for way in NETS for seed in SEEDS}

# %%
whole, edge = (
    {},
    {},
)  # IoU of each test emoji, mean of its two images || 每个测试表情符号的 IoU，取它两张图像的平均
for key, masks in drawn.items():
    whole[key] = iou_of_each(masks, exact).reshape(-1, 2).mean(1)
    edge[key] = iou_of_each(masks & near, exact & near).reshape(-1, 2).mean(1)

rows = []
for way, name in NETS.items():
    totals = archreport.analyze(MaskNet(way), (1, 3, SIZE, SIZE)).totals
    cells = [" ".join(f"{kept[way, seed].mean():.3f}" for seed in SEEDS) for kept in (whole, edge)]
    rows.append([name, totals.params, totals.macs, *cells])
table(
    both(
        "Masks of unseen emoji on unseen photographs: means over the test images, three trainings",
        "未见过的表情符号贴在未见过的照片上：对测试图像取平均，各训练三次",
    ),
    both(
        ["network", "parameters", "MACs", "IoU", "IoU in the band"],
        ["网络", "参数", "MAC", "IoU", "窄带内 IoU"],
    ),
    rows,
)
compare(
    both("IoU in the band, mean of three trainings", "窄带内 IoU，三次训练的平均"),
    predicted,
    {
        name: float(np.mean([edge[way, seed].mean() for seed in SEEDS]))
        for way, name in NETS.items()
    },
    ".2f",
)

# %% [markdown] lang="en"
# Are these differences, or luck? All networks drew the same images, so compare them image by image: for each test emoji, take the IoU in the band of the one minus that of the other, averaged over the three trainings. The standard error is taken over the emoji; the last column shows each training by itself.

# %% [markdown] lang="zh"
# 这是真实的差别还是随机性？四个网络预测的是同样的图像，所以逐个比较：对每个测试表情符号，用一个网络的窄带内 IoU 减去另一个的，再对三次训练取平均。标准误是对表情符号算的；最后一列是每次训练各自的差距。

# %%
PAIRS = [
    ("U-Net", "plain"),
    ("U-Net", "unpool"),
    ("U-Net", "FCN"),
    ("unpool", "plain"),
    ("plain", "FCN"),
]
rows, gaps = [], {}
for one, other in PAIRS:
    each = torch.stack([edge[one, seed] - edge[other, seed] for seed in SEEDS])
    mean = each.mean(0)
    error = (mean.std() / len(mean) ** 0.5).item()
    gaps[one, other] = mean.mean().item(), error, each.mean(1).tolist()
    rows.append(
        [
            f"{NETS[one]} − {NETS[other]}",
            f"{mean.mean():+.3f} ± {error:.3f}",
            " ".join(f"{gap:+.3f}" for gap in each.mean(1)),
        ]
    )
table(
    both("Differences of the IoU in the band", "窄带内 IoU 之差"),
    both(
        ["difference", "mean ± standard error", "training by training"],
        ["差", "平均 ± 标准误", "各次训练"],
    ),
    rows,
)
# en: Skips sharpen: the U-Net leads each of the others, by more than luck and every time.
# zh: 跳跃连接使轮廓更准：U-Net 每次都领先于其他各网络，而且不是偶然。
for other in ("plain", "unpool", "FCN"):
    gap, error, each = gaps["U-Net", other]
    assert gap > 2 * error and min(each) > 0
# Switches without skips gain little of that. || 只有开关、没有跳跃连接，几乎没有这种提高。
assert gaps["unpool", "plain"][0] < gaps["U-Net", "plain"][0] / 4

# %% [markdown] lang="en"
# ## What they draw
#
# The images are chosen by a rule, not by hand: the test images are sorted by the IoU of the U-Net (first training), and we take some from near the best down to the worst.

# %% [markdown] lang="zh"
# ## 预测的掩码
#
# 下面的图像按规则选取，不经挑选：把测试图像按 U-Net（第一次训练）的 IoU 排序，从接近最好的一张到最差的一张。

# %%
quality = iou_of_each(drawn["U-Net", 0], exact)
order = quality.argsort(descending=True)
chosen = [int(order[round(share * (len(order) - 1))]) for share in (0.05, 0.25, 0.5, 0.75, 0.9, 1)]
figure, panels = plt.subplots(6, len(chosen), figsize=(7.4, 7.6), layout="constrained")
lines = {both("image", "图像"): None, both("exact", "精确"): exact}
lines |= {name: drawn[way, 0] for way, name in NETS.items()}
for line, (name, masks) in zip(panels, lines.items(), strict=True):
    for axes, at in zip(line, chosen, strict=True):
        shown = unseen.pictures[at] if masks is None else masks[at]
        axes.imshow(shown, cmap="gray", vmin=0, vmax=1, interpolation="none")
        axes.set(xticks=[], yticks=[])
    line[0].set_ylabel(name)
for axes, at in zip(panels[0], chosen, strict=True):
    axes.set_title(f"{quality[at]:.2f}", fontsize=9)
# figure en: Six test images from well drawn to worst, with the IoU of the U-Net above them. Below
# each: the exact mask, and those of the U-Net, of the network without skips, of the one that
# unpools and of the FCN style network. The U-Net follows outlines most closely, the others draw
# rounder or coarser shapes; in the last columns all of them fail.
# figure zh: 六张测试图像，从最好到最差，上方是 U-Net 的 IoU。每张下面依次为：精确掩码、
# U-Net、无跳跃的网络、反池化的网络、FCN 式网络。U-Net 最贴合轮廓，另外几个更圆钝或更粗糙；
# 最后几列都失败了。
plt.show()

# %% [markdown] lang="en"
# ## What you saw
#
# - The matrix of a transposed convolution is the transpose of a convolution's. Its windows overlap, and where they do so unevenly they leave a checkerboard before anything is learned. Enlarging first and convolving afterwards leaves none.
# - Unpooling puts each value back in its place; the values that pooling did not keep are gone.
# - **Skips sharpen.** In the band along the outline the U-Net is ahead of the same network without skips, in every training and by many standard errors. It also has more parameters, since a concatenated map needs weights to be read; but they are few.
# - **Switches are no substitute.** They say where a maximum was, not what the map looked like there. The unpooling network stays as far behind the U-Net as the network without skips, and the two can hardly be told apart.
# - **The masks are good, not perfect.** These are objects and photographs that no network has seen; the networks are small, and so are the images. They fail where an object has the colours of what lies behind it, or is thin, or dark on dark. And there are only three test photographs.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 转置卷积的矩阵就是卷积矩阵的转置。它的窗口会重叠，重叠不均匀，训练之前就产生棋盘效应；先放大、再卷积则不会。
# - 反池化把每个值放回原处；没有保留的值无法恢复。
# - **跳跃连接使轮廓更准**。在沿轮廓的窄带里，U-Net 每次训练都好于没有跳跃连接的同一网络，差距是标准误的许多倍。它也多了一些参数，因为读取拼接的特征图需要权重；不过数量不多。
# - **开关代替不了跳跃连接**。开关只说明最大值在哪里，不提供那里的特征图。反池化的网络与无跳跃的网络一样，远不如 U-Net，两者几乎没有差别。
# - **掩码不错，但远非完美**。这些物体和照片都未在训练中出现，网络小，图像也小。物体与背景颜色相近、形状细长，或暗背景上有暗物体时，它们就会失败。另外，测试用的照片只有三张。

# %% [markdown] lang="en"
# ## Try it yourself
#
# 1. Print the matrix of a 2 × 2 kernel with stride 2. Why does its transpose never overlap?
# 2. Let the weights of the checkerboard test be positive *and* negative (`torch.randn`). Which ways stay even?
# 3. Change `reach` of `band` to 1. Does the U-Net's lead grow?
# 4. Train with `epochs=1`. Which network gains most from the remaining epochs?
# 5. Replace the bilinear step of `MaskNet` with a 2 × 2 transposed convolution. Count its parameters before you run it.

# %% [markdown] lang="zh"
# ## 自己试试
#
# 1. 打印步幅为 2 的 2 × 2 卷积核的矩阵。为什么它的转置卷积没有重叠？
# 2. 让棋盘效应实验的权重有正**有**负（`torch.randn`）。哪些方法仍然均匀？
# 3. 把 `band` 的 `reach` 改为 1。U-Net 的领先会扩大吗？
# 4. 用 `epochs=1` 训练。哪个网络从其余几轮中获益最多？
# 5. 把 `MaskNet` 的双线性一步换成 2 × 2 的转置卷积。运行之前先计算它的参数量。
