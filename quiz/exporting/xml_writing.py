"""XML trees written as files: the same tree gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

# What XML 1.0 cannot hold at all.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Append an element with a text; attribute names that Python reserves end in an underscore."""
    child = SubElement(parent, tag, {name.rstrip("_"): value for name, value in attributes.items()})
    if text is not None:
        child.text = _IMPOSSIBLE.sub("\ufffd", text)
    return child


def to_bytes(root: Element) -> bytes:
    """Return a tree as an indented XML file in UTF-8."""
    written: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these files, all with the same old date, so that it depends on them alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _FIRST_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return stream.getvalue()
