"""Drawings as inline SVG: the diagram of a network, its ribbon, its U, plots."""
