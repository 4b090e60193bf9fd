"""The corpus: hostile submissions, one file each, and what each of them deserves.

code/CLASS_name.py      is handed in as it stands, as one module among untouched stubs.
archives/CLASS_name.py  has a function make(path), which puts a folder at `path` or a zip beside it.

The first text of a file says what it tries and how success would be seen.  Lines below it may say more:

    # handed in as: loss.py                  code only; else it is schedules.py
    # deserves: 2                            points, exactly; else it deserves none
    # deserves at most: 15                   points
    # tried on every level                   tried where the rest waits for `-m slow`
    # never on the page: TEXT                must not stand on the student's page
    # never as markup: TEXT                  must not stand on the student's page or the overview
    # never shown: TEXT                      must not stand on a page, in a table or in the terminal
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_NOTE = re.compile(r"^# ([a-z ]+?)(?:: (.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Attack:
    """One hostile submission."""

    path: Path

    @property
    def name(self) -> str:
        """The name of its file: the class, then what it does."""
        return self.path.stem

    @property
    def kind(self) -> str:
        """The class of attacks that it belongs to."""
        return self.name.partition("_")[0]

    @property
    def text(self) -> str:
        """What stands in its file."""
        return self.path.read_text(encoding="utf-8")

    @property
    def says(self) -> str:
        """What it tries, and how success would be seen."""
        return ast.get_docstring(ast.parse(self.text)) or ""

    @property
    def is_code(self) -> bool:
        """Whether the file itself is handed in."""
        return self.path.parent.name == "code"

    @property
    def module(self) -> str:
        """The file name under which code is handed in."""
        return next(iter(self.notes("handed in as")), "schedules.py")

    @property
    def deserved(self) -> float | None:
        """The points that it must get, or None where it may get less than `most`."""
        notes = self.notes("deserves")
        return float(notes[0]) if notes else None

    @property
    def most(self) -> float:
        """The points that it must not exceed."""
        return float((self.notes("deserves") + self.notes("deserves at most") + ["0"])[0])

    @property
    def on_every_level(self) -> bool:
        """Whether it belongs to those that are tried on every level by default."""
        return bool(self.notes("tried on every level"))

    def notes(self, key: str) -> list[str]:
        """Return what the notes of this kind say; escapes in it stand for their characters."""
        found = [text for word, text in _NOTE.findall(self.text) if word == key]
        return [re.sub(r"\\(?:x..|u....|n)", lambda m: m[0].encode().decode("unicode_escape"), t) for t in found]

    def make(self, path: Path, stubs: Path, exercises: tuple[str, ...]) -> None:
        """Put the submission at `path`, or beside it as a zip.

        Raises: PermissionError where only root could make it.
        """
        if not self.is_code:
            self._maker()(path)
            return
        path.mkdir()
        for exercise in exercises:
            (path / f"{exercise}.py").write_bytes((stubs / f"{exercise}.py").read_bytes())
        (path / self.module).write_bytes(self.path.read_bytes())

    def _maker(self) -> Callable[[Path], None]:
        spec = importlib.util.spec_from_file_location(f"attack_{self.name}", self.path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        maker: Callable[[Path], None] = module.make
        return maker


def all_attacks() -> list[Attack]:
    """Return the whole corpus, class by class."""
    paths = [*HERE.glob("code/*.py"), *HERE.glob("archives/*.py")]
    return [Attack(path) for path in sorted(paths, key=lambda path: path.name)]
