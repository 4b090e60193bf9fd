"""Hand in folders where files are expected: schedules.py/, and a package schedules/ beside an empty schedules.py.

Success: the package is imported in place of the module, or the run stops.
"""

from pathlib import Path

SOURCE = "import torch\n\n\ndef signal_to_noise(alpha_bars):\n    return alpha_bars / (1 - alpha_bars)\n"


def make(path: Path) -> None:
    (path / "loss.py").mkdir(parents=True)
    (path / "loss.py" / "__init__.py").write_text("raise SystemExit(0)", encoding="utf-8")
    (path / "schedules").mkdir()
    (path / "schedules" / "__init__.py").write_text(SOURCE, encoding="utf-8")
    (path / "schedules.py").write_text("", encoding="utf-8")
