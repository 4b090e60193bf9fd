"""A corrected key in place of the one that a drawn question has; what the student saw stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from quiz.bank_model import FINAL
from quiz.bank_model.bank import read_bank
from quiz.bank_model.questions import Question
from quiz.drawing import (
    Choice,
    ChoiceKey,
    DrawError,
    DrawnQuestion,
    ExpressionKey,
    Key,
    MatchKey,
    NumberKey,
    OrderKey,
    Private,
    ShortKey,
    draw,
)
from quiz.drawing.parameters import with_lets
from quiz.marking.expressions import read_expression
from quiz.marking.numbers import Unreadable, read_number

TYPED = "typed: "  # begins the name of an answer that is known by its text alone


class CorrectionError(ValueError):
    """A correction that cannot be made; the message says why and what to do."""


def read_question(text: str, identifier: str) -> Question:
    """Read the corrected question: from the text of a form, else from the bank of the server.

    Raises: CorrectionError if the YAML is wrong, or holds no such question.
    """
    if not text.strip():
        return _found([FINAL], identifier, "the bank of the server")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "form.yaml"
        file.write_text(text.replace("\r\n", "\n"), encoding="utf-8")
        try:
            return _found([file], identifier, "the text")
        except CorrectionError as error:
            raise CorrectionError(str(error).replace(f"{file}:", "line ")) from None


def _found(places: Sequence[Path], identifier: str, where: str) -> Question:
    bank, problems = read_bank(places)
    mine = [problem for problem in problems if problem.question in ("", identifier)]
    if identifier not in bank:
        said = "\n".join(map(str, mine)) or f"{where} has no question `{identifier}`; the id has to stay the same"
        raise CorrectionError(said)
    return bank.find(identifier)


def corrected(drawn: DrawnQuestion, question: Question) -> Private:
    """Return the private part that the corrected question gives for what was drawn.

    Raises: CorrectionError if the question asks for something else than what the student saw.
    """
    public, values = drawn.public, drawn.private.values
    if question.type != public.type:
        raise CorrectionError(f"the type changes from {public.type} to {question.type}; only the key can be corrected")
    if question.points != public.points:
        raise CorrectionError(f"the points change from {public.points:g} to {question.points:g}; leave them")
    if missing := sorted(set(question.parameters) - set(values)):
        raise CorrectionError(f"the parameter `{missing[0]}` was not drawn; use those that the question had")
    try:
        kept = with_lets(question, {name: values[name] for name in question.parameters})
        new = draw(question, "corrected", kept)
    except DrawError as error:
        raise CorrectionError(str(error)) from None
    if new.public.variables != public.variables:
        raise CorrectionError("the names of the variables change; students answered with the old ones")
    sides = ("options", "items", "lefts", "rights")
    renamed = {side: _same_texts(getattr(new.public, side), getattr(public, side), side) for side in sides}
    old_ids = {name: old for side in renamed.values() for name, old in side.items()}
    places = {old_ids[name]: place for name, place in new.private.places.items()}
    return new.private.model_copy(update={"key": _renamed(new.private.key, old_ids, drawn), "places": places})


def _same_texts(new: Sequence[Choice], old: Sequence[Choice], side: str) -> dict[str, str]:
    """Return for each new id the old one of the same text."""
    by_text = {choice.text: choice.id for choice in old}
    for choice in new:
        if choice.text not in by_text:
            raise CorrectionError(
                f"students did not see “{choice.text.strip()}” among the {side}; keep all texts, change what is right"
            )
    if len(new) != len(old):
        raise CorrectionError(f"students saw {len(old)} {side}, now there are {len(new)}; keep all texts")
    return {choice.id: by_text[choice.text] for choice in new}


def _renamed(key: Key, old: Mapping[str, str], drawn: DrawnQuestion) -> Key:
    match key:
        case ChoiceKey():
            feedback = {old[name]: told for name, told in key.feedback.items()}
            is_right = {old[name] for name in key.right}
            right = tuple(choice.id for choice in drawn.public.options if choice.id in is_right)
            return key.model_copy(update={"right": right, "feedback": feedback})
        case OrderKey():
            return key.model_copy(update={"right": tuple(old[name] for name in key.right)})
        case MatchKey():
            pairs = {old[left]: old[other] for left, other in key.right.items()}
            decoys = {old[name]: told for name, told in key.decoys.items()}
            return key.model_copy(update={"right": pairs, "decoys": decoys})
        case _:
            return key


def accepting(drawn: DrawnQuestion, name: str, names: Mapping[str, str]) -> Private | None:
    """Return a private part that also accepts this answer; None if a key of this type cannot say so.

    `names` are the names of the options by id.
    """
    key = drawn.private.key
    match key:
        case ChoiceKey() if drawn.public.type == "single":
            also = tuple(option for option, shown in names.items() if shown == name and option not in key.right)
            feedback = {option: told for option, told in key.feedback.items() if option not in also}
            new: Key = key.model_copy(update={"right": (*key.right, *also), "feedback": feedback})
        case ShortKey():
            new = key.model_copy(update={"accepts": (*key.accepts, *_typed(key, name))})
        case NumberKey() | ExpressionKey():
            try:
                new = key.model_copy(update={"accepts": (*key.accepts, *_read(drawn, key, name))})
            except Unreadable:
                return None
        case _:
            return None
    return drawn.private.model_copy(update={"key": new})


def _typed(key: ShortKey | ExpressionKey, name: str) -> list[str]:
    """Return the texts that go by this name: what was typed, or what a misconception leads to."""
    if name.startswith(TYPED):
        return [name.removeprefix(TYPED)]
    return [wrong.answer for wrong in key.misconceptions if wrong.misconception == name]


def _read(drawn: DrawnQuestion, key: NumberKey | ExpressionKey, name: str) -> list[float] | list[str]:
    """Return the values or expressions of this name; Unreadable if one cannot be compared with an answer."""
    if isinstance(key, ExpressionKey):
        texts = _typed(key, name)
        for text in texts:
            read_expression(text, drawn.public.variables)
        return texts
    if name.startswith(TYPED):
        return [read_number(name.removeprefix(TYPED), drawn.public.unit).value]
    return [wrong.value for wrong in key.misconceptions if wrong.misconception == name]
