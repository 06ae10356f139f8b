"""Reading the built site on this machine."""

from __future__ import annotations

import functools
import http.server
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archreport.errors import BadInput
from archreport.progress import Say
from archreport.site.site_handler import SiteHandler


def serve(site: Path, port: int, ready: Say) -> None:
    """Serve ``site`` on this machine until interrupted. ``ready`` is given the address."""
    if not (site / "index.html").is_file():
        raise BadInput("site.none", site=site)
    with bound(functools.partial(SiteHandler, directory=str(site)), port) as server:
        ready(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()


class SiteServer(http.server.ThreadingHTTPServer):
    """A thread for each connection; one that is dropped is nothing to speak of."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def bound(handler: Callable[..., Any], port: int) -> SiteServer:
    """A server on ``port`` of this machine alone. Raises `BadInput` where it cannot be had."""
    try:
        return SiteServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BadInput("site.port", port=port, reason=error.strerror) from error
