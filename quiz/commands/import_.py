"""`quiz import`: an instructor's own questions from Moodle into the bank."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.bank_model import DIFFICULTIES, TOPICS, read_bank
from quiz.importing import Defaults, NotReadable, read_gift, read_moodle, to_bank, to_yaml
from quiz.importing.to_bank import slug

READERS = {".xml": read_moodle, ".gift": read_gift, ".txt": read_gift}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write into."
)
@click.option("--topic", type=click.Choice(TOPICS), default="basics", show_default=True, help="If the file tells none.")
@click.option(
    "--difficulty", type=click.Choice(DIFFICULTIES), default="medium", show_default=True, help="If the file tells none."
)
@click.option("--strict", is_flag=True, help="Exit code 1 if a question is left out.")
@click.pass_context
def import_(context: click.Context, file: Path, out: Path, topic: str, difficulty: str, strict: bool) -> None:
    """Take questions from Moodle XML (.xml) or GIFT (.gift, .txt) and write them as YAML.

    Topic and difficulty are taken from tags or categories of these names. What cannot be taken is said on stderr. Look
    at what was written, give the misconceptions their names, and run `quiz lint` on it.

    Example: quiz import questions.xml --out my-questions
    """
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise click.UsageError(
            f"{file} is neither {' nor '.join(READERS)}; export it from Moodle as Moodle XML or GIFT"
        )
    try:
        imported = to_bank(reader(file.read_bytes()), Defaults(topic, difficulty, f"Imported from {file.name}"))
    except NotReadable as error:
        raise click.ClickException(f"{file}: {error}") from None
    for note in imported.notes:
        click.echo(note, err=True)
    taken = f"{len(imported.questions)} of {len(imported.questions) + imported.left_out} questions"
    if not imported.questions:
        raise click.ClickException(f"{file}: no question can be taken")
    target = out / f"{slug(file.stem).replace('-', '_')}.yaml"
    _write(target, to_yaml(imported.questions, f"Imported from {file.name}. Misconceptions still need their names."))
    click.echo(f"{target}: {taken}")
    context.exit(1 if strict and imported.left_out else 0)


def _write(target: Path, text: str) -> None:
    """Write a file that is not there yet, and read it back as the bank would."""
    if target.exists() and target.read_text(encoding="utf-8") != text:
        raise click.UsageError(f"{target} holds something else already; give another folder, or remove it first")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    _, problems = read_bank([target])
    for problem in problems:
        click.echo(str(problem), err=True)
