"""What a lesson may call: the names in ``docs/en/**/*.md`` and ``docs/zh/**/*.md``.

Reports (`report_functions`)

=================================  =============================================================
``r.vgg16``, ``r["alexnet-owt"]``  a Report: ``{{ r.vgg16.totals.params | number }}``
``ribbon(key)``                    the ribbon of stages
``example()``                      ribbon and totals of a network that is not ours, with its page
``excerpt(key, ids)``              some rows of the layer table
``stages(key)``                    a table with one line a stage
``shelf(key, …)``                  cards of networks; without keys, of all
``worked(key, row, column)``       one sum in words: ``(3·3·64)·128 + 128 = 73,856``
``compared(older, newer)``         a sentence with the ratios of parameters and MACs
``model(key, row)``                a link to a network or to one of its rows
``model_url(key)``                 the address of a network's page
``compare_url(name)``              the address of a comparison; "" is the page of all networks
=================================  =============================================================

Sums (`sums`, `formulas`, `comparisons`)

=================================  =============================================================
``calc(formula, as, …)``           a sum in words with its result, from the values given by name;
                                   ``of="macs"`` lets an exercise recognise FLOPs
``root(formula, …)``               the square root of a sum
``products(list, list, extra)``    two lists multiplied entry by entry and added up
``ratio(a, b)``                    how many times as much, in prose
``holds("a > 2*b", …)``            nothing, or an error where the prose's comparison is not true
``softmax(scores, index, as)``     the share of one score; ``share_of(scores, index)`` as a number
``cross_entropy(share)``           the loss of a share given to the right class
``logarithm(value)``               a natural logarithm
``decibels(error)``                a mean squared error as a peak signal-to-noise ratio
``cosine(a, b)``                   the cosine of the angle between two vectors
``sums({label: sum})``             labelled sums, one a line
``known_sizes.NAME``               sizes of data sets, each with its source
``foreign_networks()``             what came of analysing networks that others wrote
=================================  =============================================================

Parts of a page (`page_functions`)

=================================  =============================================================
``exercise(name, kind)``           around a question; ``kind`` where it asks for no number:
                                   "derive", "error", "decide", "program"
``answer({label: sum})``           around its answer; ``ask=`` how many sums get a field (all),
                                   ``slips={label: {sentence: sum}}`` its own mistakes
``choices([(text, why)], right)``  statements to choose from, before the answer
``figure(name, drawing)``          around a caption
``reading(short)``                 minutes, the sections of a short path; around who needs what
``lab(name)``                      around what a laboratory shows
``printed(id)``                    a figure that others printed, linked to the audit
``printed_table(ids, caption)``    several of them, one a line
``claimed(id)``                    the printed figure as a number; ``spread=True`` what follows ±
``gloss(id)``                      the printed figure in the words of the page's language
``t(key)``                         a phrase of the site in the page's language
``link(path, text)``               a link; only the text where the site has no such page
``citation(key, row, form)``       how to cite; ``permalink(key, row)`` the published address
``frame(key, part, row, height=)`` a page in a frame; ``frame_code(…)`` the HTML to copy
=================================  =============================================================

Chapters (``<chapter>/__init__.py`` says what each shows)

=================================  =============================================================
``draw.NAME(…)``                   a chapter's figure, by its function's name
``hand_made_features``             chapter 0: gradients, patterns, visual words, Fisher vectors
``small_data``                     chapter 0: patches, descriptors and values to calculate with
``small_kernel``                   chapter 1: a kernel for the patch of chapter 0
``sliding_kernel(…)``              chapter 1: a convolution that the reader slides
``small_network``, ``two_layers``  chapter 1b: a network to follow by hand, and its formulas
``exp(x)``, ``ln(x)``              chapter 1b: two functions whose slopes are felt for
``vector(values)``                 chapter 1b: some numbers as a row
``valley``                         chapter 1b: a narrow valley and descents into it
``normalised``, ``moments``        chapter 1b: batch normalisation of a list of values
``learned_curves``, ``remedies``   chapter 1b: networks that were trained, and their table
``base_model``                     chapter 1: photographs told apart by one layer on features
``growing_field(keys)``            chapter 2: the receptive field, layer by layer
``painted_kernel(…)``              chapter 6: a transposed convolution that the reader paints
``denoised``, ``coloured``         chapter 6: what came of two regressions
``segmented``, ``strips``          chapter 6: animals found in photographs; pictures of all three
``designer(designs, …)``           chapter 8: a design that the reader changes, within a budget
``face_geometry``, ``small_face``  chapter 5: similarities and turns, and a face to try them on
``measured``, ``pictures``         chapter 7: what came of the experiments on VGG-16
``plan``, ``planned``              chapter 8: a network on paper, and its table
``confusion``, ``confused``        chapter 8: a confusion matrix, and its table
=================================  =============================================================

The filters ``number``, ``si``, ``mib``, ``percent`` and ``shape`` are those of all templates
(`archreport.render.template`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archreport.course.lessons import (
    alexnet,
    before_2012,
    deepface,
    dense_prediction,
    googlenet,
    inside_vgg,
    known_sizes,
    learning,
    now_you,
    resnet,
    vgg,
)
from archreport.course.lessons.comparisons import holds
from archreport.course.lessons.figures import Drawings, figures_of
from archreport.course.lessons.foreign_networks import foreign_networks
from archreport.course.lessons.formulas import (
    cosine,
    cross_entropy,
    decibels,
    logarithm,
    share_of,
    softmax,
)
from archreport.course.lessons.page import LessonPage
from archreport.course.lessons.page_functions import page_functions
from archreport.course.lessons.report_functions import report_functions
from archreport.course.lessons.sums import calc, products, ratio, root

#: The chapters, in their order.
CHAPTERS = (
    before_2012.CHAPTER, alexnet.CHAPTER, learning.CHAPTER, vgg.CHAPTER, googlenet.CHAPTER,
    resnet.CHAPTER, deepface.CHAPTER, dense_prediction.CHAPTER, inside_vgg.CHAPTER,
    now_you.CHAPTER,
)  # fmt: skip
FIGURES = figures_of(CHAPTERS)

_SUMS = {
    "calc": calc,
    "root": root,
    "products": products,
    "ratio": ratio,
    "holds": holds,
    "softmax": softmax,
    "cosine": cosine,
    "share_of": share_of,
    "cross_entropy": cross_entropy,
    "logarithm": logarithm,
    "decibels": decibels,
    "known_sizes": known_sizes,
    "foreign_networks": foreign_networks,
}


def template_functions(page: LessonPage) -> dict[str, object]:
    """Everything by name. Raises `ValueError` where a name would have two meanings."""
    return merged(
        (
            {"r": page.shelf, "t": page.t, "draw": Drawings(page, FIGURES)},
            report_functions(page),
            _SUMS,
            page_functions(page),
            *(chapter.functions(page) for chapter in CHAPTERS),
        )
    )


def merged(registries: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """One registry of all. Raises `ValueError` for a name that is in two."""
    names: dict[str, object] = {}
    for registry in registries:
        if twice := names.keys() & registry.keys():
            raise ValueError(f"a lesson could mean two things by {min(twice)!r}")
        names |= registry
    return names
