"""Chapter 3: GoogLeNet and Inception: its figures and data."""
