"""What operations do to the receptive field of what they read: one rule for each way.

For a layer with kernel k, stride s, padding p and dilation d over an input with field r, jump j
and start c (Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks",
Distill 2019):

    r' = r + (k - 1)·d·j      j' = j·s      c' = c + ((k - 1)·d/2 - p)·j

Transposed convolutions, unpoolings, crops and interpolations are led through exactly, by
`archreport.operations.receptive_field.one_axis.Reach`.

A rule takes the tensors that an operation reads, each with its field, and returns the field behind
it, or one for each result, with the sums "field" and "jump" along the last axis. Where a rule
cannot follow, it says at the most what can be seen (`common.scattered`), or None: not known.

* `windows`: convolutions, poolings, interpolations, pixel shuffles
* `mixing`: what reads all positions along an axis: sums, norms, products of matrices, attention
* `moving`: what only moves positions: views, permutations, slices, joins
"""

from archreport.operations.receptive_field.rules.common import FieldRule as FieldRule
from archreport.operations.receptive_field.rules.common import Operand as Operand
from archreport.operations.receptive_field.rules.common import copies as copies
from archreport.operations.receptive_field.rules.common import field_behind as field_behind
from archreport.operations.receptive_field.rules.common import keeps as keeps
from archreport.operations.receptive_field.rules.common import makes as makes
from archreport.operations.receptive_field.rules.common import scatters as scatters
from archreport.operations.receptive_field.rules.common import takes_first as takes_first
from archreport.operations.receptive_field.rules.common import unknown as unknown
from archreport.operations.receptive_field.rules.mixing import attends as attends
from archreport.operations.receptive_field.rules.mixing import contracts as contracts
from archreport.operations.receptive_field.rules.mixing import halves as halves
from archreport.operations.receptive_field.rules.mixing import meets_mixed as meets_mixed
from archreport.operations.receptive_field.rules.mixing import mixes_last as mixes_last
from archreport.operations.receptive_field.rules.mixing import multiplies as multiplies
from archreport.operations.receptive_field.rules.mixing import recurs as recurs
from archreport.operations.receptive_field.rules.mixing import reduces as reduces
from archreport.operations.receptive_field.rules.mixing import runs_along as runs_along
from archreport.operations.receptive_field.rules.mixing import sorts as sorts
from archreport.operations.receptive_field.rules.mixing import spans_axis as spans_axis
from archreport.operations.receptive_field.rules.mixing import spans_channels as spans_channels
from archreport.operations.receptive_field.rules.mixing import spans_groups as spans_groups
from archreport.operations.receptive_field.rules.mixing import spans_last_axes as spans_last_axes
from archreport.operations.receptive_field.rules.mixing import spans_map as spans_map
from archreport.operations.receptive_field.rules.mixing import transforms as transforms
from archreport.operations.receptive_field.rules.moving import concatenates as concatenates
from archreport.operations.receptive_field.rules.moving import cuts as cuts
from archreport.operations.receptive_field.rules.moving import expands as expands
from archreport.operations.receptive_field.rules.moving import flips as flips
from archreport.operations.receptive_field.rules.moving import pads as pads
from archreport.operations.receptive_field.rules.moving import permutes as permutes
from archreport.operations.receptive_field.rules.moving import picks as picks
from archreport.operations.receptive_field.rules.moving import repeats as repeats
from archreport.operations.receptive_field.rules.moving import rolls as rolls
from archreport.operations.receptive_field.rules.moving import (
    shuffles_channels as shuffles_channels,
)
from archreport.operations.receptive_field.rules.moving import splits as splits
from archreport.operations.receptive_field.rules.moving import stacks as stacks
from archreport.operations.receptive_field.rules.moving import views as views
from archreport.operations.receptive_field.rules.moving import writes as writes
from archreport.operations.receptive_field.rules.windows import adapts as adapts
from archreport.operations.receptive_field.rules.windows import convolves as convolves
from archreport.operations.receptive_field.rules.windows import folds as folds
from archreport.operations.receptive_field.rules.windows import paints as paints
from archreport.operations.receptive_field.rules.windows import resizes as resizes
from archreport.operations.receptive_field.rules.windows import shuffles as shuffles
from archreport.operations.receptive_field.rules.windows import slides as slides
from archreport.operations.receptive_field.rules.windows import unfolds as unfolds
from archreport.operations.receptive_field.rules.windows import unpools as unpools
from archreport.operations.receptive_field.rules.windows import unshuffles as unshuffles
