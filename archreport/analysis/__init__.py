"""From a model to a Report: one traced forward pass and what follows from it. Torch lives here."""
