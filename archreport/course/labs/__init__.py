"""The laboratories: reading their sources, running them, and writing their pages."""
