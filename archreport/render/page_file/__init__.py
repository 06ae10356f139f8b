"""A network's page as one HTML file that needs nothing else: no site, no network, no script.

The page is the very one of the site (`archreport.render.model_page`), its Markdown turned into HTML
here; what the site keeps beside a page (downloads, pictures, listings) is inside of it. A section
that is added to that page is in the file as well.
"""
