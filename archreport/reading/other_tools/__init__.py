"""What other tools print as the total for the same network, computed by their rules from our rows.

Every tool starts from the same multiply-accumulates and then adds or leaves out something: biases,
batch normalisation, ReLU, pooling, or a transposed convolution counted on the wrong grid. Each such
habit is a rule here, a function of one step of the pass, written from the tool's source of the
version named. ``tests/othertools`` holds the rules against the real tools.

What a report cannot tell, and the rules therefore assume: ``a + b`` and ``a @ b`` were written with
operators (ptflops and calflops count ``torch.add`` and ``torch.matmul``, but not operators), and a
module that is called several times is registered under one name (thop, ptflops and calflops count
it once for each name).
"""

from archreport.reading.other_tools.tools import TOOLS, Counted, Share, Tool, other_tools

__all__ = ["TOOLS", "Counted", "Share", "Tool", "other_tools"]
