"""Finding a reader's own model by a name: a callable, a file, or a library's network.

* ``package.module:callable`` or ``path/to/file.py:Net``, called with the arguments that are given;
* ``torchvision:resnet50``, ``timm:vit_tiny_patch16_224``: a network of that library, untrained;
* ``transformers:BertModel``, ``transformers:bert`` or ``transformers:path/to/config.json``: from a
  configuration; nothing is downloaded unless that is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archreport.errors import BadInput

if TYPE_CHECKING:
    from torch import nn

Build = Mapping[str, Any]


def load_target(
    target: str, build: Build | None = None, *, meta: bool = True, download: bool = False
) -> nn.Module:
    """The model that ``target`` names; a module object is taken as it is.

    ``build`` are keyword arguments of the callable. With ``meta`` it is called on the meta device,
    so that no weights are made, and again without where it cannot be. Raises `BadInput` where
    there is no such thing, naming what was tried.
    """
    from torch import nn

    kind, _, name = target.partition(":")
    if not kind or not name:
        raise BadInput(
            f"{target!r} names no model.",
            "Write PACKAGE.MODULE:CALLABLE, path/to/file.py:CALLABLE, or torchvision:NAME.",
        )
    found = _find(kind, name, download)
    if isinstance(found, nn.Module):
        if build:
            raise BadInput(f"{target} is a model already.", "Leave --build out.")
        return found
    if not callable(found):
        raise BadInput(f"{target} is a {type(found).__name__}.", "Name a module or a callable.")
    return _called(target, found, dict(build or {}), meta)


def _find(kind: str, name: str, download: bool) -> Any:
    if kind == "torchvision":
        return _torchvision(name)
    if kind == "timm":
        return _timm(name)
    if kind == "transformers":
        return _transformers(name, download)
    if kind.endswith(".py"):
        return _attribute(f"{kind}:{name}", _module_of_file(Path(kind)), name)
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        module = importlib.import_module(kind)
    except (Exception, SystemExit) as error:  # whatever the reader's file raises
        raise BadInput(
            f"{kind} could not be imported: {_said(error)}.",
            "Run it in the folder of your file, with the package's own Python, or name the file: "
            "path/to/file.py:Net.",
        ) from error
    return _attribute(f"{kind}:{name}", module, name)


def _module_of_file(path: Path) -> Any:
    """The file as a module, the folder it lies in first among those that imports search."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}.", "Write path/to/file.py:CALLABLE.")
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    name = path.stem
    if name in sys.modules or name in sys.stdlib_module_names:  # random.py is nobody's but Python's
        name = f"{name} of {path.resolve()}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None  # a name that ends in .py
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        hint = "Mend the file."
        if "relative import" in str(error):
            hint = (
                f"It is part of a package: write {_in_package(path)}:NAME, from above the folder."
            )
        raise BadInput(f"{path} could not be run: {_said(error)}.", hint) from error
    return module


def _in_package(path: Path) -> str:
    """``pkg/a.py`` as the module ``pkg.a``."""
    return f"{path.resolve().parent.name}.{path.stem}"


def _attribute(target: str, module: Any, name: str) -> Any:
    found = module
    for part in name.split("."):
        if not hasattr(found, part):
            public = [one for one in vars(module) if not one.startswith("_")]
            raise BadInput(
                f"{target.partition(':')[0]} has no {part!r}.",
                f"It has: {', '.join(public[:8])}." if public else "It is empty.",
            )
        found = getattr(found, part)
    return found


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise BadInput(f"{name} is not installed.", f"Install it: pip install {name}") from error


def _torchvision(name: str) -> Callable[..., Any]:
    models = _library("torchvision").models
    if name not in models.list_models():
        raise BadInput(f"torchvision has no network {name!r}.", _near(name, models.list_models()))
    return lambda **build: models.get_model(
        name, **{"weights": None, **_no_backbone(name), **build}
    )


def _no_backbone(name: str) -> dict[str, Any]:
    """Detectors and segmenters would fetch the weights of their backbone."""
    models = importlib.import_module("torchvision").models
    parameters = importlib.import_module("inspect").signature(models.get_model_builder(name))
    return {"weights_backbone": None} if "weights_backbone" in parameters.parameters else {}


def _timm(name: str) -> Callable[..., Any]:
    timm = _library("timm")
    if not timm.is_model(name):
        raise BadInput(f"timm has no network {name!r}.", _near(name, timm.list_models()))
    return lambda **build: timm.create_model(name, **{"pretrained": False, **build})


def _transformers(name: str, download: bool) -> Callable[..., Any]:
    """A class by name, a kind of model by its key, a configuration file, or with ``download`` one
    that the library fetches."""
    transformers = _library("transformers")
    if Path(name).exists():
        return lambda **build: _from_configuration(
            transformers, transformers.AutoConfig.from_pretrained(name, **build)
        )
    kind = getattr(transformers, name, None)
    if kind is not None and getattr(kind, "config_class", None) is not None:
        return lambda **build: kind(kind.config_class(**build))
    if name in transformers.CONFIG_MAPPING:
        return lambda **build: transformers.AutoModel.from_config(
            transformers.AutoConfig.for_model(name, **build)
        )
    if download:
        return lambda **build: _from_configuration(
            transformers, transformers.AutoConfig.from_pretrained(name, **build)
        )
    raise BadInput(
        f"transformers has no class and no kind of model {name!r}.",
        "Name a class (BertModel), a kind (bert) or a config.json; --download fetches the "
        "configuration of a published model.",
    )


def _from_configuration(transformers: Any, configuration: Any) -> Any:
    kinds = configuration.architectures or []
    kind = getattr(transformers, kinds[0], None) if kinds else None
    return kind(configuration) if kind else transformers.AutoModel.from_config(configuration)


def _near(name: str, names: Any) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(names), 3, 0.5)
    return f"Did you mean {', '.join(near)}?" if near else "Its own list has the names."


def _called(target: str, found: Callable[..., Any], build: dict[str, Any], meta: bool) -> nn.Module:
    import torch
    from torch import nn

    model: Any = None
    if meta:
        try:
            with torch.device("meta"):
                model = found(**build)
        except (
            Exception,
            SystemExit,
        ):  # it reads values, or brings arrays of its own: on the processor then
            model = None
    if model is None:
        try:
            model = found(**build)
        except (Exception, SystemExit) as error:
            raise BadInput(f"{target} raised {_said(error)}.", _advice(error)) from error
    if not isinstance(model, nn.Module):
        raise BadInput(
            f"{target} returned a {type(model).__name__}.", "It must return a torch.nn.Module."
        )
    return model


def _advice(error: BaseException) -> str:
    if isinstance(error, TypeError) and "argument" in str(error):
        return "Give its arguments with --build NAME=VALUE, or name a function that builds it."
    return "The message is its own; call it in Python to see all of it."


def _said(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or ["no message"]
    return f"{type(error).__name__}: {lines[0].rstrip('.')}"
