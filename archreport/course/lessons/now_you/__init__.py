"""Chapter 8: a network of one's own: its figures and data."""
