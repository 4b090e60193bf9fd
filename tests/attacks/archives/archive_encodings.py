"""Hand in sources that are no UTF-8: unknown and dangerous codecs, zero bytes, UTF-16, a line without end.

Success: the run stops, or a codec does what it likes.
"""

import zlib
from pathlib import Path

TEXTS = {
    "schedules.py": b"# coding: zlib_codec\n" + zlib.compress(b"raise SystemExit(0)"),
    "forward.py": b"x = 1\0\nimport os\n",
    "loss.py": "x = 1\n".encode("utf-16"),
    "ddpm.py": b"# -*- coding: unicode_escape -*-\nx = 1\\nraise SystemExit(0)\n",
    "ddim.py": b"# coding: utf-7\nx = 1+AAoAcgBhAGkAcwBlACAAMQ-\n",
    "solvers.py": b"\xff\xfe\xfa",
    "cfg.py": b"# coding: " + b"x" * 1_000_000 + b"\n",
}


def make(path: Path) -> None:
    path.mkdir()
    for name, text in TEXTS.items():
        (path / name).write_bytes(text)
