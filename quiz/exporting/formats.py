"""The formats by name."""

from __future__ import annotations

from collections.abc import Callable

from quiz.exporting.as_json import write_json
from quiz.exporting.canvas import write_canvas
from quiz.exporting.gift import write_gift
from quiz.exporting.material import Exported, Material
from quiz.exporting.moodle import write_moodle
from quiz.exporting.page import write_page
from quiz.exporting.pdf import write_pdf
from quiz.exporting.qti21 import write_qti21

WITH_KEY: dict[str, Callable[[Material], Exported]] = {
    "moodle": write_moodle,
    "canvas": write_canvas,
    "qti21": write_qti21,
    "gift": write_gift,
}
# These are for students too: they hold a key only if it is asked for.
KEY_OPTIONAL: dict[str, Callable[..., Exported]] = {"json": write_json, "html": write_page, "pdf": write_pdf}
FORMATS = (*WITH_KEY, *KEY_OPTIONAL)
# These hold each question once.
NO_GROUPS = ("html", "pdf")


def export(material: Material, to: str, *, with_key: bool = False) -> Exported:
    """Write material in a format; the notes say what it does not hold as the bank does."""
    optional = KEY_OPTIONAL.get(to)
    exported = optional(material, with_key=with_key) if optional else WITH_KEY[to](material)
    return Exported(exported.data, (*material.notes, *exported.notes))
