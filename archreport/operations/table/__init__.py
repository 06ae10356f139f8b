"""The table of operations: one entry each, and finding one by its name.

A new operation is one entry in the module of its kind, and a test:

* `layers`: convolutions, linear layers, products of matrices
* `scaling`: pooling, and what enlarges or rearranges a map
* `pointwise`: normalisation, activations, dropout, and other functions of each value
* `along_axes`: sums and other statistics along axes, and reading at places that values say
* `structure`: joins of branches, and changes of shape
"""

from __future__ import annotations

from archreport.operations.entry import Operation
from archreport.operations.table.along_axes import ALONG_AXES
from archreport.operations.table.layers import LAYERS
from archreport.operations.table.pointwise import POINTWISE
from archreport.operations.table.scaling import SCALING
from archreport.operations.table.structure import STRUCTURE

TABLE: tuple[Operation, ...] = (*LAYERS, *SCALING, *POINTWISE, *ALONG_AXES, *STRUCTURE)

#: What is said of an operation that is not in the table: it has a row, its shapes, the products
#: that its kernels make, and all of its plain arguments.
UNKNOWN = Operation(names=(), kind="other", settings=None)

#: The name in the rows for another function that does the same: "cat" for "concat".
ALIASES = {alias: entry.names[0] for entry in TABLE for alias in entry.aliases}

_BY_NAME = {name: entry for entry in TABLE for name in entry.names}


def operation(name: str) -> Operation:
    """The entry of an operation by its name as in `Row.op`; `UNKNOWN` where there is none.

    What works in place ("relu_") has the entry of what does not.
    """
    return _BY_NAME.get(name) or _BY_NAME.get(name.rstrip("_"), UNKNOWN)
