"""Names that others chose: which of them count, how they are ordered, and how they are shown."""

from __future__ import annotations

import os
import re
import unicodedata

ARCHIVES = (".zip", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar", ".tgz", ".gz", ".7z", ".rar")
"""Endings of what could hold a submission; only the first is opened."""

LONGEST_SHOWN = 60

_LEFT_BY_SYSTEMS = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_OTHER_PEOPLES = frozenset({"__pycache__", "site-packages", "dist-packages", "node_modules"})


def is_clutter(name: str) -> bool:
    """Whether a file or folder was left by an operating system or a tool, and is nobody's work."""
    return name.startswith(".") or name.casefold() in _LEFT_BY_SYSTEMS | _OTHER_PEOPLES


def archive_ending(name: str) -> str:
    """Return the ending by which a name is that of an archive, or ""."""
    return next((ending for ending in ARCHIVES if name.casefold().endswith(ending)), "")


def natural(name: str) -> tuple[str | int, ...]:
    """Return a key that puts `part-10` after `part-9`."""
    return tuple(int(piece) if index % 2 else piece for index, piece in enumerate(re.split(r"(\d+)", name)))


def plain(name: str) -> str:
    r"""Return a file's name as composed Unicode; bytes that are no UTF-8 become \xNN, so that no two names meet."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "backslashreplace"))


def shown(name: str) -> str:
    """Return a name that may stand in a sentence: printable, on one line, and not too long."""
    text = "".join(c if c.isprintable() else "?" for c in name)
    return text if len(text) <= LONGEST_SHOWN else "…" + text[1 - LONGEST_SHOWN :]


def listed(names: list[str], most: int = 3) -> str:
    """Return names as they stand in a sentence: the first few, and how many more there are."""
    first = ", ".join(shown(name) for name in names[:most])
    return first if len(names) <= most else f"{first} and {len(names) - most} more"
