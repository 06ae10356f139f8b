"""Pure functions from a Report to text, tables, SVG and pages. Nothing here imports torch."""
