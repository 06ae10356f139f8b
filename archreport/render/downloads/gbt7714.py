"""References by GB/T 7714—2015, the standard of Chinese theses and journals.

What is online is written, with the parts that are known:

    责任者. 题名: 其他题名信息[类型/OL]. 版本. 出版地: 出版者, 年(更新日期)[引用日期]. 网址.

Dates are YYYY-MM-DD. [DS] marks a data set, [OL] what is online (annex B of the standard). A place
of publication may be left out of what is online.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Electronic:
    """What the standard asks of an electronic resource; "" for what is not known.

    ``kind`` is the mark of the document's type, ``imprint`` says where, by whom and in which year
    it was published; ``updated`` and ``cited`` are dates.
    """

    author: str
    title: str
    kind: str
    version: str = ""
    imprint: str = ""
    updated: str = ""
    cited: str = ""
    address: str = ""


def reference(work: Electronic) -> str:
    """The entry of the list of references."""
    mark = f"{work.kind}/OL" if work.address else work.kind
    updated = f"({work.updated})" if work.updated else ""
    cited = f"[{work.cited}]" if work.cited and work.address else ""
    published = work.imprint + updated + cited
    parts = (work.author, f"{work.title}[{mark}]", work.version, published, work.address)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
