"""Chapter 4: ResNet: its figures and data."""
