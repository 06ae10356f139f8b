# ---
# chapter: 01-alexnet
# seed: 0
# data:
#   en: 1,080 emoji (Twemoji, CC BY 4.0) pasted on photographs (CC0 or public domain), all shipped with archreport and scikit-image
#   zh: 1,080 个表情符号（Twemoji，CC BY 4.0）贴在照片上（CC0 或公有领域），均随 archreport 和 scikit-image 提供
# ---

# %% [markdown] lang="en"
# # Building and counting AlexNet
#
# You build AlexNet one layer at a time. For each layer you work out the size of the map, the number of weights and the number of multiplications yourself; archreport reads the network built so far and checks your results. Then a small network of the same kind is actually trained, and you see its first kernels before and after.
#
# You need [chapter 1](../../course/01-alexnet/): how to find the size of an output, and the two sums for parameters and multiplications. Using a calculator is not cheating.

# %% [markdown] lang="zh"
# # 搭建 AlexNet，逐层计数
#
# 逐层搭建 AlexNet。每一层的特征图尺寸、参数量和乘法次数都由你自己计算；archreport 会读取搭建中的网络，核对你的答案。然后看一个实际训练过的同类小网络，它的第一层卷积核在训练前后各是什么样。
#
# 先读[第 1 章](../../course/01-alexnet/)：怎样求输出的尺寸，以及参数和乘法次数的两个算式。可以用计算器。

# %%
from collections import OrderedDict

import matplotlib.pyplot as plt
import torch
from torch import nn

import archreport
from archreport.course import check, compare, layers, table, words
from archreport.models.alexnet import AlexNet

built = OrderedDict()  # the network so far: names and layers || 目前搭建的网络：名称和层


def count():
    both(
        """What archreport says of the network so far, for an image of 3 × 227 × 227.""",
        """archreport 对当前网络的统计，输入为 3 × 227 × 227 的图像。""",
    )
    return archreport.analyze(nn.Sequential(built), (1, 3, 227, 227), title="AlexNet")


# %% [markdown] lang="en"
# ## The first convolution
#
# 96 kernels of 11 × 11, three channels deep, moved by four pixels. How many positions does a window of 11 have on a line of 227 if it moves by 4? How many weights does one kernel have, and how many parameters do all of them have with their biases? Each weight is used once at each position. Write the sums as Python, not their results: then you can see later where a step went wrong.

# %% [markdown] lang="zh"
# ## 第一个卷积
#
# 96 个 11 × 11 的卷积核，深三个通道，每次移动四个像素。一行 227 个值，窗口 11，步幅 4，有多少个位置？一个卷积核有多少权重？全部卷积核连同偏置又有多少？每个权重在每个位置用一次。请把算式写成 Python，而不是只写结果：这样便于看出哪一步错了。

# %%
built["conv1"] = nn.Conv2d(3, 96, kernel_size=11, stride=4)
conv1 = count().row("conv1")

side = (227 - 11) // 4 + 1  # gap: places of the kernel along one side || 卷积核沿一边有多少个位置
params = (
    11 * 11 * 3
) * 96 + 96  # gap: weights and biases of all 96 kernels || 96 个卷积核的权重和偏置
macs = (
    side * side * (11 * 11 * 3) * 96
)  # gap: each weight once at each place || 每个权重在每个位置用一次

check(side, conv1.out_shape[2], both("Move the window in steps of 4.", "窗口每次移动 4 个像素。"))
check(
    params,
    conv1.param_count,
    both(
        "Is each kernel 3 deep, with one bias?", "每个卷积核深 3 个通道、带 1 个偏置，算进去了吗？"
    ),
)
check(macs, conv1.macs, both("The biases are not multiplied.", "偏置不参与乘法。"))

# %% [markdown] lang="en"
# The report can show its own sums, so that you see which step went wrong:

# %% [markdown] lang="zh"
# 报告也能打印它的算式，由此可以看出是哪一步错了：

# %%
for what in ("height", "params", "macs"):
    print(f"{what:7}", words(count().row("conv1").sums[what]))

# %% [markdown] lang="en"
# ## Between the convolutions
#
# ReLU, normalisation and pooling have no parameters. Only the size has to be found: a window of 3, moved by 2.

# %% [markdown] lang="zh"
# ## 卷积之间
#
# ReLU、归一化和池化没有参数，只需要求尺寸：窗口 3，步幅 2。

# %%
built["relu1"] = nn.ReLU(inplace=True)
built["norm1"] = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2.0)
built["pool1"] = nn.MaxPool2d(3, 2)

pooled = (55 - 3) // 2 + 1  # gap: side of the map after pool1 || pool1 之后特征图的边长
check(
    pooled,
    count().row("pool1").out_shape[2],
    both("The same sum, with 55, 3 and 2.", "同一个算式，换成 55、3 和 2。"),
)

# %% [markdown] lang="en"
# ## Two towers
#
# conv2 has 256 kernels of 5 × 5 with two zeros of padding. It is cut in two: each kernel reads only the half of the maps that lies on its own GPU. How deep is a kernel, then?

# %% [markdown] lang="zh"
# ## 双塔
#
# conv2 有 256 个 5 × 5 的卷积核，填充两个零。它被分成两半：每个卷积核只读自己那块 GPU 上的一半特征图。那么一个卷积核有多深？

# %%
built["conv2"] = nn.Conv2d(96, 256, kernel_size=5, padding=2, groups=2)
conv2 = count().row("conv2")

side = (27 + 2 * 2 - 5) // 1 + 1  # gap: with padding on both sides || 两边都有填充
depth = 96 // 2  # gap: channels that one kernel reads || 一个卷积核读多少个通道
params = (5 * 5 * depth) * 256 + 256  # gap: weights and biases || 权重和偏置

check(side, conv2.out_shape[2], both("Padding is added twice.", "填充要加两次。"))
check(
    params, conv2.param_count, both("How deep is a kernel in one half?", "每一半里的卷积核有多深？")
)

# %%
built["relu2"] = nn.ReLU(inplace=True)
built["norm2"] = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2.0)
built["pool2"] = nn.MaxPool2d(3, 2)

whole = archreport.analyze(nn.Conv2d(96, 256, 5, padding=2), (1, 96, 27, 27))
print(
    both("without the cut:", "不分成两半："),
    f"{whole.totals.params:,}",
    both("parameters", "个参数"),
)
assert whole.totals.macs == 2 * count().row("conv2").macs

# %% [markdown] lang="en"
# ## Three convolutions in a row
#
# conv3 sees both towers again, conv4 and conv5 do not. All have 3 × 3 kernels and one zero of padding, so the size of the map stays the same.

# %% [markdown] lang="zh"
# ## 连着三个卷积
#
# conv3 读取双塔的全部特征图，conv4 和 conv5 则不然。三者都是 3 × 3 的卷积核，填充一个零，所以特征图的尺寸不变。

# %%
built["conv3"] = nn.Conv2d(256, 384, kernel_size=3, padding=1)
built["relu3"] = nn.ReLU(inplace=True)
built["conv4"] = nn.Conv2d(384, 384, kernel_size=3, padding=1, groups=2)
built["relu4"] = nn.ReLU(inplace=True)
built["conv5"] = nn.Conv2d(384, 256, kernel_size=3, padding=1, groups=2)
built["relu5"] = nn.ReLU(inplace=True)
built["pool5"] = nn.MaxPool2d(3, 2)


def conv_params(kernel, before, after, groups):
    both(
        """Parameters of a convolution with biases, from ``before`` to ``after`` channels.""",
        """带偏置的卷积的参数量，从 ``before`` 个通道到 ``after`` 个通道。""",
    )
    return (
        kernel * kernel * before // groups
    ) * after + after  # gap: one formula for all || 对各层都成立的公式


hint = both(
    "A kernel is kernel × kernel × (before / groups).",
    "一个卷积核有 kernel × kernel × (before / groups) 个权重。",
)
for name, sizes in {
    "conv3": (3, 256, 384, 1),
    "conv4": (3, 384, 384, 2),
    "conv5": (3, 384, 256, 2),
}.items():
    check(conv_params(*sizes), count().row(name).param_count, hint)

# %% [markdown] lang="en"
# ## The fully connected layers
#
# Now the maps become one long list, and a fully connected layer is a matrix: a weight for every value in and every value out, and one bias for each value out. How many times as many parameters does fc6 alone have as everything before it? Predict before you work it out.

# %% [markdown] lang="zh"
# ## 全连接层
#
# 现在特征图排成一个长向量，全连接层就是一个矩阵：输入的每个值对输出的每个值各有一个权重，每个输出值再加一个偏置。单是 fc6 的参数，就是前面所有层总和的多少倍？先预测，再计算。

# %% predict
predicted = {both("fc6 / all layers before it", "fc6 与前面各层总和之比"): None}

# %%
before_fc6 = count().totals.params
built["flatten"] = nn.Flatten()
built["fc6"] = nn.Linear(256 * 6 * 6, 4096)
fc6 = count().row("fc6").param_count
compare(
    both("How many times as many parameters", "参数量的倍数"),
    predicted,
    {both("fc6 / all layers before it", "fc6 与前面各层总和之比"): fc6 / before_fc6},
    ".1f",
)

# %%
built["relu6"] = nn.ReLU(inplace=True)
built["drop6"] = nn.Dropout(0.5)
built["fc7"] = nn.Linear(4096, 4096)
built["relu7"] = nn.ReLU(inplace=True)
built["drop7"] = nn.Dropout(0.5)
built["fc8"] = nn.Linear(4096, 1000)

fc7, fc8 = count().row("fc7"), count().row("fc8")
params7 = 4096 * 4096 + 4096  # gap: parameters of fc7 || fc7 的参数量
macs8 = 4096 * 1000  # gap: multiplications of fc8 || fc8 的乘法次数
check(
    params7,
    fc7.param_count,
    both(
        "A weight for each pair, a bias for each output.",
        "每一对输入输出一个权重，每个输出一个偏置。",
    ),
)
check(
    macs8,
    fc8.macs,
    both(
        "Each weight is used once, for there is one place only.", "只有一个位置，每个权重只用一次。"
    ),
)

# %% [markdown] lang="en"
# ## Is it AlexNet?
#
# You have the whole network. archreport comes with an AlexNet of its own, written from the paper. Layer by layer, the two must have the same sizes and counts.

# %% [markdown] lang="zh"
# ## 这就是 AlexNet 吗？
#
# 整个网络搭建完成。archreport 自带一个按论文写成的 AlexNet。逐层比较，两者的尺寸和数目应当完全相同。

# %%
mine = count()
theirs = archreport.analyze(AlexNet(), (1, 3, 227, 227))
for a, b in zip(mine.rows, theirs.rows, strict=True):
    assert (a.id, a.out_shape, a.param_count, a.macs) == (b.id, b.out_shape, b.param_count, b.macs)
print(both("the same, row by row", "逐行相同"))
layers(mine)

# %% [markdown] lang="en"
# Click a layer's name for its sums. Then look for the extremes of the table: which row has the most parameters, and which has the most MACs? The convolutions share their weights over many positions; the fully connected layers share nothing.

# %% [markdown] lang="zh"
# 点击层的名称，就能看到它的算式。再看表的两端：哪一行的参数最多？哪一行的 MAC 最多？卷积的权重由许多位置共享，全连接层则什么都不共享。

# %%
kinds = {both("convolutions", "卷积层"): "conv", both("fully connected", "全连接层"): "linear"}
lines = []
for name, kind in kinds.items():
    rows = [row for row in mine.rows if row.kind == kind]
    params, macs = sum(row.param_count for row in rows), sum(row.macs for row in rows)
    share = f"{params / mine.totals.params:.1%}", f"{macs / mine.totals.macs:.1%}"
    lines.append([name, len(rows), params, share[0], macs, share[1]])
assert sum(line[2] for line in lines) == mine.totals.params
assert sum(line[4] for line in lines) == mine.totals.macs
table(
    both("AlexNet: where the parameters and the work are", "AlexNet：参数和计算各在哪里"),
    both(
        ["layers", "number", "parameters", "of all", "MACs", "of all"],
        ["层", "个数", "参数", "占比", "MAC", "占比"],
    ),
    lines,
)

# %% [markdown] lang="en"
# ## A small network of this kind, trained
#
# AlexNet learned from more than a million photographs, for days. On two CPU cores we can train a small network by the same recipe: convolution, ReLU and pooling in alternation, large kernels first. Its ten classes are emoji: faces, animals, vehicles, flags … each pasted on a crop of a photograph, turned, tinted and flipped. The emoji and photographs on which it is tested were never among those it learned from.

# %% [markdown] lang="zh"
# ## 训练一个同类的小网络
#
# AlexNet 用一百多万张照片训练了好几天。用双核 CPU，我们可以训练一个构造相同的小网络：卷积、ReLU、池化交替，先用大卷积核。它的十个类别是表情符号（emoji）：表情、动物、车辆、旗帜……每个都贴在照片的一角上，经过旋转、调色和翻转。用来测试的表情符号和照片，都没有在训练中出现过。

# %%
from archreport.course.emoji import class_names
from archreport.course.nets import EmojiNet
from archreport.course.trained import RECIPE, SIZE, emoji_net, test_pictures, train_pictures

CLASSES = class_names()
pictures = train_pictures(copies=2)
figure, axes = plt.subplots(2, 10, figsize=(9, 2.1))
for label, column in enumerate(axes.T):
    some = pictures.pictures[pictures.labels == label][3::17]
    for ax, picture in zip(column, some, strict=False):
        ax.imshow(picture)
        ax.set_axis_off()
    column[0].set_title(CLASSES[label], fontsize=8)
figure.tight_layout(pad=0.3)
# figure en: Two training images of each of the ten classes: small emoji on colourful pieces of
# photographs.
# figure zh: 十个类别各两张训练图像：小表情符号贴在色彩丰富的照片局部上。
plt.show()
layers(archreport.analyze(EmojiNet(), (1, 3, SIZE, SIZE), title="EmojiNet"))

# %% [markdown] lang="en"
# Training takes a minute or two. Other laboratories look at the same network: whichever runs first trains it and keeps it; the others load it. The seed is fixed.

# %% [markdown] lang="zh"
# 训练需要一两分钟。其他实验也要用这个网络：最先运行的实验训练并保存它，其他的直接读取。随机种子是固定的。

# %% once
from archreport.course.training import accuracy, scores, to_input

trained = emoji_net()
test = test_pictures()
answers = scores(trained.net, to_input(test.pictures))

# %%
print(RECIPE)
table(
    both("The training, epoch by epoch", "逐轮的训练过程"),
    both(["epoch", "loss", "right on training images"], ["轮次", "损失", "训练图像上的准确率"]),
    [[str(e.number), f"{e.loss:.3f}", f"{e.accuracy:.1%}"] for e in trained.history],
)
right = accuracy(answers, torch.from_numpy(test.labels))
print(
    both("images of emoji that it has never seen:", "从未见过的表情符号的图像数："),
    f"{len(test.pictures):,}",
)
print(
    both("right:", "准确率："),
    f"{right:.1%};",
    both("chance:", "随机猜测："),
    f"{1 / len(CLASSES):.0%}",
)
assert right > 3 / len(CLASSES)  # far better than chance || 远好于随机猜测

# %% [markdown] lang="en"
# ## The first kernels, before and after
#
# A kernel of the first layer reads colours, so it can be shown as a small picture. The left half shows the kernels as they were initialised, the right half shows the same ones after training, in the same order. Which of them have become edges, and which have become spots of colour?

# %% [markdown] lang="zh"
# ## 第一层卷积核，训练之前与之后
#
# 第一层的卷积核读的是颜色，所以可以画成一张小图。左半边是刚初始化的卷积核，右半边是训练之后的同一批，顺序相同。哪些变成了边缘，哪些变成了色斑？

# %%
from archreport.course.training import seeded_initialisation

untrained = EmojiNet()
seeded_initialisation(untrained, 0)
before = untrained.conv1.weight.detach()
after = trained.net.conv1.weight.detach()
order = after.flatten(1).norm(dim=1).argsort(descending=True)


def tiles(kernels):
    both(
        """Kernels (N, 3, 7, 7) as images, all on one scale: grey is zero.""",
        """卷积核 (N, 3, 7, 7) 画成图像，使用同一个比例：灰色为零。""",
    )
    return (0.5 + 0.5 * kernels / kernels.abs().max()).permute(0, 2, 3, 1).numpy()


figure = plt.figure(figsize=(9, 3.1))
halves = figure.subfigures(1, 2, wspace=0.04)
names = both(["untrained", "trained"], ["未经训练", "训练之后"])
for half, name, kernels in zip(halves, names, [before, after], strict=True):
    half.suptitle(name, fontsize=10)
    for ax, tile in zip(half.subplots(4, 6).flat, tiles(kernels[order]), strict=True):
        ax.imshow(tile, interpolation="nearest")
        ax.set_axis_off()
# figure en: Two grids of 24 kernels. Left, untrained: coloured noise. Right, trained: many are
# stripes and edges between two colours, or spots of one colour; some are still noisy.
# figure zh: 两组各 24 个卷积核。左边未经训练：彩色噪声；右边训练之后：许多变成了两种颜色之间的
# 条纹和边缘，或者一种颜色的斑点；还有一些仍像噪声。
plt.show()

# %% [markdown] lang="en"
# Noise changes from pixel to pixel; edges and spots change slowly. That can be measured: decompose each kernel into waves (a Fourier transform), and ask what share of its energy lies in the slow ones, those longer than four pixels.

# %% [markdown] lang="zh"
# 噪声逐像素剧烈变化，边缘和色斑变化缓慢。这可以测量：对每个卷积核作傅里叶变换，看能量中有多少属于低频，也就是波长大于四个像素的分量。


# %%
def slow_share(kernels):
    both(
        """Median over the kernels: the share of energy in waves longer than four pixels.""",
        """波长大于四个像素的低频分量所占的能量，对各卷积核取中位数。""",
    )
    energy = torch.fft.fft2(kernels, s=(32, 32)).abs().square().sum(1)
    waves = torch.fft.fftfreq(32)
    slow = (waves[:, None] ** 2 + waves[None, :] ** 2).sqrt() < 1 / 4
    return (energy[:, slow].sum(1) / energy.sum((1, 2))).median().item()


print(both("slow waves, untrained:", "低频所占，未经训练："), f"{slow_share(before):.2f}")
print(both("slow waves, trained:  ", "低频所占，训练之后："), f"{slow_share(after):.2f}")
# edges and spots, no noise || 是边缘和色斑，不是噪声
assert slow_share(after) > 2 * slow_share(before)

# %% [markdown] lang="en"
# Nobody told the network to look for edges. It had ten classes, a loss, and the gradient. It found out by itself that edges and colours are a good place to start, as AlexNet did.
#
# ## What you saw
#
# - Size, parameters and MACs of every layer follow from three small sums, and your network is AlexNet, row by row.
# - A single fully connected layer, fc6, has most of the parameters; the convolutions do most of the work.
# - A trained first layer looks for edges and colours; an untrained one is noise. On emoji that it has never seen, the small network is right far more often than by chance, and far from always.
#
# ## Try it yourself
#
# - Change a stride or a kernel in your AlexNet, and predict everything that follows from it.
# - Build it without the cut in two (`groups=1`). Which rows change, and by how much?
# - Put a global average (`nn.AdaptiveAvgPool2d(1)`) in front of the fully connected layers. How many parameters are left?
# - Train with another seed, `emoji_net(seed=1)`. Do the same kinds of kernels appear again?
# - `emoji_net(grey=True)` learns without colour. What do its first kernels look like, and how often is it right?

# %% [markdown] lang="zh"
# 没有人要求网络检测边缘。它只有十个类别、一个损失函数和梯度。从边缘和颜色开始是有效的，这是它自己学到的，AlexNet 也是这样。
#
# ## 你看到了什么
#
# - 每一层的尺寸、参数和 MAC 都出自三个简单的算式；你搭建的网络与 AlexNet 逐行相同。
# - 一个全连接层 fc6 占了参数的大部分；卷积承担了计算的大部分。
# - 训练过的第一层检测边缘和颜色，未经训练的第一层只是噪声。对从未见过的表情符号，小网络的准确率远高于随机猜测，但也远非全对。
#
# ## 自己试试
#
# - 修改你的 AlexNet 里的某个步幅或卷积核，预测由此引起的所有变化。
# - 不分组（`groups=1`）。哪些行变了，变了多少？
# - 在全连接层前面放一个全局平均（`nn.AdaptiveAvgPool2d(1)`）。还剩多少参数？
# - 换一个随机种子训练：`emoji_net(seed=1)`。还会出现同样种类的卷积核吗？
# - `emoji_net(grey=True)` 不用颜色来学习。它的第一层卷积核是什么样的？准确率又是多少？
