"""What the command line does with the text-to-image model."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from course_lib.files import written_whole
from course_lib.pictures import lay_out, png
from course_lib.progress import console
from course_lib.recipe import choose_device
from course_lib.text_to_image.card import figures, model_card
from course_lib.text_to_image.loading import PIPELINE, load_pipeline
from course_lib.text_to_image.measuring import Solver, draw_captions
from course_lib.text_to_image.recipe import make_model, make_reader
from course_lib.training import Budget

READER_FILE = PIPELINE / "reader.safetensors"


def draw_text(
    text: str,
    count: int,
    steps: int,
    scale: float,
    solver: Solver,
    seed: int,
    out: Path | None,
    model: str | None,
    device_name: str | None,
) -> None:
    """Draw a caption several times, in rows of up to ten, and write a PNG picture."""
    device = choose_device(device_name)
    began = time.monotonic()
    with console.status("loading the model"):
        pipeline = load_pipeline(PIPELINE if model is None else model, device)
    with console.status(f"drawing {text!r}"):
        pictures = draw_captions(pipeline, [text] * count, steps=steps, scale=scale, solver=solver, seed=seed)
    out = out or Path("pictures", f"{'-'.join(text.split()) or 'nothing'}.png")
    magnify = max(1, 128 // pictures.shape[-1])
    with written_whole(out) as temporary:
        temporary.write_bytes(png(lay_out(pictures, columns=min(count, 10)), magnify))
    console.print(
        f"{out}: {count} pictures, {solver}, {steps} steps, scale {scale:g}, {time.monotonic() - began:.1f} s",
        soft_wrap=True,
    )


def make_text_to_image(work: Path, minutes: tuple[float, float], device_name: str | None, again: str) -> None:
    """Train the model again, autoencoder and the rest for so many minutes each; measure it; put it in its place.

    Raises: as `recipe.make_model`.
    """
    device = choose_device(device_name)
    reader = make_reader(work, device)
    trained = work / "model"
    autoencoder, latents = make_model(
        work, trained, Budget(minutes=minutes[0]), Budget(minutes=minutes[1]), device, again
    )
    card = model_card(figures(trained, reader), trained, autoencoder, latents, "make weights")
    with TemporaryDirectory(dir=PIPELINE.parent) as folder:
        fresh = Path(folder, "new")
        shutil.copytree(trained, fresh)
        shutil.copyfile(work / "reader.safetensors", fresh / READER_FILE.name)
        (fresh / "README.md").write_text(card, encoding="utf-8")
        if PIPELINE.exists():
            PIPELINE.replace(Path(folder, "old"))
        fresh.replace(PIPELINE)
    console.print(f"the model in {PIPELINE} is new", soft_wrap=True)
