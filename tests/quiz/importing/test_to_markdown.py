from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank_model import PRACTICE, load_bank
from quiz.exporting.texts import to_tex_html
from quiz.importing.to_markdown import html_to_markdown, plain_to_markdown
from quiz.linting.texts import texts_of
from tests.quiz.exporting.comparing import shown


def rendered(text: str) -> str:
    return re.sub(r"\s+", " ", to_tex_html(text)).strip()


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a <em>b</em> <strong>c </strong>d", "a *b* **c** d"),
        (r"\(a_1\) and \[b\] and $$c$$", "$a_1$ and $$b$$ and $$c$$"),
        ("costs $5 or `x`", r"costs \$5 or \`x\`"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```"),
        ("x<sub>t</sub>", r"x$_{\text{t}}$"),
        ("<p># no heading</p>", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("<h3>Heading</h3>text", "### Heading\n\ntext"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>|</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1 | \\| |",
        ),
        ("<blockquote>said</blockquote>", "> said"),
        ("a<script>alert(1)</script>b<style>p {}</style>", "ab"),
        ("2 * 3 * 4 and snake_case", "2 * 3 * 4 and snake_case"),
        ("<code>a  `b`</code>", "`` a `b` ``"),
        (
            '<a href="https://example.org">here</a> <a href="javascript:x">there</a>',
            "[here](<https://example.org>) there",
        ),
        ('<math alttext="x^2"><mi>x</mi></math>', "$x^2$"),
    ],
)
def test_html_becomes_markdown(html, markdown):
    remarks: list[str] = []
    assert html_to_markdown(html, remarks) == markdown
    assert remarks == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<img src=x>", "a picture is not taken"),
        ("<video src=x></video>", "<video> is not taken"),
        ("<math><mi>x</mi></math>", "a formula in MathML without its TeX is taken as plain text"),
    ],
)
def test_what_markdown_cannot_say_is_said(html, said):
    remarks: list[str] = []
    html_to_markdown(html, remarks)
    assert remarks == [said]


def test_every_text_of_the_bank_looks_the_same_after_a_journey_through_html():
    for question in load_bank(PRACTICE):
        for path, text in texts_of(question):
            remarks: list[str] = []
            assert rendered(html_to_markdown(to_tex_html(text), remarks)) == rendered(text), (question.id, path)
            assert remarks == []


@given(st.text(st.sampled_from("ab 1.*_`#-+>[](){}<!&;:|~=\\$\"'\n"), max_size=60))
def test_plain_text_looks_the_same_in_markdown(text):
    assert "".join(shown(to_tex_html(plain_to_markdown(text))).split()) == "".join(text.split())


@given(st.text(max_size=80))
def test_any_html_becomes_markdown_that_renders(html):
    to_tex_html(html_to_markdown(html, []))
