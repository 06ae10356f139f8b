"""Citations of reports in other people's texts, held against the reports.

`plain` takes the marks of LaTeX, HTML, BibTeX and Markdown off a text, `numbers` reads figures in
the usual notations, `quantities` what they count, `mentions` and `tables` find what is cited,
`judge` compares it with a report, `since` says what is known of when it changed. All of these are
pure. `documents` opens files, folders and addresses, `shelf` makes the reports.

Not here: how a citation is written (`archreport.render.downloads`).
"""
