# ---
# chapter: 08-now-you
# seed: 0
# data:
#   en: Your own folder of pictures; without one, emoji (Twemoji, CC BY 4.0) pasted on photographs (CC0 or public domain). VGG-16’s convolutions as learned on ImageNet (K. Simonyan, A. Zisserman, University of Oxford, CC BY)
#   zh: 你自己的图像文件夹；没有时，用贴在照片上的表情符号（emoji；Twemoji，CC BY 4.0；照片为 CC0 或公有领域）。在 ImageNet 上训练得到的 VGG-16 卷积层（K. Simonyan、A. Zisserman，牛津大学，CC BY）
# ---

# %% [markdown] lang="en"
# # Now you
#
# Two things to do yourself. Design a small network against a budget, and see its cost before it is trained. Then make a classifier from a folder of pictures, with a subfolder for each class: you divide it by series, and train with frozen features of VGG-16, with its last block thawed, and with a design trained from scratch, three times each; you read the results with base rate, standard error and confusion matrix.
#
# You need [chapter 8](../../course/08-now-you/). Set `FOLDER`, in a single line, to the path of your own pictures, and everything below runs on them; as long as it is `None`, a folder of emoji on photographs takes their place. The convolutions come with archreport’s extra `learned`.

# %% [markdown] lang="zh"
# # 轮到你了
#
# 自己动手做两件事。先在预算之内设计一个小网络，训练之前就看清它的代价。再用一个图像文件夹（每类一个子文件夹）训练分类器：按组划分，用 VGG-16 冻结的特征，解冻它的最后一个阶段，或者从头训练你自己的设计，各做三次；结合基准率、标准误和混淆矩阵来解读。
#
# 先读[第 8 章](../../course/08-now-you/)。把你自己图像的路径写进 `FOLDER`，只改这一行，下面的一切就用你的图像运行；`FOLDER` 为 `None` 时，用一组贴有表情符号的照片代替。卷积层随 archreport 的附加组件 `learned` 安装。

# %%
import tempfile
from collections import OrderedDict
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

import archreport
from archreport.course import check, compare, layers, table
from archreport.course.design import design, field_of_maps
from archreport.course.emoji import CLASSES, emoji
from archreport.course.learned_weights import oxford_state_dict
from archreport.course.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, paste
from archreport.course.picture_folder import read_folder

plt.rcParams["image.interpolation"] = "none"  # pictures keep their own pixels || 图像保持自己的像素
FOLDER = None  # for example "my pictures" || 例如 "我的图像"

# %% [markdown] lang="en"
# ## Design a network
#
# A design is a text, one layer per line: `conv 24 5x5 stride 2` is a convolution with 24 kernels, `pool 2` a max pooling of 2 × 2, `norm` a batch normalisation, `average` turns each map into one number, `linear 10` is the last layer. How many channels a layer reads follows from the line before it. The input is a colour picture of 48 × 48. And there is a budget: at most so many parameters, at most so many MACs, and a receptive field that sees most of the picture.

# %% [markdown] lang="zh"
# ## 设计一个网络
#
# 设计就是一段文字，一行一层：`conv 24 5x5 stride 2` 是有 24 个卷积核的卷积，`pool 2` 是 2 × 2 的最大池化，`norm` 是批量归一化，`average` 把每幅特征图变成一个数，`linear 10` 是最后一层。每层读多少个通道，可以推算出来。输入是 48 × 48 的彩色图像。预算规定参数和 MAC 的上限，感受野要覆盖图像的大部分。

# %%
MOST_PARAMETERS = 100_000
MOST_MACS = 10_000_000
LEAST_FIELD = (
    40  # pixels, before the average or the first linear layer || 像素，平均或第一个全连接层之前
)


def examine(text):
    """The report of a design, and whether it keeps to the budget; an error says which line."""
    try:
        report = archreport.analyze(
            design(text), (1, 3, 48, 48), title=both("your design", "你的设计")
        )
    except archreport.ArchreportError as error:
        print(error)
        return None
    field = field_of_maps(report)
    totals = report.totals
    lines = {
        both(f"parameters {totals.params:,}", f"参数 {totals.params:,}"): (
            totals.params <= MOST_PARAMETERS
        ),
        f"MACs {totals.macs:,}": totals.macs <= MOST_MACS,
        both(f"receptive field {field} px", f"感受野 {field} 像素"): field >= LEAST_FIELD,
    }
    for line, good in lines.items():
        print(both("kept  ", "合格") if good else both("BROKEN", "超出"), line)
    return report


FIRST_TRY = """
conv 32 5x5
relu
pool 4
conv 64 5x5
relu
pool 2
flatten
linear 128
relu
linear 10
"""
first = examine(FIRST_TRY)
layers(first)

# %% [markdown] lang="en"
# Every line of the budget is broken. Which row has the most parameters, which has the most MACs, and where does the field stop growing? A stride in the first layer, before there are many channels, saves most of the work; an average in place of `flatten` saves most of the parameters; one more pooling layer makes the field grow faster. And for a design that makes no sense, the answer names the line at fault:

# %% [markdown] lang="zh"
# 预算的每一项都超出。哪一行的参数最多？哪一行的 MAC 最多？感受野从哪里起不再增大？在通道还少的第一层使用步幅，可以省去大部分计算；用全局平均代替展平，可以省去大部分参数；增加一次池化，感受野增长更快。设计不成立时，会指出是哪一行：

# %%
for senseless in ("conv 16 3x3\npool 8\npool 8", "conv 16 3x3 groups 2", "cnov 16 3x3"):
    examine(senseless)
    print()

# %% [markdown] lang="en"
# Now yours. It will be trained from scratch below, on the pictures in the folder; leave out its last line, since the last layer is added there, for as many classes as there are.

# %% [markdown] lang="zh"
# 现在写你自己的。下面会用文件夹里的图像从头训练它；末层不用写，会按类别的个数自动加上。

# %%
YOUR_DESIGN = None
# gap: YOUR_DESIGN, lines like those above that keep to the budget, without the last layer || YOUR_DESIGN：像上面那样一行一层，不超预算，末层不写
YOUR_DESIGN = """
conv 24 5x5 stride 2
norm
relu
pool 2
conv 48 3x3
norm
relu
conv 48 3x3
norm
relu
pool 2
conv 96 3x3
norm
relu
average
"""
# end
within_budget = None
if YOUR_DESIGN is not None:
    report = examine(YOUR_DESIGN + "linear 10")
    within_budget = report is not None and (
        report.totals.params <= MOST_PARAMETERS
        and report.totals.macs <= MOST_MACS
        and field_of_maps(report) >= LEAST_FIELD
    )
check(within_budget, True, both("look at the lines marked BROKEN", "看标着“超出”的那几行"))

# %% [markdown] lang="en"
# ## A folder of pictures
#
# `read_folder` takes a folder that contains a folder of pictures for each class. The part of a file’s name before the last hyphen is its **series**: `tree1-1.jpg` and `tree1-2.jpg` show one tree. Without a folder of yours, the next cell writes one: six classes of emoji, two pictures of each emoji, with nearly identical emoji in one series.

# %% [markdown] lang="zh"
# ## 一个图像文件夹
#
# `read_folder` 读取这样的文件夹：每一类有一个放图像的子文件夹。文件名中最后一个连字符之前的部分是**组**：`tree1-1.jpg` 和 `tree1-2.jpg` 拍的是同一棵树。没有自己的文件夹时，下面的单元格会生成一个：六类表情符号，每个表情符号两张图像，相近的表情符号属于同一组。

# %% once
SIDE = 96
if FOLDER is None:
    source = Path(tempfile.mkdtemp())
    for label in (0, 1, 3, 4, 5, 9):
        which = [number for number, one in enumerate(emoji()) if one.label == label][::2][:48]
        made = paste(which, TRAIN_PHOTOGRAPHS + TEST_PHOTOGRAPHS, SIDE, copies=2, seed=3)
        (source / CLASSES[label]).mkdir()
        for number, (picture, index) in enumerate(zip(made.pictures, made.emoji, strict=True)):
            Image.fromarray(picture).save(
                source / CLASSES[label] / f"g{emoji()[index].group}-{number}.png"
            )
else:
    source = Path(FOLDER)
data = read_folder(source, SIDE)

# %%
names = list(data.classes)
if FOLDER is None:
    names = both(
        ["animal", "face", "flag", "food", "person", "vehicle"],
        ["动物", "表情", "旗帜", "食物", "人物", "车辆"],
    )
for sentence in data.skipped:
    print(sentence)
labels, series = torch.from_numpy(data.labels), torch.from_numpy(data.series)
table(
    both("What is in the folder", "文件夹里有什么"),
    [both("class", "类"), both("pictures", "图像"), both("series", "组")],
    [
        [name, int((labels == at).sum()), len(series[labels == at].unique())]
        for at, name in enumerate(names)
    ],
)
figure, axes = plt.subplots(
    len(names), 10, figsize=(9, 0.95 * len(names)), layout="constrained", squeeze=False
)
for line, (at, name) in zip(axes, enumerate(names), strict=True):
    for panel, picture in zip(line, data.pictures[data.labels == at], strict=False):
        panel.imshow(picture[::2, ::2])
    for panel in line:
        panel.set_xticks([])
        panel.set_yticks([])
    line[0].set_ylabel(name, fontsize=8)
# figure en: Ten pictures of each class, each class in a line of its own. Neighbours often show the same thing twice.
# figure zh: 每类十张图像，一类一行。相邻的两张常常是同一个物体。
plt.show()

# %% [markdown] lang="en"
# And if the folder is not what it should be? The answer is a single sentence. Here are four ways to get it wrong:

# %% [markdown] lang="zh"
# 如果文件夹不符合要求，会得到一句说明。下面是四种错误：

# %%
with tempfile.TemporaryDirectory() as place:
    bad = Path(place)
    plain = Image.new("RGB", (32, 32))
    for path in (
        *(f"one class/maple/{n}.png" for n in range(5)),
        *(f"two pictures/{name}/{n}.png" for name in ("maple", "oak") for n in range(2)),
        *(f"folders inside/{name}/park/{n}.png" for name in ("maple", "oak") for n in range(5)),
        *(f"broken file/{name}/{n}.png" for name in ("maple", "oak") for n in range(5)),
    ):
        (bad / path).parent.mkdir(parents=True, exist_ok=True)
        plain.save(bad / path)
    (bad / "broken file" / "oak" / "9.jpg").write_bytes(b"not a picture")
    for folder in sorted(bad.iterdir()):
        try:
            answer = "; ".join(read_folder(folder, SIDE).skipped)
        except archreport.ArchreportError as error:
            answer = error.message
        print(answer.replace(f"{bad}/", ""))

# %% [markdown] lang="en"
# ## Divide by series
#
# A quarter of the *series* of each class goes to the test, all pictures of a series to the same side. Dividing single pictures would put the second view of a thing on the other side, and test the network’s memory. Write the second line: which pictures are in the test?

# %% [markdown] lang="zh"
# ## 按组划分
#
# 每一类的**组**取四分之一用来测试，一个组的全部图像都在同一边。若逐张划分，同一物体的另一张照片就会分到另一边，测试的就成了记忆。请写出第二步：哪些图像用来测试？

# %%
dice = np.random.default_rng(0)
test_series = []
for at in range(len(names)):
    own = dice.permutation(series[labels == at].unique())
    test_series += own[: max(1, len(own) // 4)].tolist()
test_series = torch.tensor(test_series)
tested = None
# gap: tested, True for each picture whose series is in test_series || tested：组属于 test_series 的图像为 True
tested = torch.isin(series, test_series)
# end
check(
    tested,
    torch.tensor([one in set(test_series.tolist()) for one in series.tolist()]),
    both(
        "torch.isin asks for each entry of the first whether it is in the second",
        "torch.isin 逐个判断前者的元素是否在后者之中",
    ),
)

# %% once
SEEDS = (0, 1, 2)


def divided(seed, by):
    """True for the pictures of the test: a quarter of what ``by`` counts, class by class."""
    dice = np.random.default_rng(seed)
    chosen = []
    for at in range(len(data.classes)):
        own = np.unique(by[data.labels == at])
        chosen.append(dice.permutation(own)[: max(1, len(own) // 4)])
    return torch.from_numpy(np.isin(by, np.concatenate(chosen)))


splits = {seed: divided(seed, data.series) for seed in SEEDS}
single = divided(
    0, np.arange(len(data.labels))
)  # picture by picture, to compare || 逐张划分，供比较

# %% [markdown] lang="en"
# ## Frozen features
#
# VGG-16’s convolutions stay as they are. Each picture is sent through once, as far as the fourth stage; every map is averaged, and one linear layer is fitted to the 512 averages. The same is done with the averages of the last stage, which is most specialised in the thousand classes of ImageNet, and perhaps least suited to yours. Nothing here depends on chance but the split.

# %% [markdown] lang="zh"
# ## 冻结的特征
#
# VGG-16 的卷积层保持不变。每张图像只需一次前向传播，到第四阶段为止；每幅特征图取平均，在 512 个平均值上拟合一个全连接层。再用最后阶段的平均值做一遍：那里的特征最适合 ImageNet 的 1000 类，也许最不适合你的类别。这里除了划分，没有其他随机因素。


# %% once
def thirteen():
    """The convolutional part of VGG-16."""
    layers, channels = OrderedDict(), 3
    for stage, (width, count) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1):
        for number in range(1, count + 1):
            layers[f"conv{stage}_{number}"] = nn.Conv2d(channels, width, 3, padding=1)
            layers[f"relu{stage}_{number}"] = nn.ReLU()
            channels = width
        layers[f"pool{stage}"] = nn.MaxPool2d(2)
    return nn.Sequential(layers).eval().to(memory_format=torch.channels_last)


network = thirteen()
network.load_state_dict(oxford_state_dict())
CUT = list(dict(network.named_children())).index("pool4") + 1
front, last_block = (
    network[:CUT],
    network[CUT:-1],
)  # the last block without its pooling || 最后一个阶段，不含池化
colours = torch.from_numpy(data.pictures).permute(0, 3, 1, 2).float()
mean = torch.tensor([103.939, 116.779, 123.68]).view(1, 3, 1, 1)
with torch.no_grad():
    maps = torch.cat([front(part.flip(1) - mean) for part in colours.split(32)])
    late = torch.cat([last_block(part).mean((2, 3)) for part in maps.split(64)])
frozen_features = maps.mean((2, 3))
truth = torch.from_numpy(data.labels)


def fitted(x, y, decay=0.03):
    """A linear layer with the least mean cross-entropy plus ``decay`` times its squared weights."""
    middle, spread = x.mean(0), x.std(0) + 1e-3 * x.std()
    layer = nn.Linear(x.shape[1], len(data.classes))
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
    with torch.no_grad():  # the layer reads the features as they are || 让这一层直接读取特征
        layer.weight /= spread
        layer.bias -= layer.weight @ middle
    return layer


def frozen(features, test):
    """Scores of the test pictures: a new last layer on features that stay as they are."""
    layer = fitted(features[~test], truth[~test])
    return layer(features[test]).detach()


answers = {
    "frozen": {seed: frozen(frozen_features, test) for seed, test in splits.items()},
    "late": {seed: frozen(late, test) for seed, test in splits.items()},
}
too_easy = (frozen(frozen_features, single).argmax(1) == truth[single]).float().mean().item()

# %% [markdown] lang="en"
# ## The last block thawed, and from scratch
#
# Chapter 8’s recipe for **thawing**: first fit the new last layer alone, on the features of the last stage; then train it together with the last three convolutions, in small steps. Everything before them stays frozen, so its maps are computed only once. **From scratch** means a design of this laboratory, which has never seen a picture before. Its initial weights, the order of the pictures and the split depend on the seed.

# %% [markdown] lang="zh"
# ## 解冻最后一个阶段，以及从头训练
#
# 第 8 章**解冻**的做法：先在最后阶段的特征上单独拟合新的末层；再把它和最后三个卷积层一起训练，学习率要小。前面的层仍然冻结，它们的特征图只算一次。**从头训练**是指：训练本实验的一个设计，它没有经过任何训练。它的初始值、图像的次序和划分，都取决于随机种子。

# %% once
import copy


def steps(count, batch, epochs, dice):
    """Indices of the pictures of each step, every picture once an epoch."""
    for _ in range(epochs):
        yield from torch.randperm(count, generator=dice).split(batch)


def thawed(test, seed, epochs=3):
    """Scores of the test pictures: the last layer and the last block trained, in small steps."""
    block, layer = copy.deepcopy(last_block), fitted(late[~test], truth[~test])
    dice = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.SGD(
        [{"params": block.parameters(), "lr": 3e-4}, {"params": layer.parameters(), "lr": 3e-4}],
        momentum=0.9,
    )
    x, y = maps[~test], truth[~test]
    for chosen in steps(len(x), 32, epochs, dice):
        mirror = torch.rand(len(chosen), 1, 1, 1, generator=dice) < 0.5
        pictures = torch.where(mirror, x[chosen].flip(3), x[chosen])
        optimiser.zero_grad()
        F.cross_entropy(layer(block(pictures).mean((2, 3))), y[chosen]).backward()
        optimiser.step()
    with torch.no_grad():
        return torch.cat([layer(block(part).mean((2, 3))) for part in maps[test].split(64)])


SCRATCH = """
conv 24 5x5 stride 2
norm
relu
pool 2
conv 48 3x3
norm
relu
conv 48 3x3
norm
relu
pool 2
conv 96 3x3
norm
relu
average
"""
small = F.interpolate(colours, (48, 48), mode="area") / 64 - 2


def from_scratch(test, seed, text=SCRATCH, epochs=16):
    """Scores of the test pictures: a design trained on nothing but the pictures of the folder."""
    torch.manual_seed(seed)
    net = design(text + f"linear {len(data.classes)}").to(memory_format=torch.channels_last)
    dice = torch.Generator().manual_seed(seed)
    x, y = small[~test], truth[~test]
    order = list(steps(len(x), 32, epochs, dice))
    optimiser = torch.optim.SGD(net.parameters(), 0.05, momentum=0.9, weight_decay=1e-3)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.05, total_steps=len(order))
    net.train()
    for chosen in order:
        mirror = torch.rand(len(chosen), 1, 1, 1, generator=dice) < 0.5
        pictures = torch.where(mirror, x[chosen].flip(3), x[chosen])
        by = torch.randint(-3, 4, (2,), generator=dice).tolist()
        optimiser.zero_grad()
        F.cross_entropy(net(pictures.roll(by, (2, 3))), y[chosen]).backward()
        optimiser.step()
        rate.step()
    net.eval()
    with torch.no_grad():
        return net(small[test])


answers["thawed"] = {seed: thawed(test, seed) for seed, test in splits.items()}
answers["scratch"] = {seed: from_scratch(test, seed) for seed, test in splits.items()}

# %% [markdown] lang="en"
# Predict before you read on: the mean accuracy over the three seeds, for each way.

# %% [markdown] lang="zh"
# 继续之前先预测：三个种子的平均，每种做法各是多少？

# %% predict
predicted = {
    both("frozen features, fourth stage", "冻结的特征，第四阶段"): None,
    both("frozen features, last stage", "冻结的特征，最后阶段"): None,
    both("last block thawed", "解冻最后一个阶段"): None,
    both("from scratch", "从头训练"): None,
}

# %%
WAYS = {
    "frozen": both("frozen features, fourth stage", "冻结的特征，第四阶段"),
    "late": both("frozen features, last stage", "冻结的特征，最后阶段"),
    "thawed": both("last block thawed", "解冻最后一个阶段"),
    "scratch": both("from scratch", "从头训练"),
}


def right(scores, test):
    """The share of the test pictures that is right."""
    return (scores.argmax(1) == truth[test]).float().mean().item()


shares = {way: [right(answers[way][seed], splits[seed]) for seed in splits] for way in WAYS}
means = {way: sum(values) / len(values) for way, values in shares.items()}
compare(
    both("Right on unseen series, mean of three seeds", "未见过的组上的准确率，三个种子的平均"),
    predicted,
    {WAYS[way]: mean for way, mean in means.items()},
    ".1%",
)
base = truth.bincount().max().item() / len(truth)
independent = len(
    np.unique(data.series[splits[0].numpy()])
)  # series, not files || 组数，不是文件数
rows = [
    [
        WAYS[way],
        *(f"{value:.1%}" for value in values),
        f"{means[way]:.1%}",
        f"± {(means[way] * (1 - means[way]) / independent) ** 0.5:.1%}",
    ]
    for way, values in shares.items()
]
head = [both("way", "做法"), *(both(f"seed {seed}", f"种子 {seed}") for seed in splits)]
head += both(["mean", "standard error"], ["平均", "标准误"])
table(both("Right on unseen series", "未见过的组上的准确率"), head, rows)
print(both(f"always the most common class: {base:.1%}", f"总是猜最多的一类：{base:.1%}"))
print(
    both(
        f"the standard error counts {independent} series as independent",
        f"标准误把 {independent} 个组当作彼此独立",
    )
)
print(
    both(
        f"frozen features, divided picture by picture instead of by series: {too_easy:.1%}",
        f"冻结的特征，若逐张而不按组划分：{too_easy:.1%}",
    )
)
if FOLDER is None:
    assert min(shares["frozen"]) > base + 0.2, both(
        "frozen features tell the classes apart", "冻结的特征能区分这些类"
    )
    assert means["frozen"] > means["scratch"], both(
        "frozen features beat a network from scratch",
        "图像少时，冻结的特征好于从头训练",
    )

# %% [markdown] lang="en"
# There are three columns instead of one: where the columns differ by as much as the rows do, the difference between the rows means nothing. The standard error says how large the effect of chance is in *one* column. Compare the thawed block with the frozen last stage, from which it starts. And frozen features are the rival that everything more elaborate has to beat; they cost one small layer.
#
# ## The confusion matrix
#
# Rows say what it was, columns what it was called. Read a row for the **recall** of a class, a column for its **precision**. Which two classes are confused, and does that make sense?

# %% [markdown] lang="zh"
# 要看三列而不是一列：如果行与行之间的差别不大于列与列之间的差别，各行就没有差别。标准误说明**一列**之内的随机误差。解冻的结果，要与它的出发点，即冻结的最后阶段相比。代价更高的做法都必须超过冻结的特征，而后者只需训练一个很小的层。
#
# ## 混淆矩阵
#
# 行是真实的类，列是判成的类。由行求**召回率**，由列求**精确率**。哪两类容易混淆？能否解释？

# %%
called = answers["frozen"][0].argmax(1)
was = truth[splits[0]]
matrix = torch.zeros(len(names), len(names), dtype=torch.long)
matrix.index_put_((was, called), torch.ones(len(was), dtype=torch.long), accumulate=True)
recall_of_first = (
    matrix[0, 0] / matrix[0].sum()
)  # gap: the recall of the first class, from the matrix || 由矩阵求第一类的召回率
check(
    recall_of_first,
    (called[was == 0] == 0).float().mean(),
    both("recall reads a row", "召回率由行求得"),
)

# %%
called, was = answers["frozen"][0].argmax(1), truth[splits[0]]
counts = torch.zeros(len(names), len(names), dtype=torch.long)
counts.index_put_((was, called), torch.ones(len(was), dtype=torch.long), accumulate=True)
table(
    both("Confusion matrix: frozen features, seed 0", "混淆矩阵：冻结的特征，种子 0"),
    [both("it was", "真实的类"), *names, both("recall", "召回率")],
    [
        *(
            [name, *map(int, row), f"{row[at] / row.sum():.0%}"]
            for at, (name, row) in enumerate(zip(names, counts, strict=True))
        ),
        [
            both("precision", "精确率"),
            *(
                f"{counts[at, at] / counts[:, at].sum().clamp(min=1):.0%}"
                for at in range(len(names))
            ),
            "",
        ],
    ],
)
wrong = (called != was).nonzero()[:, 0][:8].tolist()
figure, axes = plt.subplots(1, 8, figsize=(10, 1.8), layout="constrained")
for panel in axes:
    panel.set_axis_off()
tested_pictures = data.pictures[splits[0].numpy()]
for panel, at in zip(axes, wrong, strict=False):
    panel.imshow(tested_pictures[at])
    panel.set_title(f"{names[was[at]]}\n→ {names[called[at]]}", fontsize=8)
# figure en: The first pictures of the test that were called something else; above each what it was, and after the arrow what it was called.
# figure zh: 测试中最先出现的几张判错的图像；上方是真实的类，箭头后面是判成的类。
plt.show()

# %% [markdown] lang="en"
# Look at the mistakes, and ask what they have in common. A classifier always answers: it divides one hundred per cent among the classes it knows, and has none for “I have never seen such a thing”. **A high percentage is not knowledge.**
#
# ## What you saw
#
# - A design can be judged before it is trained: sizes, parameters, MACs and field follow from the text alone.
# - Divide by series. Dividing picture by picture flatters the result.
# - With frozen features of a network that has learned from a million photographs, a few pictures of your own are enough. Begin with them.
# - A number needs its base rate, its standard error and its seeds beside it, or it says little.
#
# ## Try it yourself
#
# - Set `FOLDER` to the path of your own pictures. Ten series of each class are enough to begin with.
# - Train your own design: `from_scratch(splits[0], 0, YOUR_DESIGN)`. Do half as many parameters cost any accuracy?
# - Take away half of the training pictures. Which of the three ways suffers most?
# - In `thawed`, make the steps ten times as large. What happens, and why does chapter 8 warn of it?

# %% [markdown] lang="zh"
# 查看这些错误，找出它们的共同点。分类器总会给出答案：它把 100% 的概率分给已知的各类，没有留给“不属于任何一类”。**概率高，不等于判断可靠。**
#
# ## 你看到了什么
#
# - 设计在训练之前就能评价：尺寸、参数、MAC 和感受野由文字就能推出。
# - 要按组划分。逐张划分，结果会虚高。
# - 在一百万张照片上训练过的网络，使用它的冻结特征只需要少量图像。应当先从它开始。
# - 一个数要连同基准率、标准误和各个种子一起给出，否则说明不了什么。
#
# ## 自己试试
#
# - 把你自己图像的路径写进 `FOLDER`。每类有十个组就可以开始了。
# - 训练你自己的设计：`from_scratch(splits[0], 0, YOUR_DESIGN)`。参数减半，准确率会下降吗？
# - 去掉一半训练图像。三种做法里哪一种受影响最大？
# - 在 `thawed` 里把学习率增大到十倍。会发生什么？第 8 章为什么提醒学习率要小？
