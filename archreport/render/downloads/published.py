"""Where the site is published: one setting, taken from the environment when something is made.

Who publishes a site sets ``ARCHREPORT_SITE_URL`` to its address; citations, embedded rows,
downloads and the site's own map then name it. Where it is not set they name none, rather than one
that leads nowhere, and say how to make the report again.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from archreport.errors import BadInput

VARIABLE = "ARCHREPORT_SITE_URL"


def site_address() -> str:
    """The address without a slash at its end, "" where the site is not published.

    Raises `BadInput` for what is no address of the web.
    """
    address = os.environ.get(VARIABLE, "").strip().rstrip("/")
    if address:
        parts = urlsplit(address)
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or set(address) & set(" <>\"'")
        ):
            raise BadInput("published.no_address", variable=VARIABLE, address=address)
    return address
