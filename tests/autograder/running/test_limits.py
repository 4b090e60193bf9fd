"""Time, and room to print."""

from __future__ import annotations

import contextlib
import io
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.checking.failure import TimeLimit
from autograder.running.limits import BoundedOutput, captured_output, time_limit

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _no_report_of_what_cannot_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring while something is cleaned up goes to this hook; pytest's own would be rung in its turn."""
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)


def for_ever() -> None:
    while True:
        pass


def catching_everything() -> None:
    while True:
        try:  # noqa: SIM105
            time.sleep(0.001)
        except:  # noqa: E722
            pass


LOOPS = [for_ever, catching_everything]


def stopped(loop: Callable[[], None]) -> bool:
    try:
        with time_limit(0.1):
            loop()
    except TimeLimit:
        return True
    return False


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_is_stopped_in_the_main_thread(loop: Callable[[], None]):
    assert stopped(loop)


def test_a_loop_is_stopped_in_another_thread():
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(stopped(for_ever)), daemon=True)
    thread.start()
    thread.join(timeout=20)
    assert results == [True]


def test_a_loop_stopped_in_another_thread_leaves_python_as_it_was():
    """A ring that is taken back stays announced, and with a profiler Python 3.11 then waits for it for ever."""
    script = (
        "import sys, threading\n"
        "from tests.autograder.running.test_limits import for_ever, stopped\n"
        "thread = threading.Thread(target=stopped, args=(for_ever,))\n"
        "thread.start()\nthread.join()\n"
        "sys.setprofile(lambda *event: None)\n"
        "print(len([str(i) for i in range(3)]))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert result.stdout.strip() == "3"


def test_except_exception_lets_the_limit_through():
    def careful() -> None:
        while True:
            with contextlib.suppress(Exception):
                time.sleep(0.001)

    assert stopped(careful)


def test_what_is_quick_enough_is_left_alone():
    handler = signal.getsignal(signal.SIGALRM)
    with time_limit(0.1):
        done = True
    time.sleep(0.15)
    assert done
    assert signal.getsignal(signal.SIGALRM) is handler


def test_prints_are_caught_on_both_streams():
    with captured_output() as output:
        print("out")
        print("err", file=sys.stderr)
    assert output.text == "out\nerr\n"


def test_a_flood_of_prints_is_cut():
    output = BoundedOutput(limit=10)
    for _ in range(3):
        output.write("123456")
    assert output.text == "1234561234"
    assert output.dropped == 8


def test_reading_finds_the_end_at_once_and_the_streams_come_back():
    before = sys.stdin, sys.stdout, sys.stderr
    with captured_output(), pytest.raises(EOFError):
        input("a number: ")
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_a_warning_is_no_error_even_where_warnings_are_errors():
    with captured_output() as output:
        warnings.warn("careful", UserWarning, stacklevel=1)
    assert "UserWarning: careful" in output.text


def test_printing_is_ordinary_printing():
    output = BoundedOutput()
    print("a", "b", sep="-", end="!", file=output, flush=True)
    assert output.text == "a-b!"
    assert isinstance(output, io.TextIOBase)
    assert not output.isatty()
