"""Whose code runs: the modules of one person, laid over the package that everybody is given.

Only the names listed are taken from that person; everything else in the package stays as it was given.  A module that
is missing or does not load becomes a placeholder whose functions say so when they are called; the others still run.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, NoReturn


@dataclass(frozen=True)
class Source:
    """The text of one module and the name of its file, as shown in messages."""

    text: bytes
    filename: str

    @property
    def digest(self) -> str:
        """The SHA-256 of the text: whether two are the same."""
        return hashlib.sha256(self.text).hexdigest()


def read_sources(folder: Path, names: Iterable[str]) -> dict[str, Source]:
    """Read the modules that a folder holds; one that is not there is left out."""
    paths = ((name, folder / f"{name}.py") for name in names)
    return {name: Source(path.read_bytes(), str(path)) for name, path in paths if path.is_file()}


class Overlay(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Take the modules `names` of `package` from `sources` for as long as the context lasts."""

    def __init__(self, package: str, names: Sequence[str], sources: Mapping[str, Source]) -> None:
        self.errors: dict[str, BaseException] = {}
        """Why a module did not load, for those that did not."""
        self._package = package
        self._names = tuple(names)
        self._sources = dict(sources)
        self._hidden: dict[str, ModuleType] = {}

    @property
    def filenames(self) -> frozenset[str]:
        """The files that hold this person's code."""
        return frozenset(source.filename for source in self._sources.values())

    def module(self, name: str) -> ModuleType:
        """Import one of the modules.

        Raises: ImportError, with what the module itself raised as its cause, if it does not load.
        """
        fullname = f"{self._package}.{name}"
        module = sys.modules.get(fullname) or importlib.import_module(fullname)
        if name in self.errors:
            raise ImportError(f"{name}.py does not load") from self.errors[name]
        return module

    def absent(self, name: str) -> str | None:
        """Say that a module is not there, or return None if it is."""
        return None if name in self._sources else f"there is no {name}.py"

    def __enter__(self) -> Overlay:
        self._hidden = self._take_out()
        sys.meta_path.insert(0, self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        sys.meta_path.remove(self)
        self._take_out()
        package = sys.modules.get(self._package)
        for fullname, module in self._hidden.items():
            sys.modules[fullname] = module
            if package is not None:
                setattr(package, fullname.rpartition(".")[2], module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for the listed modules only (called by the import system)."""
        package, _, name = fullname.rpartition(".")
        if package != self._package or name not in self._names:
            return None
        source = self._sources.get(name)
        return importlib.util.spec_from_loader(fullname, self, origin=source.filename if source else None)

    def exec_module(self, module: ModuleType) -> None:
        """Run a module's text, or put a placeholder in its place (called by the import system)."""
        name = module.__name__.rpartition(".")[2]
        source = self._sources.get(name)
        if source is None:
            _make_placeholder(module, name, f"there is no {name}.py")
            return
        try:
            text = importlib.util.decode_source(source.text)
            linecache.cache[source.filename] = (len(text), None, text.splitlines(keepends=True), source.filename)
            module.__file__ = source.filename
            exec(compile(source.text, source.filename, "exec", dont_inherit=True), module.__dict__)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self.errors[name] = error
            _make_placeholder(module, name, f"{name}.py does not load")

    def _take_out(self) -> dict[str, ModuleType]:
        package = sys.modules.get(self._package)
        taken = {}
        for name in self._names:
            module = sys.modules.pop(f"{self._package}.{name}", None)
            if module is not None:
                taken[f"{self._package}.{name}"] = module
            if package is not None and name in vars(package):
                delattr(package, name)
        return taken


def _make_placeholder(module: ModuleType, name: str, why: str) -> None:
    def missing(attribute: str) -> Callable[..., NoReturn]:
        if attribute.startswith("__"):
            raise AttributeError(attribute)

        def call(*args: Any, **kwargs: Any) -> NoReturn:
            raise NotImplementedError(f"{name}.{attribute}: {why}")

        return call

    for attribute in [a for a in vars(module) if not a.startswith("__")]:
        delattr(module, attribute)
    module.__getattr__ = missing  # type: ignore[method-assign]
