"""The other ways of counting that the audit tries, always in this order.

Where our number does not round to the printed one, a convention may explain it. Each is tried by
itself; the first under which the number rounds to the printed one is named in the finding. A
convention is only tried on a query that it can change.

    rounded_down    the printed figure was cut off, not rounded
    binary          K is 1,024, MB is 1,024 · 1,024 bytes
    weights_only    parameters without biases and without the scales of normalisation
    running         parameters and the running statistics of batch normalisation
    conv_only       MACs of the convolutions alone
    bias            one more for each bias that is added (torchinfo)
    small           one more for biases, activations and pooling, two for normalisation (ptflops)
    flop            two operations for each MAC

A claim can give the query of a reading of its own under one of these names (``under``):

    norm_after_pool the source puts the normalisation after the pooling (CaffeNet)
    rounded_up      sizes of convolutions and poolings are rounded up
    input_window    "receptive field" means the window of the input
    with_heads      the auxiliary classifiers are counted
    option_a        shortcuts without parameters, of ResNet's option A
    kept_gradients  every map keeps a gradient of its own size beside it (Caffe's blobs)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from archreport.audit.quantities import OURS, Counting

PARAMS = frozenset(("params",))
MACS = frozenset(("macs",))


@dataclass(frozen=True)
class Convention:
    """One other way. ``reading`` changes how the printed figure is read, ``counting`` how ours is
    counted, which matters to a query that asks for one of ``changes``."""

    key: str
    reading: Literal["rounded", "cut", "binary"] = "rounded"
    counting: Counting = OURS
    changes: frozenset[str] = frozenset()


CONVENTIONS = (
    Convention("rounded_down", "cut"),
    Convention("binary", "binary"),
    Convention("weights_only", counting=Counting(params="weights"), changes=PARAMS),
    Convention("running", counting=Counting(params="running"), changes=PARAMS),
    Convention("conv_only", counting=Counting(macs="conv"), changes=MACS),
    Convention("bias", counting=Counting(macs="bias"), changes=MACS),
    Convention("small", counting=Counting(macs="small"), changes=MACS),
    Convention("flop", counting=Counting(macs="flop"), changes=MACS),
)

#: The names that ``under`` may use besides those above.
READINGS = (
    "norm_after_pool", "rounded_up", "input_window", "with_heads", "option_a", "kept_gradients",
)  # fmt: skip
