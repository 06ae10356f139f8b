"""The thirteen convolutions of Oxford's VGG-16, learned on ImageNet, as tensors and in networks.

What they are, whose, and under which licence: ``oxford.yaml``. A picture must be scaled as they
were trained, see `OXFORD_SCALING`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from archreport.errors import WeightsMismatch, phrase
from archreport.report.run import Weights
from archreport.running.weights.oxford_file import OxfordFile, oxford_file, verified_path
from archreport.running.weights.seeded import must_have_values, seeded_initialisation

#: Blue, green, red; 0 to 255; less the mean of the training pictures.
OXFORD_SCALING = oxford_file().scaling


def oxford_state_dict() -> dict[str, Tensor]:
    """The learned weights by name: ``conv1_1.weight`` (64, 3, 3, 3), ``conv1_1.bias`` (64), … to
    ``conv5_3.bias``, float32.

    Raises `WeightsMismatch` where the file is not installed, cannot be read, or is not the known
    one.
    """
    facts = oxford_file()
    return read_convolutions(verified_path(facts), facts)


def load_oxford(network: nn.Module, seed: int, place: str = "{layer}") -> Weights:
    """Give ``network`` the learned convolutions, in place, and all else a seeded initialisation.

    ``place`` says which module of the network is a layer of VGG-16: ``"{layer}"`` where it has the
    same name. Which modules these are is in `Weights.modules`. Raises `WeightsMismatch`, before
    anything is changed, for a file that cannot be used and a network without a place for it.
    """
    must_have_values(network)
    facts = oxford_file()
    learned = read_convolutions(verified_path(facts), facts)
    theirs = {_placed(name, place): tensor for name, tensor in learned.items()}
    ours = network.state_dict()
    for name, tensor in theirs.items():
        if name not in ours or ours[name].shape != tensor.shape:
            raise WeightsMismatch("weights.oxford.no_place", kind=type(network).__name__, name=name)
    seeded = seeded_initialisation(network, seed)
    network.load_state_dict(theirs, strict=False)
    modules = tuple(place.format(layer=layer) for layer in facts.convolutions)
    return replace(
        seeded,
        name="oxford",
        trained=True,
        sha256=facts.sha256,
        source=facts.source,
        credit=facts.credit,
        licence=facts.licence,
        modules=modules,
    )


def _placed(name: str, place: str) -> str:
    layer, dot, tensor = name.partition(".")
    return f"{place.format(layer=layer)}{dot}{tensor}"


def read_convolutions(path: Path, facts: OxfordFile) -> dict[str, Tensor]:
    """The tensors of the ONNX file ``path``, by our names. Its graph is never run.

    Raises `WeightsMismatch` where a tensor is missing, has another shape or kind of number, or
    does not hold the values that are known of it.
    """
    stored = _initialisers(path)
    arrays: dict[str, NDArray[np.float32]] = {}
    for layer, (c_out, c_in) in facts.convolutions.items():
        for tensor, shape in (("weight", (c_out, c_in, 3, 3)), ("bias", (c_out,))):
            array = stored.get(_stored_name(layer, tensor))
            if array is None or array.shape != shape or array.dtype != np.float32:
                found = "" if array is None else f"{array.dtype} {array.shape}"
                raise WeightsMismatch(
                    "weights.oxford.missing" if array is None else "weights.oxford.shape",
                    phrase("weights.oxford.again", what=facts.install),
                    path=path,
                    name=f"{layer}.{tensor}",
                    found=found,
                    wanted=f"float32 {shape}",
                )
            arrays[f"{layer}.{tensor}"] = array
    _hold_against_known(arrays, path, facts)
    return {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}


def _hold_against_known(
    arrays: Mapping[str, NDArray[np.float32]], path: Path, facts: OxfordFile
) -> None:
    for name, index, value in facts.known:
        found = float(arrays[name][index])
        if abs(found - value) > 1e-6 * abs(value):  # they are printed with seven digits or more
            place = f"{name}[{', '.join(map(str, index))}]"
            raise WeightsMismatch(
                "weights.oxford.value",
                phrase("weights.oxford.again", what=facts.install),
                path=path, place=place, found=found, wanted=value,
            )  # fmt: skip


def _stored_name(layer: str, tensor: str) -> str:
    """The file's name for ``conv2_1`` "weight": Keras calls the layer block2_conv1."""
    block, number = layer.removeprefix("conv").split("_")
    end = "convolution/ReadVariableOp:0" if tensor == "weight" else "Squeeze:0"
    return f"functional_1/block{block}_conv{number}_1/{end}"


def _initialisers(path: Path) -> dict[str, NDArray[np.float32]]:
    """The stored tensors of an ONNX file. Data outside of the file are not followed."""
    try:
        import onnx
        from onnx import numpy_helper
    except ImportError as error:
        raise WeightsMismatch("weights.oxford.no_reader", path=path) from error
    try:
        model = onnx.load(path, load_external_data=False)
        return {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
    except Exception as error:  # protobuf and its wrappers raise almost anything on damaged files
        raise WeightsMismatch(
            "weights.oxford.unreadable",
            phrase("weights.oxford.again", what=oxford_file().install),
            path=path,
        ) from error
