"""VGG.

K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
ICLR 2015 (arXiv:1409.1556, 2014).
"""

from torch import nn

# Table 1 of the paper: five blocks of convolutions, "kernel-channels" each, a max pooling after
# every block. "LRN" is local response normalisation.
CONFIGURATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "A": (
        ("3-64",),
        ("3-128",),
        ("3-256", "3-256"),
        ("3-512", "3-512"),
        ("3-512", "3-512"),
    ),
    "A-LRN": (
        ("3-64", "LRN"),
        ("3-128",),
        ("3-256", "3-256"),
        ("3-512", "3-512"),
        ("3-512", "3-512"),
    ),
    "B": (
        ("3-64", "3-64"),
        ("3-128", "3-128"),
        ("3-256", "3-256"),
        ("3-512", "3-512"),
        ("3-512", "3-512"),
    ),
    "C": (
        ("3-64", "3-64"),
        ("3-128", "3-128"),
        ("3-256", "3-256", "1-256"),
        ("3-512", "3-512", "1-512"),
        ("3-512", "3-512", "1-512"),
    ),
    "D": (
        ("3-64", "3-64"),
        ("3-128", "3-128"),
        ("3-256", "3-256", "3-256"),
        ("3-512", "3-512", "3-512"),
        ("3-512", "3-512", "3-512"),
    ),
    "E": (
        ("3-64", "3-64"),
        ("3-128", "3-128"),
        ("3-256", "3-256", "3-256", "3-256"),
        ("3-512", "3-512", "3-512", "3-512"),
        ("3-512", "3-512", "3-512", "3-512"),
    ),
}


class VGG(nn.Sequential):
    """One column of Table 1: "A" (11 weight layers) to "E" (19). "D" is VGG-16.

    Every convolution has stride 1 and keeps the resolution; every pooling halves it.
    Input ``(N, 3, 224, 224)``, output ``(N, num_classes)`` scores.
    """

    def __init__(self, configuration: str, num_classes: int = 1000) -> None:
        super().__init__()
        in_channels = 3
        for block, layers in enumerate(CONFIGURATIONS[configuration], start=1):
            for layer, text in enumerate(layers, start=1):
                if text == "LRN":
                    # The parameters of AlexNet, as the paper says (section 2.3).
                    norm = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=2.0)
                    self.add_module(f"norm{block}", norm)
                    continue
                kernel, channels = map(int, text.split("-"))
                conv = nn.Conv2d(in_channels, channels, kernel, padding=kernel // 2)
                self.add_module(f"conv{block}_{layer}", conv)
                self.add_module(f"relu{block}_{layer}", nn.ReLU(inplace=True))
                in_channels = channels
            self.add_module(f"pool{block}", nn.MaxPool2d(kernel_size=2, stride=2))

        self.add_module("flatten", nn.Flatten())
        self.add_module("fc6", nn.Linear(512 * 7 * 7, 4096))
        self.add_module("relu6", nn.ReLU(inplace=True))
        self.add_module("drop6", nn.Dropout(0.5))
        self.add_module("fc7", nn.Linear(4096, 4096))
        self.add_module("relu7", nn.ReLU(inplace=True))
        self.add_module("drop7", nn.Dropout(0.5))
        self.add_module("fc8", nn.Linear(4096, num_classes))
