"""Reading a Report: what its rows say about layers, modules, graph and resolution.

Every question that several pages ask of a Report is answered here, once, as plain data. No words,
no markup and no drawing belong here, and nothing imports torch.
"""
