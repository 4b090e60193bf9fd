"""`quiz serve`: the quiz in a browser."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click
import uvicorn

from quiz.bank_model import PRACTICE, load_bank
from quiz.commands.store_options import ENVIRONMENT, database_option, opened

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@database_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 is all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes: one a core.")
@click.option("--practice", type=FOLDER, default=PRACTICE, help="Another folder of questions to practise with.")
def serve(url: str, host: str, port: int, workers: int, practice: Path) -> None:
    """Serve sittings by their personal links, and practice to everybody. Ctrl-C ends it.

    An answer is acknowledged when it is on the disk. Behind a proxy that speaks https, run the server on the same
    machine: it believes `X-Forwarded-Proto` and `X-Forwarded-For` from 127.0.0.1 only.

    Example: quiz serve --port 8000 --workers 2
    """
    count = len(load_bank(practice))
    with opened(url):  # makes a new database, or says what is wrong with it, before workers begin
        pass
    if port == 0:
        port = _free_port(host)
    _refuse_if_taken(host, port)
    os.environ[ENVIRONMENT] = url
    os.environ["QUIZ_PRACTICE"] = str(practice)
    address = f"http://{host}:{port}/"
    said = f"The quiz is at {address}  ({count} questions for practice). Ctrl-C ends it.\n"
    said += f"Instructors: {address}instructor  (an account: `quiz instructor add NAME`)"
    Thread(target=_say_when_it_answers, args=(host, port, said), daemon=True).start()
    # No access log: it would hold the tokens of personal links.
    uvicorn.run(
        "quiz.web.app:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    click.echo("The quiz has ended; all that was acknowledged is saved.")


def _say_when_it_answers(host: str, port: int, said: str) -> None:
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            click.echo(said)
            return
        time.sleep(0.1)


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _refuse_if_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"{host}:{port} cannot be used: {error.strerror}; try --port 0") from None
