"""Grade the corpus the way an instructor would, each attack between two honest submissions, and keep what came out."""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
import shutil
import signal
import site
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.course import load_course
from tests.attacks.corpus import Attack
from tests.attacks.listener import left_open, listening
from tests.attacks.people import as_ordinary_user, hand_over

ROOT = Path(__file__).parents[2]
COPIED = ("assignments", "autograder", "course_lib", "solutions")
ONLY = ("schedules", "denoising_loss", "drop_labels")
HONEST = ("schedules", "forward", "loss", "cfg")
TRACE = "attack-was-here"
PR_SET_CHILD_SUBREAPER = 36
LONGEST_RUN = 1200


@dataclass(frozen=True)
class Run:
    """One way to grade: the level of the sandbox, and who types the command."""

    name: str
    level: str
    ordinary: bool = False


RUNS = {
    r.name: r
    for r in (Run("root", "namespaces"), Run("user", "namespaces", ordinary=True), Run("landlock", "landlock"))
}


class Secrets(msgspec.Struct, frozen=True):
    """What nobody may learn: in the environment of the grader, in solutions/, in a neighbour's module, and the seed."""

    seed: int
    words: tuple[str, ...]


class Graded(msgspec.Struct, frozen=True):
    """What a run left behind.

    places:    for each attack, the number under which it was handed in.
    left_over: processes that outlived the run.
    touched:   files outside that are not what they were.
    heard:     what the listener heard, and where somebody listens now.
    peak_mib:  the most memory that one of the grader's processes had; a worker may have as much as its limit.
    """

    folder: str
    places: dict[str, int]
    unmade: tuple[str, ...]
    exit_code: int
    terminal: str
    secrets: Secrets
    left_over: tuple[str, ...]
    touched: tuple[str, ...]
    heard: tuple[str, ...]
    peak_mib: int

    @property
    def results(self) -> Path:
        """What the grader wrote."""
        return Path(self.folder) / "results"


def make_secrets() -> Secrets:
    """Draw them anew; attacks know the seed's first four digits and the first word of the others, to find them by."""
    words = tuple(
        f"CANARY-{where}-{secrets.token_hex(8)}" for where in ("ENVIRONMENT", "SOLUTION", "NEIGHBOUR", "BESIDE")
    )
    return Secrets(7331 * 10**9 + secrets.randbelow(10**9), words)


def grade_attacks(run: Run, attacks: Sequence[Attack], folder: Path) -> Graded:
    """Build a class in `folder`, grade it with one command, and look around afterwards."""
    hidden = make_secrets()
    course = _copy_of_the_course(folder / "course", hidden)
    (folder / "beside.txt").write_text(hidden.words[3], encoding="utf-8")
    places, unmade = _build_class(folder / "class", course, attacks, hidden)
    (folder / "results").mkdir()
    command = [
        sys.executable,
        "-m",
        "autograder",
        "staff",
        "grade",
        str(folder / "class"),
        "--out",
        str(folder / "results"),
    ]
    command += ["--jobs", "1", "--seed", str(hidden.seed), *_only(), "--call-seconds", "1", "--total-seconds", "10"]
    command += ["--level", run.level]
    environment = {**os.environ, "ATTACKS_CANARY": hidden.words[0], "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(folder)}
    if run.ordinary:
        hand_over(folder)
        command = as_ordinary_user(command, [ROOT, folder])
    before = _fingerprints(folder)
    _adopt_orphans()
    with listening() as heard:
        exit_code, peak_mib, terminal = _run(command, course, environment, folder / "terminal.txt")
        left_over = tuple(_end_children())
    touched = tuple(_differences(before, _fingerprints(folder))) + tuple(_traces(folder))
    heard += left_open()
    return Graded(str(folder), places, unmade, exit_code, terminal, hidden, left_over, touched, tuple(heard), peak_mib)


def _run(command: Sequence[str], cwd: Path, environment: dict[str, str], terminal: Path) -> tuple[int, int, str]:
    """Run a command to its end, or to that of our patience; return its exit code, its peak memory, what it wrote."""
    with terminal.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        impatience = threading.Timer(LONGEST_RUN, process.kill)
        impatience.start()
        _, status, usage = os.wait4(process.pid, 0)
        impatience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss >> 10, terminal.read_bytes().decode(errors="backslashreplace")


def _only() -> list[str]:
    return [word for name in ONLY for word in ("--only", name)]


def _copy_of_the_course(target: Path, hidden: Secrets) -> Path:
    for name in COPIED:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "solutions" / "canary.txt").write_text(hidden.words[1], encoding="utf-8")
    return target


def _build_class(
    folder: Path, course: Path, attacks: Sequence[Attack], hidden: Secrets
) -> tuple[dict[str, int], tuple[str, ...]]:
    folder.mkdir()
    exercises = load_course(course).exercises
    places, unmade = {}, []
    _hand_in_honestly(folder / "000-honest", course, hidden)
    for number, attack in enumerate(attacks):
        place = 2 * number + 1
        try:
            attack.make(folder / f"{place:03d}-{attack.name.replace('_', '-')}", course / "course_lib", exercises)
            places[attack.name] = place
        except PermissionError:
            unmade.append(attack.name)
        _hand_in_honestly(folder / f"{place + 1:03d}-honest", course, hidden)
    return places, tuple(unmade)


def _hand_in_honestly(folder: Path, course: Path, hidden: Secrets) -> None:
    folder.mkdir()
    for name in HONEST:
        text = (course / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        (folder / f"{name}.py").write_text(f"{text}# {hidden.words[2]}\n", encoding="utf-8")


def _adopt_orphans() -> None:
    """Become the parent of whatever loses its own: a process that outlives the run cannot hide."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_children() -> Iterable[str]:
    """End what is left of the run, and name it."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    for pid in map(int, mine):
        try:
            ended, _ = os.waitpid(pid, os.WNOHANG)
            if ended:  # it had ended before: a zombie whose parent did not wait for it
                continue
            words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ChildProcessError, FileNotFoundError, ProcessLookupError):
            continue
        yield f"process {pid}: {words}"


def _fingerprints(folder: Path) -> dict[str, str]:
    """Describe every file that must stay as it is: the class, the course, and what lies beside the results."""
    places = [folder / "course", folder / "class", folder / "beside.txt"]
    files = [p for place in places for p in ([place] if place.is_file() else place.rglob("*"))]
    kept = [p for p in files if "__pycache__" not in p.parts and p.is_file() and not p.is_symlink()]
    return {str(p): _fingerprint(p) for p in kept}


def _fingerprint(path: Path) -> str:
    stat = path.stat()
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if stat.st_size < 1 << 25 else ""
    return f"{stat.st_mode:o} {stat.st_size} {digest}"


def _differences(before: dict[str, str], after: dict[str, str]) -> Iterable[str]:
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"{path}: {before.get(path, 'not there')}, now {after.get(path, 'gone')}"


def _traces(folder: Path) -> Iterable[str]:
    """Find what attacks leave where they can, by its name; and take it away."""
    places = [folder, folder / "results", folder / "results" / "records", folder.parent, ROOT, Path.home(), Path("/")]
    places += [Path(p) for p in ("/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/etc/cron.d", "/etc/profile.d")]
    places += [Path(p) for p in ("/usr/local/bin", "/var/spool/cron", "/etc/systemd/system", *site.getsitepackages())]
    for place in dict.fromkeys(places):
        if place.is_dir():
            for path in place.glob(f"{TRACE}*"):
                yield str(path)
                path.unlink()
