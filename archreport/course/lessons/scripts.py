"""Scripts that only some pages need: each is asked for by the page that uses it, once."""

from __future__ import annotations

from markupsafe import Markup

from archreport.course.lessons.page import LessonPage

_PARTS = "figure-parts"
#: The scripts ``docs/assets/js/<name>.js`` that a lesson may ask for, and what each needs to have
#: run before it.
SCRIPTS = {
    "exercises": (),
    _PARTS: (),
    "slide-kernel": (_PARTS,),
    "receptive-field": (_PARTS,),
    "paint-transposed": (_PARTS,),
    "design-network": (_PARTS,),
}


def script(page: LessonPage, name: str) -> Markup:
    """What asks for a script and for what it needs, where nothing on the page has yet.

    They run once the page is read, in the order in which they were asked for. Raises `KeyError`
    for a name that is not in `SCRIPTS`.
    """
    wanted = [one for one in (*SCRIPTS[name], name) if one not in page.scripts]
    page.scripts.update(wanted)
    return Markup("").join(
        Markup('<script defer src="{}assets/js/{}.js"></script>\n').format(page.root, one)
        for one in wanted
    )
