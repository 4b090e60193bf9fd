from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rendering import to_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\bar\alpha_t$", "ᾱ_t"),
        (r"$x_{t-1}$", "x_{t-1}"),
        (r"$\sqrt{1 - \bar\alpha_t}$", "√(1 - ᾱ_t)"),
        (r"$\sqrt{\bar\alpha}$", "√ᾱ"),
        (r"$\frac{a + b}{2}$", "(a + b)/2"),
        (r"$\beta_1 = {0.1}$", "β_1 = 0.1"),
        (r"$\mathcal{N}(0, \mathbf{I})$", "N(0, I)"),
        (r"$\left\| x \right\|^2$", "‖ x ‖^2"),
        (r"$a \cdot b \le c$", "a · b ≤ c"),
        (r"$\text{SNR}(t)$", "SNR(t)"),
        (r"$1.2 \cdot 10^{-7}$", "1.2 · 10^{-7}"),
        (r"$\hat{xy}$", "hat(xy)"),
        (r"$\begin{cases} a \end{cases}$", r"\begin{cases} a \end{cases}"),
        (r"$\nosuch x$", r"\nosuch x"),
        (r"costs \$5 and \*this\*", "costs $5 and *this*"),
        ("**bold**, *slanted* and `a*b*c`", "bold, slanted and `a*b*c`"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (f"${'{' * 900}x{'}' * 900}$", "{" * 900 + "x" + "}" * 900),
        ("one line\nand its end\n\nanother", "one line and its end\n\nanother"),
        ("first:\n- one\n- two", "first:\n- one\n- two"),
        ("Then\n$$\nx^2\n$$\nfollows", "Then\n\n    x^2\n\nfollows"),
        ("See\n\n```python\nx = '$'\n```", "See\n\n    x = '$'"),
    ],
)
def test_a_text_is_readable_in_a_terminal(text, shown):
    assert to_text(text) == shown


@given(st.text(alphabet="ab $\\{}_^`*\nsqrtfrac[]()&", max_size=60))
def test_any_text_can_be_shown(text):
    assert isinstance(to_text(text), str)
