"""Chapter 1: AlexNet: its figures and data."""
