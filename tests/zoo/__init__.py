"""Foreign networks: what `archreport.analyze` says of a thousand models that others wrote.

    python -m tests.zoo --sample 200

builds networks of the registries that are installed (pytorchcv, timm, torchvision, transformers,
MONAI, segmentation-models-pytorch, diffusers), analyses each in a process of its own, counts it
again by other means, and prints the totals. Not part of the test suite: the packages are large and
a thousand networks take the better part of an hour. Install what is wanted beside archreport:

    pip install torchvision timm pytorchcv transformers monai segmentation-models-pytorch diffusers
"""
