"""A seeded draw of untrained weights: the same numbers on any number of threads."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from archreport.report.run import Weights

_NORMS: tuple[type[nn.Module], ...] = (
    nn.modules.batchnorm._NormBase,  # batch and instance normalisation
    nn.LayerNorm,
    nn.GroupNorm,
    nn.RMSNorm,
)


_BLOCK = 2**18  # values drawn by one generator: 1 MiB, still near the processor when hashed


_TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)


def seeded_initialisation(model: nn.Module, seed: int) -> Weights:
    """Give ``model`` untrained weights, in place, that depend on ``seed`` alone.

    K. He et al., "Delving Deep into Rectifiers", ICCV 2015: each weight is drawn from a normal
    distribution with mean 0 and variance 2 / fan_in, where fan_in is the number of products that
    make one output value. So the size of the signal is kept from layer to layer under ReLU.
    Biases are 0, normalisation layers do nothing (scale 1, shift 0, statistics 0 and 1), other
    vectors (scales) are 1.

    A module with a rule of its own may state ``fan_in`` as an attribute, or define
    ``initial_values()``: tensors for parameters and buffers below it by name, which are taken as
    they are (a bilinear kernel that is no matter of chance).

    The same torch version on the same kind of processor gives the same bits. torch's global
    random state is not used. Raises `ValueError` for a model whose tensors have no memory.
    """
    must_have_values(model)
    generator = torch.Generator("cpu").manual_seed(seed)
    stated = stated_values(model)
    tensors = dict(_tensors(model))
    done = {id(tensors[name]) for name in stated}
    others = max(1, torch.get_num_threads() - 1)
    with torch.no_grad(), ThreadPoolExecutor(others) as threads:
        draws = _Draws(generator, threads)
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
    found: dict[str, Tensor] = {}
    for path, module in model.named_modules():
        state = getattr(module, "initial_values", None)
        for name, values in (state() if callable(state) else {}).items():
            full = f"{path}.{name}" if path else name
            if full not in names:
                raise ValueError(f"{type(module).__name__}.initial_values() names {name!r}")
            found[full] = values
    return found


def _initialise(module: nn.Module, name: str, parameter: nn.Parameter, draws: _Draws) -> None:
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


class _Draws:
    """Tensors filled from normal distributions around 0, many values by several threads.

    More than `_BLOCK` values are drawn in blocks, each with a generator of its own whose seed comes
    from the one ``generator``: which thread draws it does not matter.
    """

    def __init__(self, generator: torch.Generator, threads: ThreadPoolExecutor) -> None:
        self._generator = generator
        self._threads = threads
        self._blocks: dict[int, list[_Block]] = {}  # of each tensor, by its address

    def fill(self, weight: Tensor, deviation: float) -> None:
        """Begin to fill ``weight``; `parts` waits for it."""
        plain = weight.dtype == torch.float32 and weight.device.type == "cpu"
        if plain and weight.is_contiguous():  # in place: the same numbers, half the memory
            self._blocks[weight.data_ptr()] = self._draw(weight.detach().view(-1), deviation)
        else:
            drawn = torch.empty(weight.numel(), dtype=torch.float32)
            for block in self._draw(drawn, deviation):
                block.values()
            weight.copy_(drawn.view(weight.shape))

    def parts(self, tensor: Tensor) -> Iterator[Tensor]:
        """The values of ``tensor``, one after the other as soon as they are drawn."""
        blocks = self._blocks.get(tensor.data_ptr(), [])
        yield from (block.values() for block in blocks)
        if not blocks:
            yield tensor

    def _draw(self, values: Tensor, deviation: float) -> list[_Block]:
        if len(values) <= _BLOCK:
            values.normal_(0.0, deviation, generator=self._generator)
            return []
        parts = values.split(_BLOCK)  # type: ignore[no-untyped-call]
        seeds = torch.randint(2**31, (len(parts),), generator=self._generator).tolist()
        works = [partial(_normal, *one, deviation) for one in zip(parts, seeds, strict=True)]
        return [_Block(work, self._threads.submit(work)) for work in works]


@dataclass(frozen=True)
class _Block:
    work: Callable[[], Tensor]
    given: Future[Tensor]

    def values(self) -> Tensor:
        """Its values; where no thread has begun with it, this one draws it."""
        return self.work() if self.given.cancel() else self.given.result()


def _normal(values: Tensor, seed: int, deviation: float) -> Tensor:
    return values.normal_(0.0, deviation, generator=torch.Generator("cpu").manual_seed(seed))


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
    for name, tensor in _tensors(model):
        if tensor.is_meta or nn.parameter.is_lazy(tensor):
            raise ValueError(
                f"{name} has no values yet (it is on the meta device, or lazy); "
                'build the model on a real device first, for example model.to_empty(device="cpu")'
            )


def _tensors(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    yield from model.named_parameters()
    yield from model.named_buffers()


def state_digest(
    model: nn.Module, parts: Callable[[Tensor], Iterable[Tensor]] = lambda tensor: [tensor]
) -> str:
    """SHA-256 over the state dict: every tensor's name, type, shape and bytes, in its order.

    ``parts`` gives a tensor's values piece by piece.
    """
    digest = hashlib.sha256()
    for name, tensor in model.state_dict().items():
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        for part in parts(tensor):
            values = part.detach().cpu().contiguous().reshape(-1)
            digest.update(values.view(torch.uint8).numpy().data)
    return digest.hexdigest()
