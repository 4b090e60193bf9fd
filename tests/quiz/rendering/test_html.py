from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.rendering import code_to_html, text_problems, to_html, to_inline_html


def tags(html):
    return {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(f"<div>{html}</div>").iter()}


def test_math_becomes_mathml_with_the_tex_beside_it():
    html = to_html(r"Here $\bar\alpha_t < 1$.")
    [math] = [e for e in ElementTree.fromstring(html) if e.tag.endswith("math")]
    assert math.get("alttext") == r"\bar\alpha_t < 1"
    assert math.get("display") == "inline"
    annotation = math.find(".//{*}annotation")
    assert (annotation.text, annotation.get("encoding")) == (r"\bar\alpha_t < 1", "application/x-tex")
    assert [e.text for e in math.iter() if e.tag.endswith(("}mi", "}mn"))] == ["α", "t", "1"]


def test_math_between_double_signs_is_a_block():
    html = to_html("Then\n\n$$\nx^2\n$$\n\nfollows.")
    assert 'display="block"' in html
    assert '<div class="math">' in html


def test_html_in_a_text_is_shown_not_obeyed():
    html = to_html("<script>alert(1)</script> <b onclick=x>b</b>\n\n<div>c</div>")
    assert not tags(html) & {"script", "b"}
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"x < y & \text{\" onload=\"alert(1)}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//x)}{x}",
        r"\class{a}{x}",
    ],
)
def test_html_in_a_formula_is_shown_not_obeyed(tex):
    html = to_html(f"${tex}$")
    assert not tags(html) & {"script", "img"}
    for element in ElementTree.fromstring(html).iter():
        assert set(element.attrib) <= {"display", "alttext", "encoding", "class", "stretchy", "fence", "form"}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_something_is_no_link(link):
    assert "a" not in tags(to_html(f"[x]({link}) ![y]({link})"))


def test_a_text_cannot_fetch_a_picture():
    assert "img" not in tags(to_html("![x](https://example.org/x.png)"))


def test_code_is_coloured_by_classes_and_escaped():
    html = code_to_html("x = '<b>'  # why")
    assert "<b>" not in html
    assert '<span class="c1"># why</span>' in html
    assert "style=" not in html


def test_code_in_an_unknown_language_is_shown_plain():
    assert code_to_html("a < b", "nosuchlanguage") == '<pre class="code"><code>a &lt; b</code></pre>'


def test_fenced_code_in_a_text_is_coloured_too():
    assert 'class="highlight language-python"' in to_html("```python\nx = 1\n```")


def test_a_dollar_in_code_begins_no_formula():
    assert "math" not in tags(to_html("`a $x$ b` and\n\n```\n$x$\n```"))


def test_a_single_paragraph_stands_without_its_tag_in_an_option():
    assert to_inline_html("just `b`") == "just <code>b</code>"
    assert to_inline_html("one\n\ntwo").startswith("<p>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"$\nosuch x$", r"unknown command \nosuch"),
        (r"$\frac{a}$", "a part is missing in a frac"),
        (r"$x_{$", "cannot"),
        (r"$x}$", "a stray }"),
        (r"$\left( a$", "cannot"),
        (r"$a & b$", "a stray &"),
        (r"$x", "a `$` without its other"),
        (r"it costs 5$ or so", "a `$` without its other"),
        (r"$ x $", "a `$` without its other"),
        ("$$\n\\nosuch\n$$", "unknown command"),
    ],
)
def test_a_text_that_cannot_be_drawn_says_why(text, said):
    assert said.replace("cannot", "can be drawn") in " ".join(text_problems(text))


@pytest.mark.parametrize(
    "text",
    [
        r"plain, `code $`, \$5, $x_0$ and $$\sum_t \beta_t$$",
        r"$\tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1-\bar\alpha_t}$",
        r"$\mathcal{N}(\mathbf{0}, \mathbf{I})$, $\nabla_x \log p_t(x)$, $\left\lVert \epsilon \right\rVert^2$",
        r"$\mathbb{E}_{t \sim \mathcal{U}}[\,\cdot\,]$ and $\hat{x}_0 \in \{-1, 1\}$",
        r"$\prod_{s=1}^{t} (1 - \beta_s) \approx \exp\left(-\sum_{s=1}^{t} \beta_s\right)$ or $\text{SNR}(t)$",
    ],
)
def test_what_the_field_writes_can_be_drawn(text):
    assert list(text_problems(text)) == []


def test_a_formula_that_cannot_be_drawn_is_shown_as_written():
    assert to_html(r"$\nosuch$") == r'<p><code class="tex">\nosuch</code></p>'


def test_a_formula_that_is_nested_very_deep_is_shown_as_written():
    tex = "{" * 900 + "}" * 900
    assert to_html(f"${tex}$") == f'<p><code class="tex">{tex}</code></p>'


@given(st.text(alphabet="ab $\\{}_^`*<>&\"'\n|[]()#-frac", max_size=60))
def test_any_text_becomes_well_formed_html_without_scripts(text):
    assert not tags(to_html(text)) & {"script", "img", "style", "iframe"}
    list(text_problems(text))
