"""How modules are handed in: zips and folders, the same to the byte each time."""

from __future__ import annotations

import datetime
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Files = Mapping[str, bytes]
EARLIEST = datetime.datetime(1980, 1, 1)  # the first moment that a zip can name


def python_files(modules: Mapping[str, str]) -> dict[str, bytes]:
    """Return modules as files."""
    return {f"{name}.py": text.encode() for name, text in modules.items()}


def zipped(files: Files, when: datetime.datetime) -> bytes:
    """Return a zip that holds files by their paths inside."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return stream.getvalue()


def by_a_mac(folder: str, files: Files) -> dict[str, bytes]:
    """Return files as Finder packs a folder: with a second, useless file for each."""
    own = {f"{folder}/{name}": text for name, text in files.items()}
    return {
        **own,
        f"{folder}/.DS_Store": b"\0\0\0\1Bud1",
        **{f"__MACOSX/{folder}/._{name}": b"\0\5\26\7\0\2\0\0Mac OS X" for name in files},
    }


def notebook(modules: Mapping[str, str]) -> bytes:
    """Return a notebook whose cells are the modules."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": name,
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": text.splitlines(keepends=True),
        }
        for name, text in modules.items()
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1).encode()


def put(path: Path, content: bytes | Files, when: datetime.datetime) -> None:
    """Write a file, or a folder of files, as if it had been last changed at a certain time."""
    if isinstance(content, bytes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (when.timestamp(), when.timestamp()))
        return
    for name, text in content.items():
        put(path / name, text, when)
