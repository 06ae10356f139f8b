"""The real tools, asked for the total that they print.

Each function takes a network in evaluation mode and its input, runs one tool as its README says,
and returns the total as a whole number. They leave hooks, buffers and patched functions behind
(thop, fvcore, ptflops), so give each a network of its own.

    python -m tests.reading.other_tools.real [NAME…]      prints the numbers as JSON, with versions

asks about the networks of `tests.reading.other_tools.nets` and the shelf, or about the named ones.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

Ask = Callable[[Any, Any], int]


def torchinfo(network: Any, batch: Any) -> int:
    """Counts from shapes alone, so nothing need be calculated."""
    import torchinfo

    network, batch = network.to("meta"), batch.to("meta")
    return int(torchinfo.summary(network, input_data=batch, verbose=0, depth=12).total_mult_adds)


def thop(network: Any, batch: Any) -> int:
    from thop import profile

    macs, _ = profile(network, inputs=(batch,), verbose=False)
    return int(macs)


def fvcore(network: Any, batch: Any) -> int:
    from fvcore.nn import FlopCountAnalysis

    counted = FlopCountAnalysis(network, batch)
    counted.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    return int(counted.total())


def ptflops_pytorch(network: Any, batch: Any) -> int:
    return _ptflops(network, batch, "pytorch")


def ptflops_aten(network: Any, batch: Any) -> int:
    return _ptflops(network, batch, "aten")


def _ptflops(network: Any, batch: Any, backend: str) -> int:
    from ptflops import get_model_complexity_info

    macs, _ = get_model_complexity_info(
        network, tuple(batch.shape[1:]), as_strings=False, print_per_layer_stat=False,
        backend=backend,
    )  # fmt: skip
    return int(macs)


def calflops_macs(network: Any, batch: Any) -> int:
    return _calflops(network, batch)[1]


def calflops_flops(network: Any, batch: Any) -> int:
    return _calflops(network, batch)[0]


def _calflops(network: Any, batch: Any) -> tuple[int, int]:
    from calflops import calculate_flops

    flops, macs, _ = calculate_flops(
        network, input_shape=tuple(batch.shape), output_as_string=False, print_results=False
    )
    return int(flops), int(macs)


#: The tools by the keys of `archreport.reading.other_tools.TOOLS`, with the package each needs.
TOOLS: dict[str, tuple[str, Ask]] = {
    "torchinfo": ("torchinfo", torchinfo),
    "fvcore": ("fvcore", fvcore),
    "thop": ("thop", thop),
    "ptflops": ("ptflops", ptflops_pytorch),
    "ptflops-aten": ("ptflops", ptflops_aten),
    "calflops": ("calflops", calflops_macs),
    "calflops-flops": ("calflops", calflops_flops),
}


def installed(package: str) -> str:
    """The package's version, or "" where it cannot be imported."""
    try:
        found = version(package)
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(package)
    except (ImportError, PackageNotFoundError):
        return ""
    return found


def ask(tool: str, build: Callable[[], Any], shape: tuple[int, ...]) -> int | None:
    """What ``tool`` counts for a new network and an input of ``shape``; None where it fails.

    Prints nothing.
    """
    import torch

    network = zeros(build)
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        torch.no_grad(),
    ):
        warnings.simplefilter("ignore")
        try:
            return TOOLS[tool][1](network, torch.zeros(shape))
        except Exception:
            return None


def zeros(build: Callable[[], Any]) -> Any:
    """A network whose tensors are all zero: the tools look at shapes, not at values."""
    import torch

    with torch.device("meta"):
        network = build()
    network = network.to_empty(device="cpu").eval()
    with torch.no_grad():
        for tensor in [*network.parameters(), *network.buffers()]:
            tensor.zero_()
    return network


def ask_all(builders: dict[str, tuple[Callable[[], Any], tuple[int, ...]]]) -> Any:
    """Every installed tool about every network, with their versions, ready for JSON."""
    versions = {package: installed(package) for package, _ in TOOLS.values()}
    found: dict[str, dict[str, int | None]] = {}
    for name, (build, shape) in builders.items():
        found[name] = {
            tool: ask(tool, build, shape)
            for tool, (package, _) in TOOLS.items()
            if versions[package]
        }
        print(name, found[name], file=sys.stderr, flush=True)
    return {"versions": versions, "totals": found}


def main(names: list[str]) -> None:
    from archreport.catalog.networks import CATALOG
    from tests.reading.other_tools.nets import NETS

    shelf = {key: (entry.build, entry.input_shape) for key, entry in CATALOG.items()}
    chosen = {name: net for name, net in {**NETS, **shelf}.items() if not names or name in names}
    print(json.dumps(ask_all(chosen), indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
