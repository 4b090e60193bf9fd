"""Hand in notebooks instead of modules: one that runs a shell when executed, one that is no JSON, one of 20 MB.

Success: a cell is run, or the run stops.
"""

import json
from pathlib import Path

CELL = {
    "cell_type": "code",
    "metadata": {},
    "outputs": [],
    "execution_count": None,
    "source": "!touch /tmp/attack-was-here",
}
BOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "sh -c id"}}, "cells": [CELL]}


def make(path: Path) -> None:
    path.mkdir()
    (path / "schedules.ipynb").write_text(json.dumps(BOOK), encoding="utf-8")
    (path / "broken.ipynb").write_text("{" * 100_000, encoding="utf-8")
    (path / "large.ipynb").write_text(json.dumps({**BOOK, "cells": [CELL] * 100_000}), encoding="utf-8")
