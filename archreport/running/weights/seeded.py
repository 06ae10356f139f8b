"""Untrained weights that depend on a seed alone: the initialisation of He et al.

K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor, nn

from archreport.report.run import Weights
from archreport.running.speed.parallel_draws import ParallelDraws
from archreport.running.weights.digest import state_digest

_NORMS: tuple[type[nn.Module], ...] = (
    nn.modules.batchnorm._NormBase,  # batch and instance normalisation
    nn.LayerNorm,
    nn.GroupNorm,
    nn.RMSNorm,
)
_TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def seeded_initialisation(model: nn.Module, seed: int) -> Weights:
    """Give ``model`` untrained weights, in place, that depend on ``seed`` alone.

    Each weight is drawn from a normal distribution with mean 0 and variance 2 / fan_in, where
    fan_in is the number of products that make one output value (He et al., equation 10). So the
    size of the signal is kept from layer to layer under ReLU. Biases are 0, normalisation layers
    do nothing (scale 1, shift 0, statistics 0 and 1), other vectors (scales) are 1.

    A module with a rule of its own may state ``fan_in`` as an attribute, or define
    ``initial_values()``: tensors for parameters and buffers below it by name, which are taken as
    they are (a bilinear kernel that is no matter of chance).

    The same torch version on the same kind of processor gives the same bits. torch's global
    random state is not used. Raises `ValueError` for a model whose tensors have no memory.
    """
    must_have_values(model)
    stated = stated_values(model)
    tensors = dict(_tensors(model))
    done = {id(tensors[name]) for name in stated}
    with torch.no_grad(), ParallelDraws(seed) as draws:
        for name, values in stated.items():
            tensors[name].copy_(values)
        for module in model.modules():
            for name, parameter in module.named_parameters(recurse=False):
                if id(parameter) not in done:  # shared weights are drawn once
                    done.add(id(parameter))
                    _initialise(module, name, parameter, draws)
            if isinstance(module, nn.modules.batchnorm._NormBase):
                module.reset_running_stats()
        sha256 = state_digest(model, draws.parts)
    return Weights("seeded", trained=False, sha256=sha256, seed=seed)


def stated_values(model: nn.Module) -> dict[str, Tensor]:
    """What the ``initial_values()`` of the modules say, by the tensors' names in ``model``.

    Raises `ValueError` for a name that is no parameter or buffer.
    """
    names = {name for name, _ in _tensors(model)}
    stated: dict[str, Tensor] = {}
    for path, module in model.named_modules():
        state = getattr(module, "initial_values", None)
        for name, values in (state() if callable(state) else {}).items():
            full = f"{path}.{name}" if path else name
            if full not in names:
                raise ValueError(f"{type(module).__name__}.initial_values() names {name!r}")
            stated[full] = values
    return stated


def _initialise(
    module: nn.Module, name: str, parameter: nn.Parameter, draws: ParallelDraws
) -> None:
    if not parameter.is_floating_point():
        return
    if isinstance(module, nn.PReLU):
        parameter.fill_(0.25)  # the slope of He et al., section 2.1
    elif "bias" in name:
        parameter.zero_()
    elif isinstance(module, _NORMS) or parameter.dim() < 2:
        parameter.fill_(1.0)
    else:
        draws.fill(parameter, math.sqrt(2.0 / _fan_in(module, parameter)))


def _fan_in(module: nn.Module, weight: Tensor) -> float:
    """How many products of ``weight`` and the input are summed in one output value."""
    stated = getattr(module, "fan_in", None)
    if isinstance(stated, int | float):
        return float(stated)
    if isinstance(module, _TRANSPOSED):
        # The weight is (c_in, c_out / groups, *kernel); a stride spreads the kernel's products
        # over stride times as many output values in each direction.
        products = module.in_channels // module.groups * math.prod(module.kernel_size)
        return products / math.prod(module.stride)
    return max(1, weight[0].numel())


def must_have_values(model: nn.Module) -> None:
    """Raise `ValueError` where a tensor of ``model`` has no memory yet."""
    for name, tensor in _tensors(model):
        if tensor.is_meta or nn.parameter.is_lazy(tensor):
            raise ValueError(
                f"{name} has no values yet (it is on the meta device, or lazy); "
                'build the model on a real device first, for example model.to_empty(device="cpu")'
            )


def _tensors(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from model.named_parameters()
    yield from model.named_buffers()
