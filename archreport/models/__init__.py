"""The networks of the course, one file a paper, written to be read beside it."""
