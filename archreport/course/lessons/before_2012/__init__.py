"""Chapter 0: before 2012: its figures and data."""
