"""Which networks there are: the course's shelf with its papers, and a reader's own model.

A network itself is in ``models/``; what it is called, what it reads and who published it is here.
Nothing here imports torch before a network is built.
"""
