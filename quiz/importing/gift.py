"""Reading GIFT as Moodle does (docs.moodle.org, "GIFT format"): blocks between empty lines, answers between braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quiz.importing.found import Answer, Found, Kind, NotReadable, Refused, Skipped
from quiz.importing.moodle import LARGEST, as_markdown
from quiz.importing.to_markdown import plain_to_markdown

# Escaped signs stand as these while the structure is read, so that no sign of the text is taken for one of GIFT.
_SIGNS = ":#={}~\\"
_HIDDEN = {sign: chr(0xE000 + place) for place, sign in enumerate(_SIGNS)} | {"n": chr(0xE000 + len(_SIGNS))}
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_ESCAPED = re.compile(r"\\([:#={}~\\n])")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_RANGE = re.compile(r"(?P<low>[^.:]+(?:\.\d+)?)\.\.(?P<high>.+)")


def read_gift(data: bytes) -> list[Found | Skipped]:
    """Read a file of GIFT.

    Raises: NotReadable if it is too large or not text in UTF-8.
    """
    if len(data) > LARGEST:
        raise NotReadable(f"the file has {len(data)} bytes; at most {LARGEST} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise NotReadable(f"line {line} is not UTF-8; save the file as UTF-8") from None
    found: list[Found | Skipped] = []
    words: tuple[str, ...] = ()
    for line, block in _blocks(text.replace("\r\n", "\n").replace("\r", "\n")):
        category = re.match(r"\$CATEGORY:(.*)", block)
        if category:
            words = tuple(part for part in category[1].strip().split("/") if part)
            continue
        found.append(_question(block, line, words))
    return found


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block with its first line; a category is a block of its own even without an empty line after it."""
    lines: list[str] = []
    first = 1
    for place, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip() and not line.startswith("$CATEGORY:"):
            first = first if lines else place
            lines.append(line)
            continue
        if any(not kept.lstrip().startswith("//") for kept in lines):
            yield first, "\n".join(lines)
        lines = []
        if line.startswith("$CATEGORY:"):
            yield place, line


@dataclass
class _Block:
    """A question in its parts, escaped signs hidden."""

    name: str
    format: str
    text: str
    answers: str
    feedback: str
    remarks: list[str] = field(default_factory=list)

    def markdown(self, text: str) -> str:
        """Return a text in Markdown, in its own format or in that of the question."""
        text = text.strip()
        own = _FORMAT.match(text)
        format_ = own[1] if own else self.format
        return as_markdown(_shown(text[own.end() :] if own else text), format_, self.remarks)


def _shown(text: str) -> str:
    return text.translate(_SHOWN).strip()


def _question(block: str, line: int, words: tuple[str, ...]) -> Found | Skipped:
    comments = [part for part in block.split("\n") if part.lstrip().startswith("//")]
    tags = tuple(tag.strip() for comment in comments for tag in _TAG.findall(comment))
    parts = _parts("\n".join(part for part in block.split("\n") if part not in comments), line)
    if isinstance(parts, Skipped):
        return parts
    try:
        kind, answers, pairs, single = _answers(parts)
        return Found(
            name=parts.name,
            kind=kind,
            text=parts.markdown(parts.text),
            why=parts.markdown(parts.feedback),
            answers=answers,
            pairs=pairs,
            single=single,
            words=tags + words,
            remarks=tuple(dict.fromkeys(parts.remarks)),
        )
    except Refused as refused:
        return Skipped(parts.name, str(refused))


def _parts(block: str, line: int) -> _Block | Skipped:
    text = _ESCAPED.sub(lambda found: _HIDDEN[found[1]], re.sub("[\ue000-\ue0ff]", "\ufffd", block)).strip()
    name = f"question in line {line}"
    if text.startswith("::") and "::" in text[2:]:
        title, _, text = text[2:].partition("::")
        name, text = _shown(title) or name, text.strip()
    opens, closes = text.find("{"), text.find("}")
    if opens < 0 and closes < 0:
        return Skipped(name, "it is a text without a question")
    if opens < 0 or closes < opens:
        return Skipped(name, "a brace has no partner; write `\\{` and `\\}` for the signs themselves")
    answers, after = text[opens + 1 : closes].strip(), text[closes + 1 :].strip()
    if "::" in after or "{" in after:
        return Skipped(name, "another question follows without an empty line between; put one there")
    text = text[:opens].strip() + (f" _____ {after}" if after else "")
    body, _, feedback = answers.rpartition("####")
    if "####" not in answers:
        body, feedback = answers, ""
    own = _FORMAT.match(text)
    rest = text[own.end() :] if own else text
    return _Block(name, own[1] if own else "moodle", rest, body.strip(), feedback)


Answers = tuple[Kind, tuple[Answer, ...], tuple[tuple[str, str], ...], bool]


def _answers(block: _Block) -> Answers:
    """Tell the type by the signs, in the order in which Moodle looks at them."""
    text = block.answers
    if not text:
        raise Refused("an essay is marked by a person")
    if text.startswith("#"):
        return "number", _numbers(block, text[1:]), (), True
    if "~" in text:
        return "choice", _choices(block, text), (), "=" in text
    if "=" in text and "->" in text:
        return "pairs", (), _pairs(block, text), True
    bare = text.partition("#")[0].strip()
    if bare in ("T", "TRUE", "F", "FALSE"):
        return "choice", _true_false(block, text, bare.startswith("T")), (), True
    words = [_answer(block, part, 100, plain=True) for part in _split(text, "=")]
    return "short", tuple(words), (), True


def _split(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.split(sign) if part.strip()]


def _answer(block: _Block, text: str, share: float, *, plain: bool) -> Answer:
    weight = _WEIGHT.match(text)
    if weight:
        share, text = float(weight[1]), text[weight.end() :]
    shown, _, says = text.partition("#")
    return Answer(_shown(shown) if plain else block.markdown(shown), share, block.markdown(says))


def _choices(block: _Block, text: str) -> tuple[Answer, ...]:
    parts = [part for part in text.replace("=", "~=").split("~") if part.strip()]
    return tuple(
        _answer(block, part.strip().removeprefix("="), 100 if part.strip().startswith("=") else 0, plain=False)
        for part in parts
    )


def _true_false(block: _Block, text: str, is_true: bool) -> tuple[Answer, ...]:
    _, _, said = text.partition("#")
    wrong, _, right = said.partition("#")
    told = {is_true: block.markdown(right), not is_true: block.markdown(wrong)}
    return tuple(
        Answer(name, 100 if value == is_true else 0, told[value]) for name, value in (("True", True), ("False", False))
    )


def _pairs(block: _Block, text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in _split(text, "="):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise Refused(f"`{_shown(part)}` has no `->` between the two texts of the pair")
        pairs.append((block.markdown(left), plain_to_markdown(_shown(right))))
    return tuple(pairs)


def _numbers(block: _Block, text: str) -> tuple[Answer, ...]:
    text, tilde, rest = text.partition("~")
    found = []
    for part in _split(text, "="):
        answer = _answer(block, part, 100, plain=True)
        value, tolerance = _value(answer.text)
        found.append(Answer(value, answer.share, answer.says, tolerance))
    if tilde:
        found.append(Answer("*", 0, block.markdown(rest.partition("#")[2])))
    return tuple(found)


def _value(text: str) -> tuple[str, float]:
    """Read `1.5:0.1`, `1.4..1.6` or `1.5` as a number and its tolerance."""
    try:
        if between := _RANGE.fullmatch(text):
            low, high = float(between["low"]), float(between["high"])
            return repr((low + high) / 2), (high - low) / 2
        value, _, tolerance = text.partition(":")
        return value.strip(), float(tolerance or 0)
    except ValueError:
        raise Refused(f"`{text}` is not a number with its tolerance") from None
