"""Chapter 6: FCN, U-Net and DeconvNet: its figures and data."""
