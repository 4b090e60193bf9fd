r"""TeX as a line of Unicode: `\sqrt{1 - \bar\alpha_t}` becomes √(1 - ᾱ_t). What is not known stays TeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)


def _table(text: str) -> dict[str, str]:
    """Read `name sign name sign ...`."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _table(
    """
    alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ kappa κ lambda λ mu μ nu ν
    xi ξ pi π rho ρ sigma σ tau τ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
    Sigma Σ Phi Φ Psi Ψ Omega Ω nabla ∇ partial ∂ infty ∞ ell ℓ sum Σ prod Π int ∫ dots … ldots … cdots …
    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lVert ‖ rVert ‖ Vert ‖ | ‖ lvert | rvert | vert |
    emptyset ∅ prime ′ circ ∘ forall ∀ log log exp exp min min max max sin sin cos cos tanh tanh det det lim lim
    { { } } % % $ $ & & # # _ _
    """
)
_BETWEEN = _table(
    """
    cdot · times × le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ~ propto ∝ to → rightarrow → leftarrow ← mapsto ↦
    Rightarrow ⇒ pm ± mp ∓ in ∈ ll ≪ gg ≫ equiv ≡ odot ⊙ mid | star ⋆ ast * div ÷ subset ⊂ cup ∪ cap ∩ gets ←
    """
)
_SPACES = {"quad": "  ", "qquad": "    ", ",": " ", ";": " ", ":": " ", "!": "", " ": " "}
_SYMBOLS = _LETTERS | _SPACES | {name: f" {sign} " for name, sign in _BETWEEN.items()}
_SIZES = frozenset(("left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "limits"))
_FONTS = frozenset(("text", "mathrm", "mathbf", "mathcal", "mathbb", "mathit", "operatorname", "boldsymbol", "mathsf"))
_ACCENTS = {"bar": "\u0304", "overline": "\u0304", "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303"}
_ACCENTS |= {"widetilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}


class _Unknown(Exception):
    """A command that has no place on a line."""


def tex_to_text(tex: str) -> str:
    """Return TeX as readable text; unchanged where it uses something that a line cannot show."""
    try:
        reader = _Reader(_TOKEN.findall(tex))
        shown = reader.until_end()
    except (_Unknown, IndexError, RecursionError):
        return tex.strip()
    return " ".join(unicodedata.normalize("NFC", shown).split())


class _Reader:
    """Walks over the tokens once."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.commands: dict[str, Callable[[], str]] = {"frac": self.fraction, "sqrt": self.root}
        self.commands |= dict.fromkeys(("tfrac", "dfrac"), self.fraction)

    def until_end(self, closing: str = "") -> str:
        shown = ""
        while self.at < len(self.tokens):
            if self.tokens[self.at] == closing:
                self.at += 1
                return shown
            shown += self.one()
        if closing:
            raise _Unknown(closing)
        return shown

    def one(self) -> str:
        """Return what comes next: a group, a command with its arguments, or a character."""
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.until_end("}")
        if token in ("^", "_"):
            inner = self.argument()
            return token + (inner if _is_one(inner) else f"{{{inner}}}")
        if token in ("&", "}"):
            raise _Unknown(token)
        return self.command(token[1:]) if token.startswith("\\") else token

    def argument(self) -> str:
        while self.tokens[self.at].isspace():
            self.at += 1
        return self.one().strip()

    def command(self, name: str) -> str:
        if name in self.commands:
            return self.commands[name]()
        if name in _SIZES:
            if self.at < len(self.tokens) and self.tokens[self.at] == ".":
                self.at += 1
            return ""
        if name in _FONTS:
            return self.argument()
        if name in _ACCENTS:
            inner = self.argument()
            return inner + _ACCENTS[name] if len(inner) == 1 else f"{name}({inner})"
        if name not in _SYMBOLS:
            raise _Unknown(name)
        return _SYMBOLS[name]

    def fraction(self) -> str:
        above, below = self.argument(), self.argument()
        return "/".join(part if _is_one(part) else f"({part})" for part in (above, below))

    def root(self) -> str:
        if self.tokens[self.at] == "[":
            raise _Unknown("root")
        inner = self.argument()
        return f"√{inner}" if len(unicodedata.normalize("NFC", inner)) == 1 else f"√({inner})"


def _is_one(text: str) -> bool:
    """Whether a text needs no parentheses: a number, a word or a symbol, with an index perhaps."""
    return re.fullmatch(r"[\w.\u0300-\u036f]+", text) is not None
