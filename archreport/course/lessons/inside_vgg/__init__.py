"""Chapter 7: VGG taken apart: its figures and data."""
