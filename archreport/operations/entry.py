"""What an entry of the table says about an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from archreport.operations.call import Arguments
from archreport.operations.closed_forms import ParameterRule, ProductRule
from archreport.operations.receptive_field.rules import FieldRule, unknown
from archreport.operations.windows import SizeRule, WindowRule
from archreport.report.model import HyperValue, Kind

#: Hyper-parameters that are no argument but can be read off one: the channels of a weight.
Derivation = Callable[[Arguments], Mapping[str, HyperValue]]

#: What is left of a feature map behind an operation that moves values about.
#:
#: * "same scale": a map whose positions mean what they meant, though there may be fewer of them;
#: * "padding": the same with a rim, which belongs to the layer that reads it;
#: * "other scale": a map at another resolution;
#: * "open": perhaps no map at all, as behind a reshape.
Layout = Literal["same scale", "padding", "other scale", "open"]


@dataclass(frozen=True)
class Words:
    """A text in both languages. ``{name}`` is filled with a hyper-parameter of the row,
    ``{kernel}`` with the kernel of its window."""

    en: str
    zh: str

    def text(self, language: str) -> str:
        """The text in "en" or "zh". Raises `KeyError` for another language."""
        return {"en": self.en, "zh": self.zh}[language]


def listed(text: str) -> tuple[str, ...]:
    """The names in a text: many read better so than each in quotes."""
    return tuple(text.split())


@dataclass(frozen=True)
class Operation:
    """One operation of PyTorch, in all its dimensions.

    names: what traced rows call it (`Row.op`): "conv1d", "conv2d", "conv3d". In place it has the
        same name with "_" and needs no other.
    kind: its category in the layer table.
    aliases: other functions that do the same; rows call them by the first of ``names``.
    joins: True for what joins two branches when both operands are activations, and is of ``kind``
        when one is not, as ``x + y`` and ``x + 1``.
    arguments: names of the positional arguments. PyTorch's builtin functions do not tell them.
    settings: which arguments become hyper-parameters; None for all that are plain values.
    derived: hyper-parameters read off an argument, such as the channels off the weight's shape.
    window: how its window is read off the arguments; None for an operation without one.
    parameters: the closed form of its parameters; None counts tensor by tensor.
    macs: the closed form of its multiply-accumulates; None where there is none.
    sizes: the closed form of its output's extents; None where there is none.
    field: what it does to the receptive field.
    layout: what is left of a feature map behind it, where its kind is "shape".
    kernels: PyTorch's kernels below it that multiply nothing, by their names at the dispatcher.
        Elementwise kernels and views are known by their tags and need no mention.
    words: what it is called, with what shapes it. None: by its name in PyTorch.
    words_to_one: what it is called where it leaves a single position.
    short_words: what it is called in a figure, where its settings would be too much.
    details: what may follow; each is said where the row has all values that it names.
    in_ids: parts of a module's name that already say it, besides the operation's own name.
    """

    names: tuple[str, ...]
    kind: Kind
    aliases: tuple[str, ...] = ()
    joins: bool = False
    arguments: tuple[str, ...] = ()
    settings: tuple[str, ...] | None = ()
    derived: Derivation | None = None
    window: WindowRule | None = None
    parameters: ParameterRule | None = None
    macs: ProductRule | None = None
    sizes: SizeRule | None = None
    field: FieldRule = unknown
    layout: Layout = "open"
    kernels: tuple[str, ...] = ()
    words: Words | None = None
    words_to_one: Words | None = None
    short_words: Words | None = None
    details: tuple[Words, ...] = ()
    in_ids: tuple[str, ...] = ()

    def kind_reading(self, activations: int) -> Kind:
        """The category of a row that reads so many activations (parameters are none)."""
        return "join" if self.joins and activations > 1 else self.kind
