"""Scripts that only some pages need: each is asked for by the page that uses it, once."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.page import LessonPage

#: What one script needs of another, which has to run before it.
_NEEDS = {
    "slide-kernel": ("figure-parts",),
    "receptive-field": ("figure-parts",),
    "paint-transposed": ("figure-parts",),
    "design-network": ("figure-parts",),
}


def script(page: LessonPage, name: str) -> Markup:
    """What asks for ``docs/assets/js/<name>.js`` and for what it needs, where nothing has yet.

    The scripts run once the page is read, in the order in which they were asked for.
    """
    wanted = [one for one in (*_NEEDS.get(name, ()), name) if one not in page.scripts]
    page.scripts.update(wanted)
    return Markup("").join(
        Markup('<script defer src="{}assets/js/{}.js"></script>\n').format(page.root, one)
        for one in wanted
    )
