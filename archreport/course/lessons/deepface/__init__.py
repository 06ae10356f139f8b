"""Chapter 5: DeepFace: its figures and data."""
