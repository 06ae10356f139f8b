# ---
# chapter: 02-vgg
# seed: 0
# data:
#   en: No pictures. Random numbers stand in for them, since only the windows matter here.
#   zh: 不用图像。这里只看窗口，所以用随机数代替图像。
# ---

# %% [markdown] lang="en"
# # How far one value sees
#
# You send a gradient from one value deep inside VGG back to the pixels and look where it arrives. The pixels it reaches are the receptive field of that value: you measure it layer by layer, compare it with the formula, and find that the middle counts far more than the edge.
#
# Then three layers of 3 × 3 are set against one of 7 × 7: the same field, fewer weights; and less time? At the end you add up the memory of VGG-16 yourself.
#
# You need [chapter 2](../../course/02-vgg/). What is a gradient here? The answer to one question: if I change this pixel a little, how much does that value change? Where the gradient is zero, the pixel does not matter.

# %% [markdown] lang="zh"
# # 一个值的感受野有多大
#
# 从 VGG 深处的一个值出发，把梯度传回像素，看它到达哪里。梯度能到达的像素，就是这个值的感受野：我们逐层测量，与公式对照，并且验证中间比边缘重要得多。
#
# 然后比较三层 3 × 3 与一层 7 × 7：感受野相同，权重更少，时间呢？最后手算 VGG-16 的内存占用。
#
# 先读[第 2 章](../../course/02-vgg/)。这里的梯度回答一个问题：这个像素略微改变，那个值会变多少？梯度为零，说明这个像素不起作用。

# %%
import time

import matplotlib.pyplot as plt
import torch
from torch import nn

import archreport
from archreport.course import check, compare, table
from archreport.models.vgg import VGG

torch.manual_seed(0)

with torch.device("meta"):  # shapes without numbers || 只有形状，没有数
    vgg16 = VGG("D")
report = archreport.analyze(vgg16, (1, 3, 224, 224))
windows = [row for row in report.rows if row.kind in ("conv", "pool")]
table(
    both("The windows of VGG-16", "VGG-16 的各个窗口"),
    both(["layer", "window", "stride", "padding"], ["层", "窗口", "步幅", "填充"]),
    [[r.id, r.window.kernel[0], r.window.stride[0], r.window.padding[0]] for r in windows],
)

# %% [markdown] lang="en"
# ## A network that hides nothing
#
# The receptive field says which pixels *can* matter. In a real network some of them happen not to: a ReLU is off, or a max pooling layer has chosen another value. So we build a twin of VGG-16 with the same windows in which nothing is switched off: one channel, every weight positive, averages instead of maxima, no ReLU. Where its gradient is not zero, a path of windows leads from the pixel to the value.
#
# The weights are chosen so that they add up to one in each window. Then the gradient of a value adds up to one as well, and each pixel shows its share. The numbers become very small towards the edge of a field, hence double precision.

# %% [markdown] lang="zh"
# ## 一个不屏蔽任何通路的网络
#
# 感受野说明哪些像素**可能**起作用。在真实的网络里，其中一部分恰好不起作用：某个 ReLU 输出为零，或者最大池化选中了别的值。所以我们为 VGG-16 构造一个对照网络：窗口完全相同，但不屏蔽任何通路——只有一个通道，权重全为正，用平均池化代替最大池化，没有 ReLU。梯度不为零的像素，就有由窗口连成的通路到达那个值。
#
# 让每个窗口里的权重之和为 1，于是一个值的梯度之和也是 1，每个像素显示的就是它所占的比例。越靠近感受野边缘，数字越小，所以用双精度。


# %%
def twin(rows):
    both(
        """The windows of these rows as a network of one channel in which nothing is off.""",
        """用这些行的窗口搭建一个单通道网络，不屏蔽任何通路。""",
    )
    layers = []
    for row in rows:
        window = row.window
        k, s, p = window.kernel[0], window.stride[0], window.padding[0]
        layer = nn.Conv2d(1, 1, k, s, p, bias=False, dtype=torch.float64)
        nn.init.constant_(layer.weight, 1 / (k * k))
        layers.append(layer)
    return nn.Sequential(*layers)


def gradient(network, side, channels=1):
    both(
        """How each pixel of side × side changes the value in the middle of the output.""",
        """side × side 的每个像素怎样影响输出中央的值。""",
    )
    pixels = torch.randn(1, channels, side, side, dtype=torch.float64, requires_grad=True)
    out = network(pixels)
    middle = out.shape[2] // 2
    out[0, 0, middle, middle].backward()
    return pixels.grad[0].abs().sum(0), middle


def extent(grad):
    both(
        """First and last row of pixels that are reached.""", """梯度到达的第一行和最后一行像素。"""
    )
    reached = (grad > 0).any(1).nonzero()
    return reached.min().item(), reached.max().item()


# %% [markdown] lang="en"
# ## Layer by layer
#
# For each layer we cut off the twin behind it, send the gradient back from the middle value, and count the rows of pixels it reaches. What do you expect for conv1_2, pool1 and conv2_1?

# %% [markdown] lang="zh"
# ## 逐层测量
#
# 对每一层，都在它后面截断对照网络，从中间的值把梯度传回去，统计它到达了多少行像素。你预计 conv1_2、pool1 和 conv2_1 各是多少？

# %% predict
predicted = {"conv1_2": None, "pool1": None, "conv2_1": None}

# %% [markdown] lang="en"
# And the formula of the chapter: a window of *k* adds (*k* − 1) times the cumulative stride ("jump") to the field, and a stride multiplies it. Write it as a loop over the windows.

# %% [markdown] lang="zh"
# 再看第 2 章的公式：大小为 *k* 的窗口，使感受野增加 (*k* − 1) 个累计步幅；累计步幅再乘以步幅。把它写成对各窗口的循环。

# %%
size, jump = 1, 1
for row in windows:
    kernel, stride = row.window.kernel[0], row.window.stride[0]
    # gap: first the field, then the jump || 先更新感受野，再更新累计步幅
    size = size + (kernel - 1) * jump
    jump = jump * stride
    # end

last = windows[-1].receptive
check(
    None if size == 1 else (size, jump),
    (last.size[0], last.jump[0]),
    both("The field grows with the jump before this layer.", "感受野按本层之前的累计步幅增长。"),
)

# %%
SIDE = 320  # no field is cut off at the border || 任何感受野都不会被边缘截断
lines, fields = [], {}
for depth, row in enumerate(windows, 1):
    fields[row.id], middle = gradient(twin(windows[:depth]), SIDE)
    first, last = extent(fields[row.id])
    size, jump, start = row.receptive.size[0], row.receptive.jump[0], row.receptive.start[0]
    # The measured size is the formula's, and it lies where the report says. || 测得的大小与公式相同，位置与报告相同。
    assert last - first + 1 == size and first == start + middle * jump - size / 2
    lines.append([row.id, last - first + 1, size, jump, f"{first}–{last}"])

table(
    both("Receptive fields of VGG-16 along one side, in pixels", "VGG-16 各层感受野的边长（像素）"),
    both(
        ["layer", "measured", "by the formula", "jump", "pixels reached"],
        ["层", "测得", "按公式", "累计步幅", "到达的像素"],
    ),
    lines,
)
compare(
    both("Fields along one side, in pixels", "感受野的边长（像素）"),
    predicted,
    {line[0]: line[1] for line in lines if line[0] in predicted},
)

# %% [markdown] lang="en"
# Every layer agrees, in size and in place; the `assert` above would have stopped the laboratory otherwise. Look at the jumps: after each pooling a step in the map is twice as long in pixels, so the same 3 × 3 window reaches twice as far. That is how thirteen small windows come to see almost the whole picture.
#
# ## The middle counts most
#
# Now look at the gradient itself, not only at where it stops.

# %% [markdown] lang="zh"
# 每一层的大小和位置都相符；否则上面的 `assert` 会使实验停止。看累计步幅：每经过一次池化，特征图上的一步相当于像素上两倍的距离，同样是 3 × 3 的窗口，增加的感受野也就加倍。十三个小窗口就这样几乎覆盖了整幅图像。
#
# ## 中心最重要
#
# 现在看梯度本身的大小，而不只看它的范围。


# %%
def cut(grad):
    both("""The square that the gradient reaches.""", """梯度到达的方块。""")
    first, last = extent(grad)
    return grad[first : last + 1, first : last + 1]


figure, axes = plt.subplots(2, 4, figsize=(9, 4.4), height_ratios=[2, 1])
for (above, below), name in zip(axes.T, ["conv1_2", "conv2_2", "conv3_3", "conv5_3"], strict=True):
    field = cut(fields[name])
    side = len(field)
    above.imshow(field / field.max(), cmap="viridis", extent=(0, side, side, 0))
    above.set_title(name)
    below.bar(range(side), field.sum(0), width=1, color="#56B4E9")
    below.set_yticks([])
    for ax in (above, below):
        ax.set_xlim(0, side)
    above.set_yticks([0, side])
    above.set_xticks([0, side])
    below.set_xticks([])
    below.set_xlabel(both("share of each column", "各列所占比例"))
figure.tight_layout()
# figure en: Four squares, one for each layer, each brightest in the middle and dark long before its
# edge. Below each, bars of the share of every column: a bell, narrower against the field the deeper
# the layer.
# figure zh: 四个方块，各对应一层，都是中间最亮，离边缘还很远就暗了。每个方块下面是各列所占比例的柱状图，
# 呈钟形；层越深，钟形相对感受野越窄。
plt.show()

# %% [markdown] lang="en"
# Why a bell? A corner pixel reaches the value along a single path, through the corner of every window. A pixel in the middle has a great many paths, and the gradient adds them all up. It is the same effect that makes seven the most common sum of two dice.
#
# How large is the part that does the work? We take the smallest square around the middle that holds nine tenths of the gradient, and call its side the **effective** field.

# %% [markdown] lang="zh"
# 为什么是钟形？角上的像素到达那个值只有一条通路：在每个窗口里都要经过角。中间的像素有很多条通路，梯度是它们的总和。两个骰子的点数之和最可能是 7，也是同样的道理。
#
# 真正起作用的部分有多大？取居中的、含有 90% 梯度的最小方块，它的边长叫作**有效**感受野。


# %%
def effective(field, share=0.9):
    both(
        """Side of the smallest square around the middle with ``share`` of the gradient.""",
        """居中的、所含梯度比例为 ``share`` 的最小方块的边长。""",
    )
    size = len(field)
    for rim in range(size // 2, -1, -1):
        inner = field[rim : size - rim, rim : size - rim]
        if inner.sum() >= share * field.sum():
            return len(inner)
    return size


lines = []
for row in windows:
    field = cut(fields[row.id])
    side = effective(field)
    lines.append([row.id, len(field), side, f"{(side / len(field)) ** 2:.0%}"])
table(
    both("The square that holds nine tenths of the gradient", "含有 90% 梯度的方块"),
    both(
        ["layer", "field", "effective field", "part of the area"],
        ["层", "感受野", "有效感受野", "所占面积"],
    ),
    lines,
)
assert effective(cut(fields["conv5_3"])) < 0.6 * len(cut(fields["conv5_3"]))

# %% [markdown] lang="en"
# ## In the real VGG
#
# The twin has equal positive weights. What about VGG itself, with its channels, its ReLUs and its max poolings? We take the layers up to conv3_3, with seeded and **untrained** weights, and average the size of the gradient over several random pictures.
#
# Expect a broader bell than the twin's. In the twin all paths push in the same direction, and the gradient of a pixel grows with the *number* of its paths. Here each path has a random sign, most of them cancel, and what is left of *n* of them grows like √*n*, as the distance covered by a random walk does. So, as a prediction, we draw the square root of the twin's gradient beside it.

# %% [markdown] lang="zh"
# ## 在真实的 VGG 里
#
# 对照网络的权重全部相等，而且为正。VGG 本身有许多通道，有 ReLU，有最大池化，又会怎样？我们取到 conv3_3 为止的各层，权重为固定种子、**未经训练**，对若干张随机图像的梯度大小取平均。
#
# 钟形应该比对照网络的宽。在对照网络里，所有通路的贡献同号，像素的梯度与通路的**条数**成正比。在这里，每条通路的符号是随机的，大部分互相抵消，*n* 条通路之和只按 √*n* 增长，与随机游走的距离相同。所以我们把对照网络的平方根画在旁边，作为预测。

# %%
torch.manual_seed(0)
layers = []
for name, layer in VGG("D").named_children():
    layers.append(layer)
    if isinstance(layer, nn.Conv2d):
        nn.init.kaiming_normal_(layer.weight)
        nn.init.zeros_(layer.bias)
    if name == "conv3_3":
        break
real = nn.Sequential(*layers).double()
mean = torch.stack([gradient(real, 72, channels=3)[0] for _ in range(24)]).mean(0)
first, last = extent(mean)
size = report.row("conv3_3").receptive.size[0]
print(both("conv3_3, field by the formula:", "conv3_3，按公式的感受野："), size)
print(both("rows with some gradient:", "有梯度到达的行数："), last - first + 1)
assert last - first + 1 <= size

start = report.row("conv3_3").receptive.start[0] + (72 // 4 // 2) * 4 - size / 2
inside = mean[int(start) : int(start) + size, int(start) : int(start) + size]
assert torch.isclose(inside.sum(), mean.sum())

shown = {
    both("twin", "对照网络"): cut(fields["conv3_3"]),
    both("root of the twin", "对照网络的平方根"): cut(fields["conv3_3"]).sqrt(),
    both("VGG, untrained", "VGG，未经训练"): inside,
}
print(both("pixels in the middle with nine tenths of the gradient:", "含 90% 梯度的中间像素："))
for name, field in shown.items():
    print(" ", effective(field), name)
twin_side, root_side, real_side = map(effective, shown.values())
assert abs(real_side - root_side) <= 4 < real_side - twin_side

figure, axes = plt.subplots(1, 3, figsize=(8.4, 3.1))
for ax, (name, field) in zip(axes, shown.items(), strict=True):
    ax.imshow(field / field.max(), cmap="viridis")
    ax.set_title(name)
    ax.set_xticks([])
    ax.set_yticks([])
figure.tight_layout()
# figure en: Three squares. The twin: a smooth round spot. Its square root: a broader one. The layers
# of VGG with untrained weights: a speckled spot as broad as the second.
# figure zh: 三个方块。对照网络：光滑的圆斑；它的平方根：更宽的圆斑；权重未经训练的 VGG 各层：
# 带颗粒的斑，与第二个一样宽。
plt.show()

# %% [markdown] lang="en"
# ## Three of 3 × 3 against one of 7 × 7
#
# The same field, the chapter says, and fewer weights. Both can be counted; the time can be measured. Predict first: if the weights fall to 27/49, what share of the time is left?

# %% [markdown] lang="zh"
# ## 三层 3 × 3 与一层 7 × 7 的比较
#
# 第 2 章说：感受野相同，权重更少。这两点都可以计算，时间也可以测量。先预测：权重降到 27/49，时间降到多少？

# %% predict
predicted = {both("weights", "权重"): None, both("time", "时间"): None}

# %% once
C = 64


def stack(kernel, times):
    layers = []
    for _ in range(times):
        layers += [nn.Conv2d(C, C, kernel, padding=kernel // 2, bias=False), nn.ReLU()]
    return nn.Sequential(*layers)


def median_time(network, image, rounds=9):
    taken = []
    with torch.no_grad():
        network(image)  # the first pass also prepares memory || 第一次还要准备内存
        for _ in range(rounds):
            begun = time.perf_counter()
            network(image)
            taken.append(time.perf_counter() - begun)
    return sorted(taken)[rounds // 2]


image = torch.randn(1, C, 56, 56)
stacks = {"three": stack(3, 3), "one": stack(7, 1)}
seconds = {name: median_time(network, image) for name, network in stacks.items()}

# %%
lines, seen = [], {}
for key, name in {
    "three": both("three 3 × 3", "三层 3 × 3"),
    "one": both("one 7 × 7", "一层 7 × 7"),
}.items():
    seen[key] = archreport.analyze(stacks[key], (1, C, 56, 56))
    last = [row for row in seen[key].rows if row.kind == "conv"][-1]
    totals = seen[key].totals
    lines.append(
        [
            name,
            last.receptive.size[0],
            totals.params,
            totals.macs,
            totals.activations,
            f"{1000 * seconds[key]:.1f} ms",
        ]
    )
table(
    both(
        "64 channels on a map of 56 × 56; time on the device named at the top",
        "64 通道，56 × 56 的特征图；时间在页首所示设备上测得",
    ),
    both(
        ["stack", "field", "weights", "MACs", "activations", "time"],
        ["组合", "感受野", "权重", "MAC", "激活值", "时间"],
    ),
    lines,
)
three, one = seen["three"].totals, seen["one"].totals
assert lines[0][1] == lines[1][1] == 7
assert three.params == 27 * C * C and one.params == 49 * C * C
assert three.macs / one.macs == 27 / 49
assert three.activations > one.activations
compare(
    both("Three 3 × 3, as a share of one 7 × 7", "三层 3 × 3 占一层 7 × 7 的比例"),
    predicted,
    {
        both("weights", "权重"): three.params / one.params,
        both("time", "时间"): seconds["three"] / seconds["one"],
    },
    ".2f",
)

# %% [markdown] lang="en"
# The field is the same, and weights and MACs are exactly 27/49. Time is another matter: it depends on the processor and on how well the library computes each kernel size, and it will be different on your machine. **The time need not fall as the MACs do**: compare the share of the time with 27/49, the share of the MACs. One number goes the other way: the stack stores more activations, since it has maps in between, and training has to keep them.
#
# ## The memory of VGG-16
#
# Where does VGG store its values? First one layer by hand: conv1_1 writes 64 maps of 224 × 224, and a value takes four bytes. How many MiB is that?

# %% [markdown] lang="zh"
# 感受野相同，权重和 MAC 正好是 27/49。时间则不同：它取决于处理器，也取决于程序库对各种卷积核尺寸的实现，在你的机器上会是另一个数。**时间不一定按 MAC 的比例减少**：请比较时间的比例与 MAC 的比例 27/49。还有一个数反而变大了：堆叠的三层之间有特征图，要存更多激活值，训练时必须保留它们。
#
# ## VGG-16 的内存
#
# VGG 的激活值在哪里？先手算一层：conv1_1 输出 64 幅 224 × 224 的特征图，每个值占 4 个字节。这是多少 MiB？

# %%
MIB = 2**20
memory = 64 * 224 * 224 * 4 / MIB  # gap: the output of conv1_1 in MiB || conv1_1 的输出占多少 MiB
check(
    memory,
    report.row("conv1_1").activations * 4 / MIB,
    both(
        "Channels × height × width × 4 bytes, divided by 2²⁰.",
        "通道 × 高 × 宽 × 4 字节，再除以 2²⁰。",
    ),
)

# %% [markdown] lang="en"
# Now add up the activations and the parameters stage by stage.

# %% [markdown] lang="zh"
# 再按阶段把激活值和参数加起来。

# %%
MIB = 2**20


def line(name, values, weights):
    both("""A line of the table; a value takes four bytes.""", """表的一行；每个值占 4 个字节。""")
    return [name, values, f"{4 * values / MIB:.1f} MiB", weights, f"{4 * weights / MIB:.1f} MiB"]


lines = [line(both("input", "输入"), report.row("input").activations, 0)]
for number, stage in enumerate(report.stages, 1):
    body = both(f"stage {number}", f"第 {number} 阶段")
    name = body if stage.kind == "body" else both("classifier", "分类器")
    lines.append(line(name, stage.activations, stage.params))
values, weights = sum(one[1] for one in lines), sum(one[3] for one in lines)
lines.append(line(both("together", "合计"), values, weights))
assert values == report.totals.activations and weights == report.totals.params

table(
    both(
        "VGG-16, one image: where values and parameters are", "VGG-16，一张图像：值和参数各在哪里"
    ),
    both(
        ["where", "activations", "in memory", "parameters", "in memory"],
        ["位置", "激活值", "占内存", "参数", "占内存"],
    ),
    lines,
)
saved, peak = report.totals.saved_bytes / MIB, report.totals.peak_inference_bytes / MIB
print(both("kept for the backward pass:", "为反向传播保留："), f"{saved:.1f} MiB")
print(both("most alive at once in inference:", "推理时同时存在的最大值："), f"{peak:.1f} MiB")

# %% [markdown] lang="en"
# The table adds up, and the `assert` compares it with the report, which counted row by row. The two columns run in opposite directions: most values at the top, most parameters at the bottom. The last two lines say what training and inference really need: for the backward pass more is kept than the activations themselves, while in inference a map can be dropped as soon as it has been read. [The chapter](../../course/02-vgg/) compares this with a well-known table whose total does not add up.
#
# ## What you saw
#
# - The receptive field is a property of the windows alone. Measured by gradients or computed by the formula, it is the same for every layer.
# - Inside the field the middle counts most: the number of paths makes a bell.
# - In a network with random weights the bell is broader, as the square root predicts.
# - Three layers of 3 × 3 have the field of one of 7 × 7 and 27/49 of its weights and MACs; the time has to be measured, and the activations grow.
#
# ## Try it yourself
#
# - Give the twin a dilation of two in its last group. What does the formula say, and what does the gradient?
# - Replace `VGG("D")` by `VGG("A")`. What is the field of its last pooling layer?
# - Take ResNet-18 from `archreport.models.resnet`. Its paths have different lengths; `row.receptive` has a `size` and a `smallest`. Which one does the gradient show?
# - Change `C` and the size of the map in the comparison of times. Where is the ratio near 27/49, and where is it far away?

# %% [markdown] lang="zh"
# 各行之和等于合计；`assert` 还把它与逐行统计的报告作了比较。两列的走向正好相反：激活值集中在前面，参数集中在后面。最后两行说明训练和推理实际需要多少：反向传播要保留的比激活值本身还多；推理时，特征图读完就可以释放。[正文](../../course/02-vgg/)把它与一张流传很广、合计却有误的表作了比较。
#
# ## 你看到了什么
#
# - 感受野只由窗口决定。每一层，用梯度测得的和用公式算出的都一样。
# - 感受野之内，中心最重要：通路的条数呈钟形。
# - 权重随机的网络里钟形更宽，与平方根的预测相符。
# - 三层 3 × 3 与一层 7 × 7 感受野相同，权重和 MAC 是后者的 27/49；时间要靠测量，激活值反而更多。
#
# ## 自己试试
#
# - 在对照网络的最后一个块里把空洞率设为 2。公式给出什么？梯度给出什么？
# - 把 `VGG("D")` 换成 `VGG("A")`。它的最后一个池化层的感受野是多少？
# - 从 `archreport.models.resnet` 取 ResNet-18。它的路径长短不一，`row.receptive` 里有 `size` 和 `smallest`。梯度显示的是哪一个？
# - 改变比较时间时的 `C` 和特征图大小。什么情况下比值接近 27/49，什么情况下相差较大？
