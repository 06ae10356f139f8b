"""Reading the site while writing lessons."""
