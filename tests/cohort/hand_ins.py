"""What each of the 24 hands in, in the order of the roster, and what it deserves."""

from __future__ import annotations

import datetime

from tests.cohort import hostile
from tests.cohort.handing_in import DEBUG, DUE, IN_TIME, Expected, HandIn, a_zip, collected
from tests.cohort.modules import Desk, only, renamed, talking
from tests.cohort.packing import by_a_mac, notebook, python_files, zipped
from tests.cohort.people import Person


def the_reference(desk: Desk, person: Person, number: int) -> HandIn:
    """Everything right, word for word."""
    return HandIn({f"{person.id}.zip": a_zip(desk.reference)}, Expected(honest=desk.reference))


def right_from_a_mac(desk: Desk, person: Person, number: int) -> HandIn:
    """Everything right in other words, in a zip inside a folder, with what Finder adds."""
    modules = desk.right(number)
    packed = zipped(by_a_mac("homework final", python_files(modules)), IN_TIME)
    return HandIn({person.id: {"homework final.zip": packed}}, Expected(honest=modules))


def right_three_hours_late(desk: Desk, person: Person, number: int) -> HandIn:
    """Everything right, in a zip with the package's folder."""
    modules, when = desk.right(number), DUE + datetime.timedelta(hours=3)
    packed = zipped({f"course_lib/{name}": text for name, text in python_files(modules).items()}, when)
    return HandIn(collected(person, {"homework.zip": packed}, when), Expected(honest=modules, days=1), when)


def first_part_days_late(desk: Desk, person: Person, number: int) -> HandIn:
    """Part 1 and no more; two and a half days late are three started ones."""
    part = desk.course.parts[0]
    modules, when = only(desk.right(number), part.exercises, desk.stubs), DUE + datetime.timedelta(days=2, hours=12)
    return HandIn(collected(person, python_files(modules), when), Expected(honest=modules, days=3), when)


def one_function_short(desk: Desk, person: Person, number: int) -> HandIn:
    """Everything but one function, and debugging output all over the place."""
    short = desk.without({**desk.right(number), "solvers": desk.reference["solvers"]}, "solvers.heun_sample")
    expected = Expected(honest=short, limits=frozenset({"output"}))  # of what is printed, 64 KiB are kept
    return HandIn({f"{person.id}.zip": a_zip(talking(short, DEBUG))}, expected)


def nothing_done(desk: Desk, person: Person, number: int) -> HandIn:
    """The stubs, untouched."""
    return HandIn({f"{person.id}.zip": a_zip(desk.stubs)}, Expected(honest=desk.stubs))


def mistaken(desk: Desk, number: int, *mistakes: tuple[str, str]) -> Expected:
    """Return what known mistakes deserve, each given by its function and the beginning of its sentence."""
    found = [(function, desk.mistake(function, begins)) for function, begins in mistakes]
    modules = desk.with_mistakes(desk.right(number), [(f.partition(".")[0], m) for f, m in found])
    return Expected(honest=modules, mistakes={f: m.says for f, m in found})


def schedules_and_forward(desk: Desk, person: Person, number: int) -> HandIn:
    """Two mistakes in a zip that bears the student's name in Cyrillic, not an id."""
    expected = mistaken(
        desk,
        number,
        ("schedules.cosine_betas", "This is the cosine schedule without its offset."),
        ("forward.posterior_variance", "This is beta, the variance of the forward step."),
    )
    return HandIn({f"{person.name}.zip": a_zip(expected.honest)}, expected)


def loss_and_ddpm(desk: Desk, person: Person, number: int) -> HandIn:
    """Two mistakes in a plain folder."""
    expected = mistaken(
        desk,
        number,
        ("loss.denoising_loss", "You show the model the clean x0."),
        ("ddpm.ddpm_step", "Your step equals one that uses beta_t where the posterior variance belongs."),
    )
    return HandIn({person.id: python_files(expected.honest)}, expected)


def ddim_and_solvers_weeks_late(desk: Desk, person: Person, number: int) -> HandIn:
    """Two mistakes, after three weeks, of which nothing is left."""
    expected = mistaken(
        desk,
        number,
        ("ddim.ddim_step", "The direction term uses alpha_bar_t where alpha_bar_s belongs"),
        ("solvers.dpm_solver_2m_sample", "r is upside down"),
    )
    when = DUE + datetime.timedelta(days=20, hours=6)
    late = Expected(honest=expected.honest, mistakes=expected.mistakes, days=21)
    return HandIn(collected(person, python_files(expected.honest), when), late, when)


def solvers_and_cfg(desk: Desk, person: Person, number: int) -> HandIn:
    """Two mistakes."""
    expected = mistaken(
        desk,
        number,
        ("solvers.heun_sample", "Every step is Euler's."),
        ("cfg.guided_eps", "This is the form of Ho & Salimans"),
    )
    return HandIn({f"{person.id}.zip": a_zip(expected.honest)}, expected)


def everything_built_on_sand(desk: Desk, person: Person, number: int) -> HandIn:
    """A mistake in a function that many others call, and one in the last part."""
    expected = mistaken(
        desk,
        number,
        ("schedules.alpha_bars_from_betas", "The kept shares are added up."),
        ("cfg.drop_labels", "One coin decides for the whole batch"),
    )
    return HandIn({f"{person.id}.zip": a_zip(expected.honest)}, expected)


def a_syntax_error(desk: Desk, person: Person, number: int) -> HandIn:
    """A bracket is missing in one module."""
    modules = desk.right(number)
    modules = {**modules, "ddim": modules["ddim"] + "\n\nprint(ddim_sigma(torch.tensor(0.5)\n"}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected("failed to load", modules))


def an_import_error(desk: Desk, person: Person, number: int) -> HandIn:
    """One module imports a file that stayed at home."""
    modules = desk.right(number)
    modules = {**modules, "solvers": modules["solvers"] + "\n\nfrom my_plots import draw_path\n"}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected("failed to load", modules))


def an_endless_loop(desk: Desk, person: Person, number: int) -> HandIn:
    """One function never comes back."""
    modules = {**desk.right(number), "ddpm": desk.reference["ddpm"]}
    honest = desk.without(modules, "ddpm.ddpm_sample")
    modules = {**modules, "ddpm": modules["ddpm"] + hostile.NEVER_ENDS}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=honest, limits=frozenset({"call seconds"})))


def a_module_missing(desk: Desk, person: Person, number: int) -> HandIn:
    """One module was forgotten."""
    modules = {name: text for name, text in desk.right(number).items() if name != "cfg"}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=modules, problem="cfg.py"))


def two_attempts(desk: Desk, person: Person, number: int) -> HandIn:
    """A first attempt with part 1 only, and a second one that is right, as Canvas names them."""
    right = desk.right(number)
    first, second = only(right, desk.course.parts[0].exercises, desk.stubs), right
    squeezed = "".join(reversed(person.name.casefold().split()))
    files = {
        f"{squeezed}_88213_4410072_homework.zip": a_zip(first, IN_TIME - datetime.timedelta(days=1)),
        f"{squeezed}_88213_4413950_homework-1.zip": a_zip(second),
    }
    return HandIn(files, Expected(honest=right, attempt=2))


def a_truncated_zip(desk: Desk, person: Person, number: int) -> HandIn:
    """The upload broke off."""
    packed = a_zip(desk.right(number))
    return HandIn({f"{person.id}.zip": packed[: len(packed) // 2]}, Expected("unreadable", problem="zip"))


def a_text_called_zip(desk: Desk, person: Person, number: int) -> HandIn:
    """A text file whose name was changed."""
    text = b"I could not upload my homework, please see my e-mail.\n"
    return HandIn({f"{person.id}.zip": text}, Expected("unreadable", problem="zip"))


def a_notebook(desk: Desk, person: Person, number: int) -> HandIn:
    """A notebook where modules were asked for."""
    packed = zipped({"homework.ipynb": notebook(desk.right(number))}, IN_TIME)
    return HandIn({f"{person.id}.zip": packed}, Expected("unreadable", problem="notebook"))


def ends_the_process(desk: Desk, person: Person, number: int) -> HandIn:
    """Hostile: leave before the result is looked at."""
    modules = {**desk.right(number), "solvers": desk.reference["solvers"]}
    honest = desk.without(modules, "solvers.heun_sample")
    modules = {**modules, "solvers": modules["solvers"] + hostile.ENDS_THE_PROCESS}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=honest, limits=frozenset({"process"})))


def borrows_the_solution(desk: Desk, person: Person, number: int) -> HandIn:
    """Hostile: read the reference while the grader runs, and use it."""
    honest = {**desk.right(number), "cfg": desk.stubs["cfg"]}
    modules = {**honest, "cfg": hostile.BORROWS_THE_SOLUTION}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=honest))


def forges_the_checks(desk: Desk, person: Person, number: int) -> HandIn:
    """Hostile: patch the grader so that nothing is ever wrong."""
    honest = {**desk.right(number), "cfg": desk.stubs["cfg"]}
    modules = {**honest, "cfg": hostile.FORGES_THE_CHECKS}
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=honest))


def an_original(desk: Desk, person: Person, number: int) -> HandIn:
    """Honest work, which the next one copies."""
    modules = desk.right(number)
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=modules))


def a_copy(desk: Desk, person: Person, number: int) -> HandIn:
    """The work of the one before, with every local variable renamed."""
    modules = renamed(desk.right(number - 1), "_mine")
    return HandIn({f"{person.id}.zip": a_zip(modules)}, Expected(honest=modules))


HAND_INS = (
    the_reference,
    right_from_a_mac,
    right_three_hours_late,
    first_part_days_late,
    one_function_short,
    nothing_done,
    schedules_and_forward,
    loss_and_ddpm,
    ddim_and_solvers_weeks_late,
    solvers_and_cfg,
    everything_built_on_sand,
    a_syntax_error,
    an_import_error,
    an_endless_loop,
    a_module_missing,
    two_attempts,
    a_truncated_zip,
    a_text_called_zip,
    a_notebook,
    ends_the_process,
    borrows_the_solution,
    forges_the_checks,
    an_original,
    a_copy,
)
