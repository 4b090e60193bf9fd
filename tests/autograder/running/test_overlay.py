"""Whose code runs: one person's modules, laid over the package."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from autograder.running.overlay import Overlay, Source, read_sources

NAMES = ("one", "two")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A package with the modules one and two, of which somebody has versions of their own, and a given one."""
    folder = tmp_path / "overlaid_package"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "given.py").write_text("def f():\n    return 'given'\n")
    for name in NAMES:
        (folder / f"{name}.py").write_text(f"def f():\n    return 'package {name}'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder.name
    for name in [n for n in sys.modules if n.partition(".")[0] == folder.name]:
        del sys.modules[name]


def overlay(package: str, **texts: str) -> Overlay:
    return Overlay(package, NAMES, {name: Source(text.encode(), f"/theirs/{name}.py") for name, text in texts.items()})


def test_a_listed_module_comes_from_the_sources(package: str):
    with overlay(package, one="def f():\n    return 'theirs'\n") as mine:
        assert mine.module("one").f() == "theirs"


def test_a_module_that_is_not_listed_stays_as_it_was_given(package: str):
    with overlay(package, one="", given="def f():\n    return 'theirs'\n"):
        assert importlib.import_module(f"{package}.given").f() == "given"


def test_modules_of_one_person_import_each_other(package: str):
    with overlay(package, one="def f():\n    return 1\n", two="from .one import f\nx = f() + 1\n") as mine:
        assert mine.module("two").x == 2


def test_what_was_imported_before_comes_back_afterwards(package: str):
    before = importlib.import_module(f"{package}.one")
    with overlay(package, one="") as mine:
        assert mine.module("one") is not before
    assert importlib.import_module(f"{package}.one") is before
    assert importlib.import_module(package).one is before


def test_nothing_of_the_overlay_stays_behind(package: str):
    finders = list(sys.meta_path)
    with overlay(package, one="x = 1") as mine:
        mine.module("one")
    assert sys.meta_path == finders
    assert f"{package}.one" not in sys.modules
    assert importlib.import_module(f"{package}.one").f() == "package one"


def test_a_function_of_a_missing_module_says_so_when_it_is_called(package: str):
    with overlay(package, two="from .one import f\ndef g():\n    return f()\n") as mine:
        with pytest.raises(NotImplementedError, match=r"^one\.f: there is no one\.py$"):
            mine.module("two").g()
        assert mine.absent("one") == "there is no one.py"
        assert mine.absent("two") is None


def test_a_module_that_does_not_load_keeps_what_it_raised(package: str):
    with overlay(package, one="x = 1 / 0\n") as mine:
        with pytest.raises(ImportError, match=r"one\.py does not load") as caught:
            mine.module("one")
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
        assert isinstance(mine.errors["one"], ZeroDivisionError)


def test_a_module_that_does_not_load_lets_those_load_that_import_it(package: str):
    with overlay(package, one="def f(:\n", two="from .one import f\ndef g():\n    return 2\n") as mine:
        assert mine.module("two").g() == 2
        with pytest.raises(NotImplementedError, match=r"^one\.f: one\.py does not load$"):
            mine.module("two").f()


@pytest.mark.parametrize("text", [b"raise SystemExit(0)", b"exit()", b"x = '\xff'", b"x = 1\0"])
def test_nothing_at_the_top_of_a_module_ends_the_program(package: str, text: bytes):
    with Overlay(package, NAMES, {"one": Source(text, "/theirs/one.py")}) as mine, pytest.raises(ImportError):
        mine.module("one")


def test_two_overlays_one_after_the_other_do_not_mix(package: str):
    for number in (1, 2):
        with overlay(package, one=f"x = {number}") as mine:
            assert mine.module("one").x == number


def test_the_file_names_of_a_person_are_known(package: str):
    assert overlay(package, one="", two="").filenames == {"/theirs/one.py", "/theirs/two.py"}


def test_sources_are_read_from_a_folder_and_missing_ones_left_out(tmp_path: Path):
    (tmp_path / "one.py").write_text("x = 1")
    (tmp_path / "other.py").write_text("x = 1")
    assert read_sources(tmp_path, NAMES) == {"one": Source(b"x = 1", str(tmp_path / "one.py"))}
