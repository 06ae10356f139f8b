"""The table of operations: one entry each, and finding one by its name.

A new operation is one entry in the module of its kind, and a test:

* `layers`: convolutions, linear layers, products of matrices
* `transforms`: products of other sorts, Fourier transforms, linear algebra
* `scaling`: pooling, and what enlarges or rearranges a map
* `pointwise`: normalisation, activations, dropout
* `structure`: joins of branches, and changes of shape; `rearranging`: the less usual ones
* `arithmetic`: functions of each value, comparisons, logic, masks
* `reductions`: sums and extremes along axes, losses
* `indexing`: gathering, sorting, sampling, embedding
* `creation`: tensors that a network makes for itself
* `spellings`: less usual names of what the others have
"""

from __future__ import annotations

from functools import lru_cache

from archreport.operations.entry import Operation
from archreport.operations.table.arithmetic import ARITHMETIC
from archreport.operations.table.creation import CREATION
from archreport.operations.table.indexing import INDEXING
from archreport.operations.table.layers import LAYERS
from archreport.operations.table.pointwise import POINTWISE
from archreport.operations.table.rearranging import REARRANGING
from archreport.operations.table.reductions import REDUCTIONS
from archreport.operations.table.scaling import SCALING
from archreport.operations.table.spellings import SPELLINGS
from archreport.operations.table.structure import STRUCTURE
from archreport.operations.table.transforms import TRANSFORMS

TABLE: tuple[Operation, ...] = (
    *LAYERS,
    *TRANSFORMS,
    *SCALING,
    *POINTWISE,
    *STRUCTURE,
    *REARRANGING,
    *ARITHMETIC,
    *REDUCTIONS,
    *INDEXING,
    *CREATION,
    *SPELLINGS,
)

#: What is said of an operation that is not in the table: it has a row, its shapes, the products
#: that its kernels make, and all of its plain arguments.
UNKNOWN = Operation(names=(), kind="other", settings=None)

#: The name in the rows for another function that does the same: "cat" for "concat".
ALIASES = {alias: entry.names[0] for entry in TABLE for alias in entry.aliases}

_BY_NAME = {name: entry for entry in TABLE for name in entry.names}

#: What is said of a kernel that no function was seen to call: what it is, as its entry says. It
#: takes other arguments than the function, so that nothing is read off them.
_BY_KERNEL = {
    kernel: Operation(names=(kernel,), kind=entry.kind, words=entry.words, layout=entry.layout)
    for entry in TABLE
    for kernel in entry.kernels
}


@lru_cache(maxsize=4096)
def operation(name: str) -> Operation:
    """The entry of an operation by its name as in `Row.op`; `UNKNOWN` where there is none.

    What works in place ("relu_") has the entry of what does not, and so has what works on a list
    of tensors ("_foreach_add").
    """
    plain = name.rstrip("_")
    spellings = (name, plain, plain.removeprefix("_foreach_"))
    found = (known[one] for known in (_BY_NAME, _BY_KERNEL) for one in spellings if one in known)
    return next(found, UNKNOWN)
