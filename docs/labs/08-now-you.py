# ---
# chapter: 08-now-you
# seed: 0
# data:
#   en: Emoji pasted on photographs (Twemoji, CC BY 4.0; photographs CC0 or public domain), and handwritten digits (MNIST, CC BY-SA 3.0) pasted in the same way
#   zh: 贴在照片上的表情符号（Twemoji，CC BY 4.0；照片为 CC0 或公有领域），以及用同样办法贴上去的手写数字（MNIST，CC BY-SA 3.0）
# ---

# %% [markdown] lang="en"
# # Now you
#
# Three things to do yourself: design a network, with a checker that tells sizes, cost and receptive field as you change it; give a trained network a new task, with its features frozen, tuned or thrown away; and classify pictures from a folder of your own.
#
# This laboratory is made to be changed. Every cell that begins with a text in capitals or a number to choose is yours.

# %% [markdown] lang="zh"
# # 轮到你了
#
# 自己动手做三件事：设计一个网络，边改边由检查器告诉你尺寸、代价和感受野；给训练好的网络一个新任务，特征或冻结，或微调，或弃之不用；再对你自己文件夹里的图片分类。
#
# 这个实验就是拿来改的。凡是开头有大写名字或可选数字的单元，都归你。

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

import archreport
from archreport.course import layers, show, table
from archreport.course.design import design

# %% [markdown] lang="en"
# ## Design a network
#
# A design is a text, one layer a line: `conv 24 5x5 stride 2` is a convolution with 24 kernels, `pool 2` a max pooling of 2 × 2, `norm` a batch normalisation, `average` turns each map into one number, `linear 10` is the last matrix. Nothing says how many channels a layer reads; that follows. The task: ten classes of emoji, in colour pictures of 48 × 48.
#
# And a budget, as in practice: at most so many parameters, at most so many MACs, and a receptive field that sees most of an emoji.

# %% [markdown] lang="zh"
# ## 设计一个网络
#
# 设计就是一段文字，一行一层：`conv 24 5x5 stride 2` 是有 24 个卷积核的卷积，`pool 2` 是 2 × 2 的最大池化，`norm` 是批量归一化，`average` 把每幅特征图变成一个数，`linear 10` 是最后的矩阵。每层读多少个通道不用写，推得出来。任务是：在 48 × 48 的彩色图片上分辨十类表情符号。
#
# 还有一份预算，和实际工作中一样：参数不能超过多少，MAC 不能超过多少，感受野要看得见表情符号的大部分。

# %%
MOST_PARAMETERS = 100_000
MOST_MACS = 10_000_000
LEAST_FIELD = 40  # pixels, in front of the average or the first matrix


def examine(text, title="your design"):
    """The report of a design, and whether it keeps to the budget; an error says which line."""
    try:
        report = archreport.analyze(design(text), (1, 3, 48, 48), title=title)
    except archreport.ArchreportError as error:
        print(error)
        return None
    field = max(row.receptive.size[0] for row in report.rows if row.kind in ("conv", "pool"))
    out = report.rows[-1].out_shape
    for what, kept in {
        f"parameters {report.totals.params:,}, at most {MOST_PARAMETERS:,}":
            report.totals.params <= MOST_PARAMETERS,
        f"MACs {report.totals.macs:,}, at most {MOST_MACS:,}": report.totals.macs <= MOST_MACS,
        f"receptive field {field} px, at least {LEAST_FIELD}": field >= LEAST_FIELD,
        f"answers {out[1:]}, wanted (10,)": out == (1, 10),
    }.items():  # fmt: skip
        print("kept  " if kept else "BROKEN", what)
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
first = examine(FIRST_TRY, "first try")
layers(first)

# %% [markdown] lang="en"
# Three of four lines of the budget are broken. Read the table: which row has most of the parameters, which ones most of the MACs, and where does the field stop growing? Chapters 1 to 3 have the cure for each. But first, what happens if a design makes no sense?

# %% [markdown] lang="zh"
# 预算的四行里有三行超了。读一读表：哪一行的参数最多？哪几行的 MAC 最多？感受野从哪里起不再增大？每种毛病的治法都在第 1 章到第 3 章。先看一看，要是设计讲不通，会怎么样？

# %%
for broken in (
    "conv 16 3x3\nlinear 10",
    "conv 16 3x3\npool 8\npool 8",
    "conv 16 3x3 groups 2",
    "cnov 16 3x3",
):
    examine(broken)
    print()

# %% [markdown] lang="en"
# Now a better one. A stride in the first layer, before there are many channels, saves most of the work; two 3 × 3 in a row see as far as one 5 × 5; an average in place of the list saves most of the parameters; a second pooling makes the field grow faster. **Change it.** Can you do with half of the parameters?

# %% [markdown] lang="zh"
# 再来一个好些的。第一层通道还少，在这里用步幅，省掉大部分计算；两个 3 × 3 连用，看得和一个 5 × 5 一样远；用平均代替长列，省掉大部分参数；再多一次池化，感受野长得更快。**改一改**。只用一半参数行不行？

# %%
YOUR_DESIGN = """
conv 24 5x5 stride 2    # 24 × 24
norm
relu
pool 2                  # 12 × 12
conv 48 3x3
norm
relu
conv 48 3x3
norm
relu
pool 2                  # 6 × 6
conv 96 3x3
norm
relu
average
linear 10
"""
yours = examine(YOUR_DESIGN)
layers(yours)
assert yours.totals.params < first.totals.params / 4 and yours.totals.macs < first.totals.macs

# %% [markdown] lang="en"
# Does it learn? We train it for a short time, on a quarter of the pasted pictures, and test it on emoji and photographs that it has not seen. The number is lower than that of the shared network, which had four times the pictures and more time.

# %% [markdown] lang="zh"
# 它学得会吗？用四分之一的图片训练一小会儿，再用它没有见过的表情符号和照片来测试。得分比共用的那个网络低：那个网络的图片是它的四倍，训练也更久。

# %%
from archreport.course.emoji import CLASSES, CLASSES_ZH, emoji
from archreport.course.trained import emoji_net, test_pictures, train_pictures
from archreport.course.training import (
    Recipe,
    accuracy,
    scores,
    seeded_initialisation,
    to_input,
    train,
)

network = design(YOUR_DESIGN)
seeded_initialisation(network, 0)
pictures = train_pictures(copies=5)
train(
    network,
    to_input(pictures.pictures),
    torch.from_numpy(pictures.labels),
    Recipe(epochs=5, rate=0.05, weight_decay=1e-3, mirror=True, shift=3),
)
test = test_pictures()
inputs, labels = to_input(test.pictures), torch.from_numpy(test.labels)
shared = emoji_net().net
right = {"your design": accuracy(scores(network, inputs), labels),
         "the shared network": accuracy(scores(shared, inputs), labels)}  # fmt: skip
for name, share in right.items():
    print(f"{name}: {share:.1%} of {len(labels):,} unseen pictures; chance {1 / len(CLASSES):.0%}")
assert right["your design"] > 0.3

# %% [markdown] lang="en"
# ## A new task for an old network
#
# A network trained on one task often serves as the beginning for another. There are three ways:
#
# - **frozen**: keep all layers but the last as they are, and train one new matrix on the 96 numbers they deliver;
# - **tuned**: start from them, and go on training everything with a small learning rate. This is **fine-tuning**;
# - **from scratch**: forget them.
#
# Which one is best depends on how near the new task is to the old. We try a near one and a far one.
#
# **Near:** is it alive? Faces, people, hands and animals against all the rest. The network was never asked this, but the pictures are of the kind it knows. We give it half of the unseen emoji to learn from and test on the other half. **Far:** which digit? Handwritten digits in random colours, on the same photographs.

# %% [markdown] lang="zh"
# ## 老网络，新任务
#
# 在一个任务上训练好的网络，常常是另一个任务的起点。有三种做法：
#
# - **冻结**：除最后一层外全都不动，只在它们给出的 96 个数上训练一个新矩阵；
# - **微调**：从它们出发，用小学习率接着训练所有的层；
# - **从头训练**：把它们忘掉。
#
# 哪种最好，要看新任务离老任务有多近。我们试一个近的，一个远的。
#
# **近的**：是不是活的？表情、人物、手势和动物为一方，其余为另一方。网络从没被问过这个问题，但图片是它熟悉的那种。未见过的表情符号，一半给它学，另一半用来测试。**远的**：是哪个数字？手写数字涂上随机的颜色，贴在同样的照片上。

# %%
from archreport.course.digits import digits
from archreport.course.nets import EmojiNet
from archreport.course.pasting import TEST_PHOTOGRAPHS, TRAIN_PHOTOGRAPHS, photograph

LIVING = ("face", "person", "hand", "animal")
alive = torch.tensor([CLASSES[label] in LIVING for label in test.labels]).long()
half = torch.tensor([emoji()[which].group % 2 == 0 for which in test.emoji])  # sisters together


def on_photographs(which, photographs, seed):
    """The digits ``which``, 40 px, in random colours on random pieces of the photographs."""
    dice = np.random.default_rng(seed)
    out = np.empty((len(which), 48, 48, 3), np.uint8)
    for n, index in enumerate(which):
        ink = ((digits()[0][index, 0].numpy() + 1) * 127.5).astype(np.uint8)
        behind = photograph(photographs[dice.integers(len(photographs))])
        top, left = (int(dice.integers(extent - 96 + 1)) for extent in behind.shape[:2])
        picture = Image.fromarray(behind[top : top + 96, left : left + 96]).resize((48, 48))
        colour = tuple(int(value) for value in dice.integers(0, 256, 3))
        place = tuple(int(value) for value in dice.integers(0, 9, 2))
        mask = Image.fromarray(ink).resize((40, 40))
        picture.paste(Image.new("RGB", (40, 40), colour), place, mask)
        out[n] = np.asarray(picture)
    return out


written = on_photographs(range(1000), TRAIN_PHOTOGRAPHS, seed=0)
unseen = on_photographs(range(4000, 5000), TEST_PHOTOGRAPHS, seed=1)
numbers = digits()[1]
tasks = {
    "near: alive?": (inputs[half], alive[half], inputs[~half], alive[~half]),
    "far: digits": (to_input(written), numbers[:1000], to_input(unseen), numbers[4000:]),
}

figure, axes = plt.subplots(2, 10, figsize=(9, 2))
for ax, picture in zip(axes[0], test.pictures[half.numpy()][::66], strict=False):
    ax.imshow(picture)
for ax, picture in zip(axes[1], written, strict=False):
    ax.imshow(picture)
for ax in axes.flat:
    ax.set_axis_off()
figure.tight_layout(pad=0.2)
show(
    figure,
    en="Above, ten emoji on photographs, for the near task. Below, ten handwritten digits in "
    "various colours on photographs, for the far one; some are hard to read.",
    zh="上排是十个贴在照片上的表情符号，用于近的任务；下排是十个颜色各异、贴在照片上的手写数字，用于远的任务，有几个很难认。",
)


# %%
def frozen(x, y, unseen):
    """Scores for ``unseen``: a new matrix on the features, fitted exactly (logistic regression)."""
    body = nn.Sequential(*list(shared.children())[:-1]).eval()
    features, new = scores(body, x), scores(body, unseen)
    mean, spread = features.mean(0), features.std(0) + 1e-6
    features, new = (features - mean) / spread, (new - mean) / spread
    matrix = nn.Linear(features.shape[1], int(y.max()) + 1)
    nn.init.zeros_(matrix.weight)
    nn.init.zeros_(matrix.bias)
    optimiser = torch.optim.LBFGS(matrix.parameters(), max_iter=200)

    def loss():
        optimiser.zero_grad()
        cost = nn.functional.cross_entropy(matrix(features), y)
        cost = cost + 0.01 * matrix.weight.square().sum()
        cost.backward()
        return cost

    optimiser.step(loss)
    return matrix(new).detach()


def trained_on(x, y, unseen, tune):
    """Scores for ``unseen``: all layers trained, from the shared weights or from scratch."""
    net = EmojiNet(classes=int(y.max()) + 1)
    seeded_initialisation(net, 0)
    if tune:
        old = shared.state_dict()
        net.load_state_dict({k: v for k, v in old.items() if not k.startswith("fc")}, strict=False)
    recipe = Recipe(epochs=10, rate=0.02 if tune else 0.05, batch=32, weight_decay=1e-3, shift=3)
    train(net, x, y, recipe, say=lambda line: None)
    return scores(net, unseen)


results = {}
for name, (x, y, new, truth) in tasks.items():
    results[name] = {
        "frozen": accuracy(frozen(x, y, new), truth),
        "tuned": accuracy(trained_on(x, y, new, tune=True), truth),
        "from scratch": accuracy(trained_on(x, y, new, tune=False), truth),
        "commonest class": truth.bincount().max().item() / len(truth),
    }
lines = [
    [name, len(tasks[name][1]), *(f"{share:.0%}" for share in shares.values())]
    for name, shares in results.items()
]
table(
    {"en": "Right on unseen pictures", "zh": "在未见过的图片上答对的比例"},
    {
        "en": ["task", "pictures to learn from", *results["near: alive?"]],
        "zh": ["任务", "学习用的图片", "冻结", "微调", "从头训练", "总猜最常见的类"],
    },
    {
        "en": lines,
        "zh": [
            [zh, *line[1:]] for zh, line in zip(["近：是不是活的", "远：数字"], lines, strict=True)
        ],
    },
)
near, far = results.values()
assert near["frozen"] > near["from scratch"] and near["frozen"] > 0.75
assert far["tuned"] > far["from scratch"] + 0.1 and far["tuned"] > far["frozen"] + 0.1

# %% [markdown] lang="en"
# On the near task the frozen features do at least as well as anything else, for the price of one small matrix. On the far one they fail: emoji are told by colours and patches, digits by strokes of any colour, and what the old task threw away cannot be had back from 96 averages. Yet the same weights are a good *beginning*. Tuned, they reach with the same thousand pictures far more than a network from scratch.
#
# So try frozen features first, since they cost nothing; and if they fail, don't conclude that the old network is useless.
#
# ## Your own pictures
#
# At last a folder. This laboratory makes one with six unseen emoji and four photographs; put the path of your own into `FOLDER`. `load_photo` reads what cameras write (JPEG, PNG, WebP, turned or not), and complains clearly about the rest.

# %% [markdown] lang="zh"
# 在近的任务上，冻结的特征不比任何做法差，代价只是一个小矩阵。在远的任务上它们失败了：表情符号靠颜色和色块来分，数字靠笔画来分，与颜色无关；老任务丢掉的东西，从 96 个平均数里是找不回来的。可是同样的权重却是个好**起点**：同样一千张图片，微调比从头训练好得多。
#
# 所以先试冻结的特征，反正不花什么；要是失败了，也别断定老网络没有用。
#
# ## 你自己的图片
#
# 最后是文件夹。这个实验自己建一个，里面有六个未见过的表情符号和四张照片；把你自己的路径填进 `FOLDER`。`load_photo` 能读相机写出的格式（JPEG、PNG、WebP，转没转过都行），读不了的会明白地告诉你。

# %%
from archreport.course.photographs import crop_image, load_photo, photo_names

FOLDER = None  # for example "my pictures"

if FOLDER is None:
    FOLDER = tempfile.mkdtemp()
    for number in range(0, len(test.pictures), len(test.pictures) // 6 + 1):
        name = f"emoji {CLASSES[test.labels[number]]} {number}.png"
        Image.fromarray(test.pictures[number]).save(Path(FOLDER) / name)
    for name in photo_names():
        load_photo(name)[0].save(Path(FOLDER) / f"photograph {name}.png")

names, small = [], []
for path in sorted(Path(FOLDER).iterdir()):
    try:
        picture, _ = load_photo(path)
    except archreport.ArchreportError as error:
        print(error)
        continue
    names.append(path.stem)
    small.append(np.asarray(crop_image(picture, 48, 48)))
answers = scores(shared, to_input(np.stack(small))).softmax(1)

figure, axes = plt.subplots(2, 5, figsize=(9, 4.6))
for ax, picture, answer in zip(axes.flat, small, answers, strict=False):
    share, label = answer.max(0)
    ax.imshow(picture)
    ax.set_title(f"{CLASSES[label]}", fontsize=10)
    ax.set_xlabel(f"{share:.0%}")
    ax.set_xticks([])
    ax.set_yticks([])
figure.tight_layout(h_pad=2)
shown = ", ".join(
    f"{name}: {CLASSES[answer.argmax()]}" for name, answer in zip(names, answers, strict=True)
)
show(
    figure,
    en=f"Ten small pictures with the class the network gives each. {shown}.",
    zh=f"十张小图片，以及网络给每张的类别。{shown}。",
    words={c: z for c, z in zip(CLASSES, CLASSES_ZH, strict=True) if c in shown.replace(":", "")
           and any(CLASSES[a.argmax()] == c for a in answers[:10])},
)  # fmt: skip

# %% [markdown] lang="en"
# Look at the photographs. The network knows drawings of cats, cups, rockets and people; a photograph of one is something else, and most of the picture is what it learned to ignore as background. It answers nevertheless, and often with confidence: softmax divides one hundred per cent among the ten classes it knows, and has no eleventh for “I have not seen such a thing”. **A large percentage is not knowledge.**
#
# For photographs one takes a network that has learned from photographs. If the public ImageNet weights of VGG-16 lie on your machine, the next cell uses them; it downloads nothing. To fetch them, run `archreport build vgg16 --weights imagenet` once, with a connection.

# %% [markdown] lang="zh"
# 看那几张照片。网络认识画出来的猫、杯子、火箭和人；照片里的是另一回事，何况画面的大部分正是它学会当作背景而不理会的东西。它照样回答，往往还很有把握：softmax 把百分之百分给它认识的十个类，没有第十一类留给“没见过这种东西”。**百分比高，不等于真的知道。**
#
# 要认照片，就得用从照片里学出来的网络。如果你的机器上有 VGG-16 的公开 ImageNet 权重，下一个单元就会用它；这里什么也不下载。想要取得权重，联网运行一次 `archreport build vgg16 --weights imagenet`。

# %%
from urllib.parse import urlparse

from archreport.course.photographs import prepare
from archreport.course.public_weights import PUBLIC_WEIGHTS, entry, imagenet_labels, load_public
from archreport.models.vgg import VGG

public = PUBLIC_WEIGHTS["vgg16"]
kept = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlparse(public.url).path).name
if kept.is_file():
    vgg16 = VGG("D")
    load_public(vgg16, public)
    vgg16.eval()
    for name in photo_names():
        ours = entry("vgg16")  # knows how its pixels are to be scaled
        picture = prepare(load_photo(name)[0], 224, 224, ours.mean, ours.std)
        with torch.no_grad():
            chances = vgg16(picture).softmax(1)[0]
        best = chances.topk(3)
        print(name, *(f"  {imagenet_labels()[n]} {share:.0%}"
                      for share, n in zip(best.values, best.indices, strict=True)))  # fmt: skip
else:
    print("no public weights of VGG-16 here; the photographs stay with the emoji network")

# %% [markdown] lang="en"
# ## What you saw
#
# - A design can be judged before it is trained: sizes, parameters, MACs and field follow from the text alone, and an error names its line.
# - Strides early, averages late and small kernels bring a network under a budget. Whether it learns only training tells.
# - Frozen features serve near tasks. For far ones they fail, and are still the better start.
# - A classifier always answers. Its percentages are shares among what it knows.
#
# ## Try it yourself
#
# - Halve the parameters of `YOUR_DESIGN` within the budget, and lose as little accuracy as you can. Which row do you cut first?
# - Widen the budget of MACs tenfold. What is the best you can reach with five epochs?
# - Give the far task 100 digits, then all 4,000. How does the gap between tuned and from scratch change?
# - Freeze only the first two convolutions and tune the rest (`requires_grad_(False)`). Is that better on either task?
# - Draw an emoji yourself, photograph it, put it into `FOLDER`.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 设计在训练之前就能评判：尺寸、参数、MAC 和感受野都由文字推出；错误会指明是哪一行。
# - 早用步幅、晚用平均、用小卷积核，网络就能控制在预算之内。学不学得会，只有训练才知道。
# - 近的任务，冻结的特征够用；远的任务，它们不够用，却仍是更好的起点。
# - 分类器总会给出答案。它的百分比，只是在它认识的类别之间分配的份额。
#
# ## 自己试试
#
# - 在预算之内把 `YOUR_DESIGN` 的参数减半，准确率尽量少掉。先砍哪一行？
# - 把 MAC 的预算放宽十倍。训练五轮，最好能到多少？
# - 给远的任务 100 个数字，再给全部 4,000 个。微调与从头训练的差距怎样变化？
# - 只冻结前两个卷积，微调其余各层（`requires_grad_(False)`）。两个任务中有哪个因此变好了？
# - 自己画一个表情符号，拍下来，放进 `FOLDER`。
