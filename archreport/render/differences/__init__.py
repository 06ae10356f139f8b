"""The differences of two reports in words: Markdown for a pull request, and HTML."""
