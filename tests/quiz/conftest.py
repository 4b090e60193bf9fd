from __future__ import annotations

from pathlib import Path

import pytest

from quiz.bank_model import Bank, load_bank
from quiz.drawing import DrawnQuestion, draw

SEVEN = Path(__file__).parent / "banks" / "practice"


@pytest.fixture(scope="session")
def seven() -> Bank:
    """A bank with one question of each type."""
    return load_bank(SEVEN)


@pytest.fixture
def drawn(seven):
    """Draw one of the seven questions."""

    def drawn(identifier: str, seed: str = "a") -> DrawnQuestion:
        return draw(seven.find(identifier), seed)

    return drawn


@pytest.fixture
def write(tmp_path):
    """Write a file of a bank, in a folder of its own, and return its path."""

    def write(text: str, name: str = "practice/questions.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write
