"""Fuzz what the grader reads from a worker: python -m tests.fuzz --seconds 120

Coverage-guided, with atheris (a development dependency).  The corpus begins with a valid message of every kind and,
most often an input is changed item by item, so that it stays a document, else byte by byte.  Ends with 0
and the number of executions, or with another code and the name of the input that broke something (in build/fuzz/).
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LONGEST = 1024
FOUND = Path("build") / "fuzz"
"""Where an input that broke something is kept."""
ODD = (None, True, -1, *range(7), 13, 2**40, 2**63, 2**64 - 1, 0.5, "", "float64", "bool", b"", b"\x02")
"""What anything may become."""
SIZES = (0, 0, 1, 2, 2**20, 2**39, 2**40 - 1)
"""What a tensor may say of its shape."""


def main() -> None:
    """Read the command line and fuzz."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=120, help="how long (default: 120)")
    parser.add_argument("--corpus", type=Path, help="a folder that keeps what was found interesting")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed; it comes with the development dependencies: pip install -e '.[dev]'")
    with tempfile.TemporaryDirectory() as folder:
        fuzz(options.seconds, options.corpus or Path(folder))


def fuzz(seconds: int, corpus: Path) -> None:
    """Fuzz for so many seconds; does not return, the fuzzer ends the process."""
    import atheris
    import torch

    torch.set_num_threads(1)
    with atheris.instrument_imports(include=["autograder.sandbox"]):
        from tests.autograder.sandbox.decoding import body_of, messages, try_to_take

    for folder in (corpus, FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    for number, message in enumerate(messages()):
        (corpus / f"message-{number}").write_bytes(body_of(message))
    words = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        "-print_final_stats=1",
        "-verbosity=0",
        f"-artifact_prefix={FOUND}/",
    ]

    def take_any(body: bytes) -> None:
        try_to_take(body)

    atheris.Setup([sys.argv[0], *words, str(corpus)], take_any, custom_mutator=mutate)
    print(f"fuzzing the decoder for {seconds} s", flush=True)
    atheris.Fuzz()


def mutate(body: bytes, longest: int, seed: int) -> bytes:
    """Change an input: item by item where it is a document, or else byte by byte (called by the fuzzer)."""
    import msgspec

    draw = random.Random(seed)
    changed = b""
    if draw.random() < 0.7:
        with contextlib.suppress(msgspec.DecodeError, OverflowError, RecursionError, ValueError, TypeError):
            document = msgspec.msgpack.decode(body)
            for _ in range(draw.choice((1, 1, 2, 3, 5))):
                document = change(document, draw)
            changed = msgspec.msgpack.encode(document)
    return (changed or change_bytes(body, draw))[:longest]


def change_bytes(body: bytes, draw: random.Random) -> bytes:
    """Return bytes with a few of them changed, put in, left out, or repeated."""
    for _ in range(draw.randrange(1, 5)):
        start = draw.randrange(len(body) + 1)
        end = min(start + draw.choice((0, 0, 1, 1, 2, 4, 8)), len(body))
        put = draw.choice(
            (b"", draw.randbytes(draw.randrange(1, 5)), body[start:end] * 2, bytes([draw.randrange(256)]))
        )
        body = body[:start] + put + body[end:]
    return body


def change(document: Any, draw: random.Random) -> Any:
    """Return a document with one of its items, each as likely as the others, changed, doubled or left out."""
    path = draw.choice(list(_paths(document)))
    return _change_at(document, path, draw)


def _paths(document: Any) -> Iterator[tuple[int, ...]]:
    yield ()
    if isinstance(document, list):
        for at, item in enumerate(document):
            yield from ((at, *path) for path in _paths(item))


def _change_at(document: Any, path: tuple[int, ...], draw: random.Random) -> Any:
    if not path:
        return _changed(document, draw)
    at, *rest = path
    if not rest and draw.random() < 0.3:
        return document[:at] + document[at : at + 1] * draw.choice((0, 0, 2, 3)) + document[at + 1 :]
    return [*document[:at], _change_at(document[at], tuple(rest), draw), *document[at + 1 :]]


def _changed(item: Any, draw: random.Random) -> Any:
    match draw.randrange(4):
        case 0:
            for _ in range(draw.choice((1, 1, 2, 40))):
                item = [2, [item], draw.random() < 0.5]
            return item
        case 1:
            return [3, [draw.choice(ODD)], [item]]
        case 2 if isinstance(item, list):
            return [draw.choice(SIZES) for _ in range(draw.randrange(18))]
        case 2 if isinstance(item, int):
            return item ^ (1 << draw.randrange(64)) if item >= 0 else -item - 1
        case _:
            return draw.choice(ODD)


if __name__ == "__main__":
    main()
