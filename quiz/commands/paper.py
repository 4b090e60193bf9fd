"""`quiz paper`: draw a paper by blueprint and store it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from quiz.bank_model import BLUEPRINT, FINAL, load_bank, load_blueprint
from quiz.drawing import draw_paper


@click.command()
@click.option(
    "--blueprint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=BLUEPRINT,
    help="How many questions of each topic and difficulty (default: the one of the quiz).",
)
@click.option("--seed", required=True, help="The same seed, bank and blueprint give the same paper. Keep it secret.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--bank", "folder", type=click.Path(path_type=Path), default=FINAL, help="Another folder of questions.")
def paper(blueprint: Path, seed: str, out: Path, folder: Path) -> None:
    """Draw a paper and write it as JSON, with its keys: for instructors only.

    Example: quiz paper --blueprint quiz/blueprint.yaml --seed 2030-autumn --out paper.json
    """
    drawn = draw_paper(load_bank(folder), load_blueprint(blueprint), seed)
    written = drawn.model_dump_json(indent=2) + "\n"
    if out.exists() and out.read_text(encoding="utf-8") != written:
        raise click.UsageError(f"{out} holds something else already; give another name, or remove it first")
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(written)  # the keys in it are for its owner only
    click.echo(f"{out}: {len(drawn.questions)} questions, {drawn.points:g} points, {drawn.minutes} minutes")
