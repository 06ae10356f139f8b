"""What a shell offers when Tab is pressed: networks, rows, units, report files, values of options.

click asks for the words; a shell asks click, through the script of ``archreport completion``.

* `words`: what there is to offer, from `rows.json` and the files that lie here; no torch, no report
  is made
* `answers`: which of them continue what has been typed
* `make`: makes ``rows.json`` again: ``python -m archreport.cli.completion.make``
"""
