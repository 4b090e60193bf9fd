"""How long a student waits, as ratios to `import torch` on the same machine: `make bench`.

Not a test: times are printed and never asserted.  Each figure is the best of several runs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
RUNS = 5


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "homework"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "build", "*_cache", ".autograder"))
        solved = Path(folder) / "solved"
        shutil.copytree(copy / "solutions", solved, ignore=shutil.ignore_patterns("mistakes"))
        torch = best(lambda: command(copy, "-c", "import torch"))
        rows = {
            "import torch": torch,
            "python, nothing else": best(lambda: command(copy, "-c", "pass")),
            "autograder (status)": best(lambda: autograder(copy)),
            "autograder hint": best(lambda: autograder(copy, "hint", "ddim_step", "--all")),
            "autograder explain": best(lambda: autograder(copy, "explain", "ddim_step")),
            "autograder pack": best(lambda: autograder(copy, "pack", "--out", f"{folder}/s.zip")),
            "autograder check, everything right": best(lambda: autograder(copy, "check", "--from", str(solved))),
            "autograder check, everything a stub": best(lambda: autograder(copy, "check")),
            "autograder check ddim_step": best(lambda: autograder(copy, "check", "ddim_step", "--from", str(solved))),
            "watch: save to result": watched(copy, solved),
        }
    table = Table(box=None, padding=(0, 3, 0, 0))
    table.add_column("")
    table.add_column("seconds", justify="right")
    table.add_column("/ import torch", justify="right")
    for name, seconds in rows.items():
        table.add_row(name, f"{seconds:.2f}", f"{seconds / torch:.2f}")
    Console().print(table)


def best(work: Callable[[], None]) -> float:
    """Return the shortest of several runs, in seconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def command(folder: Path, *words: str) -> None:
    """Run Python in a folder; what it prints and its exit code do not matter here."""
    subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, check=False)


def autograder(folder: Path, *words: str) -> None:
    """Run one of our commands as a student does."""
    command(folder, "-m", "autograder", *words)


def watched(folder: Path, solved: Path) -> float:
    """Return the shortest time from saving a module to the end of its result, with `watch` running."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "autograder", "watch"], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        read_until(process.stdout, "Ctrl-C to stop")
        times = []
        for exercise in ("schedules", "forward", "ddim") * 2:
            text = (solved / f"{exercise}.py").read_text()
            time.sleep(0.5)
            started = time.perf_counter()
            (folder / "course_lib" / f"{exercise}.py").write_text(text)
            read_until(process.stdout, " right")
            times.append(time.perf_counter() - started)
        return min(times)
    finally:
        process.terminate()
        process.wait()


def read_until(stream: object, text: str) -> None:
    """Read lines until one contains the text."""
    for line in stream:  # type: ignore[attr-defined]
        if text in line:
            return
    raise SystemExit(f"watch ended before it said {text!r}")


if __name__ == "__main__":
    main()
