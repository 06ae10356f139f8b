# ---
# chapter: 05-deepface
# seed: 0
# data:
#   en: The photograph of Eileen Collins (NASA, public domain), which comes with archreport. The points on it were picked by hand for this laboratory; the generic head is made of round numbers.
#   zh: archreport 自带的 Eileen Collins 照片（NASA，公有领域）。照片上的关键点是为本实验手工标注的；通用头部模型由一组取整的数构成。
# ---

# %% [markdown] lang="en"
# # Bringing a face to the front
#
# You take a photograph of a face, find how the head stands in space from a handful of points, turn the head, and turn it back to the front. It takes only linear algebra and a picture warped triangle by triangle; no network is involved, and nothing is learned.
#
# Why bother? Two photographs of one person, one from the front and one from the side, can differ more, as tables of numbers, than two people both seen from the front. A network that compares faces has to see through that. DeepFace takes the difference out *before* the network: it brings every face into the same position and turns it to the front. This is called **alignment**, and its last step **frontalisation**.

# %% [markdown] lang="zh"
# # 人脸对齐与正面化
#
# 取一张人脸照片，由脸上的若干个点求出头部在空间中的朝向，先把头转开，再转回正面。整个过程只用到线性代数，以及逐个三角形的图像变形；没有网络参与，也没有任何学习。
#
# 为什么要这样做？同一个人的两张照片，一张正面，一张侧面，逐个像素比较，差别往往比两个不同的人的正面照还大。比较人脸的网络必须克服这种差别。DeepFace 的方法是在进入网络**之前**就消除它：让每张脸都落在同一位置，并且朝向正面。这叫**人脸对齐**，其中最后一步叫**正面化**。

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.spatial import Delaunay
from skimage.transform import SimilarityTransform, warp

from archreport.course import check, compare, table
from archreport.course.alignment import (
    bend,
    inside,
    project,
    rms,
    turn_points,
    weak_perspective,
)
from archreport.course.faces import ANCHORS, front_view, head, picked
from archreport.course.photographs import load_photo

picture, about = load_photo("astronaut")
photo = np.asarray(picture) / 255  # (512, 512, 3), values from 0 to 1 || (512, 512, 3)，取值 0 到 1
points = picked()  # (24, 2): x and y in pixels || (24, 2)：各点的 x 和 y，以像素为单位
print("Eileen Collins,", about.credit)
print(photo.shape, points.shape)

# %% [markdown] lang="en"
# ## Points that every face has
#
# A **landmark** is a place that can be found on every face: the corner of an eye, the tip of the nose, the chin. DeepFace finds its landmarks with a trained detector. We have one photograph, so we picked them by hand on a magnified picture; expect an error of about one pixel each. The six large ones will put the face in position; the small ones will be needed to find out how the head is turned.

# %% [markdown] lang="zh"
# ## 每张脸上都有的点
#
# **关键点**是在每张脸上都能找到的位置：眼角、鼻尖、下巴。DeepFace 用训练好的检测器检测关键点。我们只有一张照片，所以直接在放大的图上手工标注；每个点大约有一个像素的误差。六个大点用来确定脸的位置，其余的小点用来判断头部的转向。

# %%
DOT, OTHER = "#E69F00", "#56B4E9"  # orange, sky blue || 橙色，天蓝色


def panel(axes, image, title="", **how):
    both("""One image without axes.""", """一张不带坐标轴的图像。""")
    axes.imshow(image, interpolation="none", **how)
    axes.set_title(title, fontsize=10)
    axes.set_axis_off()


figure, axes = plt.subplots(figsize=(4.2, 4.2))
panel(axes, photo)
axes.scatter(*points[ANCHORS:].T, s=10, color=OTHER, edgecolors="black", linewidths=0.4)
axes.scatter(*points[:ANCHORS].T, s=34, color=DOT, edgecolors="black", linewidths=0.6)
axes.set_xlim(130, 320)
axes.set_ylim(210, 20)
# figure en: The face in the photograph with 24 points: on the pupils, the corners of the eyes,
# the ends of the brows, the nose, the lips, the chin and the jaw. Six points, on the pupils, the
# tip of the nose, the corners of the mouth and the upper lip, are larger.
# figure zh: 照片中的脸和 24 个点：瞳孔、眼角、眉端、鼻子、嘴唇、下巴和下颌。其中瞳孔、鼻尖、两个嘴角和
# 上唇这六个点画得大一些。
plt.show()

# %% [markdown] lang="en"
# ## First step: turn, scale and move in the plane
#
# The face should lie upright in the middle of a picture of 152 × 152 pixels, the size that DeepFace's network reads. In the plane we may turn the photograph, scale it and move it, and nothing else. This is a **similarity**, and it has four unknown numbers, *a*, *b*, *t* and *u*:
#
# $$x' = a\,x - b\,y + t, \qquad y' = b\,x + a\,y + u.$$
#
# The scale is $\sqrt{a^2+b^2}$, the angle is the one whose cosine and sine are in the ratio *a* : *b*. Six points give twelve equations for four unknowns. They cannot all hold, so we ask for the smallest sum of squared errors; scikit-image provides this. The target positions, on the left-hand sides of the equations, are those of a head seen from the front, described further down.

# %% [markdown] lang="zh"
# ## 第一步：在平面内旋转、缩放、平移
#
# 我们希望脸端正地落在一幅 152 × 152 像素的图像中央，这正是 DeepFace 的网络的输入大小。在平面内，只允许对照片旋转、缩放和平移。这样的变换叫**相似变换**，共有四个未知数 *a*、*b*、*t*、*u*：
#
# $$x' = a\,x - b\,y + t, \qquad y' = b\,x + a\,y + u.$$
#
# 缩放倍数是 $\sqrt{a^2+b^2}$，旋转角的余弦与正弦之比就是 *a* : *b*。六个点给出十二个方程，而未知数只有四个，不可能全部精确成立，于是求误差平方和最小的解；scikit-image 里有现成的函数。方程左边是目标位置，取自一个朝向正面的头部模型，下文会介绍。

# %%
p, scale, angle = np.array([3.0, 1.0]), 2.0, np.radians(90)
a, b = scale * np.cos(angle), scale * np.sin(angle)

moved = np.array(
    [a * p[0] - b * p[1], b * p[0] + a * p[1]]
)  # gap: where p goes, with t = u = 0: two numbers || t = u = 0 时 p 变到哪里：两个数

turn = SimilarityTransform(scale=scale, rotation=angle)
check(
    moved,
    turn(p)[0],
    both("Put the two equations above into NumPy.", "把上面两个方程写成 NumPy 代码。"),
)

# %%
SIZE = 152
# Pixels per millimetre; where the middle between the eyes goes || 每毫米多少像素；两眼中点的位置
SCALE, MIDDLE = 0.85, (75.5, 50.0)

wanted = front_view(SCALE, MIDDLE)
similarity = SimilarityTransform.from_estimate(points[:ANCHORS], wanted[:ANCHORS])
crop = warp(photo, similarity.inverse, output_shape=(SIZE, SIZE))
placed = similarity(points)  # all points, in the crop || 裁剪图中的全部点

error_2d = rms(placed[:ANCHORS], wanted[:ANCHORS])
angle_2d = np.degrees(similarity.rotation)
print(both("scale:", "缩放倍数："), f"{similarity.scale:.3f}")
print(both("angle:", "旋转角："), f"{angle_2d:.1f}°")
print(both("root mean square error, px:", "均方根误差（像素）："), f"{error_2d:.2f}")
assert error_2d < 1 and abs(angle_2d + 1.7) < 0.5

# %% [markdown] lang="en"
# Does the fit always exist? No. Take the same point six times: nothing then says how large the face is or how it is turned. `from_estimate` does not raise an error; it returns an object that counts as false and says why. So ask `if not similarity` before you go on.

# %% [markdown] lang="zh"
# 解一定存在吗？不一定。假如六个点重合，就无法知道脸有多大、转了多少。这时 `from_estimate` 并不报错，而是返回一个逻辑值为假的对象，并说明原因。所以继续之前，先用 `if not similarity` 检查一下。

# %%
same_point = np.repeat(points[:1], ANCHORS, axis=0)
failed = SimilarityTransform.from_estimate(same_point, wanted[:ANCHORS])
print(failed)
assert not failed

# %%
figure, axes = plt.subplots(figsize=(3.4, 3.4))
panel(axes, crop)
axes.scatter(*wanted[:ANCHORS].T, s=60, marker="+", color="white", linewidths=1.4)
axes.scatter(*placed[:ANCHORS].T, s=22, color=DOT, edgecolors="black", linewidths=0.5)
# figure en: The crop of 152 by 152 pixels: the face upright and in the middle. The six points,
# orange, lie close to the white crosses of the places they should have.
# figure zh: 152 × 152 像素的裁剪图：脸端正地位于中央。橙色的六个点紧靠白色十字，十字是它们应在
# 的位置。
plt.show()

# %% [markdown] lang="en"
# ## A head for everybody
#
# Turning in the plane cannot undo that somebody looks to the side. For that we need depth, and a single photograph has none. DeepFace borrows it from a generic head. Ours has the same 24 points in millimetres, in round numbers, invented for this laboratory; it smiles a little, because the woman in the photograph does. Nobody has exactly this head. We shall see how much that matters.

# %% [markdown] lang="zh"
# ## 通用的头部模型
#
# 头若侧向一边，在平面内旋转无法纠正。这需要深度，而单张照片里没有深度。DeepFace 的方法是从一个通用的头部模型得到深度。我们的模型有同样的 24 个点，以毫米为单位，都取整数，专为本实验构造；它略带笑意，因为照片里的人在笑。没有人的头部恰好是这样，这有没有影响，后面会看到。

# %%
# (24, 3): right, down, towards the viewer, in mm || (24, 3)：向右、向下、朝向观看者，毫米
shape = head()
triangles = Delaunay(shape[:, :2]).simplices

figure, (front, side) = plt.subplots(
    1, 2, figsize=(5.6, 4), sharey=True, width_ratios=(130, 80), layout="constrained"
)
for axes, across, limits in ((front, 0, (-65, 65)), (side, 2, (-42, 38))):
    axes.triplot(shape[:, across], shape[:, 1], triangles, color="#808080", linewidth=0.7)
    axes.scatter(shape[ANCHORS:, across], shape[ANCHORS:, 1], s=12, color=OTHER)
    axes.scatter(shape[:ANCHORS, across], shape[:ANCHORS, 1], s=30, color=DOT)
    axes.set(aspect="equal", xlim=limits, ylim=(118, -25))
front.set_title(both("from the front", "正面"), fontsize=10)
side.set_title(both("from the side", "侧面"), fontsize=10)
front.set_xlabel(both("x, mm", "x（毫米）"))
front.set_ylabel(both("y, mm", "y（毫米）"))
side.set_xlabel(both("depth z, mm", "深度 z（毫米）"))
# figure en: The 24 points of the generic head joined by triangles, from the front and from the
# side. From the side the tip of the nose stands out furthest, and the sides of the jaw lie
# furthest back.
# figure zh: 通用头部模型的 24 个点及连成的三角形，左为正面，右为侧面。从侧面看，鼻尖最靠前，下颌两侧最
# 靠后。
plt.show()

# %% [markdown] lang="en"
# ## A camera is a matrix
#
# Which camera would see this head as we see the face? Take the simplest camera there is: every coordinate in the picture is a weighted sum of the three coordinates in space, plus a constant. That is a matrix *P* with two rows and four columns:
#
# $$\begin{pmatrix} x \\ y \end{pmatrix} = P \begin{pmatrix} X \\ Y \\ Z \\ 1 \end{pmatrix}.$$
#
# It is called an **affine camera**. It has no vanishing points: what is twice as far away is not half as large. For a face a few metres away that hardly matters. Each landmark gives two equations, one for each row; there are eight unknowns, so least squares again. (DeepFace weights its landmarks by how far each can be trusted. We trust them all equally.)

# %% [markdown] lang="zh"
# ## 相机就是一个矩阵
#
# 什么样的相机拍摄这个头部模型，会得到照片中的样子？取最简单的相机：图像中每个坐标，都是空间三个坐标的加权和再加一个常数。这就是一个两行四列的矩阵 *P*：
#
# $$\begin{pmatrix} x \\ y \end{pmatrix} = P \begin{pmatrix} X \\ Y \\ Z \\ 1 \end{pmatrix}.$$
#
# 它叫**仿射相机**，没有透视：距离加倍的物体并不会缩小一半。对几米外的一张脸，这几乎没有影响。每个关键点给出两个方程，一行一个；未知数共八个，仍用最小二乘求解。（DeepFace 按各关键点的可靠程度加权，我们则取相等的权。）

# %%
with_one = np.column_stack([shape, np.ones(len(shape))])  # (24, 4)

solution = np.linalg.lstsq(with_one, placed, rcond=None)[
    0
]  # gap: least squares, (4, 2); the answer is P transposed || 最小二乘，(4, 2)；解是 P 的转置

check(
    solution,
    np.linalg.pinv(with_one) @ placed,
    both(
        "np.linalg.lstsq solves with_one @ X ≈ placed.",
        "np.linalg.lstsq 求解 with_one @ X ≈ placed。",
    ),
)


# %%
def affine_camera(head, pixels):
    both(
        """The (2, 4) matrix P that comes closest to taking the head to the pixels.""",
        """把头部模型变到像素位置的最接近的 (2, 4) 矩阵 P。""",
    )
    with_one = np.column_stack([head, np.ones(len(head))])
    return np.linalg.lstsq(with_one, pixels, rcond=None)[0].T


camera = affine_camera(shape, placed)
print("P =", np.array2string(camera, precision=2, suppress_small=True).replace("\n", "\n   "))
error_affine = rms(project(camera, shape), placed)
print(both("root mean square error, px:", "均方根误差（像素）："), f"{error_affine:.2f}")
assert error_affine < 2

# %% [markdown] lang="en"
# Eight numbers fit well but say little: which of them is the angle? A rigid head can only be turned about three axes, scaled and moved. That makes six numbers, and they have names: **yaw** (shaking the head), **pitch** (nodding), **roll** (tilting), scale and two shifts. This camera is called **weak perspective**. Angles enter through sine and cosine, so the fit is no longer linear; it starts from the frontal view and goes downhill.

# %% [markdown] lang="zh"
# 八个数拟合得不错，却不便解释：哪个是角度？头是刚体，只能绕三个轴转动，再加缩放和平移，一共六个参数，而且各有含义：**偏航角**（左右摇头）、**俯仰角**（点头）、**滚转角**（歪头），再加一个缩放和两个平移。这种相机叫**弱透视相机**。角度以正弦、余弦的形式出现，拟合不再是线性问题，要从正面出发，逐步减小误差。

# %%
pose = weak_perspective(shape, placed)
error_pose = rms(project(pose.camera, shape), placed)
angles = [f"{angle:.1f}°" for angle in (pose.yaw, pose.pitch, pose.roll)]
table(
    both("How the head stands in the photograph", "照片中头的朝向"),
    both(
        ["camera", "numbers", "yaw", "pitch", "roll", "error, px"],
        ["相机", "未知数", "偏航角", "俯仰角", "滚转角", "误差（像素）"],
    ),
    [
        [both("affine", "仿射"), 8, "–", "–", "–", f"{error_affine:.2f}"],
        [both("weak perspective", "弱透视"), 6, *angles, f"{error_pose:.2f}"],
    ],
)
assert error_affine < error_pose < 2.5
assert abs(pose.yaw) < 4 and abs(pose.pitch) < 4 and abs(pose.roll) < 2

# %% [markdown] lang="en"
# All three angles are small: **she is already looking at the camera.** Doing with two numbers fewer costs little. What is left of the error comes from where her face differs from the generic one, and from picking the points by hand. Turning this photograph to the front would change next to nothing, and would prove nothing either.

# %% [markdown] lang="zh"
# 三个角度都很小：**她本来就面朝正前方**。少用两个参数，误差只略有增加。剩下的误差，一部分是她的脸与通用模型不同，一部分是标注的偏差。把这张照片“转到正面”几乎没有改变，也就不能证明什么。

# %% [markdown] lang="en"
# ## Turn her head
#
# So we first turn the head away, by an angle we know. Every landmark gets the depth of the generic head, the points are turned about the vertical axis, and the picture follows: the landmarks cut it into triangles, and each triangle is moved to its new place. Three corners determine an affine map, so inside a triangle there is nothing left to choose. Eight points on the frame stay where they are. This is a **piecewise affine warp**.

# %% [markdown] lang="zh"
# ## 先把头转开
#
# 所以我们先把头转开一个已知的角度。让每个关键点取通用模型的深度，绕竖直轴转动，图像随之变形：关键点把图分成许多三角形，每个三角形移到新位置。三个顶点就决定了一个仿射变换，三角形内部没有别的自由度。边框上另有八个点保持不变。这叫**分片仿射变形**。

# %%
ANGLES = (15, 25)
turned_points = {angle: turn_points(pose, shape, placed, angle) for angle in ANGLES}
turned = {angle: bend(crop, placed, turned_points[angle]) for angle in ANGLES}

figure, panels = plt.subplots(1, 3, figsize=(7.5, 2.8))
for axes, image, where, title in zip(
    panels,
    (crop, *turned.values()),
    (placed, *turned_points.values()),
    (both("as it was", "原样"), *(both(f"turned by {a}°", f"转 {a}°") for a in ANGLES)),
    strict=True,
):
    panel(axes, image, title)
    axes.triplot(*where.T, triangles, color="white", linewidth=0.4, alpha=0.7)
# figure en: The crop with its net of triangles: as it was, with the head turned by 15 degrees,
# and by 25 degrees. The nose moves to the right of the picture, and the triangles of the far
# cheek become narrow.
# figure zh: 裁剪图与三角网：原样、头转 15 度、头转 25 度。鼻子移向图的右侧，远侧脸颊上的三角形变窄
# 。
plt.show()

# %% [markdown] lang="en"
# ## And back to the front
#
# Now forget how the pictures were made. All we keep is a picture and its landmarks, as if a detector had found them. Fit the camera again, now to the turned points. What the camera does not explain, the residual, is what makes this face different from the generic one. DeepFace adds it to the head before looking at it from the front, so that not everybody gets the same face, and so do we. Then the picture is warped from where the points are to where they should be.

# %% [markdown] lang="zh"
# ## 再转回正面
#
# 现在假设不知道这些图是怎样得到的，只有一幅图和它的关键点，与检测器的输出相同。对转过的点重新拟合相机。相机解释不了的那部分叫残差，它正是这张脸与通用模型不同的地方。DeepFace 把残差加回模型，再投影到正面，否则所有人都会变成同一张脸；我们也这样做。最后把图像从点的当前位置变形到目标位置。


# %%
def to_front(image, found, shape):
    both(
        """The image seen from the front, given its landmarks and a head.""",
        """给定关键点和头部模型，得到从正面看的图像。""",
    )
    residual = found - project(affine_camera(shape, found), shape)
    ahead = project(affine_camera(shape, placed), shape)  # the front || 正面
    return bend(image, found, ahead + residual)


fronts = {angle: to_front(turned[angle], turned_points[angle], shape) for angle in ANGLES}
face = inside(placed, SIZE, SIZE)  # only within the outermost points || 只看最外侧各点之内


def difference(one, other):
    both(
        """How far apart two images are at every pixel, mean over the colours, 0 to 1.""",
        """两张图像在每个像素处的差，对三种颜色取平均，0 到 1。""",
    )
    return np.abs(one - other).mean(axis=2)


figure, rows = plt.subplots(2, 4, figsize=(8, 4.4))
for row, angle in zip(rows, ANGLES, strict=True):
    away, back = difference(turned[angle], crop), difference(fronts[angle], crop)
    panel(row[0], turned[angle], both(f"turned by {angle}°", f"转 {angle}°"))
    panel(row[1], fronts[angle], both("back to the front", "转回正面"))
    panel(row[2], away, both("difference before", "转回前之差"), cmap="viridis", vmin=0, vmax=0.3)
    panel(row[3], back, both("difference after", "转回后之差"), cmap="viridis", vmin=0, vmax=0.3)
# figure en: One row for each angle: the turned face, the face brought back to the front, and two
# maps of the difference from the original. Before, the outlines of eyes, mouth, cheek and ear
# shine; after, the map is almost dark, with faint traces on the far cheek.
# figure zh: 每个角度一行：转开的脸、转回正面的脸，以及与原图之差的两幅图。转回之前，眼睛、嘴、脸颊和耳朵的轮
# 廓很亮；转回之后几乎全暗，只在远侧脸颊上留下淡淡的痕迹。
plt.show()

# %%
found_yaw = {a: weak_perspective(shape, turned_points[a]).yaw for a in ANGLES}
before = {a: difference(turned[a], crop)[face].mean() for a in ANGLES}
after = {a: difference(fronts[a], crop)[face].mean() for a in ANGLES}
table(
    both(
        "Difference from the original inside the face (0 equal, 1 black against white)",
        "脸内与原图之差（0 为完全相同，1 为黑白之别）",
    ),
    both(
        ["turned by", "yaw found", "before", "after"], ["转动", "求得的偏航角", "转回前", "转回后"]
    ),
    [[f"{a}°", f"{found_yaw[a]:.1f}°", f"{before[a]:.3f}", f"{after[a]:.3f}"] for a in ANGLES],
)
assert 10 < found_yaw[15] < 15 and 18 < found_yaw[25] < 25
assert all(after[a] < 0.03 and after[a] < before[a] / 4 for a in ANGLES)

# %% [markdown] lang="en"
# The angle found is a little smaller than the one we turned by. She started out turned slightly to the other side, and what distinguishes her from the generic head was turned with it, which pulls the fit towards the front.

# %% [markdown] lang="zh"
# 求得的角度比实际转动的略小。原因有二：她起初就略微偏向另一侧；她与通用模型不同的部分也随之转动，使拟合偏向正面。

# %% [markdown] lang="en"
# ## Is the depth needed? Is the right depth needed?
#
# Turn the head with our template as before, but bring it back with another one: entirely flat, half as deep, or one and a half times as deep. With the right depth the difference inside the face was about 0.01. What will it be with the others?

# %% [markdown] lang="zh"
# ## 需要深度吗？深度要多准？
#
# 转开时仍用原来的模型，转回时换用其他模型：深度为零的、深度减半的、深度增加一半的。深度正确时，脸内之差约为 0.01。换用其他模型会是多少？

# %% predict
predicted = {"× 0": None, "× 0.5": None, "× 1.5": None}

# %%
DEPTHS = (0, 0.5, 1, 1.5)
trials = []
for depth in DEPTHS:
    other = shape * [1, 1, depth]
    yaw = weak_perspective(other, turned_points[25]).yaw
    again = to_front(turned[25], turned_points[25], other)
    trials.append((depth, yaw, difference(again, crop)[face].mean()))
table(
    both(
        "Bringing the face back from 25° with heads of other depths",
        "用不同深度的头部模型从 25° 转回",
    ),
    both(["depth", "yaw found", "after"], ["深度", "求得的偏航角", "转回后之差"]),
    [[f"× {depth}", f"{yaw:.1f}°" if depth else "–", f"{left:.3f}"] for depth, yaw, left in trials],
)
compare(
    both("Difference inside the face", "脸内之差"),
    predicted,
    {f"× {depth}": float(left) for depth, _, left in trials},
    ".3f",
)
flat, half, right, deep = (left for _, _, left in trials)
assert flat > 4 * right and abs(half - right) < 1e-6 and abs(deep - right) < 1e-6

# %% [markdown] lang="en"
# Two surprises.
#
# - **Without depth it fails.** A flat head is a photograph on cardboard: turning it only makes it narrower. The camera then widens the face again, but the nose stays where it is, to the side.
# - **Any other depth gives the same picture.** An affine camera may stretch the three axes as it likes, so a head twice as deep is fitted by a column half as large. Only the angle, which presupposes a rigid head, comes out wrong. The *proportions* of depth matter, nose against eyes against jaw; its scale does not. So a generic head is enough, and that is a good reason for an affine camera.

# %% [markdown] lang="zh"
# 有两点出人意料。
#
# - **没有深度就不行**。深度为零的头部相当于印在硬纸板上的照片：转动它，只会变窄。拟合出的相机能把脸重新拉宽，鼻子却仍偏在一边。
# - **深度乘以任何倍数，得到的图都相同**。仿射相机可以任意拉伸三个轴，模型的深度加倍，矩阵里对应的一列减半即可。只有假定头为刚体求得的角度会有误。重要的是深度的**比例**，即鼻子、眼睛、下颌之间的前后关系；整体倍数没有影响。所以一个通用模型就够用，这也是仿射相机的优点。

# %% [markdown] lang="en"
# ## What you saw
#
# - A similarity from six points puts the face in its place. It has four numbers, and it can fail.
# - A generic head and an affine camera, eight numbers by least squares, say how the face is seen.
# - Adding the residual and warping triangle by triangle turns a face back to the front.
#
# **What it does not show.** We turned the face with the same head that brought it back. That is a closed loop: it shows that the mechanism works, not how good it is on photographs of people who really look to the side. There the far half of the face is hidden behind the nose and the cheek, and no warp can bring back what the picture does not contain; we handle none of this. Look at the ear and the edge of the jaw on the far side at 25°: there the triangles end, and the picture is only dragged along. And our landmarks came from a patient person, not from a detector that makes mistakes.

# %% [markdown] lang="zh"
# ## 你看到了什么
#
# - 六个点确定的相似变换，把脸放到目标位置。它有四个未知数，也可能无解。
# - 一个通用头部模型加一个仿射相机，用最小二乘求出八个数，就知道脸的朝向。
# - 加上残差，再逐个三角形变形，就能把转开的脸恢复到正面。
#
# **它没有说明什么**。转开和转回用的是同一个头部模型，这是一个闭环：它说明机制可行，并不说明对真实的侧脸照片效果如何。真实的侧脸，远侧的半张脸会被鼻子和脸颊遮住，图像里没有的内容，变形也无法得到；这里完全没有处理自遮挡。请看 25° 时远侧的耳朵和下颌边缘：三角形到此为止，再往外的画面只是被拉伸。另外，我们的关键点出自仔细的手工标注，而不是会出错的检测器。

# %% [markdown] lang="en"
# ## Try it yourself
#
# 1. Add `DEPTHS = (0, 0.1, …)`. How shallow may the head become before the picture suffers? Explain the answer with the column of *P*.
# 2. Move one point, say the tip of the nose, by five pixels before `to_front`. Which part of the picture changes, and why only this part?
# 3. Turn by 40° and by 60°. Where does the picture break first? Look for triangles that turn over.
# 4. Leave out the residual (`bend(image, found, ahead)`). What happens to her face?
# 5. Count: how many landmarks does the affine camera need at least, and why must they not lie in one plane?

# %% [markdown] lang="zh"
# ## 自己试试
#
# 1. 把深度改成 `DEPTHS = (0, 0.1, …)`。深度小到什么程度，结果才会变差？请用 *P* 的一列来解释。
# 2. 在 `to_front` 之前，把某个点（比如鼻尖）移动五个像素。图的哪一部分变了？为什么只有这一部分？
# 3. 转 40°、60° 试试。图像最先在哪里出问题？注意翻转的三角形。
# 4. 不加残差（`bend(image, found, ahead)`），她的脸会有什么变化？
# 5. 计算：仿射相机至少需要几个关键点？为什么它们不能在同一平面上？
