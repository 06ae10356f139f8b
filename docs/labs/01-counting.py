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
# You build AlexNet one layer at a time. Before each line you predict the size of the map, the number of weights and the number of multiplications; archreport reads the network you have built so far and checks you. Then a small network of the same kind, really trained, shows its first kernels before and after.
#
# You need [chapter 1](../../course/01-alexnet/): how to find the size of an output, and the two sums for parameters and multiplications. A calculator is not cheating.

# %% [markdown] lang="zh"
# # 搭出 AlexNet，逐层数清
#
# 一层一层地搭出 AlexNet。写每一行之前，先预测特征图的尺寸、参数的个数和乘法的次数；archreport 会读取你搭到一半的网络，核对你的预测。然后看一个真正训练过的同类小网络，它的第一层卷积核在训练前后各是什么样。
#
# 先读[第 1 章](../../course/01-alexnet/)：怎样求输出的尺寸，以及参数和乘法次数的两个算式。用计算器不算作弊。

# %%
from collections import OrderedDict

import matplotlib.pyplot as plt
import torch
from torch import nn

import archreport
from archreport.course import layers, show, table, words
from archreport.models.alexnet import AlexNet

built = OrderedDict()  # the network so far: a name and a layer each


def count():
    """What archreport says of the network so far, read on a picture of 3 × 227 × 227."""
    return archreport.analyze(nn.Sequential(built), (1, 3, 227, 227), title="AlexNet, so far")


def add(name, layer, size=None, params=None, macs=None):
    """Put a layer on top, and compare your predictions with the report."""
    built[name] = layer
    row = count().row(name)
    seen = {"size": row.out_shape[1:], "params": row.param_count, "macs": row.macs}
    for what, guess in {"size": size, "params": params, "macs": macs}.items():
        if guess is None:
            continue
        worked = {"params": "params", "macs": "macs", "size": "height"}[what]
        shown = words(row.sums[worked]) if worked in row.sums else ""
        verdict = "right" if guess == seen[what] else f"you said {guess}, it is {seen[what]}"
        print(f"{name:6} {what:6}  {verdict:8}  {shown}")


# %% [markdown] lang="en"
# ## The first convolution
#
# 96 kernels of 11 × 11, three channels deep, moved by four pixels. How many places has a window of 11 on a line of 227 if it moves by 4? How many weights has one kernel, and how many all of them with their biases? Each weight works once at each place. The numbers in the call below are written as the sums you would write on paper; replace them by yours.

# %% [markdown] lang="zh"
# ## 第一个卷积
#
# 96 个 11 × 11 的卷积核，深三个通道，每次移动四个像素。一行 227 个值，窗口 11，步幅 4，有多少个位置？一个卷积核有多少权重？全部卷积核连同偏置又有多少？每个权重在每个位置用一次。下面调用里的数写成了你在纸上会写的算式，换成你自己的。

# %%
places = (227 - 11) // 4 + 1
add(
    "conv1",
    nn.Conv2d(3, 96, kernel_size=11, stride=4),
    size=(96, places, places),
    params=(11 * 11 * 3) * 96 + 96,
    macs=places * places * (11 * 11 * 3) * 96,
)
# %% [markdown] lang="en"
# What does a wrong prediction look like? Someone forgets the biases and takes a picture of 224 pixels, as the paper prints it:

# %% [markdown] lang="zh"
# 预测错了会怎样？比如有人忘了偏置，又照论文印的那样取 224 个像素：

# %%
wrong = (224 - 11) // 4 + 1
add("conv1", built["conv1"], size=(96, wrong, wrong), params=(11 * 11 * 3) * 96)
# %% [markdown] lang="en"
# The report prints its own sum beside the verdict, so that you see which step went wrong.
#
# ## Between the convolutions
#
# ReLU and pooling have no parameters. Predict only the size: a window of 3, moved by 2.

# %% [markdown] lang="zh"
# 报告把自己的算式印在结论旁边，一眼就能看出是哪一步错了。
#
# ## 卷积之间
#
# ReLU 和池化没有参数，只需要预测尺寸：窗口 3，步幅 2。

# %%
add("relu1", nn.ReLU(inplace=True), params=0)
add("norm1", nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2.0), params=0)
pooled = (places - 3) // 2 + 1
add("pool1", nn.MaxPool2d(3, 2), size=(96, pooled, pooled), params=0, macs=0)
# %% [markdown] lang="en"
# ## Two towers
#
# conv2 has 256 kernels of 5 × 5 with two zeros of padding. It is cut in two: each kernel reads only the half of the maps that lies on its own graphics card. How deep is a kernel, then?

# %% [markdown] lang="zh"
# ## 两个塔
#
# conv2 有 256 个 5 × 5 的卷积核，填充两个零。它被分成两半：每个卷积核只读自己那块显卡上的一半特征图。那么一个卷积核有多深？

# %%
deep = 96 // 2
add(
    "conv2",
    nn.Conv2d(96, 256, kernel_size=5, padding=2, groups=2),
    size=(256, pooled, pooled),
    params=(5 * 5 * deep) * 256 + 256,
    macs=pooled * pooled * (5 * 5 * deep) * 256,
)
add("relu2", nn.ReLU(inplace=True))
add("norm2", nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2.0))
small = (pooled - 3) // 2 + 1
add("pool2", nn.MaxPool2d(3, 2), size=(256, small, small))

whole = archreport.analyze(nn.Conv2d(96, 256, 5, padding=2), (1, 96, pooled, pooled))
print(f"without the cut: {whole.totals.params:,} parameters")
assert whole.totals.macs == 2 * count().row("conv2").macs

# %% [markdown] lang="en"
# ## Three convolutions in a row
#
# conv3 sees both towers again, conv4 and conv5 do not. All have 3 × 3 kernels and one zero of padding, so the size of the map stays.

# %% [markdown] lang="zh"
# ## 连着三个卷积
#
# conv3 又能看到两个塔，conv4 和 conv5 则不能。三者都是 3 × 3 的卷积核，填充一个零，所以特征图的尺寸不变。

# %%
for name, before, after, towers in [
    ("conv3", 256, 384, 1),
    ("conv4", 384, 384, 2),
    ("conv5", 384, 256, 2),
]:
    add(
        name,
        nn.Conv2d(before, after, kernel_size=3, padding=1, groups=towers),
        size=(after, small, small),
        params=(3 * 3 * before // towers) * after + after,
        macs=small * small * (3 * 3 * before // towers) * after,
    )
    add(f"relu{name[-1]}", nn.ReLU(inplace=True))
last = (small - 3) // 2 + 1
add("pool5", nn.MaxPool2d(3, 2), size=(256, last, last))
# %% [markdown] lang="en"
# ## The three matrices
#
# Now the maps become one long list, and a layer is a matrix: every value in, times every value out, and one bias for each value out. Guess how many times more parameters fc6 has than everything so far.

# %% [markdown] lang="zh"
# ## 三个矩阵
#
# 现在特征图排成一长列，一层就是一个矩阵：输入的每个值对输出的每个值各有一个权重，每个输出值再加一个偏置。猜一猜：fc6 的参数是前面所有层总和的多少倍？

# %%
so_far = count().totals.params
built["flatten"] = nn.Flatten()
list_ = 256 * last * last
add("fc6", nn.Linear(list_, 4096), size=(4096,), params=list_ * 4096 + 4096, macs=list_ * 4096)
print(
    f"fc6 has {count().row('fc6').param_count / so_far:.1f} times the parameters of all layers before it"
)
built.update(relu6=nn.ReLU(inplace=True), drop6=nn.Dropout(0.5))
add("fc7", nn.Linear(4096, 4096), params=4096 * 4096 + 4096)
built.update(relu7=nn.ReLU(inplace=True), drop7=nn.Dropout(0.5))
add("fc8", nn.Linear(4096, 1000), size=(1000,), params=4096 * 1000 + 1000)
# %% [markdown] lang="en"
# ## Is it AlexNet?
#
# You have the whole network. archreport ships its own AlexNet, written from the paper. Layer by layer the two must have the same sizes and counts.

# %% [markdown] lang="zh"
# ## 这就是 AlexNet 吗？
#
# 整个网络搭好了。archreport 自带一个照论文写成的 AlexNet。逐层比较，两者的尺寸和数量应当完全相同。

# %%
mine = count()
theirs = archreport.analyze(AlexNet(), (1, 3, 227, 227))
for a, b in zip(mine.rows, theirs.rows, strict=True):
    assert (a.id, a.out_shape, a.param_count, a.macs) == (b.id, b.out_shape, b.param_count, b.macs)
print("the same, row by row")
layers(mine)

# %% [markdown] lang="en"
# Click a layer's name for its sums. Then look for the two ends of the table: which row has most of the parameters, and which has most of the MACs? The convolutions share their weights over many places, the matrices share nothing.

# %% [markdown] lang="zh"
# 点一下层的名字，就能看到它的算式。再看表的两头：哪一行的参数最多？哪一行的 MAC 最多？卷积的权重由许多位置共享，矩阵则什么都不共享。

# %%
kinds = {"convolutions": "conv", "matrices": "linear"}
lines = []
for name, kind in kinds.items():
    rows = [row for row in mine.rows if row.kind == kind]
    params, macs = sum(row.param_count for row in rows), sum(row.macs for row in rows)
    share = f"{params / mine.totals.params:.1%}", f"{macs / mine.totals.macs:.1%}"
    lines.append([name, len(rows), params, share[0], macs, share[1]])
assert sum(line[2] for line in lines) == mine.totals.params
assert sum(line[4] for line in lines) == mine.totals.macs
table(
    {"en": "AlexNet: where the parameters and the work are", "zh": "AlexNet：参数和计算各在哪里"},
    {
        "en": ["layers", "number", "parameters", "of all", "MACs", "of all"],
        "zh": ["层", "个数", "参数", "占比", "MAC", "占比"],
    },
    {
        "en": lines,
        "zh": [[zh, *line[1:]] for zh, line in zip(["卷积层", "全连接层"], lines, strict=True)],
    },
)

# %% [markdown] lang="en"
# ## A small network of this kind, trained
#
# AlexNet learned from more than a million photographs, for days. On two processor cores we can train a small network of the same recipe: convolution, ReLU and pooling in turn, large kernels first. Its ten classes are emoji: faces, animals, vehicles, flags … each pasted on a piece of a photograph, turned, tinted and flipped. The emoji and photographs it is tested on were never among those it learned from.

# %% [markdown] lang="zh"
# ## 训练一个同类的小网络
#
# AlexNet 用一百多万张照片学了好几天。在两个处理器核上，我们可以训练一个配方相同的小网络：卷积、ReLU、池化交替，先用大卷积核。它的十个类别是表情符号：表情、动物、车辆、旗帜……每个都贴在照片的一角上，经过旋转、调色和翻转。用来测试的表情符号和照片，都没有在学习时出现过。

# %%
from archreport.course.emoji import CLASSES, CLASSES_ZH
from archreport.course.nets import EmojiNet
from archreport.course.trained import RECIPE, SIZE, emoji_net, test_pictures, train_pictures

pictures = train_pictures(copies=2)
figure, axes = plt.subplots(2, 10, figsize=(9, 2.1))
for label, column in enumerate(axes.T):
    for ax, picture in zip(
        column, pictures.pictures[pictures.labels == label][3::17], strict=False
    ):
        ax.imshow(picture)
        ax.set_axis_off()
    column[0].set_title(CLASSES[label], fontsize=8)
figure.tight_layout(pad=0.3)
show(
    figure,
    en="Two training pictures of each of the ten classes: small emoji on colourful pieces of "
    "photographs.",
    zh="十个类别各两张训练图片：小表情符号贴在色彩丰富的照片局部上。",
    words=dict(zip(CLASSES, CLASSES_ZH, strict=True)),
)
layers(archreport.analyze(EmojiNet(), (1, 3, SIZE, SIZE), title="EmojiNet"))

# %% [markdown] lang="en"
# The training takes a minute or two. It is shared with laboratories 0, 3, 7 and 8: whichever comes first trains the network, the others load it. The seed is fixed.

# %% [markdown] lang="zh"
# 训练需要一两分钟，由实验 0、3、7、8 共用：哪个先运行，就由哪个来训练，其他的直接读取。随机种子是固定的。

# %%
trained = emoji_net()
print(RECIPE)
for epoch in trained.history:
    print(
        f"epoch {epoch.number}: loss {epoch.loss:.3f}, right on training pictures {epoch.accuracy:.1%}"
    )

# %%
from archreport.course.training import accuracy, scores, to_input

test = test_pictures()
answers = scores(trained.net, to_input(test.pictures))
right = accuracy(answers, torch.from_numpy(test.labels))
print(
    f"right on {len(test.pictures):,} pictures of emoji it has never seen: {right:.1%}; chance: {1 / len(CLASSES):.0%}"
)
assert right > 0.55

# %% [markdown] lang="en"
# ## The first kernels, before and after
#
# A kernel of the first layer reads colours, so it can be shown as a small picture. The left half shows the kernels as they were initialised, the right half the same ones after training, in the same order. Which of them have become edges, and which spots of colour?

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
    """Kernels (N, 3, 7, 7) as pictures: each shifted and scaled to the range 0 to 1."""
    low = kernels.amin((1, 2, 3), keepdim=True)
    high = kernels.amax((1, 2, 3), keepdim=True)
    return ((kernels - low) / (high - low)).permute(0, 2, 3, 1).numpy()


figure = plt.figure(figsize=(9, 3.1))
halves = figure.subfigures(1, 2, wspace=0.04)
for half, name, kernels in zip(halves, ["untrained", "trained"], [before, after], strict=True):
    half.suptitle(name, fontsize=10)
    for ax, tile in zip(half.subplots(4, 6).flat, tiles(kernels[order]), strict=True):
        ax.imshow(tile, interpolation="nearest")
        ax.set_axis_off()
show(
    figure,
    en="Two grids of 24 kernels. Left, untrained: coloured noise. Right, trained: many are "
    "stripes and edges between two colours, or spots of one colour; some are still noisy.",
    zh="两组各 24 个卷积核。左边未经训练：彩色噪声；右边训练之后：许多变成了两种颜色之间的条纹和边缘，"
    "或者一种颜色的斑点；还有一些仍像噪声。",
    words={"untrained": "未经训练", "trained": "训练之后"},
)

# %% [markdown] lang="en"
# Noise changes from pixel to pixel; edges and spots change slowly. That can be measured: cut each kernel into waves (a Fourier transform), and ask which share of its energy lies in the slow ones, those longer than four pixels.

# %% [markdown] lang="zh"
# 噪声逐像素乱跳，边缘和色斑变化缓慢。这可以测量：把每个卷积核分解成波（傅里叶变换），看能量中有多少属于慢的波，也就是波长大于四个像素的波。


# %%
def slow_share(kernels):
    """Median over the kernels: the share of energy in waves longer than four pixels."""
    energy = torch.fft.fft2(kernels, s=(32, 32)).abs().square().sum(1)
    waves = torch.fft.fftfreq(32)
    slow = (waves[:, None] ** 2 + waves[None, :] ** 2).sqrt() < 1 / 4
    return (energy[:, slow].sum(1) / energy.sum((1, 2))).median().item()


print(f"slow waves, untrained: {slow_share(before):.2f}")
print(f"slow waves, trained:   {slow_share(after):.2f}")
assert slow_share(before) < 0.25
assert slow_share(after) > 0.5

# %% [markdown] lang="en"
# Nobody told the network to look for edges. It had ten classes, a loss, and the gradient. That edges and colours are a good beginning it found out itself, as AlexNet did.
#
# ## What you saw
#
# - Size, parameters and MACs of every layer follow from three small sums, and your network is AlexNet, row by row.
# - One matrix, fc6, has most of the parameters; the convolutions do most of the work.
# - A trained first layer looks for edges and colours; an untrained one is noise. On emoji it has never seen the small network is right far more often than chance, and far from always.
#
# ## Try it yourself
#
# - Change a stride or a kernel in your AlexNet, and predict everything that follows from it.
# - Build it without the cut in two (`groups=1`). Which rows change, and by how much?
# - Put a global average (`nn.AdaptiveAvgPool2d(1)`) in front of the matrices. How many parameters are left?
# - Train with another seed, `emoji_net(seed=1)`. Are the same kinds of kernels there again?
# - `emoji_net(grey=True)` learns without colour. What do its first kernels look like, and how often is it right?

# %% [markdown] lang="zh"
# 没有谁让网络去找边缘。它有的只是十个类别、一个损失函数和梯度。边缘和颜色是个好的开头，这是它自己发现的，AlexNet 也是这样。
#
# ## 你看到了什么
#
# - 每一层的尺寸、参数和 MAC 都出自三个小算式；你搭的网络逐行就是 AlexNet。
# - 一个矩阵 fc6 占了参数的大部分；卷积承担了计算的大部分。
# - 训练过的第一层在找边缘和颜色，未经训练的第一层只是噪声。面对从未见过的表情符号，小网络答对的次数远多于瞎猜，但也远不是每次都对。
#
# ## 自己试试
#
# - 改一改你的 AlexNet 里的某个步幅或卷积核，预测由此引起的所有变化。
# - 不分成两半来搭（`groups=1`）。哪些行变了，变了多少？
# - 在矩阵前面放一个全局平均（`nn.AdaptiveAvgPool2d(1)`）。还剩多少参数？
# - 换一个随机种子训练：`emoji_net(seed=1)`。还会出现同样种类的卷积核吗？
# - `emoji_net(grey=True)` 不用颜色来学习。它的第一层卷积核是什么样的？答对的比例又是多少？
