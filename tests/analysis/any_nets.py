"""Networks that are called, built or written in unusual ways. Small, so that counts are by hand."""

from __future__ import annotations

from collections import namedtuple
from dataclasses import dataclass
from types import SimpleNamespace

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Calls(nn.Module):
    """``function`` of the input, with modules by name: ``Calls(lambda net, x: net.a(x), a=…)``."""

    def __init__(self, function, **modules):
        super().__init__()
        self.function = function
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, *args, **kwargs):
        return self.function(self, *args, **kwargs)


def layer(features=8, out=8):
    return nn.Linear(features, out)


class Everyday(nn.Module):
    """Takes tensors in lists and dictionaries, with plain arguments beside them."""

    def __init__(self):
        super().__init__()
        self.l = layer()

    def forward(self, x, mask=None, scale=1.0, flag=True):
        if isinstance(x, dict):
            x = x["a"]
        elif isinstance(x, list):
            x = torch.cat(x)
        elif not isinstance(x, Tensor):
            x = x.a
        return self.l(x) * scale if flag and mask is None else x


class LearnedQueries(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.l = nn.Parameter(torch.zeros(5, 8)), layer()

    def forward(self, x):
        return x @ self.l(self.q.expand(5, 8)).t()


class ClassToken(nn.Module):
    """A view of a parameter in front of a sequence, and a slice of a table of positions."""

    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(1, 1, 8))
        self.table = nn.Parameter(torch.zeros(1, 20, 8))
        self.l = layer()

    def forward(self, x):
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1)
        return self.l(x + self.table[:, : x.shape[1]])


class SpeechWithConstant(nn.Module):
    """``torch.tensor`` makes real numbers, which the meta device cannot take."""

    def __init__(self):
        super().__init__()
        self.r = nn.LSTM(10, 20, batch_first=True)

    def forward(self, x):
        return self.r(x * torch.tensor([1.0]))[0]


class MovingAverage(nn.Module):
    """Re-assigns a buffer, keeps a tensor, counts its calls."""

    def __init__(self, by_value=False, fails=False):
        super().__init__()
        self.l = layer()
        self.n, self.by_value, self.fails = 0, by_value, fails
        self.cache = {"keys": []}
        self.register_buffer("ema", torch.zeros(8))

    def forward(self, x):
        self.n += 1
        x.add_(1)
        y = self.l(x * torch.tensor([1.0]))
        self.ema = 0.9 * self.ema + 0.1 * y.detach().mean(0)
        self.attn = y
        self.cache["keys"].append(y)
        with torch.no_grad():
            self.l.bias.add_(1)
        if self.fails:
            raise self.fails
        return -y if self.by_value and y.sum().item() > 1e9 else y + self.ema


class MakesParameter(nn.Module):
    def forward(self, x):
        if not hasattr(self, "w"):
            self.w = nn.Parameter(torch.ones(x.shape[-1], device=x.device))
        return x * self.w


class ReplacesItself(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = layer(4, 4)

    def forward(self, x):
        x = self.a(x)
        self.a = nn.Identity()
        return x


class Energy(nn.Module):
    """The gradient by the input is a part of the answer, as in a force field."""

    def __init__(self):
        super().__init__()
        self.l = layer(8, 1)

    def forward(self, x):
        with torch.enable_grad():
            x = x.detach().requires_grad_(True)
            e = self.l(x).sum()
            return e, -torch.autograd.grad(e, x)[0]


class Focus(nn.Module):
    def __init__(self):
        super().__init__()
        self.c, self.d = nn.Conv2d(12, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x):
        top, bottom = x[..., ::2, :], x[..., 1::2, :]
        x = torch.cat([half[..., start::2] for half in (top, bottom) for start in (0, 1)], 1)
        return self.d(self.c(x))


class Squeeze(nn.Module):
    """Squeeze-and-excitation, by a convolution of one position or by a linear layer."""

    def __init__(self, c, linear=False):
        super().__init__()
        self.c = nn.Conv2d(c, c, 3, padding=1, bias=False)
        self.a = nn.Linear(c, c) if linear else nn.Conv2d(c, c, 1)
        self.linear = linear

    def forward(self, x):
        y = self.c(x)
        if self.linear:
            return x + y * torch.sigmoid(self.a(y.mean((2, 3))))[..., None, None]
        return x + y * torch.sigmoid(self.a(F.adaptive_avg_pool2d(y, 1)))


class Once(nn.Module):
    """Runs a single time in its life."""

    def __init__(self):
        super().__init__()
        self.l, self.ran = layer(), []

    def forward(self, x):
        if self.ran:
            raise RuntimeError("a second call")
        self.ran.append(1)
        return self.l(x)


class NotCopied(nn.Module):
    """Cannot be copied, reads values and changes itself: it runs itself, and is put back."""

    def __init__(self):
        super().__init__()
        self.l, self.n = layer(), 0
        self.register_buffer("ema", torch.zeros(8))

    def __deepcopy__(self, memo):
        raise TypeError("not to be copied")

    def forward(self, x):
        self.n += 1
        self.ema = self.ema + 1
        self.l.weight.data.add_(1)
        return self.l(x)


class Scan(nn.Module):
    """A state space model written as a loop: h ← A h + B x_t, y_t = c·h."""

    def __init__(self, steps=4):
        super().__init__()
        self.steps = steps
        self.A, self.B = nn.Parameter(torch.eye(6)), nn.Parameter(torch.zeros(6))
        self.c = nn.Parameter(torch.zeros(6))

    def forward(self, x):
        h, out = torch.zeros(6, device=x.device), []
        for t in range(self.steps):
            h = self.A.mv(h) + self.B * x[t]
            out.append(self.c.dot(h))
        return torch.stack(out)


Pair = namedtuple("Pair", "a b")


@dataclass
class Batch:
    a: Tensor
    n: int = 0


def holder(tensor):
    return SimpleNamespace(a=tensor)
