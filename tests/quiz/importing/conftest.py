from __future__ import annotations

from pathlib import Path

import pytest

from quiz.bank_model import Bank, read_bank
from quiz.importing import Defaults, read_gift, read_moodle, to_bank, to_yaml

HERE = Path(__file__).parent
READERS = {".xml": read_moodle, ".gift": read_gift}


@pytest.fixture
def imported(tmp_path):
    """Import a file or bytes into a bank; return it with the notes. What is written must be read without a problem."""

    def imported(data: bytes, kind: str) -> tuple[Bank, list[str]]:
        found = to_bank(READERS[kind](data), Defaults("basics", "medium", "Imported"))
        file = tmp_path / "practice" / "imported.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(to_yaml(found.questions, "Imported"), encoding="utf-8")
        bank, problems = read_bank([file])
        assert problems == []
        assert [question.id for question in bank] == [question["id"] for question in found.questions]
        return bank, list(found.notes)

    return imported
