# ---
# chapter: 07-vgg-apart
# seed: 0
# data:
#   en: 1,080 emoji (Twemoji, © Twitter, Inc. and other contributors, CC BY 4.0; from emoji-datasource-twitter, C. Henderson, MIT) on photographs in the public domain or CC0
#   zh: 1,080 个 emoji（Twemoji，© Twitter, Inc. and other contributors，CC BY 4.0；取自 emoji-datasource-twitter，C. Henderson，MIT），贴在公有领域或 CC0 的照片上
# ---

# %% [markdown] lang="en"
# # A trained network taken apart
#
# You read the parameters of a trained network, follow a picture through its layers, let it predict, use it to find pictures that are alike, ask what it looks at, and draw what its outputs like best. Every step runs on VGG-16 if you have its public weights, and on a small network trained in this course if not. Each figure says which.
#
# The published page shows the small network. It is built after AlexNet, not after VGG: a small VGG was tried first, and the 3×3 kernels that it learned in so short a time showed little, and pictures made for its classes were only fine texture. (The kernels of the real VGG-16, though as small, can be read: edges and spots of one colour.) The questions are the same for any convolutional network.

# %% [markdown] lang="zh"
# # 拆开一个训练好的网络
#
# 读一读训练好的网络的参数，跟着一张图走过各层，让它预测，用它找相似的图，问它看的是哪里，再画出它的各个输出最喜欢什么。手头有 VGG-16 的公开权重，每一步就在 VGG-16 上运行；没有，就用本课程训练的小网络。每幅图都注明用的是哪一个。
#
# 网页上显示的是小网络。它仿的是 AlexNet，不是 VGG：先试过小的 VGG，训练时间这么短，它的 3×3 卷积核看不出什么；为它的类别生成的图像也只有细碎的纹理。（真正的 VGG-16，卷积核同样小，却读得出来：边缘和单色的斑点。）要问的问题，对任何卷积网络都一样。

# %%
import warnings

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore", message="IProgress not found")  # captum would draw a bar
from captum.attr import IntegratedGradients, LayerAttribution, LayerGradCam, Occlusion, Saliency

from archreport.course import show, table
from archreport.course.emoji import CLASSES, CLASSES_ZH, split
from archreport.course.pasting import TEST_PHOTOGRAPHS, Style, paste
from archreport.course.subject import subject

WEIGHTS = None  # "imagenet" for VGG-16 with public weights (half a gigabyte), or the path of a weights file
SEED = 0

it = subject(WEIGHTS, SEED)
small = WEIGHTS is None
layers = dict(it.net.named_modules())
source = f"{it.name}, {it.weights}"
SOURCE = {source: "48 像素网络，本课程训练" if small else source}


def seen(text):
    """What was seen in the figures of the small network; another network was not looked at."""
    return text if small else ""


print(f"{source}: {sum(p.numel() for p in it.net.parameters()):,} parameters")
assert not it.net.training

# %% [markdown] lang="en"
# ## The parameters
#
# Begin at the front. A kernel of the first convolution has three channels, like a picture, so it can be shown as one. The strongest come first.

# %% [markdown] lang="zh"
# ## 参数
#
# 从最前面开始。第一个卷积的卷积核有三个通道，和图像一样，所以可以当作图像来看。最强的排在最前面。

# %%
first = layers[it.convolutions[0]].weight.detach()
order = first.flatten(1).norm(dim=1).argsort(descending=True)[:24]

figure, axes = plt.subplots(3, 8, figsize=(8, 3.3))
figure.suptitle(source, fontsize=9)
for panel, kernel in zip(axes.flat, first[order], strict=True):
    kernel = (kernel - kernel.min()) / (kernel.max() - kernel.min())
    panel.imshow(kernel.permute(1, 2, 0), interpolation="nearest")
    panel.set_axis_off()
show(
    figure,
    en="24 kernels of the first convolution as small colour pictures, strongest first. Each is "
    "brightened to its own range, which enlarges the noise of the weaker ones. "
    + seen("Among the strongest are edges between two colours and spots of one colour."),
    zh="第一个卷积的 24 个卷积核，画成彩色小图，最强的在前。各按自己的范围调亮，较弱的，噪声也随之放大。"
    + seen("较强的多为两种颜色之间的边缘和单色的斑点。"),
    words=SOURCE,
)

# %% [markdown] lang="en"
# Further back a kernel has dozens of channels and cannot be seen as a picture. But one can ask how the weights of a layer are distributed:

# %% [markdown] lang="zh"
# 再往后，一个卷积核有几十个通道，不能当作图像来看了。但可以问：一层的权重是怎样分布的？

# %%
shown = [
    it.convolutions[at] for at in np.linspace(0, len(it.convolutions) - 1, 4).round().astype(int)
]
figure, axes = plt.subplots(1, 4, figsize=(10, 2.4), layout="constrained")
figure.suptitle(source, fontsize=9)
rows = []
for panel, name in zip(axes, shown, strict=True):
    weights = layers[name].weight.detach().flatten()
    panel.hist(weights.numpy(), bins=60, color="#56B4E9")
    panel.set_title(name, fontsize=9)
    panel.set_yticks([])
    rows.append([name, weights.numel(), f"{weights.mean():+.4f}", f"{weights.std():.4f}"])
show(
    figure,
    en="Histograms of the weights of four convolutions, from the first to the last. "
    + seen(
        "All have one peak at zero, and further back they are narrower. The first two have a sharper "
        "peak and longer tails than a bell; the last can hardly be told from one."
    ),
    zh="由前到后四个卷积的权重直方图。"
    + seen(
        "都在零处有一个峰，越往后越窄。前两个比钟形的峰更尖、尾更长；最后一个与钟形几乎分不出来。"
    ),
    words=SOURCE,
)
table(
    {"en": f"Weights by layer ({source})", "zh": f"各层的权重（{SOURCE[source]}）"},
    {
        "en": ["layer", "weights", "mean", "standard deviation"],
        "zh": ["层", "个数", "均值", "标准差"],
    },
    rows,
)
spread = [layers[name].weight.std().item() for name in shown]
assert not small or spread[-1] < spread[0]  # more products in a sum, smaller weights


def kurtosis(name):
    """The mean fourth power of a layer's weights in units of their spread: three for a bell."""
    weights = layers[name].weight.detach().flatten()
    return ((weights - weights.mean()) / weights.std()).pow(4).mean().item()


assert not small or min(map(kurtosis, shown[:2])) > 3.4  # sharp peaks and long tails in front
assert not small or abs(kurtosis(shown[-1]) - 3) < 0.2

# %% [markdown] lang="en"
# ## A picture on its way
#
# Now pictures: emoji that training never saw, on photographs that training never used. Hooks record what each convolution puts out. Of each layer you see the six channels that respond most strongly, bright where they do.

# %% [markdown] lang="zh"
# ## 一张图的旅程
#
# 现在来看图像：训练时没见过的 emoji，贴在训练时没用过的照片上。用钩子（hook）记录每个卷积的输出。每层显示响应最强的六个通道，越亮响应越强。

# %%
unseen = split()[1]
if not small:
    unseen = unseen[::6]  # VGG-16 needs a thousand times the work
pictures = paste(unseen, TEST_PHOTOGRAPHS, it.size, seed=11)


def outputs(names, x):
    """What the layers ``names`` put out for the input ``x``, by name."""
    found = {}
    hooks = [
        layers[name].register_forward_hook(lambda _, __, out, name=name: found.update({name: out}))
        for name in names
    ]
    with torch.no_grad():
        found["scores"] = it.net(x)
    for hook in hooks:
        hook.remove()
    return found


parts = [
    outputs([it.vector], it.input(pictures.pictures[at : at + 16]))
    for at in range(0, len(unseen), 16)
]
scores = torch.cat([part["scores"] for part in parts])
vectors = torch.cat([part[it.vector].flatten(1) for part in parts])
right = scores.argmax(1).numpy() == pictures.labels if small else np.ones(len(unseen), bool)
one = int(np.flatnonzero(right & (pictures.labels == CLASSES.index("animal")))[0])

maps = outputs(shown, it.input(pictures.pictures[one : one + 1]))
figure, axes = plt.subplots(4, 7, figsize=(8, 4.8), layout="constrained")
figure.suptitle(source, fontsize=9)
for row, name in zip(axes, shown, strict=True):
    found = F.relu(maps[name][0])
    row[0].imshow(pictures.pictures[one])
    row[0].set_ylabel(f"{name}\n{found.shape[1]}×{found.shape[2]}", fontsize=8)
    row[0].set_xticks([])
    row[0].set_yticks([])
    for panel, channel in zip(row[1:], found.mean((1, 2)).argsort(descending=True), strict=False):
        panel.imshow(found[channel], cmap="viridis")
        panel.set_axis_off()
show(
    figure,
    en="One test picture and the six strongest feature maps of four convolutions. "
    + seen(
        "The first ones follow outlines and colours. The last ones are coarse; in these strongest "
        "maps a good part of the few values is bright."
    ),
    zh="一张测试图，以及四个卷积各自最强的六张特征图。"
    + seen("前面的跟着轮廓和颜色走；最后的很粗，在这几张最强的图里，不多的几个值有不少是亮的。"),
    words=SOURCE,
)

# %% [markdown] lang="en"
# ## Prediction
#
# The network gives a score to each class; the softmax turns scores into numbers between 0 and 1 that add up to 1. They are often read as probabilities, but nothing makes sure that a class given 0.9 is right nine times in ten.

# %% [markdown] lang="zh"
# ## 预测
#
# 网络给每个类别一个得分；softmax 把得分变成 0 到 1 之间、总和为 1 的数。人们常把它们当作概率，但没有什么能保证：给了 0.9 的类别，十次里有九次是对的。

# %%
ZH = dict(zip(CLASSES, CLASSES_ZH, strict=True)) if small else {}
wrong = np.flatnonzero(~right)
four = [
    *np.flatnonzero(right)[[3, len(np.flatnonzero(right)) // 2]],
    *(wrong if small else right.nonzero()[0])[[0, -1]],
]
figure, axes = plt.subplots(2, 4, figsize=(10, 3.8), layout="constrained")
figure.suptitle(source, fontsize=9)
words = {}
for column, at in zip(axes.T, four, strict=True):
    share, best = scores[at].softmax(0).topk(5)
    names = [it.classes[i] for i in best]
    column[0].imshow(pictures.pictures[at])
    column[0].set_axis_off()
    column[1].barh(range(5), share, color="#E69F00")
    column[1].set_yticks(range(5), names, fontsize=8)
    column[1].invert_yaxis()
    column[1].set_xlim(0, 1)
    words |= {name: ZH[name] for name in names if name in ZH}
show(
    figure,
    en="Four test pictures with the five best classes and their softmax values. "
    + seen("The two on the left are right, the two on the right wrong."),
    zh="四张测试图，各列出得分最高的五个类别及其 softmax 值。"
    + seen("左边两张判对了，右边两张判错了。"),
    words={**SOURCE, **words},
)
if small:
    print(f"right on {right.mean():.3f} of {len(right)} unseen emoji")
    assert right.mean() > 0.52

# %% [markdown] lang="en"
# ## Features as vectors
#
# Stop one layer before the scores. What stands there describes the picture, as a vector. Pictures whose vectors point in nearly the same direction should look alike to the network. Take a picture and find its nearest ones among the others, once with these vectors and once, to compare, with the plain pixels.

# %% [markdown] lang="zh"
# ## 特征作为向量
#
# 在得分的前一层停下。那里的数就是对图像的描述，一个向量。两张图的向量方向几乎相同，在网络看来就应当相像。取一张图，在其余的图里找离它最近的；一次用这些向量，一次用原始像素，作个比较。


# %%
def nearest(rows, count):
    """For each row the ``count`` others at the smallest angle, nearest first."""
    rows = F.normalize(rows - rows.mean(0), dim=1)
    alike = rows @ rows.T
    alike.fill_diagonal_(-2)
    return alike.topk(count).indices.numpy()


pixels = torch.from_numpy(pictures.pictures).float().flatten(1)
neighbours = {"features": nearest(vectors, 5), "pixels": nearest(pixels, 5)}
share = {
    name: (pictures.labels[found] == pictures.labels[:, None]).mean()
    for name, found in neighbours.items()
}
figure, axes = plt.subplots(4, 6, figsize=(7, 4.9), layout="constrained")
figure.suptitle(source, fontsize=9)
for row, at in zip(axes, np.linspace(5, len(unseen) - 6, 4).astype(int), strict=True):
    for panel, which in zip(row, (at, *neighbours["features"][at]), strict=True):
        panel.imshow(pictures.pictures[which])
        panel.set_xticks([])
        panel.set_yticks([])
axes[0, 0].set_title("picture", fontsize=9)
axes[0, 1].set_title("nearest", fontsize=9)
show(
    figure,
    en="Four pictures in the first column, each followed by the five whose features are nearest "
    "to its own. "
    + seen(
        "Faces and flags find their own kind; others find pictures of like colour or background."
    ),
    zh="第一列四张图，每张后面是特征离它最近的五张。"
    + seen("表情和旗帜找到的是同类；别的则找到颜色或背景相近的图。"),
    words={**SOURCE, "picture": "图像", "nearest": "最近的"},
)
table(
    {
        "en": f"Share of the five nearest that are of the same class ({source})",
        "zh": f"最近的五张图中同类所占的比例（{SOURCE[source]}）",
    },
    {"en": ["compared by", "same class"], "zh": ["比较的依据", "同类"]},
    {
        "en": [["features", f"{share['features']:.3f}"], ["pixels", f"{share['pixels']:.3f}"]],
        "zh": [["特征", f"{share['features']:.3f}"], ["像素", f"{share['pixels']:.3f}"]],
    },
)
if small:
    assert share["features"] > share["pixels"] + 0.1

# %% [markdown] lang="en"
# ## What it looks at
#
# Four methods ask which pixels matter for one score. **Saliency**: how strongly does the score change with each pixel (the gradient)? **Integrated gradients**: the same, added up on the way from a grey picture to this one. **Occlusion**: how far does the score fall when a square is covered? **Grad-CAM**: which places of the last map speak for the class, each channel weighted by its average gradient? The library captum has all four.
#
# A heat map is easily believed. Here it can be *tested*: the emoji was pasted, so it is known exactly which pixels belong to it. Which share of the map lies on the emoji? A map that knew nothing would have the emoji's share of the area. The emoji are pasted smaller than in training, so that there is background to be wrong about, and only pictures that are classified correctly are asked, for the class they show.

# %% [markdown] lang="zh"
# ## 它看的是哪里
#
# 四种方法都在问：对某个得分，哪些像素要紧。**显著性**：得分随每个像素变化得多快（梯度）？**积分梯度**：同样的量，从灰色图走到这张图，一路累加。**遮挡实验**：盖住一个方块，得分掉多少？**Grad-CAM**：最后一层特征图上哪些位置支持这个类别，每个通道按其平均梯度加权？captum 库里四种都有。
#
# 热图很容易让人相信。在这里却可以**检验**：emoji 是贴上去的，哪些像素属于它，一清二楚。热图有多大一部分落在 emoji 上？什么都不知道的热图，所得就是 emoji 的面积比例。这里的 emoji 贴得比训练时小，好留出容易看错的背景；只取分类正确的图，问的是它所示的类别。

# %%
STYLE = Style(scale=(0.5, 0.6), crop=(it.size, max(it.size, 160)))
smaller = paste(unseen, TEST_PHOTOGRAPHS, it.size, seed=12, style=STYLE) if small else pictures
answers = torch.cat(
    [outputs([], it.input(part))["scores"] for part in np.array_split(smaller.pictures, 8)]
)
guesses = answers.argmax(1).numpy()
usable = np.flatnonzero(guesses == smaller.labels) if small else np.arange(len(unseen))
chosen = usable[np.linspace(0, len(usable) - 1, 20 if small else 3).astype(int)]
if small:
    print(f"right on {len(usable) / len(unseen):.3f} of these smaller pastes")

x = it.input(smaller.pictures[chosen]).requires_grad_()
target = torch.from_numpy(guesses[chosen])
grey = torch.zeros_like(x)
window = it.size // 6
covered = Occlusion(it.net).attribute(
    x, (3, window, window), strides=(3, window // 4 if small else window // 2, window // 4 if small else window // 2),
    baselines=0, target=target, perturbations_per_eval=16,
)  # fmt: skip
cam = LayerGradCam(it.net, layers[it.last_map]).attribute(x, target)
heat = {
    "saliency": Saliency(it.net).attribute(x, target).amax(1),
    "integrated gradients": IntegratedGradients(it.net)
    .attribute(x, grey, target, n_steps=32, internal_batch_size=64)
    .abs()
    .sum(1),
    "occlusion": covered.sum(1).clamp(min=0),
    "Grad-CAM": LayerAttribution.interpolate(cam.clamp(min=0), x.shape[2:], "bilinear")[:, 0],
}
heat = {name: values.detach().numpy() for name, values in heat.items()}
METHODS_ZH = {
    "saliency": "显著性", "integrated gradients": "积分梯度", "occlusion": "遮挡实验", "Grad-CAM": "Grad-CAM",
}  # fmt: skip

figure, axes = plt.subplots(5, 6 if small else 3, figsize=(7.5, 6.4), layout="constrained")
figure.suptitle(source, fontsize=9)
for column, at in zip(axes.T, range(0, len(chosen), 3 if small else 1), strict=False):
    column[0].imshow(smaller.pictures[chosen[at]])
    for panel, values in zip(column[1:], heat.values(), strict=True):
        panel.imshow(values[at], cmap="viridis")
        panel.contour(smaller.masks[chosen[at]], [0.5], colors="white", linewidths=0.8)
    for panel in column:
        panel.set_xticks([])
        panel.set_yticks([])
for panel, name in zip(axes[:, 0], ("picture", *heat), strict=True):
    panel.set_ylabel(name, fontsize=8)
show(
    figure,
    en="Test pictures with four heat maps each, the outline of the emoji drawn in white. "
    + seen(
        "Most maps are brightest on the emoji; some spill over the background or peak beside it."
    ),
    zh="测试图与各自的四种热图，白线是 emoji 的轮廓。"
    + seen("多数热图在 emoji 上最亮；也有的漫到背景上，或者最亮处在旁边。"),
    words={**SOURCE, "picture": "图像", **{k: v for k, v in METHODS_ZH.items() if k != v}},
)

# %%
masks = smaller.masks[chosen]
area = masks.mean()


def on_the_emoji(values):
    """Mean share of the map inside the mask; share of maps whose maximum is inside."""
    flat, inside = values.reshape(len(values), -1), masks.reshape(len(masks), -1)
    shares = (flat * inside).sum(1) / np.maximum(flat.sum(1), 1e-12)
    return shares.mean(), inside[np.arange(len(flat)), flat.argmax(1)].mean()


measured = {name: on_the_emoji(values) for name, values in heat.items()}
table(
    {
        "en": f"Maps against the exact masks, {len(chosen)} pictures ({source}); the emoji cover {area:.3f} of the area",
        "zh": f"热图与准确掩膜的对照，{len(chosen)} 张图（{SOURCE[source]}）；emoji 占面积的 {area:.3f}",
    },
    {
        "en": ["method", "share of the map on the emoji", "maximum on the emoji"],
        "zh": ["方法", "热图落在 emoji 上的部分", "最大值在 emoji 上"],
    },
    {
        "en": [[name, f"{a:.3f}", f"{b:.2f}"] for name, (a, b) in measured.items()],
        "zh": [[METHODS_ZH[name], f"{a:.3f}", f"{b:.2f}"] for name, (a, b) in measured.items()],
    },
)
if small:
    assert measured["occlusion"][0] > 1.5 * area
    assert measured["Grad-CAM"][0] > 1.5 * area

# %% [markdown] lang="en"
# All four do better than blind chance, and none is exact. A part of each map lies on the background, although the answer is right. That may be a fault of the map; it may also be the truth about the network, which *does* use the background. The masks tell where the emoji is, not what the network uses. Also, a map says where, never why.

# %% [markdown] lang="zh"
# 四种方法都好过盲猜，但没有一种是准确的。答案虽然对，每张热图却都有一部分落在背景上。这可能是热图的毛病；也可能就是实情，网络**确实**用到了背景。掩膜告诉我们 emoji 在哪里，却不告诉我们网络用了什么。还有，热图只说在哪里，从不说为什么。

# %% [markdown] lang="en"
# ## What an output likes
#
# Turn the question round: which picture makes one score as high as possible? Start from noise and climb: change the *picture* by the gradient of the score, and leave the weights alone. Two helps keep it from becoming mere grain: the picture is shifted a little at every step, and differences between neighbouring pixels cost something.

# %% [markdown] lang="zh"
# ## 一个输出喜欢什么
#
# 把问题倒过来：什么样的图能让某个得分尽量高？从噪声出发往上爬：按得分的梯度去改**图像**，权重保持不动。有两个办法不让它变成一片颗粒：每一步都把图稍稍移动一下，相邻像素之间的差别要付代价。


# %%
def liked(targets, steps=150):
    """Pictures (N, 3, size, size) from 0 to 1 that raise the scores of the classes ``targets``."""
    dice = torch.Generator().manual_seed(SEED)
    free = (0.1 * torch.randn(len(targets), 3, it.size, it.size, generator=dice)).requires_grad_()
    optimiser = torch.optim.Adam([free], 0.05)
    rows = torch.arange(len(targets))
    reach = it.size // 8
    for _ in range(steps):
        picture = torch.sigmoid(free)
        by = torch.randint(-reach, reach + 1, (2,), generator=dice).tolist()
        score = it.net(it.normalised(picture.roll(by, (2, 3))))[rows, targets].sum()
        rough = picture.diff(dim=2).abs().mean((1, 2, 3)) + picture.diff(dim=3).abs().mean(
            (1, 2, 3)
        )
        optimiser.zero_grad()
        (100 * rough.sum() - score).backward()
        optimiser.step()
    return torch.sigmoid(free).detach()


wanted = torch.arange(10) if small else scores.argmax(1).unique()[:4]
made = liked(wanted, 150 if small else 40)
with torch.no_grad():
    hits = (it.net(it.normalised(made)).argmax(1) == wanted).sum().item()
figure, axes = plt.subplots(2, 5, figsize=(8, 3.7), layout="constrained")
figure.suptitle(source, fontsize=9)
names = [it.classes[i] for i in wanted]
for panel in axes.flat:
    panel.set_axis_off()
for panel, picture, name in zip(axes.flat, made, names, strict=False):
    panel.imshow(picture.permute(1, 2, 0))
    panel.set_title(name, fontsize=9)
show(
    figure,
    en="A picture made for each class by climbing its score. "
    + seen(
        "They are not emoji, but hold what the classes have in common: rows of dark eyes for face "
        "and animal, yellow fingers for hand, a band of light windows for vehicle, patches of pure "
        "colour side by side for flag."
    ),
    zh="为每个类别沿得分往上爬得到的图像。"
    + seen(
        "它们不是 emoji，却含有各类共有的东西：表情和动物是一排排深色的眼睛，手势是黄色的手指，"
        "车辆是一条浅色的车窗，旗帜是并排的几块纯色。"
    ),
    words={**SOURCE, **{name: ZH[name] for name in names if name in ZH}},
)
print(f"{hits} of {len(wanted)} are classified as intended")
if small:
    assert hits >= 8

# %% [markdown] lang="en"
# Such a picture is no portrait of a class. It is *one* picture, among very many, to which this output says yes, and it shows what is enough for that. Colour plays a large part, as laboratory 0 found by other means.
#
# ## Now VGG-16
#
# Set `WEIGHTS = "imagenet"` in the first cell and run everything again. archreport fetches the public weights, half a gigabyte, checks their hash, and each cell above runs on VGG-16 with the thousand classes of ImageNet. A thousand times the work: take a GPU, or some patience. The answers have no right or wrong here, as no class is called *emoji*; look at which classes it takes them for.
#
# **Try it.** Which of the four heat maps changes least when you set `SEED` to 1 and train another network? In `liked`, leave out the shifting, then the cost of differences: what do the pictures become?

# %% [markdown] lang="zh"
# 这样的图不是类别的肖像。它只是这个输出说“是”的许许多多图中的**一张**，说明有了这些就足够。颜色起了很大作用，实验 0 用别的方法也发现了这一点。
#
# ## 换成 VGG-16
#
# 把第一个代码单元里的 `WEIGHTS` 改成 `"imagenet"`，全部重新运行。archreport 会取来半个多 GB 的公开权重，并核对哈希值，上面每个单元就在 VGG-16 上运行，类别是 ImageNet 的一千类。计算量是一千倍：用 GPU，或者耐心些。这时答案没有对错，因为没有一类叫 *emoji*；看看它把这些图当成了什么。
#
# **试一试。** 把 `SEED` 改成 1，另训练一个网络，四种热图里哪一种变化最小？在 `liked` 里去掉移动，再去掉差别的代价：图像会变成什么样？
