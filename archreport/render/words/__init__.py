"""Words and numbers in the reader's language.

``language`` finds the phrases, which lie with the rooms that say them, both languages side by side
(`archreport.render.room_files`); ``messages.yaml`` here holds the terms of the field.
"""
