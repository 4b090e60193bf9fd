"""Exports: a bank or a paper in the formats of other systems, and what these cannot hold, question by question."""

from quiz.exporting.formats import FORMATS, KEY_OPTIONAL, export
from quiz.exporting.material import Exported, Material, Note, bank_material, paper_material
from quiz.exporting.pdf import NoBrowserError

__all__ = [
    "FORMATS",
    "KEY_OPTIONAL",
    "Exported",
    "Material",
    "NoBrowserError",
    "Note",
    "bank_material",
    "export",
    "paper_material",
]
