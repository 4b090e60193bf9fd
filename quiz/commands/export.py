"""`quiz export`: the bank or a paper for other systems, or to print."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from quiz.bank_model import FINAL, PRACTICE, load_bank
from quiz.commands.mark import read_paper
from quiz.exporting import FORMATS, KEY_OPTIONAL, Material, NoBrowserError, Note, bank_material, paper_material
from quiz.exporting import export as export_to
from quiz.exporting.formats import NO_GROUPS

FOLDER = click.Path(exists=True, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("folders", nargs=-1, type=FOLDER, metavar="[FOLDER]...")
@click.option("--paper", "paper_file", type=FILE, help="A paper that `quiz paper` wrote, instead of folders.")
@click.option("--to", type=click.Choice(FORMATS), required=True, help="The format.")
@click.option("--out", type=NEW_FILE, required=True, help="The file to write.")
@click.option(
    "--draws",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="How many draws of each question with parameters (html, pdf: 1).",
)
@click.option("--seed", default="export", show_default=True, help="The same seed and bank give the same file.")
@click.option("--title", default="Diffusion quiz", show_default=True, help="The title, if no paper gives one.")
@click.option("--key", is_flag=True, help="With the answers (json, html, pdf; the other formats always hold them).")
@click.option("--notes", is_flag=True, help="Write what the format cannot hold beside the file too, as .notes.txt.")
@click.option("--strict", is_flag=True, help="Exit code 1 if a question is left out.")
@click.pass_context
def export(
    context: click.Context,
    folders: tuple[Path, ...],
    paper_file: Path | None,
    to: str,
    out: Path,
    draws: int,
    seed: str,
    title: str,
    key: bool,
    notes: bool,
    strict: bool,
) -> None:
    """Write folders of questions (default: the bank, as far as it is here), or a paper, for another system.

    A question with parameters becomes several draws, of which each student gets one: in a category (moodle, gift), a
    question group (canvas), a section (qti21) or a list (json). What a format cannot hold is said on stderr.

    Example: quiz export quiz/bank/practice --to moodle --out practice.xml
    """
    if key and to not in KEY_OPTIONAL:
        raise click.UsageError(f"--key is for {', '.join(KEY_OPTIONAL)}; a file for {to} always holds the answers")
    if paper_file and folders:
        raise click.UsageError("give folders or --paper, not both")
    material = (
        paper_material(read_paper(paper_file))
        if paper_file
        else _bank(folders, seed, 1 if to in NO_GROUPS else draws, title)
    )
    try:
        exported = export_to(material, to, with_key=key)
    except NoBrowserError as error:
        raise click.ClickException(str(error)) from None
    try:
        out.write_bytes(exported.data)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written: {error.strerror}") from None
    for note in exported.notes:
        click.echo(str(note), err=True)
    if notes:
        out.with_name(f"{out.name}.notes.txt").write_text(_as_text(exported.notes), encoding="utf-8")
    left_out = {note.question for note in exported.notes if note.kind == "left out"}
    held = len(material.groups) - len(left_out)
    click.echo(
        f"{out}: {held} of {len(material.groups)} questions" + (f", {len(left_out)} left out" if left_out else "")
    )
    context.exit(1 if strict and left_out else 0)


def _bank(folders: Sequence[Path], seed: str, draws: int, title: str) -> Material:
    bank = load_bank(*(folders or [folder for folder in (FINAL, PRACTICE) if folder.is_dir()]))
    if not len(bank):
        raise click.UsageError("there are no questions in " + ", ".join(map(str, folders)))
    return bank_material(bank, seed, draws, title)


def _as_text(notes: Sequence[Note]) -> str:
    return "".join(f"{note}\n" for note in notes)
