"""Making the passes of an analysis: on the meta device, else with fake tensors, else for real.

Each pass runs on a copy of the model and of its arguments, so that whatever a model does to itself
or to its input, it does to the copy.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode

from archreport.analysis.collection import collection_paused
from archreport.analysis.inputs.arguments import (
    Arguments,
    described,
    filled,
    refuse_what_fills_memory,
    shapes_in,
    tensor_of,
)
from archreport.analysis.inputs.call import Shape, as_call
from archreport.analysis.isolation.hooks import users_hooks, without_hooks
from archreport.analysis.isolation.members import buffers_of, modules_of, parameters_of
from archreport.analysis.isolation.snapshot import put_back
from archreport.analysis.isolation.twin import on_meta, shared, twin_of, twin_of_model
from archreport.analysis.tracing.failures import forward_failed, last_module, wants_integers
from archreport.analysis.tracing.records import MemoryTrace, Trace
from archreport.analysis.tracing.remembered import Remembering
from archreport.analysis.tracing.tracer import trace_forward, trace_memory

Method = Literal["meta", "fake", "real"]
METHODS: tuple[Method, ...] = ("meta", "fake", "real")


@dataclass(frozen=True)
class Subject:
    """A model with its arguments, ready for one pass: copies of the caller's."""

    model: nn.Module
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


#: Gives a fresh subject for one more pass, in training mode or (without an argument) not.
Again = Callable[..., AbstractContextManager[Subject]]


@dataclass(frozen=True)
class Passes:
    """The traced passes of one model.

    ``inference`` is in evaluation mode without gradients; ``training`` in training mode with
    gradients (None where the model cannot do that with this input). ``again`` gives a
    fresh copy of model and arguments for a pass of somebody else's.
    ``integers`` says that an input given by its shape was taken for whole numbers, ``hooks`` how
    many of the user's hooks were left out.
    """

    method: Method
    inference: Trace
    training: MemoryTrace | None
    again: Again
    integers: bool = False
    hooks: int = 0


def trace_passes(
    model: nn.Module, given: Any, *, method: Method | None = None, hooks: bool = False
) -> Passes:
    """Trace ``model`` in evaluation and in training mode, by the lightest method that works.

    ``method`` asks for one of them; ``hooks`` lets the user's hooks run too. Call it inside
    `archreport.analysis.isolation.surroundings.undisturbed`.

    Raises `BadInput` for an unusable input and `ForwardFailed` where the model itself raises.
    """
    arguments = described(as_call(given))
    methods = (method,) if method else METHODS
    if method is None and torch.is_autocast_enabled(_device(model).type):
        methods = ("fake", "real")  # tensors on the meta device are not cast
    try:
        return _lightest(model, arguments, methods, hooks)
    except _PassFailed as failed:
        failure = failed
    if wants_integers(failure.cause):
        for integers in _with_integers(arguments):
            with suppress(_PassFailed):  # another input may be the one
                return replace(_lightest(model, integers, methods, hooks), integers=True)
    left_out = 0 if hooks else sum(map(len, users_hooks(model).values()))
    raise forward_failed(
        failure.cause, model, arguments, failure.place, left_out
    ) from failure.cause


class _PassFailed(Exception):
    """What a pass raised, and the path of the module that was running."""

    def __init__(self, cause: Exception | SystemExit, place: str) -> None:
        super().__init__()
        self.cause = cause
        self.place = place


def _with_integers(arguments: Arguments) -> Iterator[Arguments]:
    """The arguments with whole numbers in one of the inputs given by shape alone, then in all."""
    untyped = [shape for shape in shapes_in(arguments) if shape.dtype is None]
    for shape in untyped:
        yield _typed(arguments, [shape])
    if len(untyped) > 1:
        yield _typed(arguments, untyped)


def _typed(arguments: Arguments, chosen: Sequence[Shape]) -> Arguments:
    places = {id(shape) for shape in chosen}

    def typed(shape: Shape) -> Any:
        return replace(shape, dtype=torch.int64) if id(shape) in places else shape

    return filled(arguments, typed)


def _lightest(
    model: nn.Module, arguments: Arguments, methods: Sequence[Method], hooks: bool
) -> Passes:
    """By the first of ``methods`` that works: a model may create real tensors, or read values.

    Raises what the last one raised.
    """
    *lighter, last = methods
    for method in lighter:
        with suppress(_PassFailed):
            return _trace(model, arguments, method, hooks)
    return _trace(model, arguments, last, hooks)


def _trace(model: nn.Module, arguments: Arguments, method: Method, hooks: bool) -> Passes:
    theirs = {} if hooks else users_hooks(model)
    is_lazy = any(map(nn.parameter.is_lazy, parameters_of(modules_of(model)).values()))

    @contextmanager
    def again(training: bool = False) -> Iterator[Subject]:
        """A fresh subject; everything is as before afterwards."""
        with _mode(method), _subject(model, arguments, method) as subject:
            without_hooks(subject.model, theirs)
            if is_lazy:
                with torch.no_grad():  # the first call gives them their shapes
                    subject.model.eval()(*subject.args, **subject.kwargs)
            _set_mode(subject.model, training)
            yield subject

    running: nn.Module = model
    with collection_paused() if method == "meta" else nullcontext():
        try:
            with again() as subject:
                running = subject.model
                inference = trace_forward(subject.model, subject.args, subject.kwargs)
        except (Exception, SystemExit) as error:  # a model may call sys.exit
            raise _PassFailed(error, last_module(error, running)) from error
        training = _training(again)
    return Passes(
        method=method,
        inference=inference,
        training=training,
        again=_remembering(again) if method == "meta" else again,
        hooks=sum(map(len, theirs.values())),
    )


def _set_mode(model: nn.Module, training: bool) -> None:
    """``model.train()`` or ``model.eval()``, in one go where no module has its own idea of it."""
    modules = modules_of(model).values()
    if all(map(_has_plain_mode, set(map(type, modules)))):
        for module in modules:
            vars(module)["training"] = training
    elif training:
        model.train()
    else:
        model.eval()


def _has_plain_mode(kind: type[nn.Module]) -> bool:
    """True for a class whose mode is an attribute and nothing more."""
    return (
        kind.train is nn.Module.train
        and kind.eval is nn.Module.eval
        and kind.__setattr__ is nn.Module.__setattr__
        and not hasattr(kind, "training")
    )


def _remembering(again: Again) -> Again:
    """For passes that somebody else watches; in ours the counter of kernels remembers."""

    @contextmanager
    def quick(training: bool = False) -> Iterator[Subject]:
        with Remembering(), again(training) as subject:  # type: ignore[no-untyped-call]
            yield subject

    return quick


@contextmanager
def _mode(method: Method) -> Iterator[None]:
    """What PyTorch must be told for a pass by this method."""
    with ExitStack() as stack:
        if method == "fake":
            stack.enter_context(_unlogged())
            stack.enter_context(FakeTensorMode(allow_non_fake_inputs=True))
        yield


def _training(again: Again) -> MemoryTrace | None:
    """The pass with gradients; evaluation mode where training mode cannot take this batch."""
    for mode in (True, False):
        try:
            with again(mode) as subject:
                return trace_memory(subject.model, subject.args, subject.kwargs)
        except (Exception, SystemExit):  # e.g. batch norm over one value: fall back, then give up
            continue
    return None


@contextmanager
def _subject(model: nn.Module, arguments: Arguments, method: Method) -> Iterator[Subject]:
    """Copies of model and arguments for one pass.

    What cannot be copied is run itself where values matter, and put back.
    """
    device = _device(model)
    default = _dtype(model)
    stand_in = {"meta": on_meta, "fake": _fake_on(device), "real": shared}[method]
    where = "meta" if method == "meta" else device
    if method == "real":
        refuse_what_fills_memory(arguments, default)
    given = filled(arguments, lambda shape: tensor_of(shape, default, where))
    with ExitStack() as stack:

        def moved(given: tuple[Any, Any]) -> tuple[Any, Any]:
            return twin_of(given, lambda tensor: _moved(tensor, method, device))

        def runs_as_it_is() -> bool:
            return method == "real" or (method == "meta" and _is_on_meta(model))

        args, kwargs = _twin_or_itself(given, moved, stack, lambda: method == "real")
        twin = _twin_or_itself(
            model, lambda model: twin_of_model(model, stand_in), stack, runs_as_it_is
        )
        yield Subject(twin, args, kwargs)


_Value = TypeVar("_Value")


def _twin_or_itself(
    value: _Value,
    twin: Callable[[_Value], _Value],
    stack: ExitStack,
    runs_as_it_is: Callable[[], bool],
) -> _Value:
    """The ``twin`` of ``value`` where it can be copied. Where it cannot, and it ``runs_as_it_is``,
    the value itself, and all that it holds is put back at the end of ``stack``; else it raises."""
    try:
        return twin(value)
    except Exception:
        if not runs_as_it_is():
            raise
    stack.enter_context(put_back(value))
    return value


def _is_on_meta(model: nn.Module) -> bool:
    modules = modules_of(model)
    tensors = chain(parameters_of(modules).values(), buffers_of(modules).values())
    return all(tensor.is_meta for tensor in tensors)


def _moved(tensor: Tensor, method: Method, device: torch.device) -> Tensor:
    if method == "meta":
        return on_meta(tensor)
    if method == "fake":
        return _fake_on(device)(tensor)
    if tensor.is_meta:
        return torch.zeros(tensor.shape, dtype=tensor.dtype, device=device)
    return shared(tensor) if tensor.device == device else tensor.detach().to(device)


def _fake_on(device: torch.device) -> Callable[[Tensor], Tensor]:
    """Inside a `FakeTensorMode` what is made has no memory."""

    def fake(tensor: Tensor) -> Tensor:
        return torch.empty_like(tensor.detach(), device=device)

    return fake


@contextmanager
def _unlogged() -> Iterator[None]:
    """Without what PyTorch logs of a failed fake pass in this thread: the real one says it."""
    log = logging.getLogger("torch._subclasses.fake_tensor")
    thread = threading.get_ident()

    def elsewhere(record: logging.LogRecord) -> bool:
        return record.thread != thread

    log.addFilter(elsewhere)
    try:
        yield
    finally:
        log.removeFilter(elsewhere)


def _device(model: nn.Module) -> torch.device:
    tensor = next(chain(model.parameters(), model.buffers()), None)
    if tensor is None or tensor.device.type == "meta":
        return torch.device("cpu")
    return tensor.device


def _dtype(model: nn.Module) -> torch.dtype:
    """The type of an input given by its shape: that of the first parameter that can hold it."""
    kinds = (p.dtype for p in model.parameters() if p.is_floating_point() or p.is_complex())
    return next(kinds, torch.float32)
