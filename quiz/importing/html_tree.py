"""HTML as a small tree, forgiving like a browser, and bounded: no file can make it deep."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 40
EMPTY = frozenset(("br", "hr", "img", "input", "source", "embed", "meta", "link", "col", "wbr"))
DROPPED = frozenset(("script", "style", "template", "head"))
_BLOCK_TAGS = "p div ul ol li pre blockquote h1 h2 h3 h4 h5 h6 table thead tbody tr td th hr section article dl dt dd"
BLOCKS = frozenset(_BLOCK_TAGS.split())


@dataclass
class Node:
    """An element; its children are elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_block(self) -> bool:
        """Whether it begins a new line."""
        return self.tag in BLOCKS


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("div")
        self.open = [self.root]
        self.dropped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropped += 1
        if self.dropped:
            return
        if tag in BLOCKS and self.open[-1].tag == "p":  # a paragraph ends where a block begins
            self.open.pop()
        if tag in ("li", "td", "th", "tr") and self.open[-1].tag == tag:
            self.open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self.dropped = max(0, self.dropped - 1)
            return
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if self.dropped:
            return
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def parse_html(html: str) -> Node:
    """Return the tree of a piece of HTML."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
