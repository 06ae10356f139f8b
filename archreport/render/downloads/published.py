"""Where the site and the project are published: settings from the environment, read when something
is made.

==========================  ========================================================================
``ARCHREPORT_SITE_URL``     the address of the site; citations, embedded rows, downloads and the
                            site's own map then name it
``ARCHREPORT_REPOSITORY``   the address of the code; by default what the installed package says
``ARCHREPORT_DOI``          the DOI of the release, once an archive has given it one
==========================  ========================================================================

What is not set is named nowhere, rather than by an address that leads nowhere.
"""

from __future__ import annotations

import os
import re
from importlib import metadata
from urllib.parse import urlsplit

from archreport.errors import BadInput

VARIABLE = "ARCHREPORT_SITE_URL"
REPOSITORY = "ARCHREPORT_REPOSITORY"
DOI = "ARCHREPORT_DOI"

#: By the DOI handbook: a prefix that begins with 10, and what its owner has chosen.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"'{}\\]+")


def site_address() -> str:
    """The address of the site without a slash at its end, "" where it is not published.

    Raises `BadInput` for what is no address of the web.
    """
    return _address(VARIABLE)


def repository() -> str:
    """The address of the code without a slash at its end, "" where it has none.

    Raises `BadInput` for what is no address of the web.
    """
    return _address(REPOSITORY) or _of_the_package()


def doi() -> str:
    """The DOI of the release, as in 10.5281/zenodo.1234; "" where it has none.

    The forms that people copy, with ``doi:`` or the address of a resolver before it, are taken too.
    Raises `BadInput` for what is no DOI.
    """
    given = os.environ.get(DOI, "").strip()
    name = re.sub(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", "", given, flags=re.IGNORECASE)
    if name and not _DOI.fullmatch(name):
        raise BadInput("published.no_doi", variable=DOI, doi=given)
    return name


def _address(variable: str) -> str:
    address = os.environ.get(variable, "").strip().rstrip("/")
    if address:
        parts = urlsplit(address)
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or set(address) & set(" <>\"'")
        ):
            raise BadInput("published.no_address", variable=variable, address=address)
    return address


def _of_the_package() -> str:
    """What whoever published the installed package calls its repository."""
    try:
        links = metadata.metadata("archreport").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:  # running from a folder that was not installed
        return ""
    named = dict(link.split(", ", 1) for link in links if ", " in link)
    return str(named.get("Repository", "")).rstrip("/")
