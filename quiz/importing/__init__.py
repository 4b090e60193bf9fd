"""Imports: questions of other systems as YAML of the bank, and what could not be taken, question by question."""

from quiz.importing.found import NotReadable
from quiz.importing.gift import read_gift
from quiz.importing.moodle import read_moodle
from quiz.importing.to_bank import Defaults, Imported, to_bank
from quiz.importing.yaml_writing import to_yaml

__all__ = ["Defaults", "Imported", "NotReadable", "read_gift", "read_moodle", "to_bank", "to_yaml"]
