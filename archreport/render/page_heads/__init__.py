"""What a page says of itself to machines, in its head: search engines, reference managers, chats.

``structured`` describes it by schema.org, ``scholar`` as reference managers read it, ``sharing`` as
a link to it is shown elsewhere; ``head`` puts the three together. Pure functions of a `BuiltPage`:
`archreport.site.heads` reads the pages and writes the heads.
"""
