"""Words and numbers in the reader's language.

``messages/*.yaml`` beside this folder hold the phrases, both languages side by side.
"""
