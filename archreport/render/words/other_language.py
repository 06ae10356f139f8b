"""Words of the other language within a page, marked for readers, screen readers and hyphenation.

>>> foreign("slide “结构”, left", "en")
Markup('slide “<span lang="zh">结构</span>”, left')
>>> foreign("more than 120 million", "zh")
Markup('<span lang="en">more than 120 million</span>')
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from archreport.render.words.formatting import HAN

#: Chinese characters, with what stands between them.
CHINESE = re.compile(rf"[{HAN}](?:[{HAN}\u3000-\u303f\uff00-\uffef :-]*[{HAN}])?")
#: A run of English: at least two words in small letters, or begun by a capital. Names of networks
#: and single words are left as they are: Chinese uses them as its own.
_LATIN = re.compile(r"[A-Za-z0-9][\x20-\x7e]*[A-Za-z0-9)]")
_WORD = re.compile(r"(?<![\w.-])[A-Za-z]?[a-z]{2,}(?![\w./])")


def foreign(text: str, language: str) -> Markup:
    """``text`` as HTML, what is not of the page's ``language`` ("en", "zh") in a span that says so.

    Markup is taken as it is, and returned.
    """
    if isinstance(text, Markup):
        return text
    pattern, other = (CHINESE, "zh") if language == "en" else (_LATIN, "en")
    pieces: list[Markup] = []
    end = 0
    for found in pattern.finditer(text):
        if other == "en" and len(_WORD.findall(found[0])) < 2:
            continue
        marked = Markup('<span lang="{}">{}</span>').format(other, found[0])
        pieces += [escape(text[end : found.start()]), marked]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])
