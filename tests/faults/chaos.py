"""Kill, stop and starve a grading run at random moments, and see that nothing is lost and nothing is wrong.

`python -m tests.faults.chaos --rounds 200`.  A round is one fault.  The class is graded again and again, each time with
faults until everybody has a record; then every record is compared with that of an undisturbed run.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec

from autograder.cohort.record import read_records
from tests.autograder.conftest import COURSE, environment

LINGER = "\nimport time\n\ntime.sleep({seconds})\n"
KINDS = ("worker", "nursery", "nursery", "grader", "coordinator", "interrupt", "disk")
OPTIONS = ("--seed", "17", "--jobs", "2", "--call-seconds", "5", "--total-seconds", "20")


@dataclass
class Chaos:
    """One class, graded under fire."""

    root: Path
    dice: random.Random
    students: int = 40
    done: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def results(self) -> Path:
        """Where the records go."""
        return self.root / "results"

    def hand_in(self) -> None:
        """Write a class of right, wrong and hostile submissions, each of which takes some time."""
        shutil.copytree(COURSE, self.root / "course", ignore=shutil.ignore_patterns(".*", "__pycache__"))
        plane = (COURSE / "solutions" / "plane.py").read_text(encoding="utf-8")
        space = (COURSE / "solutions" / "space.py").read_text(encoding="utf-8")
        variants = (
            plane,
            plane.replace("radius**2", "radius"),
            plane.replace(".sqrt()", ""),
            "import os\nos._exit(1)\n",
        )
        for number in range(self.students):
            folder = self.root / "class" / f"student {number:03d}"
            folder.mkdir(parents=True)
            text = variants[number % len(variants)] + LINGER.format(seconds=self.dice.choice((0.05, 0.1, 0.3)))
            (folder / "plane.py").write_text(text, encoding="utf-8")
            (folder / "space.py").write_text(space, encoding="utf-8")

    def start(self) -> subprocess.Popen[str]:
        """Start grading, or go on with it."""
        command = [sys.executable, "-m", "autograder", "staff", "grade", str(self.root / "class")]
        command += ["--out", str(self.results), *OPTIONS]
        return subprocess.Popen(
            command,
            cwd=self.root / "course",
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def undisturbed(self) -> dict[str, object]:
        """Grade in peace and return what is true."""
        process = self.start()
        _, said = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"an undisturbed run failed: {said}")
        truth = self.grades()
        shutil.rmtree(self.results)
        return truth

    def grades(self) -> dict[str, object]:
        """Return the records as data, without what they took."""
        return {record.student: _plain(msgspec.to_builtins(record)) for record in read_records(self.results)}

    def disturbed(self, faults: int) -> int:
        """Grade with so many faults at the most, starting again after each that ends the run; return how many."""
        injected = 0
        process = self.start()
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=self.dice.uniform(0.2, 4.0) if injected < faults else None)
            if process.poll() is None:
                injected += self.inject(process)
                continue
            _, said = process.communicate()
            if process.returncode == 0:
                return injected
            if process.returncode not in (-signal.SIGKILL, -signal.SIGINT, 1, 2, 130):
                raise SystemExit(f"the run ended with {process.returncode}: {said}")
            process = self.start()

    def inject(self, process: subprocess.Popen[str]) -> bool:
        """Inject a fault of a random kind; return whether there was anything to harm."""
        kind = self.dice.choice(KINDS)
        victims = {
            "worker": lambda: _workers(process.pid),
            "nursery": lambda: _running(process.pid, "autograder.sandbox.nursery") - _workers(process.pid),
            "grader": lambda: _running(process.pid, "autograder.cohort.grader"),
            "coordinator": lambda: {process.pid},
            "interrupt": lambda: {process.pid},
        }
        if kind == "disk":
            return self._fill_the_disk(process)
        found = sorted(victims[kind]())
        for _ in range(30):  # a worker lives for a moment only
            if found or process.poll() is not None:
                break
            time.sleep(0.05)
            found = sorted(victims[kind]())
        if not found:
            self.missed[kind] += 1
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.dice.choice(found), signal.SIGINT if kind == "interrupt" else signal.SIGKILL)
        self.done[kind] += 1
        return True

    def _fill_the_disk(self, process: subprocess.Popen[str]) -> bool:
        """Leave no room for records until the run has ended for want of it."""
        if not os.path.ismount(self.root):
            self.missed["disk"] += 1
            return False
        filler = self.root / "filler"
        try:
            with contextlib.suppress(OSError), filler.open("wb") as file:
                while True:
                    file.write(b"\0" * 4096)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        finally:
            filler.unlink(missing_ok=True)
        self.done["disk"] += 1
        return True


def _plain(record: dict[str, object]) -> dict[str, object]:
    record.pop("seconds")
    functions = record["functions"]
    assert isinstance(functions, dict)
    for result in functions.values():
        for outcome in result["checks"]:
            outcome.pop("seconds", None)
    return record


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    return children


def below(pid: int) -> set[int]:
    """Return all processes below one."""
    children, found, new = _children(), set(), {pid}
    while new:
        found |= new
        new = {child for one in new for child in children.get(one, [])} - found
    return found - {pid}


def _running(pid: int, module: str) -> set[int]:
    found = set()
    for one in below(pid):
        with contextlib.suppress(OSError):
            if module in Path(f"/proc/{one}/cmdline").read_text():
                found.add(one)
    return found


def _workers(pid: int) -> set[int]:
    """Return the processes of nurseries that have no child, and whose parent is one that has imported torch."""
    children = _children()
    nurseries = _running(pid, "autograder.sandbox.nursery")
    inner = {one for one in nurseries if any(one in children.get(other, []) for other in nurseries)}
    return {one for one in inner if any(one in children.get(other, []) for other in inner)}


@contextlib.contextmanager
def small_disk(megabytes: int = 24) -> Iterator[Path]:
    """Make a small file system of our own where that is allowed, else a folder."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, check=False
        )
        try:
            yield Path(folder)
        finally:
            if mounted.returncode == 0:
                subprocess.run(["umount", "-l", folder], check=False)


def run(rounds: int, seed: int, students: int = 40, each: int = 10) -> Chaos:
    """Inject so many faults; raise SystemExit if anything is lost or wrong."""
    with small_disk() as root:
        chaos = Chaos(root, random.Random(seed), students)
        chaos.hand_in()
        truth = chaos.undisturbed()
        assert len(truth) == students
        started = time.perf_counter()
        while sum(chaos.done.values()) < rounds:
            chaos.disturbed(min(each, rounds - sum(chaos.done.values())))
            found = chaos.grades()
            wrong = sorted(student for student in truth if found.get(student) != truth[student])
            drafts = list((chaos.results / "records").glob("*.draft"))
            if wrong or drafts:
                raise SystemExit(f"seed {seed}, after {dict(chaos.done)}: lost or wrong: {wrong}; left over: {drafts}")
            shutil.rmtree(chaos.results)
            taken = time.perf_counter() - started
            print(f"{sum(chaos.done.values())} faults in {taken:.0f} s: {dict(chaos.done)}")
            print(f"  nobody to harm: {dict(chaos.missed)}")
    return chaos


@click.command()
@click.option("--rounds", default=200, show_default=True)
@click.option("--seed", default=0, show_default=True)
def main(rounds: int, seed: int) -> None:
    """Inject faults and say what came of it."""
    chaos = run(rounds, seed)
    print(f"{sum(chaos.done.values())} faults: nothing lost, nothing wrong.  {dict(chaos.done)}")


if __name__ == "__main__":
    main()
