"""Small networks that draw a mask, and how well a mask is drawn.

After O. Ronneberger, P. Fischer, T. Brox, "U-Net: Convolutional Networks for Biomedical Image
Segmentation", MICCAI 2015 (with padding, so that the mask is as large as the picture), and
J. Long, E. Shelhamer, T. Darrell, "Fully Convolutional Networks for Semantic Segmentation",
CVPR 2015 (the variant with one upsampling).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport.models.layers.bilinear import bilinear_kernel

__all__ = [
    "WIDTHS",
    "MaskScore",
    "SmallFCN",
    "SmallUNet",
    "band",
    "intersection_over_union",
    "judge",
]

#: Channels at full size, half, a quarter and an eighth.
WIDTHS = (8, 16, 32, 48)


class SmallUNet(nn.Module):
    """Down by three poolings, up again by three bilinear upsamplings, and across by skips.

    With ``skips`` each step up reads the feature map of its size from the way down as well; without
    them it has only what came through the bottleneck.
    Input ``(N, 3, H, W)``, both extents divisible by 8; output ``(N, 1, H, W)`` scores, positive
    where the network sees the object.
    """

    def __init__(self, skips: bool = True, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.skips = skips
        self.down = _encoder(widths)
        self.up = nn.ModuleList(
            _twice(below + width if skips else below, width)
            for below, width in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.score = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        kept = _encode(self.down, x)
        x = kept.pop()
        for stage in self.up:
            x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            skip = kept.pop()
            x = stage(torch.cat([skip, x], dim=1) if self.skips else x)
        return self.score(x)  # type: ignore[no-any-return]


class SmallFCN(nn.Module):
    """The same way down, one score for each 8 × 8 pixels, and one learned upsampling by 8.

    The upsampling is a transposed convolution, 16×16 with stride 8, that `seeded_initialisation`
    starts as bilinear.
    Input and output as of `SmallUNet`.
    """

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        factor = 2 ** (len(widths) - 1)
        self.down = _encoder(widths)
        self.score = nn.Conv2d(widths[-1], 1, 1)
        self.up = nn.ConvTranspose2d(1, 1, 2 * factor, factor, padding=factor // 2, bias=False)
        self._factor = factor

    def forward(self, x: Tensor) -> Tensor:
        return self.up(self.score(_encode(self.down, x)[-1]))  # type: ignore[no-any-return]

    def initial_values(self) -> dict[str, Tensor]:
        """The kernel that starts as bilinear interpolation, by name."""
        return {"up.weight": bilinear_kernel(1, self._factor)}


@dataclass(frozen=True)
class MaskScore:
    """Means over pictures, 0 … 1."""

    iou: float  # intersection over union
    band_iou: float  # the same, of the pixels near the outline alone
    band_wrong: float  # share of the pixels near the outline that are on the wrong side


def intersection_over_union(found: Tensor, masks: Tensor) -> Tensor:
    """Of each picture: pixels in both over pixels in either, ``(N,)`` from two ``(N, H, W)`` bool.

    Two empty masks agree: 1.
    """
    both = (found & masks).sum(dim=(1, 2))
    either = (found | masks).sum(dim=(1, 2))
    return torch.where(either > 0, both / either.clamp(min=1), torch.ones(len(both)))


def band(masks: Tensor, reach: int = 3) -> Tensor:
    """Pixels with a pixel of the other side at most ``reach`` away; ``(N, H, W)`` bool.

    Away is measured as a king moves: a diagonal step is one.
    """
    inside = masks[:, None].float()
    window = 2 * reach + 1
    near_inside = F.max_pool2d(inside, window, stride=1, padding=reach)
    near_outside = F.max_pool2d(1 - inside, window, stride=1, padding=reach)
    return (near_inside * near_outside)[:, 0] > 0


def judge(found: Tensor, masks: Tensor, reach: int = 3) -> MaskScore:
    """Judge masks ``found`` by exact ``masks``, both ``(N, H, W)`` bool with an outline each."""
    near = band(masks, reach)
    wrong = ((found ^ masks) & near).sum(dim=(1, 2)) / near.sum(dim=(1, 2))
    return MaskScore(
        iou=intersection_over_union(found, masks).mean().item(),
        band_iou=intersection_over_union(found & near, masks & near).mean().item(),
        band_wrong=wrong.mean().item(),
    )


def _twice(before: int, width: int) -> nn.Sequential:
    """Two 3×3 convolutions, each with batch normalisation and ReLU."""
    return nn.Sequential(
        nn.Conv2d(before, width, 3, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(inplace=True),
        nn.Conv2d(width, width, 3, padding=1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(inplace=True),
    )


def _encoder(widths: tuple[int, ...]) -> nn.ModuleList:
    return nn.ModuleList(
        _twice(before, width) for before, width in zip((3, *widths), widths, strict=False)
    )


def _encode(stages: nn.ModuleList, x: Tensor) -> list[Tensor]:
    """The feature maps of every size, the largest first."""
    kept: list[Tensor] = []
    for stage in stages:
        x = stage(F.max_pool2d(x, 2) if kept else x)
        kept.append(x)
    return kept
