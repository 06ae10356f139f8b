"""The course's shelf: which networks there are, how to build one, and what went into it.

Nothing here imports torch until a network is built.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archreport.catalog import papers
from archreport.errors import Phrase, UnknownModel, phrase
from archreport.report.model import Identity, Paper

if TYPE_CHECKING:
    from torch import nn

# Values that are taken off a picture and then divided by, channel by channel, once it is in 0 … 1.
_IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
_MINUS_ONE_TO_ONE = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
_GREY = ((0.449,), (0.226,))  # the averages of the three above


@dataclass(frozen=True)
class Entry:
    """One network of the shelf.

    ``builder`` is ``"module:callable"``, called with ``arguments``. ``shape`` is the input
    ``(C, H, W)``; with C = 1 the photograph is turned to grey. ``photo`` and ``seed`` are what the
    published page uses, ``mean`` and ``std`` how its pixels are scaled. ``public`` names an entry
    of ``PUBLIC_WEIGHTS`` in `archreport.running.weights.public_names`, or is "" where no public
    weights fit. ``oxford`` says which of its modules are the thirteen convolutions of VGG-16
    (``"{layer}"``: those of the same name), or is "" where it does not have them.
    """

    identity: Identity
    builder: str
    arguments: Mapping[str, Any]
    shape: tuple[int, int, int]
    photo: str
    seed: int
    public: str = ""
    mean: tuple[float, ...] = _IMAGENET[0]
    std: tuple[float, ...] = _IMAGENET[1]
    oxford: str = ""

    @property
    def key(self) -> str:
        return self.identity.key

    @property
    def input_shape(self) -> tuple[int, int, int, int]:
        """The input with batch 1."""
        return (1, *self.shape)

    def build(self) -> nn.Module:
        """The network with PyTorch's own initialisation. Imports torch."""
        module, _, name = self.builder.partition(":")
        network: nn.Module = getattr(importlib.import_module(module), name)(**self.arguments)
        return network


def _classifier(
    key: str,
    title: str,
    variant: str,
    family: str,
    paper: Paper,
    builder: str,
    arguments: Mapping[str, Any],
    *,
    size: int = 224,
    public: str = "",
    scaling: tuple[tuple[float, ...], tuple[float, ...]] = _IMAGENET,
    oxford: str = "",
) -> Entry:
    """A network for the thousand classes of ImageNet, on colour pictures of size × size.

    ``builder`` is the file below archreport/models and the class: ``"vgg:VGG"``.
    """
    file = builder.partition(":")[0]
    return Entry(
        identity=Identity(
            key, title, variant, family, "classification", paper, f"archreport/models/{file}.py"
        ),
        builder=f"archreport.models.{builder}",
        arguments=arguments,
        shape=(3, size, size),
        photo="chelsea",
        seed=paper.year,
        public=public,
        mean=scaling[0],
        std=scaling[1],
        oxford=oxford,
    )


def _alexnet(key: str, title: str, variant: str, paper: Paper, builder: str, size: int) -> Entry:
    public = "alexnet-owt" if key == "alexnet-owt" else ""
    builder = f"alexnet:{builder}"
    return _classifier(key, title, variant, "alexnet", paper, builder, {}, size=size, public=public)


def _vgg(key: str, title: str, configuration: str, public: str = "") -> Entry:
    arguments = {"configuration": configuration}
    oxford = "{layer}" if configuration == "D" else ""
    return _classifier(
        key, title, configuration, "vgg", papers.VGG, "vgg:VGG", arguments,
        public=public, oxford=oxford,
    )  # fmt: skip


def _googlenet(key: str, title: str, variant: str, *, heads: bool) -> Entry:
    arguments = {"heads": heads}
    return _classifier(
        key, title, variant, "googlenet", papers.GOOGLENET, "googlenet:GoogLeNet", arguments
    )


def _resnet(layers: int, public: str = "") -> Entry:
    """The paper's network. Public weights of the deeper ones belong to v1.5."""
    key, title = f"resnet{layers}", f"ResNet-{layers}"
    arguments = {"layers": layers}
    return _classifier(
        key, title, "option B", "resnet", papers.RESNET, "resnet:ResNet", arguments, public=public
    )


def _resnet_v15(layers: int) -> Entry:
    key, title = f"resnet{layers}-v15", f"ResNet-{layers} v1.5"
    arguments = {"layers": layers, "stride_in": "3x3"}
    return _classifier(
        key, title, "v1.5", "resnet", papers.RESNET, "resnet:ResNet", arguments,
        public=f"resnet{layers}",
    )  # fmt: skip


def _fcn(key: str, title: str, variant: str, builder: str) -> Entry:
    return Entry(
        identity=Identity(
            key, title, variant, "fcn", "segmentation", papers.FCN, "archreport/models/fcn.py"
        ),
        builder=f"archreport.models.fcn:{builder}",
        arguments={},
        shape=(3, 500, 500),
        photo="chelsea",
        seed=papers.FCN.year,
        oxford="{layer}",
    )


def _unet(key: str, title: str, variant: str, size: int, *, padded: bool) -> Entry:
    return Entry(
        identity=Identity(
            key, title, variant, "unet", "segmentation", papers.UNET, "archreport/models/unet.py"
        ),
        builder="archreport.models.unet:UNet",
        arguments={"padded": padded},
        shape=(1, size, size),
        photo="coffee",
        seed=papers.UNET.year,
        mean=_GREY[0],
        std=_GREY[1],
    )


_DEEPFACE_ENTRY = Entry(
    identity=Identity(
        "deepface", "DeepFace", "4,030 identities", "deepface", "verification", papers.DEEPFACE,
        "archreport/models/deepface.py",
    ),
    builder="archreport.models.deepface:DeepFace",
    arguments={},
    shape=(3, 152, 152),
    photo="astronaut",
    seed=papers.DEEPFACE.year,
)  # fmt: skip
_DECONVNET_ENTRY = Entry(
    identity=Identity(
        "deconvnet", "DeconvNet", "21 classes", "deconvnet", "segmentation", papers.DECONVNET,
        "archreport/models/deconvnet.py",
    ),
    builder="archreport.models.deconvnet:DeconvNet",
    arguments={},
    shape=(3, 224, 224),
    photo="chelsea",
    seed=papers.DECONVNET.year,
    oxford="{layer}.conv",
)  # fmt: skip

_ENTRIES = (
    _alexnet("alexnet", "AlexNet", "two towers", papers.ALEXNET, "AlexNet", 227),
    _alexnet("alexnet-owt", "AlexNet (2014)", "one tower", papers.ONE_WEIRD_TRICK,
             "AlexNetOneTower", 224),
    _classifier("zfnet", "ZFNet", "Fig. 3", "zfnet", papers.ZFNET, "zfnet:ZFNet", {}),
    _vgg("vgg11", "VGG-11", "A", "vgg11"),
    _vgg("vgg11-lrn", "VGG-11 LRN", "A-LRN"),
    _vgg("vgg13", "VGG-13", "B", "vgg13"),
    _vgg("vgg16c", "VGG-16 C", "C"),
    _vgg("vgg16", "VGG-16", "D", "vgg16"),
    _vgg("vgg19", "VGG-19", "E", "vgg19"),
    _googlenet("googlenet", "GoogLeNet", "without heads", heads=False),
    _googlenet("googlenet-heads", "GoogLeNet with heads", "as trained", heads=True),
    _classifier("googlenet-tv", "GoogLeNet (torchvision)", "batch norm, 3×3 for 5×5", "googlenet",
                papers.GOOGLENET, "googlenet_tv:GoogLeNetTV", {}, public="googlenet",
                scaling=_MINUS_ONE_TO_ONE),
    _classifier("inception-v4", "Inception-v4", "pure inception", "inception", papers.INCEPTION_V4,
                "inception_v4:InceptionV4", {}, size=299, scaling=_MINUS_ONE_TO_ONE),
    _classifier("plain34", "Plain-34", "no shortcuts", "resnet", papers.RESNET, "resnet:PlainNet",
                {"layers": 34}),
    _resnet(18, "resnet18"),
    _resnet(34, "resnet34"),
    _resnet(50),
    _resnet_v15(50),
    _resnet(101),
    _resnet_v15(101),
    _resnet(152),
    _resnet_v15(152),
    _fcn("fcn32s", "FCN-32s", "stride 32", "FCN32s"),
    _fcn("fcn16s", "FCN-16s", "stride 16", "FCN16s"),
    _fcn("fcn8s", "FCN-8s", "stride 8", "FCN8s"),
    _DEEPFACE_ENTRY,
    _unet("unet", "U-Net", "valid convolutions", 572, padded=False),
    _unet("unet-padded", "U-Net (padded)", "padded convolutions", 512, padded=True),
    _DECONVNET_ENTRY,
)  # fmt: skip

#: Every network by its key, in the order of the course.
CATALOG: Mapping[str, Entry] = {entry.key: entry for entry in _ENTRIES}


def entry(key: str) -> Entry:
    """The shelf's entry for ``key``. Raises `UnknownModel`, naming the nearest keys."""
    if key in CATALOG:
        return CATALOG[key]
    near = difflib.get_close_matches(key.lower(), CATALOG, 3, 0.4)
    raise UnknownModel("network.unknown", name=key, near=_near(near))


def _near(keys: Sequence[str]) -> Phrase | str:
    """What may have been meant, as a sentence; "" where nothing is near."""
    if not keys:
        return ""
    names: Phrase | str = keys[0]
    for key in keys[1:]:
        names = phrase("network.or", one=names, other=key)
    return phrase("network.near", names=names)
