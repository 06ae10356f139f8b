"""A language model of 70 billion parameters: can a configuration be looked at without its weights?

The layers of a Llama of that size (80 blocks, width 8,192, 64 heads over 8 keys and values, 28,672
hidden units), 128 tokens. Nothing of it is ever stored: its weights would take 141 GB.
"""

from __future__ import annotations

from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from archreport import analyze, shape
from tests.benchmarks.clock import processor_seconds, table

BLOCKS, WIDTH, HEADS, PAIRS, HIDDEN, WORDS, TOKENS = 80, 8192, 64, 8, 28672, 128_256, 128


class Block(nn.Module):
    """Attention with shared keys and values, then a gated layer, each added to what it reads."""

    def __init__(self) -> None:
        super().__init__()
        self.input_norm, self.middle_norm = nn.RMSNorm(WIDTH), nn.RMSNorm(WIDTH)
        size = WIDTH // HEADS
        self.query = nn.Linear(WIDTH, WIDTH, bias=False)
        self.key = nn.Linear(WIDTH, PAIRS * size, bias=False)
        self.value = nn.Linear(WIDTH, PAIRS * size, bias=False)
        self.out = nn.Linear(WIDTH, WIDTH, bias=False)
        self.gate = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.up = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.down = nn.Linear(HIDDEN, WIDTH, bias=False)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        """(N, tokens, width) to the same; ``cosine`` and ``sine`` are (tokens, width of a head)."""
        y = self.input_norm(x)
        q, k, v = (
            part(y).unflatten(-1, (heads, -1)).transpose(1, 2)
            for part, heads in ((self.query, HEADS), (self.key, PAIRS), (self.value, PAIRS))
        )
        q, k = (_turned(one, cosine, sine) for one in (q, k))
        k, v = (one.repeat_interleave(HEADS // PAIRS, dim=1) for one in (k, v))
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).flatten(-2))
        y = self.middle_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


def _turned(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Positions, as rotations of pairs of values."""
    first, second = x.chunk(2, dim=-1)
    return x * cosine + torch.cat((-second, first), dim=-1) * sine


class LanguageModel(nn.Module):
    """Embedding, blocks, a norm and scores for every word."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(WORDS, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = nn.RMSNorm(WIDTH)
        self.scores = nn.Linear(WIDTH, WORDS, bias=False)
        self.register_buffer("cosine", torch.zeros(TOKENS, WIDTH // HEADS))
        self.register_buffer("sine", torch.zeros(TOKENS, WIDTH // HEADS))

    def forward(self, tokens: Tensor) -> Tensor:
        """(N, tokens) to (N, tokens, words)."""
        x = self.embedding(tokens)
        for block in self.blocks:
            x = block(x, self.cosine, self.sine)
        return self.scores(self.norm(x))


def main() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with torch.device("meta"):
        network = LanguageModel().eval()
    tokens = torch.zeros(1, TOKENS, dtype=torch.int64, device="meta")
    with torch.no_grad():
        bare = processor_seconds(partial(network, tokens))
    given = shape(1, TOKENS, dtype=torch.int64)
    ours = processor_seconds(partial(analyze, network, given))
    report = analyze(network, given)
    table(
        "70 billion parameters on meta (processor seconds of one thread)",
        ["parameters", "rows", "pass", "analyze", "analyze ÷ pass", "ms a row"],
        [[f"{report.totals.params:,}", str(len(report.rows)), f"{bare:.3f}", f"{ours:.3f}",
          f"{ours / bare:.2f}", f"{ours / len(report.rows) * 1e3:.2f}"]],
    )  # fmt: skip
    torch.set_num_threads(threads)
