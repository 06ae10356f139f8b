# ---
# chapter: 07-vgg-apart
# seed: 0
# data:
#   en: VGG-16’s thirteen convolutions as learned on ImageNet (K. Simonyan, A. Zisserman, University of Oxford, CC BY); 1,080 emoji (Twemoji, © Twitter, Inc. and other contributors, CC BY 4.0; from emoji-datasource-twitter, C. Henderson, MIT) on photographs in the public domain or CC0
#   zh: 在 ImageNet 上训练得到的 VGG-16 十三个卷积（K. Simonyan、A. Zisserman，牛津大学，CC BY）；1,080 个表情符号（emoji；Twemoji，© Twitter, Inc. and other contributors，CC BY 4.0；取自 emoji-datasource-twitter，C. Henderson，MIT），贴在公有领域或 CC0 的照片上
# ---

# %% [markdown] lang="en"
# # VGG taken apart, with controls
#
# You take the learned convolutions of VGG-16 apart in plain PyTorch: read the parameters, follow a photograph through the layers, fit a last layer that predicts, find pictures that are alike, and ask what the network looks at. Each step is repeated on the same layers *untrained*. Only what differs has been learned.
#
# You need [chapter 7](../../course/07-vgg-apart/). The thirteen convolutions come with archreport’s extra `learned`. If you also have the complete public file of VGG-16 (`vgg16-397923af.pth`, half a gigabyte), set `PUBLIC` to its path: the same cells then run on its convolutions, and one more cell predicts the thousand classes of ImageNet.

# %% [markdown] lang="zh"
# # 解剖 VGG：每一步都有对照
#
# 用 PyTorch 逐步剖析 VGG-16 训练过的卷积层：读参数，看一张照片经过各层，拟合一个用于预测的末层，寻找相似的图像，再考察网络依据图像的哪一部分。每一步都在同样的、但**未经训练**的层上再做一遍。只有两者的差别，才是训练得到的。
#
# 先读[第 7 章](../../course/07-vgg-apart/)。13 个卷积层随 archreport 的附加组件 `learned` 安装。如果你还有 VGG-16 的完整公开文件（`vgg16-397923af.pth`，约 0.5 GB），把路径写进 `PUBLIC`：下面的单元格就用它的卷积层运行，还有一个单元格会在 ImageNet 的 1000 类上作预测。

# %%
from collections import OrderedDict

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from captum.attr import IntegratedGradients, LayerGradCam, Occlusion, Saliency
from scipy import stats
from torch import nn

from archreport.course import check, compare, table
from archreport.course.emoji import CLASSES, split
from archreport.course.learned_weights import oxford_state_dict
from archreport.course.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, Style, paste
from archreport.course.photographs import crop_image, load_photo

plt.rcParams["image.interpolation"] = "none"  # pictures keep their own pixels || 图像保持自己的像素
PUBLIC = None  # for example "vgg16-397923af.pth" || 例如 "vgg16-397923af.pth"

# %% [markdown] lang="en"
# ## The network, twice
#
# Five stages of 3 × 3 convolutions, each followed by a ReLU, a pooling at the end of each stage: that is the convolutional part of VGG-16. We build it twice. One gets the learned weights; the other keeps random ones, drawn by the rule of He and others.
#
# The preparation belongs to the weights. Oxford’s need blue, green, red from 0 to 255, minus the mean of the training pictures; those of the public file need red, green, blue from 0 to 1, minus the mean and divided by the standard deviation. In both, zero is the mean colour.

# %% [markdown] lang="zh"
# ## 同一个网络，两份
#
# 五个阶段的 3 × 3 卷积，每个卷积后面一个 ReLU，每个阶段末尾一次池化：这就是 VGG-16 的卷积部分。我们搭建两份：一份载入训练过的权重，另一份保留按何恺明等人的方法抽取的随机权重。
#
# 预处理属于权重。牛津大学的权重要求蓝、绿、红三色，0 到 255，减去训练图像的均值；公开文件的权重要求红、绿、蓝，0 到 1，减去均值再除以标准差。两种情形下，0 都对应平均颜色。

# %% once
STAGES = (
    (64, 2),
    (128, 2),
    (256, 3),
    (512, 3),
    (512, 3),
)  # channels, convolutions || 通道数，卷积个数


def thirteen():
    """The thirteen convolutions of VGG-16 with their ReLUs and poolings."""
    layers, channels = OrderedDict(), 3
    for stage, (width, count) in enumerate(STAGES, 1):
        for number in range(1, count + 1):
            layers[f"conv{stage}_{number}"] = nn.Conv2d(channels, width, 3, padding=1)
            layers[f"relu{stage}_{number}"] = nn.ReLU()
            channels = width
        layers[f"pool{stage}"] = nn.MaxPool2d(2)
    # this order in memory convolves faster on a CPU || 这样的内存次序在 CPU 上卷积更快
    return nn.Sequential(layers).eval().requires_grad_(False).to(memory_format=torch.channels_last)


learned, untrained = thirteen(), thirteen()
if PUBLIC is None:
    tensors = list(oxford_state_dict().values())
    order, top, mean, std = [2, 1, 0], 255, [103.939, 116.779, 123.68], [1.0, 1.0, 1.0]
else:
    file = torch.load(PUBLIC, weights_only=True)
    tensors = [tensor for name, tensor in file.items() if name.startswith("features.")]
    order, top, mean, std = [0, 1, 2], 1, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
learned.load_state_dict(dict(zip(learned.state_dict(), tensors, strict=True)))

dice = torch.Generator().manual_seed(0)
for layer in untrained:
    if isinstance(layer, nn.Conv2d):
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=dice)
        nn.init.zeros_(layer.bias)


def prepare(values):
    """The input for red, green, blue ``(N, 3, H, W)`` from 0 to 1."""
    shift, scale = (torch.tensor(v).view(1, 3, 1, 1) for v in (mean, std))
    return (values[:, order] * top - shift) / scale


def to_values(pictures):
    """Bytes ``(N, H, W, 3)`` as values ``(N, 3, H, W)`` from 0 to 1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2) / 255


both_networks = {"learned": learned, "untrained": untrained}

# %%
NAMES = {"learned": both("learned", "训练过"), "untrained": both("untrained", "未经训练")}
count = sum(tensor.numel() for tensor in learned.parameters())
print(
    both(f"{count:,} parameters in the thirteen convolutions", f"十三个卷积共有 {count:,} 个参数")
)
assert count == 14_714_688, both(
    "the sum must be that of the architecture", "合计必须等于结构应有的参数量"
)

# %% [markdown] lang="en"
# ## The parameters
#
# A kernel of the first convolution has three channels, like a picture, so it can be shown as one. All are shown on *one* scale: grey is zero, and the largest weight of the set reaches full brightness or darkness.

# %% [markdown] lang="zh"
# ## 参数
#
# 第一个卷积的卷积核有三个通道，和图像一样，所以可以当作图像来看。全部使用**同一个**比例：灰色为零，只有整组中最大的权重才达到最亮或最暗。

# %%
figure, axes = plt.subplots(1, 2, figsize=(9, 2.6), layout="constrained")
for panel, (name, network) in zip(axes, both_networks.items(), strict=True):
    kernels = network.conv1_1.weight[:, order]  # red, green, blue || 红、绿、蓝
    kernels = 0.5 + kernels / kernels.abs().max() / 2
    wall = np.ones((4 * 4 - 1, 16 * 4 - 1, 4))
    wall[..., 3] = 0  # gaps are transparent || 间隙是透明的
    for number, kernel in enumerate(kernels.permute(0, 2, 3, 1).numpy()):
        row, column = divmod(number, 16)
        wall[4 * row : 4 * row + 3, 4 * column : 4 * column + 3] = np.dstack(
            [kernel, np.ones((3, 3))]
        )
    panel.imshow(wall, interpolation="nearest")
    panel.set_title(NAMES[name], fontsize=9)
    panel.set_axis_off()
# figure en: The 64 kernels of conv1_1. Learned: edges between light and dark in many directions, and patches of one colour; some are so weak that they stay grey. Untrained: nine unrelated colours each.
# figure zh: conv1_1 的 64 个卷积核。训练过的：各个方向的明暗边缘，以及单色的块；有些很弱，接近灰色。未经训练的：每个都是 9 种互不相关的颜色。
plt.show()

# %% [markdown] lang="en"
# Further back a kernel has dozens of channels and cannot be seen as a picture. But one can ask how the weights of a layer are distributed. The **kurtosis** is the mean fourth power of their distance from the mean, in units of the standard deviation. It is three for a normal distribution, more for a sharp peak with long tails.

# %% [markdown] lang="zh"
# 再往后，一个卷积核有几十个通道，不能当作图像来看了。但可以看一层的权重怎样分布。**峰度**是权重减去均值、除以标准差之后，四次方的平均。正态分布的峰度是 3；峰越尖、尾越长，峰度越大。

# %%
weights = learned.conv3_1.weight.flatten()
centred = weights - weights.mean()
peaked = (
    (centred / centred.std()).pow(4).mean()
)  # gap: the kurtosis of these weights || 这些权重的峰度
check(
    peaked,
    stats.kurtosis(weights, fisher=False),
    both("divide by the standard deviation before you take the fourth power",
         "先除以标准差，再求四次方"),
    within=1e-3,
)  # fmt: skip

# %% predict
predicted_kurtosis = {both("learned", "训练过"): None, both("untrained", "未经训练"): None}

# %%
measured_kurtosis = {
    NAMES[name]: float(stats.kurtosis(network.conv4_1.weight.flatten(), fisher=False))
    for name, network in both_networks.items()
}
compare(
    both("Kurtosis of the weights of conv4_1", "conv4_1 权重的峰度"),
    predicted_kurtosis,
    measured_kurtosis,
    ".1f",
)

rows = []
for name, layer in learned.named_children():
    if isinstance(layer, nn.Conv2d):
        start = (2 / layer.weight[0].numel()) ** 0.5
        shape = stats.kurtosis(layer.weight.flatten(), fisher=False)
        rows.append([name, f"{layer.weight.std():.4f}", f"{start:.4f}", f"{shape:.1f}"])
table(
    both("Learned weights, layer by layer", "训练过的权重，逐层"),
    [
        both("layer", "层"),
        both("spread", "标准差"),
        both("at the start (He)", "初始值（He）"),
        both("kurtosis", "峰度"),
    ],
    rows,
)
no_bells = all(float(row[3]) > 4 for row in rows[1:])
assert no_bells, both(
    "after the first layer the learned weights are not normally distributed",
    "第一层之后，训练过的权重不是正态分布",
)

# %% [markdown] lang="en"
# ## A photograph on its way
#
# A **hook** is a function that is called when a layer has finished. Here it keeps what the last ReLU of each stage puts out for the photograph of a cat. Predict first: what share of the values after relu5_3 is zero?

# %% [markdown] lang="zh"
# ## 一张照片经过各层
#
# **钩子**（hook）是某一层计算完成时被调用的函数。这里用它保存一张猫的照片在每个阶段最后一个 ReLU 处的输出。先预测：relu5_3 之后的值，有多大比例为零？

# %% predict
predicted_zeros = {both("learned", "训练过"): None, both("untrained", "未经训练"): None}

# %%
LAST = [f"relu{stage}_{count}" for stage, (_, count) in enumerate(STAGES, 1)]
cat = np.array(crop_image(load_photo("chelsea")[0], 224, 224))


def kept_outputs(network, x):
    """What the layers ``LAST`` put out for ``x``, by name."""
    kept = {}
    hooks = [
        getattr(network, name).register_forward_hook(
            lambda module, inputs, output, name=name: kept.update({name: output})
        )
        for name in LAST
    ]
    network(x)
    for hook in hooks:
        hook.remove()
    return kept


maps = {
    name: kept_outputs(network, prepare(to_values(cat[None])))
    for name, network in both_networks.items()
}
zeros = {
    name: [(kept[row] == 0).float().mean().item() for row in LAST] for name, kept in maps.items()
}
compare(
    both("Zeros after relu5_3", "relu5_3 之后的零"),
    predicted_zeros,
    {NAMES[name]: values[-1] for name, values in zeros.items()},
    ".0%",
)
table(
    both("Share of zeros after the last ReLU of each stage", "各阶段最后一个 ReLU 之后零的比例"),
    [both("after", "位于"), *NAMES.values()],
    [[row, *(f"{zeros[name][at]:.0%}" for name in NAMES)] for at, row in enumerate(LAST)],
)
assert zeros["learned"] == sorted(zeros["learned"]), both(
    "zeros rise from stage to stage", "零的比例逐阶段上升"
)
assert all(0.45 < share < 0.6 for share in zeros["untrained"]), both(
    "untrained: about half", "未经训练：约一半"
)

# %%
figure, axes = plt.subplots(5, 9, figsize=(9, 5.2), layout="constrained")
for line, row in zip(axes, LAST, strict=True):
    line[0].set_ylabel(row, fontsize=8)
    for half, name in zip((line[:4], line[5:]), NAMES, strict=True):
        found = maps[name][row][0]
        for panel, channel in zip(half, found.mean((1, 2)).argsort(descending=True), strict=False):
            step = max(1, len(found[channel]) // 56)  # large maps are drawn smaller || 大图缩小显示
            panel.imshow(found[channel][::step, ::step], cmap="viridis")
    for panel in line:
        panel.set_xticks([])
        panel.set_yticks([])
    line[4].set_visible(False)
axes[0, 0].set_title(NAMES["learned"], fontsize=9, loc="left")
axes[0, 5].set_title(NAMES["untrained"], fontsize=9, loc="left")
# figure en: The four strongest maps of each stage for the photograph, learned on the left, untrained on the right. Untrained, one sees the cat in every map of the first three stages, then a blur. Learned, the maps of the late stages differ from each other, are mostly dark, and light up in a few places.
# figure zh: 这张照片在各阶段最强的四幅特征图，左为训练过的，右为未经训练的。未经训练的前三个阶段，每幅图里都能看到猫，再往后是一片模糊。训练过的后几个阶段，各幅图彼此不同，大部分是暗的，只在几处有响应。
plt.show()

# %% [markdown] lang="en"
# The right half is the warning. That the cat can be seen, its eyes even brightest of all, proves nothing: random filters pass on a picture too. What they do not do is go dark and differ from one another.
#
# ## A last layer that predicts
#
# The thousand classes need the fully connected layers. For ten classes we fit a last layer ourselves. The pictures are emoji on photographs, 96 × 96, pasted small into one of the four quarters at random, so that the middle is never the answer. Each is described by the largest value of each of the 512 maps after relu4_3; one linear layer turns these into ten scores. It is fitted to convergence, by a method for convex problems (L-BFGS), so that no learning rate affects the result. All this is done with the learned layers and with the untrained ones.

# %% [markdown] lang="zh"
# 右半边是一个提醒。能看到猫，甚至眼睛最亮，都不能证明什么：随机的卷积核同样会传递图像。它们做不到的，是稀疏的响应，是各不相同。
#
# ## 用于预测的末层
#
# 分 1000 类需要全连接层。要分 10 类，末层可以自己拟合。图像是贴在照片上的表情符号，96 × 96，缩小后随机贴在四个象限之一，所以正中间从来不是答案。每张图像用 relu4_3 之后 512 幅特征图各自的最大值来描述，再由一个全连接层给出十个得分。全连接层用求解凸问题的方法（L-BFGS）精确拟合，与学习率无关。训练过的层和未经训练的层各做一遍。

# %% once
ANYWHERE = Style(scale=(0.4, 0.5), crop=(96, 240), quarters=True)
train_emoji, test_emoji = split()
known = paste(train_emoji[::2], TRAIN_PHOTOGRAPHS, 96, seed=1, style=ANYWHERE)
unseen = paste(test_emoji, TEST_PHOTOGRAPHS, 96, seed=2, style=ANYWHERE)
known_labels, labels = torch.from_numpy(known.labels), torch.from_numpy(unseen.labels)
CUT = list(dict(learned.named_children())).index("relu4_3") + 1


def described(network, pictures):
    """The largest value of each map after relu4_3; ``(N, 512)``."""
    parts = to_values(pictures).split(32)
    return torch.cat([network[:CUT](prepare(part)).amax((2, 3)) for part in parts])


features = {
    name: (described(network, known.pictures), described(network, unseen.pictures))
    for name, network in both_networks.items()
}


def fitted(x, y, decay=0.1):
    """A linear layer with the least mean cross-entropy plus ``decay`` times its squared weights."""
    middle, spread = x.mean(0), x.std(0) + 1e-3 * x.std()
    layer = nn.Linear(x.shape[1], len(CLASSES))
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=100, line_search_fn="strong_wolfe")

    def cost():
        optimiser.zero_grad()
        value = (
            F.cross_entropy(layer((x - middle) / spread), y) + decay * layer.weight.square().sum()
        )
        value.backward()
        return value

    optimiser.step(cost)
    layer.requires_grad_(False)
    # the standardisation goes into the layer, so that it reads the features as they are || 把标准化并入这一层，让它直接读取特征
    layer.weight /= spread
    layer.bias -= layer.weight @ middle
    return layer


heads = {name: fitted(x, known_labels) for name, (x, _) in features.items()}
scores = {name: heads[name](x) for name, (_, x) in features.items()}

# %% predict
predicted_right = {both("learned", "训练过"): None, both("untrained", "未经训练"): None}

# %%
right = {
    name: (answer.argmax(1) == labels).float().mean().item() for name, answer in scores.items()
}
base = labels.bincount().max().item() / len(labels)
error = (right["learned"] * (1 - right["learned"]) / len(labels)) ** 0.5
compare(
    both(
        f"Share of {len(labels)} unseen emoji that is right",
        f"{len(labels)} 个未见过的表情符号上的准确率",
    ),
    predicted_right,
    {NAMES[name]: share for name, share in right.items()},
    ".1%",
)
print(both(f"always the commonest class: {base:.1%}; standard error of the first line: {error:.1%}",
           f"总是猜最多的一类：{base:.1%}；第一行的标准误：{error:.1%}"))  # fmt: skip
assert right["learned"] > right["untrained"] + 2 * error, both(
    "learned features predict better", "训练过的特征预测得更好"
)
assert right["untrained"] > base, both(
    "untrained features predict better than guessing", "未经训练的特征也好于随机猜测"
)

# %% [markdown] lang="en"
# Untrained layers also do better than guessing: random filters pass on colours and edges, and a linear layer makes something of them. Only the difference between the two lines has been learned on ImageNet.
#
# Now the answers for single pictures. **Softmax** turns the scores into shares, of which the largest five are shown. Write it yourself once.

# %% [markdown] lang="zh"
# 未经训练的层也好于随机猜测：随机的卷积核传递了颜色和边缘，全连接层总能从中得到一些信息。只有两行之间的差别，才是在 ImageNet 上学到的。
#
# 再看单张图像的答案。**softmax** 把得分变成预测概率，下面画出最大的五个。请自己写出来。

# %%
z = scores["learned"][0]
shares_of_one = (
    z.exp() / z.exp().sum()
)  # gap: the softmax of the ten scores z || 十个得分 z 的 softmax
check(shares_of_one, z.softmax(0), both("all shares together are one", "全部概率之和为 1"))

# %%
class_names = both(
    CLASSES, ("表情", "人物", "手势", "动物", "食物", "车辆", "地点", "物品", "符号", "旗帜")
)
good = scores["learned"].argmax(1) == labels
# the first and the middle one of those that are right, and of those that are not || 答对的和答错的，各取第一张和中间一张
four = [
    int(which[at])
    for which in (good.nonzero()[:, 0], (~good).nonzero()[:, 0])
    for at in (0, len(which) // 2)
]
figure, axes = plt.subplots(2, 4, figsize=(10, 3.8), layout="constrained")
for column, at in zip(axes.T, four, strict=True):
    share, best = scores["learned"][at].softmax(0).topk(5)
    column[0].imshow(unseen.pictures[at])
    column[0].set_title(class_names[labels[at]], fontsize=9)
    column[0].set_axis_off()
    column[1].barh(range(5), share, color="#E69F00")
    column[1].set_yticks(range(5), [class_names[index] for index in best], fontsize=8)
    column[1].invert_yaxis()
    column[1].set_xlim(0, 1)
# figure en: Four unseen pictures, their class above them, and the five best classes with their softmax shares. The two on the left are right, the two on the right wrong.
# figure zh: 四张未见过的图像，上方是它的类别，下方是得分最高的五类及其预测概率。左边两张判对，右边两张判错。
plt.show()

# %% [markdown] lang="en"
# ## Nearest pictures
#
# The 512 numbers describe a picture. Two pictures are alike if their vectors point in nearly the same direction: the **cosine** of the angle is close to one.

# %% [markdown] lang="zh"
# ## 最近的图像
#
# 每张图像用一个 512 维向量描述。两个向量的方向几乎相同，即夹角的**余弦**接近 1，两张图像就相似。

# %%
a, b = features["learned"][1][:2]
alike = (
    a @ b / (a.norm() * b.norm())
)  # gap: the cosine of the angle between a and b || a 与 b 夹角的余弦
check(alike, F.cosine_similarity(a, b, dim=0), both("divide by both lengths", "要除以两个向量的模"))

# %%
pixels = to_values(unseen.pictures).flatten(1)
vectors = {NAMES[name]: test for name, (_, test) in features.items()} | {
    both("raw pixels", "原始像素"): pixels
}


def nearest(rows, count=5):
    """For each row the ``count`` others with the largest cosine."""
    rows = F.normalize(rows, dim=1)
    cosines = rows @ rows.T
    cosines.fill_diagonal_(-2)
    return cosines.topk(count).indices


close = {name: nearest(rows) for name, rows in vectors.items()}
same = {
    name: (labels[which] == labels[:, None]).float().mean().item() for name, which in close.items()
}
counts = labels.bincount()
chance = (counts * (counts - 1)).sum().item() / (len(labels) * (len(labels) - 1))
table(
    both("Share of the five nearest that are of the same class", "最近的五张中同类所占的比例"),
    [both("compared by", "比较的依据"), both("same class", "同类")],
    [
        *([name, f"{share:.1%}"] for name, share in same.items()),
        [both("chance", "随机"), f"{chance:.1%}"],
    ],
)
learned_share, *others = same.values()
assert learned_share > max(others) + 0.05, both(
    "learned features find more of the same class", "训练过的特征找到更多同类"
)

queries = (20, 75, 130, 250)
figure, axes = plt.subplots(4, 13, figsize=(10, 3.3), layout="constrained")
for line, query in zip(axes, queries, strict=True):
    first, second, _ = close.values()
    for panel, which in zip(line, (query, *first[query], None, query, *second[query]), strict=True):
        panel.set_axis_off()
        if which is not None:
            panel.imshow(unseen.pictures[which][::2, ::2])
axes[0, 0].set_title(NAMES["learned"], fontsize=9, loc="left")
axes[0, 7].set_title(NAMES["untrained"], fontsize=9, loc="left")
# figure en: Four pictures, each followed by its five nearest: by learned features on the left, by untrained ones on the right. Both often find a similar background; learned features find a similar emoji more often, wherever it was pasted.
# figure zh: 四张图像，每张后面是离它最近的五张：左边按训练过的特征，右边按未经训练的特征。两者都常常找到背景相近的图像；训练过的特征更常找到相近的表情符号，不论贴在哪里。
plt.show()

# %% [markdown] lang="en"
# ## What does it look at?
#
# Four methods from the library captum ask which pixels matter for the score of one class. **Saliency**: how strongly does the score change with each pixel? **Integrated gradients**: the same, added up on the way from the mean colour to the picture. **Occlusion**: how far does the score fall when a square is covered? **Grad-CAM**: which places of the last maps speak for the class?
#
# A heat map is easily believed. Here it can be tested, because the mask of each emoji is known exactly. The control is a network that has learned nothing at all: the untrained layers with a random last layer. First write Grad-CAM yourself: weight each map by its mean gradient, add them up, and keep what is above zero.

# %% [markdown] lang="zh"
# ## 网络依据图像的哪一部分？
#
# captum 库里有四种方法，都考察哪些像素影响某一类的得分。**显著性**：得分随每个像素变化得多快？**积分梯度**：同样的量，从平均颜色变到这张图像，沿途累加。**遮挡实验**：遮住一个方块，得分下降多少？**Grad-CAM**：最后的特征图上，哪些位置支持这一类？
#
# 热图很容易令人信服。这里可以检验，因为每个表情符号的掩码都精确已知。对照是一个未经训练的网络：未经训练的层，加一个随机的末层。先自己写出 Grad-CAM：每幅特征图以其梯度的平均为权重求和，只保留大于零的部分。


# %% once
def classifier(network, head):
    """The layers up to relu4_3, the largest value of each map, and a last layer."""
    return nn.Sequential(
        OrderedDict(
            body=network[:CUT], largest=nn.AdaptiveMaxPool2d(1), list=nn.Flatten(), head=head
        )
    ).eval()


dice = torch.Generator().manual_seed(0)
random_head = nn.Linear(512, len(CLASSES)).requires_grad_(False)
random_head.weight.copy_(
    torch.randn(random_head.weight.shape, generator=dice) / features["untrained"][1].std(0)
)
classifiers = {
    "learned": classifier(learned, heads["learned"]),
    "nothing": classifier(untrained, random_head),
}

right_ones = (scores["learned"].argmax(1) == labels).nonzero()[:, 0]
chosen = right_ones[torch.linspace(0, len(right_ones) - 1, 14).long()]
x, target = prepare(to_values(unseen.pictures[chosen])), labels[chosen]
masks = torch.from_numpy(unseen.masks[chosen]).float()

# %%
model, one = classifiers["learned"], x[:1]
answers = model.body(one).requires_grad_()
score = model.head(model.largest(answers).flatten(1))[0, target[0]]
slopes = torch.autograd.grad(score, answers)[0]
by_hand = None
# gap: by_hand, from the weights of the maps, and the weighted sum without what is below zero || by_hand：先求各幅特征图的权重，再求去掉负值的加权和
weight = slopes.mean((2, 3), keepdim=True)
by_hand = (weight * answers).sum(1).clamp(min=0)
# end
check(
    by_hand,
    LayerGradCam(model, model.body)
    .attribute(one.clone().requires_grad_(), target[:1])
    .clamp(min=0)[0],
    both(
        "the mean runs over both directions of a map, the sum over the channels",
        "平均对一幅图的两个方向，求和对通道",
    ),
    within=1e-3,
)

# %% once
heat = {}
for name, model in classifiers.items():
    inputs = x.clone().requires_grad_()
    cam = LayerGradCam(model, model.body).attribute(inputs, target).clamp(min=0)
    gradients = IntegratedGradients(model).attribute(
        inputs, torch.zeros_like(x), target, n_steps=8, internal_batch_size=28
    )
    covered = Occlusion(model).attribute(
        x, (3, 32, 32), strides=(3, 16, 16), baselines=0, target=target, perturbations_per_eval=5
    )
    heat[name] = {
        "saliency": Saliency(model).attribute(inputs, target).amax(1),
        "integrated": gradients.abs().sum(1),
        "occlusion": covered.sum(1).clamp(min=0),
        "Grad-CAM": F.interpolate(cam, x.shape[2:], mode="bilinear")[:, 0],
    }
    heat[name] = {method: values.detach() for method, values in heat[name].items()}
away = torch.arange(96.0) - 47.5
blob = torch.exp(-(away[:, None] ** 2 + away**2) / (2 * 20**2)).repeat(len(x), 1, 1)

# %%
METHODS = {
    "saliency": both("saliency", "显著性"),
    "integrated": both("integrated gradients", "积分梯度"),
    "occlusion": both("occlusion", "遮挡实验"),
    "Grad-CAM": "Grad-CAM",
}
WHOSE = {"learned": NAMES["learned"], "nothing": both("nothing learned", "未经训练（含末层）")}
figure, axes = plt.subplots(5, 9, figsize=(9.5, 5.6), layout="constrained")
for half, name in zip((range(4), range(5, 9)), heat, strict=True):
    axes[0, half[0]].set_title(WHOSE[name], fontsize=9, loc="left")
    for column, at in zip(half, range(0, 12, 3), strict=True):
        axes[0, column].imshow(unseen.pictures[chosen[at]][::2, ::2])
        for panel, values in zip(axes[1:, column], heat[name].values(), strict=True):
            panel.imshow(F.avg_pool2d(values[at][None], 2)[0], cmap="viridis")
            panel.contour(masks[at][::2, ::2], [0.5], colors="white", linewidths=0.8)
for row, name in zip(axes[1:], METHODS.values(), strict=True):
    row[0].set_ylabel(name, fontsize=8)
for panel in axes.flat:
    panel.set_xticks([])
    panel.set_yticks([])
for panel in axes[:, 4]:
    panel.set_visible(False)
# figure en: Four pictures with four heat maps each, the outline of the emoji in white; on the left of the learned network, on the right of a network that has learned nothing. Saliency and integrated gradients look much alike on both sides.
# figure zh: 四张图像，各有四种热图，白线是表情符号的轮廓；左边是训练过的网络，右边是未经训练的网络。显著性和积分梯度在两边看起来很像。
plt.show()

# %% [markdown] lang="en"
# Now measure. What share of each map lies on the emoji? For a map that knew nothing, it would be the emoji’s share of the area. And what remains of the class’s share when the most marked places are covered with the mean colour? Predict the first number for the learned network.

# %% [markdown] lang="zh"
# 现在来测量。每幅热图有多大比例落在表情符号上？均匀的热图，所得就是表情符号的面积比例。再用平均颜色遮住最亮的地方，这一类的预测概率还剩多少？先预测训练过的网络的第一个数。

# %% predict
predicted_inside = {
    both("saliency", "显著性"): None,
    both("integrated gradients", "积分梯度"): None,
    both("occlusion", "遮挡实验"): None,
    "Grad-CAM": None,
}


# %%
def inside(values):
    """For each picture the share of its map that lies on the emoji."""
    return (values * masks).sum((1, 2)) / values.sum((1, 2)).clamp(min=1e-12)


def remains(values):
    """The mean share of the class when the 14 most marked of 64 cells are covered."""
    cells = F.avg_pool2d(values[:, None], 12)
    marked = cells.flatten(1).topk(14).indices
    uncovered = torch.ones(len(x), 64).scatter(1, marked, 0).view_as(cells)
    answer = classifiers["learned"](x * F.interpolate(uncovered, x.shape[2:])).softmax(1)
    return answer.gather(1, target[:, None]).mean().item()


area = masks.mean().item()
on_emoji = {method: inside(heat["learned"][method]) for method in METHODS}
control = {method: inside(heat["nothing"][method]) for method in METHODS}
compare(
    both(f"Share of the map on the emoji, {len(x)} pictures; they cover {area:.0%} of the area",
         f"热图落在表情符号上的比例，{len(x)} 张图像；表情符号占面积的 {area:.0%}"),
    predicted_inside,
    {METHODS[method]: values.mean().item() for method, values in on_emoji.items()},
    ".0%",
)  # fmt: skip
whole = classifiers["learned"](x).softmax(1).gather(1, target[:, None]).mean().item()
rows = []
survivors = []
for method, name in METHODS.items():
    gains = [on_emoji[method] - control[method], on_emoji[method] - inside(blob)]
    clear = all(gain.mean() > 2 * gain.std() / len(gain) ** 0.5 for gain in gains)
    survivors += [name] * clear
    shares = [f"{values.mean():.0%}" for values in (on_emoji[method], control[method])]
    difference = f"{gains[0].mean():+.2f} ± {gains[0].std() / len(x) ** 0.5:.2f}"
    rows.append([name, *shares, difference, f"{remains(heat['learned'][method]):.0%}"])
of_blob = [f"{inside(blob).mean():.0%}", "", "", f"{remains(blob):.0%}"]
rows.append([both("a blob in the middle", "居中的光斑"), *of_blob])
rows.append([both("the emoji itself", "表情符号本身"), "100%", "", "", f"{remains(masks):.0%}"])
head = both(
    ["map", "learned", "nothing learned", "difference", "remains"],
    ["热图", "训练过", "未经训练", "差", "剩余"],
)
table(
    both("Heat maps against the emoji and against the score", "热图与表情符号、与得分的比较"),
    head,
    rows,
)
print(
    both(f"share of the class, nothing covered: {whole:.0%}", f"不遮时该类的预测概率：{whole:.0%}")
)
print(
    both(
        "clearly better than the network that has learned nothing, and than the blob:",
        "明显好于未经训练的网络，也好于光斑：",
    ),
    ", ".join(survivors),
)
assert "Grad-CAM" in survivors, both("Grad-CAM survives its controls", "Grad-CAM 经得起对照")

# %% [markdown] lang="en"
# Read the table before the pictures. A method that is *not* in the last printed line may still be right; these pictures do not show it. Gradients multiplied by the picture find strong colours whatever the network, and an emoji on a photograph is a strong colour. Occlusion needs no such excuse: its number *is* an experiment on the score, not a guess about it. And the masks tell where the emoji is, not what the network uses: for a network that uses the background, a map would be right to mark the background.
#
# ## What does a unit like?
#
# Turn the question round: which picture makes one channel respond as strongly as possible? Begin with noise and climb along the gradient, leaving the weights alone. Two aids keep the picture from turning into grain: it is shifted a little at each step, and differences between neighbouring pixels are penalised.

# %% [markdown] lang="zh"
# 先看表，再看图。没有列入最后一行的方法未必错误；只是这些图像没有证明它。与图像相乘的梯度，无论什么网络，都会标出鲜艳的颜色，而照片上的表情符号正是鲜艳的颜色。遮挡实验则不同：它的数**就是**对得分做的实验，不是对得分的推测。此外，掩码说明的是表情符号在哪里，不是网络依据了什么：如果网络依据的是背景，标出背景才是对的。
#
# ## 单元对什么响应最强？
#
# 反过来问：什么样的图像能使某个通道的响应尽量强？从噪声出发，沿梯度上升，权重保持不变。有两种方法避免图像变成一片颗粒：每一步都略微平移图像；对相邻像素之间的差别加以惩罚。

# %% once
CHANNELS = (20, 60, 100)
TO = list(dict(learned.named_children())).index("relu3_3") + 1


def liked(network, steps=32):
    """Pictures ``(N, 3, 96, 96)`` from 0 to 1 that raise the mean of `CHANNELS` after relu3_3."""
    dice = torch.Generator().manual_seed(0)
    free = (0.1 * torch.randn(len(CHANNELS), 3, 96, 96, generator=dice)).requires_grad_()
    optimiser = torch.optim.Adam([free], 0.05)
    for _ in range(steps):
        picture = torch.sigmoid(free)
        by = torch.randint(-8, 9, (2,), generator=dice).tolist()
        maps = network[:TO](prepare(picture.roll(by, (2, 3))))
        wanted = sum(maps[row, channel].mean() for row, channel in enumerate(CHANNELS))
        rough = picture.diff(dim=2).abs().mean() + picture.diff(dim=3).abs().mean()
        size = (
            maps.detach().mean()
        )  # so that both parts count alike in both networks || 使两项在两个网络里分量相当
        optimiser.zero_grad()
        (2 * rough - wanted / size).backward()
        optimiser.step()
    return torch.sigmoid(free).detach()


made = {name: liked(network) for name, network in both_networks.items()}

# %%
figure, axes = plt.subplots(1, 7, figsize=(9, 1.7), layout="constrained")
for half, name in zip((axes[:3], axes[4:]), both_networks, strict=True):
    half[0].set_title(NAMES[name], fontsize=9, loc="left")
    for panel, picture in zip(half, made[name], strict=True):
        panel.imshow(picture.permute(1, 2, 0))
for panel in axes:
    panel.set_axis_off()
# figure en: Pictures made for three channels of conv3_3, learned on the left, untrained on the right.
# figure zh: 为 conv3_3 的三个通道生成的图像，左为训练过的，右为未经训练的。
plt.show()
print(both("channels", "通道"), *(f"conv3_3 #{channel}" for channel in CHANNELS))

# %% [markdown] lang="en"
# A learned unit asks for a pattern, an untrained one for coloured grain. What you see is the unit *and* the two aids together. Beside such pictures, the atlas of units on this site shows the patches of real photographs to which each unit responded most strongly; the two together are worth more than either.
#
# ## The thousand classes
#
# With the complete public file the three fully connected layers are there too. This cell then predicts; without the file it says so.

# %% [markdown] lang="zh"
# 训练过的单元对某种图案响应最强，未经训练的对彩色颗粒响应最强。看到的是单元与那两种方法**共同作用**的结果。本站的单元图谱在这样的图像旁边，列出真实照片中每个单元响应最强的图块；两者结合，胜过只看其中一种。
#
# ## 1000 类
#
# 有了完整的公开文件，也就有了三个全连接层，这个单元格就会作预测；没有文件时，它会说明。

# %%
if PUBLIC is None:
    print(both("no complete file: PUBLIC is None", "没有完整的文件：PUBLIC 为 None"))
else:
    from archreport.course.public_weights import imagenet_labels

    matrices = nn.Sequential(
        nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout(),
        nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 1000),
    ).eval()  # fmt: skip
    matrices.load_state_dict(
        {
            name.removeprefix("classifier."): tensor
            for name, tensor in file.items()
            if name.startswith("classifier.")
        }
    )
    with torch.no_grad():
        share, best = (
            matrices(learned(prepare(to_values(cat[None]))).flatten(1)).softmax(1)[0].topk(5)
        )
    for part, index in zip(share, best, strict=True):
        print(f"{part:.1%}  {imagenet_labels()[index]}")

# %% [markdown] lang="en"
# ## What you saw
#
# - Learned weights are not normally distributed, learned first kernels are edges and colours, and learned maps go dark from stage to stage. Untrained layers show none of the three.
# - A photograph that can still be recognised in the maps is no sign of learning. Nor is a prediction that is better than chance.
# - Measured against exact masks, not all of the four kinds of heat map tell a learned network from one that has learned nothing.
#
# ## Try it yourself
#
# - Describe the pictures by the *mean* of each map instead of its largest value. What happens to the answers, and why does it matter that the emoji are small?
# - Take the features after relu3_3 or relu5_3. Which stage is best for drawings?
# - Use `heads["untrained"]` instead of `random_head`. Its last layer *has* learned something. Which of the four methods now find the emoji with untrained layers?

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 训练过的权重不是正态分布，训练过的卷积核是边缘和颜色，训练过的特征图逐阶段变得稀疏。未经训练的层，这三点都没有。
# - 特征图里还能看出照片，并不是学到特征的标志；预测好于随机猜测，也不是。
# - 四种热图用精确的掩码来测量，并不是每一种都能把训练过的网络和未经训练的网络区分开。
#
# ## 自己试试
#
# - 不用每幅特征图的最大值，改用**平均值**来描述图像。结果会怎样？表情符号很小，这一点为什么重要？
# - 改取 relu3_3 或 relu5_3 之后的特征。对这些绘制的图形，哪个阶段最好？
# - 用 `heads["untrained"]` 代替 `random_head`。它的末层**确实**经过训练。这时四种方法中，哪些在未经训练的层上也能标出表情符号？
