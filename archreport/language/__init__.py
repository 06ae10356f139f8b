"""The language of the process, and phrases in both languages. At the bottom: everybody may ask.

Pages are written in a language that is named to them. What the process says by itself (help,
errors, progress, ``print(report)``) is in the language of `archreport.language.choice`.
"""
