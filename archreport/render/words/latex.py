"""Text for LaTeX: every character that LaTeX would read as a command is escaped."""

from __future__ import annotations

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''",
    "\u00a0": "~", "×": r"$\times$", "→": r"$\to$", "·": r"$\cdot$", "−": r"$-$",
    "≤": r"$\leq$", "≥": r"$\geq$", "≈": r"$\approx$", "–": "--", "—": "---", "…": r"\ldots{}",
    "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
    "α": r"$\alpha$", "β": r"$\beta$", "’": "'", "“": "``", "”": "''",
}  # fmt: skip


def escape_latex(text: str) -> str:
    """``conv3_1`` as ``conv3\\_1``, "64 × 224" as ``64~$\\times$~224``."""
    return "".join(_ESCAPES.get(character, character) for character in text)
