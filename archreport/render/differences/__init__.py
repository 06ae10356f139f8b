"""The differences of two reports in words: for a terminal, as Markdown for a pull request, as HTML."""
