"""Reading the built site on this machine."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

from archreport.errors import BadInput
from archreport.progress import Say
from archreport.site.site_handler import SiteHandler


def serve(site: Path, port: int, ready: Say) -> None:
    """Serve ``site`` on this machine until interrupted. ``ready`` is given the address."""
    if not (site / "index.html").is_file():
        raise BadInput("site.none", site=site)
    handler = functools.partial(SiteHandler, directory=str(site))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BadInput("site.port", port=port, reason=error.strerror) from error
    with server:
        ready(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()
