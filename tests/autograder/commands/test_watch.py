"""Save a file, read the result: in a real process, with real saves and a real Ctrl-C."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from tests.autograder.conftest import Person, environment


def heed_ctrl_c() -> None:
    """Undo what a shell does to the programs that a script starts in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Watching:
    """A running `autograder watch`."""

    def __init__(self, person: Person, *names: str) -> None:
        command = [sys.executable, "-u", "-m", "autograder", "watch", *names]
        self.process = subprocess.Popen(
            command,
            cwd=person.root,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=heed_ctrl_c,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, text: str, seconds: float = 30) -> str:
        """Return what was printed up to the line that holds `text`."""
        seen, deadline = "", time.monotonic() + seconds
        while text not in seen:
            try:
                seen += self._lines.get(timeout=max(0.1, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {text!r} in:\n{seen}") from None
        return seen


@pytest.fixture
def watching(student: Person) -> Iterator[Watching]:
    running = Watching(student, "plane")
    try:
        running.until("Ctrl-C to stop.")
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        running.process.stdout.close()


def test_saves_are_checked_and_ctrl_c_stops_it(student: Person, watching: Watching):
    text = student.path("plane").read_text()

    student.path("plane").write_text(text.replace("squares.sum(dim=1).sqrt()", "squares.sum(dim=1)"))
    assert "This is the squared distance: the root is missing." in watching.until("wrong")

    student.path("plane").write_text(text.replace("squares.sum", "squares.sum("))
    assert "plane.py does not load: SyntaxError" in watching.until("wrong")

    draft = student.path("draft")
    draft.write_text(text)
    draft.replace(student.path("plane"))
    assert "✗" not in watching.until("2 right")

    student.path("space").write_text("x = \n")
    watching.process.send_signal(signal.SIGINT)
    rest = watching.until("Stopped.")
    assert "space.py" not in rest
    assert watching.process.wait(timeout=10) == 0
    assert "plane.circle_area" in (student.root / ".autograder/last.json").read_text()


def test_an_unknown_name_is_wrong_use(student: Person):
    result = student.type("watch", "nothing")
    assert result.exit_code == 2
    assert "no function, exercise or part is called 'nothing'" in result.output
