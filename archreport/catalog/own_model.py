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

from archreport.errors import BadInput, Phrase, phrase

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
        raise BadInput("own.no_name", target=target)
    found = _find(kind, name, download)
    if isinstance(found, nn.Module):
        if build:
            raise BadInput("own.built", target=target)
        return found
    if not callable(found):
        raise BadInput("own.kind", target=target, kind=type(found).__name__)
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
        raise BadInput("own.not_imported", module=kind, said=_said(error)) from error
    return _attribute(f"{kind}:{name}", module, name)


def _module_of_file(path: Path) -> Any:
    """The file as a module, the folder it lies in first among those that imports search."""
    if not path.is_file():
        raise BadInput("own.no_file", path=path)
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
        hint = None
        if "relative import" in str(error):
            hint = phrase("own.in_package", module=_in_package(path))
        raise BadInput("own.not_run", hint, path=path, said=_said(error)) from error
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
                "own.no_attribute",
                phrase("own.has", names=public[:8]) if public else phrase("own.empty"),
                place=target.partition(":")[0],
                name=part,
            )
        found = getattr(found, part)
    return found


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise BadInput("own.no_library", name=name) from error
    except Exception as error:  # made for another version of PyTorch, say
        raise BadInput("own.library_broken", name=name, said=error) from error


def _torchvision(name: str) -> Callable[..., Any]:
    models = _library("torchvision").models
    if name not in models.list_models():
        raise BadInput(
            "own.library_has_not",
            _near(name, models.list_models()),
            library="torchvision",
            name=name,
        )
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
        raise BadInput(
            "own.library_has_not", _near(name, timm.list_models()), library="timm", name=name
        )
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
    raise BadInput("own.transformers", name=name)


def _from_configuration(transformers: Any, configuration: Any) -> Any:
    kinds = configuration.architectures or []
    kind = getattr(transformers, kinds[0], None) if kinds else None
    return kind(configuration) if kind else transformers.AutoModel.from_config(configuration)


def _near(name: str, names: Any) -> Phrase:
    import difflib

    near = difflib.get_close_matches(name, list(names), 3, 0.5)
    return phrase("near.these", names=near) if near else phrase("own.library_list")


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
            raise BadInput(
                "own.raised", _advice(error), target=target, said=_said(error)
            ) from error
    if not isinstance(model, nn.Module):
        raise BadInput("own.returned", target=target, kind=type(model).__name__)
    return model


def _advice(error: BaseException) -> Phrase:
    if isinstance(error, TypeError) and "argument" in str(error):
        return phrase("own.arguments")
    return phrase("own.its_own")


def _said(error: BaseException) -> Phrase:
    lines = str(error).strip().splitlines()
    message = lines[0].rstrip(".") if lines else phrase("own.silent")
    return phrase("own.said", kind=type(error).__name__, message=message)
