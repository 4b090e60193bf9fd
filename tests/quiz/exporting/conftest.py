from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from quiz.bank_model import FINAL, PRACTICE, Bank, load_bank
from quiz.drawing import DrawnQuestion
from quiz.exporting import Material, bank_material, export
from quiz.exporting.material import Group

KINDS = Path(__file__).parents[1] / "banks" / "practice"
HARD = Path(__file__).parent / "hard.yaml"
GIFT_PEGJS = "gift-pegjs@1.0.2"
SCRIPT = """
const parser = require("gift-pegjs");
const text = require("fs").readFileSync(0, "utf8");
process.stdout.write(JSON.stringify(parser.parse(text)));
"""


@pytest.fixture(scope="session")
def hard() -> Bank:
    """A bank whose texts are made of what the formats use as marks."""
    return load_bank(HARD)


@pytest.fixture(scope="session")
def bank() -> Bank:
    """One question of each type, hard texts, and the whole bank."""
    return load_bank(KINDS, HARD, *(folder for folder in (FINAL, PRACTICE) if folder.is_dir()))


@pytest.fixture(scope="session")
def material(bank) -> Material:
    return bank_material(bank, "a", 3, "Quiz & more")


@pytest.fixture(scope="session")
def exported(material):
    """Exports of the material by format, each made once."""
    return {to: export(material, to) for to in ("moodle", "canvas", "qti21", "gift")}


@pytest.fixture(scope="session")
def groups(material) -> dict[str, tuple[Group, DrawnQuestion]]:
    """The groups and draws of the material by the names in the exports."""
    return {name: (group, item) for group in material.groups for name, item in group.named}


@pytest.fixture(scope="session")
def gift_pegjs(tmp_path_factory):
    """The npm package gift-pegjs, which parses GIFT by a grammar of its own."""
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", GIFT_PEGJS]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    except FileNotFoundError:
        pytest.fail("npm is not installed; the tests of GIFT need node and npm (Debian: apt-get install nodejs npm)")
    if done.returncode:
        pytest.fail(f"`npm install {GIFT_PEGJS}` failed; the tests of GIFT need the npm registry:\n{done.stderr}")

    def parse(text: str):
        node = ["node", "-e", SCRIPT]
        done = subprocess.run(node, input=text, capture_output=True, text=True, cwd=folder, timeout=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return parse
