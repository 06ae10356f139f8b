"""What differs between two reports: rows aligned by structure, and what each change does.

`model` is what is found, `settings` what a row was told and what follows from what it reads,
`alignment` which rows belong to each other, `found` puts it together.
"""
