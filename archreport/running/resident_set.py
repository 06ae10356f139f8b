"""What a process holds in RAM: as Linux counts it. macOS tells the highest alone, Windows none."""

from __future__ import annotations

import re
import sys
from pathlib import Path


class ResidentSet:
    """The resident set of this process, in bytes; 0 where the system does not say."""

    def now(self) -> int:
        return self._status("VmRSS")

    def highest(self) -> int:
        """The highest since the last `reset` that was allowed, or since the process began."""
        return self._status("VmHWM") or self._highest_ever()

    def reset(self) -> bool:
        """Let `highest` begin anew; False where the kernel refuses."""
        try:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        except OSError:
            return False
        return True

    @staticmethod
    def _status(field: str) -> int:
        try:
            text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0
        line = re.search(rf"^{field}:\s*(\d+) kB$", text, re.MULTILINE)
        return int(line[1]) * 1024 if line else 0

    @staticmethod
    def _highest_ever() -> int:
        if sys.platform == "win32":
            return 0
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest if sys.platform == "darwin" else highest * 1024  # kB everywhere else
