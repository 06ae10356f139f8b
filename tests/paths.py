"""Where things lie."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "archreport"
GOLDEN = ROOT / "tests" / "golden"
DATA = ROOT / "tests" / "data"
