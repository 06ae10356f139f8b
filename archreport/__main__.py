"""``python -m archreport`` is the ``archreport`` command."""

from archreport.cli import main

main()
