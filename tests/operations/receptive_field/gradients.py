"""Which pixels of the input move an output, found by gradients: the truth for receptive fields."""

import torch
from torch import nn


def measured_field(net: nn.Module, size: int) -> tuple[int, int, int]:
    """Extent and first touched pixel of the input that moves the middle output, and the jump.

    Weights are all one, so that no gradient cancels; padding is avoided by looking at the middle.
    """
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    spans = []
    for offset in (0, 1):
        x = torch.ones(1, 3, size, size, dtype=torch.double, requires_grad=True)
        y = net.double()(x)
        middle = y.shape[-1] // 2 + offset
        y[0, :, y.shape[-2] // 2, middle].sum().backward()
        touched = x.grad[0].abs().sum((0, 1)).nonzero().flatten()
        spans.append((int(touched[-1] - touched[0]) + 1, int(touched[0])))
    return spans[0][0], spans[0][1], spans[1][1] - spans[0][1]


def measured_spans(net: nn.Module, size: int, outputs: range) -> list[tuple[int, int]]:
    """First and last touched column (behind it) of the input for each output column."""
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    x = torch.ones(1, 3, size, size, dtype=torch.double, requires_grad=True)
    y = net.double()(x)
    spans = []
    for column in outputs:
        middle = y[0, :, y.shape[-2] // 2, column].sum()
        (gradient,) = torch.autograd.grad(middle, x, retain_graph=True)
        touched = gradient[0].abs().sum((0, 1)).nonzero().flatten()
        spans.append((int(touched[0]), int(touched[-1]) + 1))
    return spans


def measured_along(net: nn.Module, shape: tuple[int, ...], axis: int) -> tuple[int, int, float]:
    """Extent, jump and start of the field along one spatial axis, for any number of dimensions.

    They are those of the middle output and its neighbour; the start is led back to the first
    output by the jump.
    """
    for parameter in net.parameters():
        nn.init.ones_(parameter)
    x = torch.ones(1, 3, *shape, dtype=torch.double, requires_grad=True)
    y = net.double()(x).sum(1)[0]
    middle = [extent // 2 for extent in y.shape]
    spans = []
    for offset in (0, 1):
        place = [m + offset * (a == axis) for a, m in enumerate(middle)]
        (gradient,) = torch.autograd.grad(y[tuple(place)], x, retain_graph=True)
        others = [a for a in range(len(shape)) if a != axis]
        touched = gradient[0].abs().sum(0)
        touched = touched.sum(tuple(others)) if others else touched
        pixels = touched.nonzero().flatten()
        spans.append((int(pixels[0]), int(pixels[-1]) + 1))
    (first, last), (second, _) = spans
    jump = second - first
    return last - first, jump, (first + last) / 2 - middle[axis] * jump
