"""What each key of a question looks like when it is right: shown in errors."""

from __future__ import annotations

from quiz.bank_model.faults import Path
from quiz.bank_model.parts import (
    Decimals,
    Decoy,
    OneOf,
    Option,
    Pair,
    Part,
    Tolerance,
    WholeNumbers,
    WrongFormula,
)

RIGHT_FORMS = {
    "id": "id: words-with-hyphens, small letters and digits",
    "type": "type: single, multiple, numeric, order, match, short or expression",
    "topic": "topic: basics, faster-sampling, guidance or architectures",
    "difficulty": "difficulty: easy, medium or hard",
    "points": "points: 2, above 0",
    "draw": "draw: name-of-a-shared-draw",
    "parameters": "parameters: {b1: {choice: [0.1, 0.2]}, steps: {integers: [20, 50]}}, names of 2 letters or more",
    "choice": "choice: [0.1, 0.15]",
    "integers": "integers: [20, 50], whole numbers",
    "decimals": "decimals: [0.1, 0.5], step: 0.05",
    "step": "step: 0.05, above 0",
    "let": "let: {abar: (1 - b1) * (1 - b2)}, names of 2 letters or more",
    "text": "text: | and the text indented on the next line",
    "listing": "listing: | and the code indented on the next line",
    "options": "options: a list of `- right: |` and `- wrong: |` with misconception and says",
    "pinned": "pinned: true",
    "answer": "answer: 1 - sqrt(b1), from + - * / ** ( ), numbers, names and sqrt, exp, log, ...",
    "tolerance": "tolerance: {absolute: 0.01, relative: 0.005}, one or both",
    "absolute": "absolute: 0.01",
    "relative": "relative: 0.005, from 0 to below 1",
    "unit": "unit: steps",
    "misconceptions": "misconceptions: a list of `- answer:`, `misconception:`, `says: |`",
    "misconception": "misconception: betas add up",
    "says": "says: | and what to tell the student on the next line",
    "items": "items: a list of 3 to 7 texts in the right order",
    "pairs": "pairs: a list of 3 to 6 `- {left: ..., right: ...}`",
    "decoys": "decoys: a list of at most 6 `- {text: ..., misconception: ..., says: ...}`",
    "accepts": "accepts: [w = s - 1, w=s-1]",
    "variables": "variables: {abar: [0.05, 0.95], x0: [-2, 2]}",
    "marking": "marking: net, all, each or coverage",
    "why": "why: | and the reasoning on the next line",
    "source": "source: Ho et al. 2020, section 3.2",
}
PARTS: dict[str, type[Part]] = {
    "options": Option,
    "tolerance": Tolerance,
    "pairs": Pair,
    "decoys": Decoy,
    "misconceptions": WrongFormula,
    "one of": OneOf,
    "whole numbers": WholeNumbers,
    "decimal numbers": Decimals,
}


def right_form(key: str, path: Path = ()) -> str:
    """Return an example of a key in its right form; for a name that the author chose, of the key around it."""
    for step in (key, *reversed(path)):
        if step in RIGHT_FORMS:
            return RIGHT_FORMS[str(step)]
    return ""
