"""The page of one network, section by section."""
