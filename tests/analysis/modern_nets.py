"""Networks whose story is not the resolution, in the small: transformers, mixers, state spaces,
recurrent stacks, and attention inside of convolutional blocks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    """Self-attention of ``heads`` heads, or attention to a memory."""

    def __init__(self, width, heads=2, causal=False):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.q, self.k, self.v = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)

    def split(self, x):
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def forward(self, x, memory=None):
        memory = x if memory is None else memory
        q, k, v = self.split(self.q(x)), self.split(self.k(memory)), self.split(self.v(memory))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(y.transpose(1, 2).flatten(2))


class TransformerBlock(nn.Module):
    """Attention, attention to a memory where there is one, and two linear layers."""

    def __init__(self, width, causal=False, crossed=False):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width, causal=causal)
        if crossed:
            self.norm2, self.cross = nn.LayerNorm(width), Attention(width)
        self.norm3 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x, memory=None):
        x = x + self.attention(self.norm1(x))
        if memory is not None:
            x = x + self.cross(self.norm2(x), memory)
        return x + self.mlp(self.norm3(x))


class ViT(nn.Module):
    """A patch convolution, a class token, positions, blocks, a head."""

    def __init__(self, depth=4, width=16, patch=8, size=32, classes=5):
        super().__init__()
        self.patches = nn.Conv2d(3, width, patch, patch)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, width))
        self.blocks = nn.Sequential(*(TransformerBlock(width) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(len(x), -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.blocks(x))[:, 0])


class Embeddings(nn.Module):
    def __init__(self, words=50, width=16, positions=20):
        super().__init__()
        self.words, self.positions = nn.Embedding(words, width), nn.Embedding(positions, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        places = torch.arange(ids.shape[1], device=ids.device)
        return self.norm(self.words(ids) + self.positions(places))


class Encoder(nn.Module):
    def __init__(self, depth, width=16):
        super().__init__()
        self.layer = nn.ModuleList(TransformerBlock(width) for _ in range(depth))

    def forward(self, x):
        for layer in self.layer:
            x = layer(x)
        return x


class BERT(nn.Module):
    """Embeddings, an encoder that is a module of its own, a pooler."""

    def __init__(self, depth=3, width=16):
        super().__init__()
        self.embeddings, self.encoder = Embeddings(width=width), Encoder(depth, width)
        self.pooler = nn.Linear(width, width)

    def forward(self, ids):
        return torch.tanh(self.pooler(self.encoder(self.embeddings(ids))[:, 0]))


class GPT(nn.Module):
    """A decoder whose head shares the table of words."""

    def __init__(self, depth=3, width=16):
        super().__init__()
        self.embed = Embeddings(width=width)
        self.h = nn.ModuleList(TransformerBlock(width, causal=True) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 50, bias=False)
        self.head.weight = self.embed.words.weight

    def forward(self, ids):
        x = self.embed(ids)
        for block in self.h:
            x = block(x)
        return self.head(self.norm(x))


class Translator(nn.Module):
    """An encoder and a decoder that attends to it, as in T5."""

    def __init__(self, depth=3, width=16):
        super().__init__()
        self.source, self.target = Embeddings(width=width), Embeddings(width=width)
        self.encoder = nn.ModuleList(TransformerBlock(width) for _ in range(depth))
        self.encoder_norm = nn.LayerNorm(width)
        self.decoder = nn.ModuleList(
            TransformerBlock(width, causal=True, crossed=True) for _ in range(depth)
        )
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 50)

    def forward(self, ids, so_far):
        memory = self.source(ids)
        for block in self.encoder:
            memory = block(memory)
        memory = self.encoder_norm(memory)
        x = self.target(so_far)
        for block in self.decoder:
            x = block(x, memory)
        return self.head(self.norm(x))


class Shared(nn.Module):
    """One block, called again and again, as in ALBERT."""

    def __init__(self, times=12, width=16):
        super().__init__()
        self.times, self.embed = times, Embeddings(width=width)
        self.block, self.head = TransformerBlock(width), nn.Linear(width, 2)

    def forward(self, ids):
        x = self.embed(ids)
        for _ in range(self.times):
            x = self.block(x)
        return self.head(x[:, 0])


class MixerBlock(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.tokens = nn.Sequential(nn.Linear(tokens, 8), nn.GELU(), nn.Linear(8, tokens))
        self.channels = nn.Sequential(nn.Linear(width, 32), nn.GELU(), nn.Linear(32, width))

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self, depth=4, width=16):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 8, 8)
        self.blocks = nn.Sequential(*(MixerBlock(16, width) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 5)

    def forward(self, x):
        x = self.blocks(self.stem(x).flatten(2).transpose(1, 2))
        return self.head(self.norm(x).mean(1))


class MambaBlock(nn.Module):
    """A state space block whose scan is a loop over the sequence."""

    def __init__(self, width, state=4):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.into, self.out = nn.Linear(width, 2 * width), nn.Linear(width, width)
        self.conv = nn.Conv1d(width, width, 4, padding=3, groups=width)
        self.bc, self.a = nn.Linear(width, 2 * state), nn.Parameter(torch.zeros(width, state))

    def forward(self, x):
        y, gate = self.into(self.norm(x)).chunk(2, -1)
        y = F.silu(self.conv(y.transpose(1, 2))[..., : x.shape[1]].transpose(1, 2))
        b, c = self.bc(y).chunk(2, -1)
        h, steps = torch.zeros(len(x), *self.a.shape, device=x.device), []
        for t in range(x.shape[1]):
            h = h * self.a + y[:, t, :, None] * b[:, t, None]
            steps.append(torch.einsum("nws,ns->nw", h, c[:, t]))
        return x + self.out(torch.stack(steps, 1) * F.silu(gate))


class Mamba(nn.Module):
    def __init__(self, depth=3, width=8):
        super().__init__()
        self.embed = nn.Embedding(50, width)
        self.layers = nn.ModuleList(MambaBlock(width) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 50)

    def forward(self, ids):
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class Recurrent(nn.Module):
    """A tagger: words, three layers of LSTM in one call, a head."""

    def __init__(self, width=16):
        super().__init__()
        self.embed = nn.Embedding(50, width)
        self.lstm = nn.LSTM(width, width, num_layers=3, batch_first=True)
        self.head = nn.Linear(width, 9)

    def forward(self, ids):
        return self.head(self.lstm(self.embed(ids))[0])


class RecurrentStack(nn.Module):
    """The same with a module for each layer, and a normalisation in it."""

    class Layer(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.lstm, self.norm = nn.LSTM(width, width, batch_first=True), nn.LayerNorm(width)

        def forward(self, x):
            return self.norm(x + self.lstm(x)[0])

    def __init__(self, width=16):
        super().__init__()
        self.embed = nn.Embedding(50, width)
        self.layers = nn.Sequential(*(self.Layer(width) for _ in range(3)))
        self.head = nn.Linear(width, 9)

    def forward(self, ids):
        return self.head(self.layers(self.embed(ids)))


class Windows(nn.Module):
    """Attention in windows of 4 × 4 of a map with channels last, as in Swin."""

    def __init__(self, width):
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(width), Attention(width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def forward(self, x):
        n, h, w, c = x.shape
        y = self.norm(x).view(n, h // 4, 4, w // 4, 4, c).permute(0, 1, 3, 2, 4, 5)
        y = self.attention(y.reshape(-1, 16, c)).view(n, h // 4, w // 4, 4, 4, c)
        x = x + y.permute(0, 1, 3, 2, 4, 5).reshape(n, h, w, c)
        return x + self.mlp(self.norm2(x))


class Merge(nn.Module):
    """2 × 2 positions into channels."""

    def __init__(self, width):
        super().__init__()
        self.norm, self.down = nn.LayerNorm(4 * width), nn.Linear(4 * width, 2 * width)

    def forward(self, x):
        x = torch.cat([x[:, i::2, j::2] for j in (0, 1) for i in (0, 1)], -1)
        return self.down(self.norm(x))


class Swin(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 4, 4)
        self.stage1 = nn.Sequential(Windows(width), Windows(width))
        self.merge1, self.stage2 = (
            Merge(width),
            nn.Sequential(Windows(2 * width), Windows(2 * width)),
        )
        self.norm, self.head = nn.LayerNorm(2 * width), nn.Linear(2 * width, 5)

    def forward(self, x):
        x = self.stem(x).permute(0, 2, 3, 1)
        x = self.stage2(self.merge1(self.stage1(x)))
        return self.head(self.norm(x).permute(0, 3, 1, 2).mean((2, 3)))


class ConvNeXtBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.deep = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.norm = nn.LayerNorm(width)
        self.one, self.two = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        y = self.norm(self.deep(x).permute(0, 2, 3, 1))
        return x + self.two(F.gelu(self.one(y))).permute(0, 3, 1, 2)


class ConvNeXt(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.stem = nn.Conv2d(3, width, 4, 4)
        self.stage1 = nn.Sequential(ConvNeXtBlock(width), ConvNeXtBlock(width))
        self.down = nn.Conv2d(width, 2 * width, 2, 2)
        self.stage2 = nn.Sequential(ConvNeXtBlock(2 * width), ConvNeXtBlock(2 * width))
        self.head = nn.Linear(2 * width, 5)

    def forward(self, x):
        return self.head(self.stage2(self.down(self.stage1(self.stem(x)))).mean((2, 3)))


class PVTBlock(nn.Module):
    """Attention whose keys are of a map four times smaller, through tokens and back."""

    def __init__(self, width):
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(width), Attention(width)
        self.smaller, self.mlp = nn.Conv2d(width, width, 2, 2), nn.Linear(width, width)

    def forward(self, x, size):
        y = self.norm(x)
        maps = y.transpose(1, 2).reshape(len(x), -1, *size)
        x = x + self.attention(y, self.smaller(maps).flatten(2).transpose(1, 2))
        return x + self.mlp(x)


class PVT(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.patch1, self.patch2 = nn.Conv2d(3, width, 4, 4), nn.Conv2d(width, 2 * width, 2, 2)
        self.stage1 = nn.ModuleList(PVTBlock(width) for _ in range(2))
        self.stage2 = nn.ModuleList(PVTBlock(2 * width) for _ in range(2))
        self.head = nn.Linear(2 * width, 5)

    def forward(self, x):
        for patch, stage in ((self.patch1, self.stage1), (self.patch2, self.stage2)):
            x = patch(x)
            size = x.shape[2:]
            x = x.flatten(2).transpose(1, 2)
            for block in stage:
                x = block(x, size)
            x = x.transpose(1, 2).reshape(len(x), -1, *size)
        return self.head(x.mean((2, 3)))


class SelectiveKernel(nn.Module):
    """Two branches chosen between by attention of one position, as in SKNet."""

    def __init__(self, width):
        super().__init__()
        self.three = nn.Conv2d(width, width, 3, padding=1)
        self.five = nn.Conv2d(width, width, 3, padding=2, dilation=2)
        self.squeeze = nn.Conv2d(width, 4, 1)
        self.a, self.b = nn.Conv2d(4, width, 1), nn.Conv2d(4, width, 1)

    def forward(self, x):
        three, five = self.three(x), self.five(x)
        z = F.relu(self.squeeze(F.adaptive_avg_pool2d(three + five, 1)))
        a, b = torch.softmax(torch.stack([self.a(z), self.b(z)], 1), 1).unbind(1)
        return x + three * a + five * b


class ConvolutionalAttention(nn.Module):
    """Attention by channel from two poolings, then by position, as in CBAM."""

    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)
        self.mlp = nn.Sequential(nn.Conv2d(width, 4, 1), nn.ReLU(), nn.Conv2d(4, width, 1))
        self.place = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        y = self.conv(x)
        pooled = self.mlp(F.adaptive_avg_pool2d(y, 1)) + self.mlp(F.adaptive_max_pool2d(y, 1))
        y = y * torch.sigmoid(pooled)
        both = torch.cat([y.mean(1, keepdim=True), y.amax(1, keepdim=True)], 1)
        return x + y * torch.sigmoid(self.place(both))


def with_blocks(block, width=8, depth=3):
    """Two resolutions of ``depth`` blocks each."""
    return nn.Sequential(
        nn.Conv2d(3, width, 3, padding=1), *(block(width) for _ in range(depth)),
        nn.Conv2d(width, 2 * width, 3, 2, 1), *(block(2 * width) for _ in range(depth)),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * width, 5),
    )  # fmt: skip


class Steps(nn.Module):
    """A scan of a picture's columns by functions alone: every step does the same."""

    def __init__(self, width=6):
        super().__init__()
        self.A, self.B = nn.Parameter(torch.eye(width)), nn.Parameter(torch.zeros(width))

    def forward(self, x):
        h = torch.zeros(len(x), self.A.shape[0], device=x.device)
        for t in range(x.shape[1]):
            h = torch.tanh(h @ self.A + x[:, t, None] * self.B)
        return h
