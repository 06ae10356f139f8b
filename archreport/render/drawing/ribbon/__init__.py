"""The ribbon: a network as a row of slabs, as tall as its maps and as wide as its channels."""
