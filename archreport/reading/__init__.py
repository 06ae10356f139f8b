"""Reading a Report: what its rows say about layers, modules, graph and resolution.

Every question that several pages ask of a Report is answered here, once, as plain data.

* `graph`: rows by id, who reads whom, the main path
* `stages`: the rows of each stage, side branches
* `layers`: a row with what follows it; channels, height, groups, which rows are minor
* `modules`: which folded blocks are modules, which of them branch, how they are called
* `totals`: subtotals, shares, the largest row, the shapes at both ends
* `resolution_steps`: where the resolution changes, for aligning several networks
* `paper_table`: a network as the table of a paper lists it
* `encoder_decoder`: the two arms of a U and what crosses between them
* `representatives`: which rows get a picture
* `learned`: which rows have learned weights, and which values only depend on these
* `other_tools/`: what other counters print for the same network

Which kinds hold weights is asked by the analysis too, so `archreport.report.kinds` says it. No
words, no markup and no drawing belong here, and nothing imports torch.
"""
