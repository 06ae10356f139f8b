"""How much a command says beside its results: the one place that decides.

Results go to stdout and are the same however much is said. What a command says while it works, and
the sentence with which it ends, are for a person: ``--quiet`` leaves them out, ``--verbose`` adds
to them. Errors are always said.
"""

from __future__ import annotations

from typing import Literal

Amount = Literal["quiet", "usual", "verbose"]

_chosen: Amount = "usual"


def choose(amount: Amount) -> None:
    """Say so much from now on."""
    global _chosen
    _chosen = amount


def quiet() -> bool:
    """Whether only results and errors are wanted."""
    return _chosen == "quiet"


def verbose() -> bool:
    """Whether every step and every reason is wanted."""
    return _chosen == "verbose"
