"""How fast, and how much memory: ratios against peers and against the bare work, in one run.

    python -m tests.benchmarks [analysis] [depth] [building]

prints one table each. Seconds depend on the machine and on what else it does; ratios hardly do.
Nothing here is part of the test suite, and nothing is asserted. Peers that are not installed are
left out: ``pip install torchview fvcore torchlens`` to have them all.
"""
