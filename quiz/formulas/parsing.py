"""From text to a formula: a recursive-descent parser with a short list of what it knows.

sum     = product (("+" | "-") product)*
product = signed (("*" | "/") signed)*
signed  = ("+" | "-") signed | power
power   = atom ("**" signed)?
atom    = number | name | function "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from quiz.formulas.tree import (
    CONSTANTS,
    FUNCTIONS,
    Binary,
    Call,
    FormulaError,
    Name,
    Negative,
    Node,
    Number,
    names_in,
    value_of,
)

LONGEST = 1000
DEEPEST = 25
RESERVED = frozenset(FUNCTIONS) | frozenset(CONSTANTS)

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|[-+*/(),])|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
# What word processors, phones and habits make of the signs.
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "^": "**"})


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text, and the names that need a value."""

    text: str
    root: Node
    names: frozenset[str]

    def value(self, values: Mapping[str, float] | None = None) -> float:
        """Compute it; FormulaError where it has no finite real value."""
        return value_of(self.root, values or {})


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """Read a formula; raises FormulaError that says what was wrong and where."""
    if len(text) > LONGEST:
        raise FormulaError(f"the formula has {len(text)} characters; at most {LONGEST} are read")
    parser = _Parser(_tokens(text.translate(_SIGNS)))
    root = parser.whole()
    return Formula(text, root, frozenset(names_in(root)))


def with_values(text: str, values: Mapping[str, float]) -> str:
    """Return a formula with numbers in place of the names that have a value; other names stay.

    Raises: FormulaError if the text is not a formula.
    """
    parse(text)

    def written(found: re.Match[str]) -> str:
        if found.lastgroup != "name" or found[0] not in values:
            return found[0]
        value = values[found[0]]
        return f"({value!r})" if value < 0 or "e" in repr(value) else repr(value)

    return _TOKEN.sub(written, text)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind == "other":
            raise FormulaError(
                f"`{found[0]}` at character {found.start() + 1} has no meaning in a formula; "
                "use + - * / ** ( ), numbers and names"
            )
        if kind != "space":
            tokens.append(_Token(kind, found[0], found.start() + 1))
    if not tokens:
        raise FormulaError("the formula is empty; write for example 1 - sqrt(b1)")
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Parser:
    """Walks over the tokens once; `at` is where it stands."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> _Token | None:
        """Step over the next token if it is one of these signs."""
        token = self.next
        if token.kind == "sign" and token.text in texts:
            self.at += 1
            return token
        return None

    def whole(self) -> Node:
        node = self.sum()
        if self.next.kind != "end":
            raise self.unexpected(after_operand=True)
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Binary(sign.text, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while sign := self.take("*", "/"):
            node = Binary(sign.text, node, self.signed())
        return node

    def signed(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(f"the formula is nested more than {DEEPEST} deep; write it more simply")
        if sign := self.take("+", "-"):
            inner = self.signed()
            node: Node = Negative(inner) if sign.text == "-" else inner
        else:
            node = self.power()
        self.depth -= 1
        return node

    def power(self) -> Node:
        base = self.atom()
        return Binary("**", base, self.signed()) if self.take("**") else base

    def atom(self) -> Node:
        token = self.next
        if token.kind == "number":
            self.at += 1
            return Number(_number(token))
        if token.kind == "name":
            self.at += 1
            return self.call(token) if token.text in FUNCTIONS else self.name(token)
        if self.take("("):
            node = self.sum()
            self.close(token)
            return node
        raise self.unexpected(after_operand=False)

    def name(self, token: _Token) -> Node:
        if self.next.text == "(" and self.next.kind == "sign":
            known = ", ".join(FUNCTIONS)
            raise FormulaError(f"`{token.text}(` is not a known function (a product needs `*`); known are {known}")
        return Name(token.text)

    def call(self, token: _Token) -> Node:
        opening = self.next
        if not self.take("("):
            raise FormulaError(f"`{token.text}` is a function; write {token.text}(...) with parentheses")
        arguments = [self.sum()]
        while self.take(","):
            arguments.append(self.sum())
        self.close(opening)
        _, fewest, most = FUNCTIONS[token.text]
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise FormulaError(f"{token.text}(...) takes {wanted} argument(s); seen {len(arguments)}")
        return Call(token.text, tuple(arguments))

    def close(self, opening: _Token) -> None:
        if not self.take(")"):
            if self.next.kind == "end":
                raise FormulaError(f"the parenthesis opened at character {opening.at} is not closed")
            raise self.unexpected(after_operand=True)

    def unexpected(self, *, after_operand: bool) -> FormulaError:
        token = self.next
        if token.kind == "end":
            return FormulaError("the formula ends too early; a number or a name is missing at the end")
        if after_operand and (token.kind in ("name", "number") or token.text == "("):
            return FormulaError(f"a sign is missing before `{token.text}` at character {token.at}; a product needs `*`")
        return FormulaError(f"`{token.text}` at character {token.at} is not expected there")


def _number(token: _Token) -> float:
    value = float(token.text)
    if value == float("inf"):
        raise FormulaError(f"the number {token.text} is too large")
    return value
