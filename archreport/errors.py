"""Errors a person can act on: what happened, with what value, and what to do next."""


class ArchreportError(Exception):
    """A foreseen failure. ``str(error)`` is one plain message; ``hint`` says what to do next.

    ``exit_code`` is what the command line returns: 1 for a failure while working,
    2 for input that could not be used.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UnknownModel(ArchreportError):
    """A name that is not in the catalogue."""

    exit_code = 2


class UnknownRow(ArchreportError):
    """A row id that the report does not have."""

    exit_code = 2


class BadInput(ArchreportError):
    """An input shape, image or option that cannot be used."""

    exit_code = 2


class ForwardFailed(ArchreportError):
    """The model raised while its forward pass was being read."""


class WeightsMismatch(ArchreportError):
    """A weights file that is missing, corrupt, or made for another network."""

    exit_code = 2


class DeviceUnavailable(ArchreportError):
    """A device was asked for that this machine does not offer."""

    exit_code = 2


class LayoutFailed(ArchreportError):
    """Graphviz could not be found, or could not lay a graph out."""


class OutputFailed(ArchreportError):
    """The output folder could not be written; the last good output is untouched."""


class ReportInvalid(ArchreportError):
    """A report file that is not a report of this schema."""

    exit_code = 2


class ClaimInvalid(ArchreportError):
    """A published claim that cannot be read, or whose query cannot be evaluated."""
