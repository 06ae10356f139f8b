"""Where weights come from: a seeded draw, a file, or public weights known by their hash."""
