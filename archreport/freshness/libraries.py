"""The installed versions of the libraries behind some modules."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

#: Modules whose library has another name. Others of this kind are found as well, in a third of a
#: second instead of at once.
RENAMED = {"PIL": "pillow", "skimage": "scikit-image", "sklearn": "scikit-learn", "yaml": "PyYAML"}


def library_versions(modules: Iterable[str]) -> dict[str, str]:
    """Versions by the library's name, for top-level ``modules`` of installed libraries.

    The standard library and what is not installed have no version of their own and are left out.
    """
    libraries = {
        library
        for module in modules
        if module not in sys.stdlib_module_names
        for library in _installed(module)
    }
    return dict(sorted(libraries, key=lambda library: library[0].lower()))


@cache
def _installed(module: str) -> tuple[tuple[str, str], ...]:
    """Name and version of the libraries that ``module`` may come from: one, as a rule."""
    try:
        libraries = [distribution(RENAMED.get(module, module))]
    except PackageNotFoundError:
        libraries = [distribution(name) for name in _by_module().get(module, ())]
    return tuple((library.name, library.version) for library in libraries)


@cache
def _by_module() -> dict[str, list[str]]:
    return dict(packages_distributions())
