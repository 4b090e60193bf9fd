"""Part 2: the same network with far fewer calls, and the way back from a digit to its noise."""

from __future__ import annotations

import torch

from course_lib.gallery.cards import Axes, Card, Curve, Panel, Plot, Strips, Studio, attempt, strip, unless_all_missing
from course_lib.notation import Batch, Levels, Model, Scalar, Timesteps
from course_lib.recipe import NUM_STEPS
from course_lib.sampling import ancestral, conditioned
from course_lib.student import Trouble, checked

STEPS = (5, 10, 20, 50)
DIGIT_NAMES = tuple(map(str, range(10)))

MEAN, SPREADS = 0.3, (0.2, 1.0)
LARGEST_LOG_SNR, SMALLEST_LOG_SNR = 6.0, -3.0
ORACLE_LEVELS = 4001
ORACLE_CALLS = (5, 7, 11, 15, 23, 31, 47, 63, 95, 127)
NETWORK_CALLS = (5, 7, 10, 14, 20, 28, 40)
FINE_STEPS = 125
INVERSION_STEPS = 50


def steps_of(count: int, levels: int = NUM_STEPS) -> Timesteps:
    """Return the student's trailing timesteps."""
    from course_lib import ddim

    return checked(ddim.sampling_timesteps(levels, count), (count,), "sampling_timesteps")


def ancestral_rows(studio: Studio) -> Strips:
    """Draw with the chain shortened to 5, 10, 20 and 50 levels."""
    model, x_T = conditioned(studio.network, studio.ten_labels()), studio.noise()
    rows = [(n, ancestral(model, x_T, studio.tables, n, studio.seed)) for n in STEPS]
    return Strips(tuple(strip(x, f"{n} steps", f"The digits 0 to 9 by {n} ancestral steps") for n, x in rows))


def ddim_rows(studio: Studio) -> Strips:
    """Draw by 5, 10, 20 and 50 deterministic steps."""
    from course_lib import ddim

    model, x_T = conditioned(studio.network, studio.ten_labels()), studio.noise()
    rows = []
    for n in STEPS:
        x = ddim.ddim_sample(model, x_T, studio.tables.alpha_bars, steps_of(n))
        rows.append(strip(checked(x, x_T.shape, "ddim_sample"), f"{n} steps", f"The digits 0 to 9 by {n} DDIM steps"))
    return Strips(tuple(rows))


def oracle_curves(studio: Studio) -> Plot:
    """Draw the samplers' errors on Gaussian data, where the best prediction and the exact end are known.

    eps*(x, t) = sqrt(1 - abar) (x - sqrt(abar) m) / (abar s^2 + 1 - abar)

    for data N(m, s^2); here 256 of them, s from 0.2 to 1.
    """
    log_snr = torch.linspace(LARGEST_LOG_SNR, SMALLEST_LOG_SNR, ORACLE_LEVELS, dtype=torch.float64)
    alpha_bars = torch.sigmoid(2 * log_snr)
    generator = torch.Generator().manual_seed(studio.seed)
    x_T = torch.randn(256, generator=generator, dtype=torch.float64)
    spread = torch.linspace(*SPREADS, len(x_T), dtype=torch.float64)
    first = alpha_bars[-1]
    exact = MEAN + spread * (x_T - first.sqrt() * MEAN) / (first * spread**2 + 1 - first).sqrt()

    def model(x_t: Batch, t: Levels) -> Batch:
        kept = alpha_bars[t]
        return (1 - kept).sqrt() * (x_t - kept.sqrt() * MEAN) / (kept * spread**2 + 1 - kept)

    def denoise(x: Batch, sigma: Scalar) -> Batch:
        return MEAN + spread**2 / (spread**2 + sigma**2) * (x - MEAN)

    def even(calls: int) -> Timesteps:
        return torch.linspace(ORACLE_LEVELS - 1, 0, calls, dtype=torch.float64).round().long()

    def by_ddim(calls: int) -> Batch:
        from course_lib import ddim

        return checked(ddim.ddim_sample(model, x_T, alpha_bars, even(calls)), x_T.shape, "ddim_sample")

    def by_dpm(calls: int) -> Batch:
        from course_lib import solvers

        x = solvers.dpm_solver_2m_sample(model, x_T, alpha_bars, even(calls))
        return checked(x, x_T.shape, "dpm_solver_2m_sample")

    def by_heun(calls: int) -> Batch:
        from course_lib import solvers

        largest, smallest = ((1 - alpha_bars) / alpha_bars).sqrt()[[-1, 0]].tolist()
        sigmas = solvers.karras_sigmas((calls + 1) // 2, smallest, largest)
        return checked(solvers.heun_sample(denoise, x_T / first.sqrt(), sigmas), x_T.shape, "heun_sample")

    missing: list[Trouble] = []
    curves: list[Curve] = []
    for color, (label, sample) in enumerate((("DDIM", by_ddim), ("DPM-Solver++ (2M)", by_dpm), ("Heun", by_heun))):

        def errors(label: str = label, sample: object = sample, color: int = color) -> Curve:
            assert callable(sample)
            values = [max(1e-12, float((sample(calls) - exact).square().mean().sqrt())) for calls in ORACLE_CALLS]
            return Curve(label, tuple(map(float, ORACLE_CALLS)), tuple(values), color, marked=True)

        curves += attempt(missing, errors)
    axes = Axes(
        "calls of the model",
        "error of the sample",
        unless_all_missing(curves, missing),
        True,
        True,
        (5, 10, 20, 50, 100),
    )
    return Plot(
        (axes,),
        alt="Error against the number of model calls, both logarithmic: DDIM falls slowly, the two second-order "
        "solvers twice as steeply.",
        missing=tuple(missing),
    )


def network_curves(studio: Studio) -> Plot:
    """Draw how far DDIM and DPM-Solver++ are from a fine solution on the real network."""
    from course_lib import ddim, solvers

    x_T, alpha_bars = studio.noise(), studio.tables.alpha_bars
    model: Model = conditioned(studio.network, studio.ten_labels())
    fine = solvers.dpm_solver_2m_sample(model, x_T, alpha_bars, steps_of(FINE_STEPS))
    checked(fine, x_T.shape, "dpm_solver_2m_sample")

    def error(x: Batch, function: str) -> float:
        return max(1e-12, float((checked(x, x_T.shape, function) - fine).square().mean().sqrt()))

    def by_ddim() -> Curve:
        values = [error(ddim.ddim_sample(model, x_T, alpha_bars, steps_of(n)), "ddim_sample") for n in NETWORK_CALLS]
        return Curve("DDIM", tuple(map(float, NETWORK_CALLS)), tuple(values), 0, marked=True)

    def by_dpm() -> Curve:
        values = [
            error(solvers.dpm_solver_2m_sample(model, x_T, alpha_bars, steps_of(n)), "dpm_solver_2m_sample")
            for n in NETWORK_CALLS
        ]
        return Curve("DPM-Solver++ (2M)", tuple(map(float, NETWORK_CALLS)), tuple(values), 1, marked=True)

    missing: list[Trouble] = []
    curves = unless_all_missing(attempt(missing, by_ddim) + attempt(missing, by_dpm), missing)
    return Plot(
        (Axes("calls of the network", "distance per pixel", curves, True, True, (5, 10, 20, 40)),),
        alt="Distance to a fine solution against the number of network calls, for DDIM and DPM-Solver++.",
        note=f"Distance to the digits that {FINE_STEPS} steps of DPM-Solver++ give from the same noise; "
        "black to white is 2.",
        missing=tuple(missing),
    )


def round_trip(studio: Studio) -> Strips:
    """Walk from real digits to their noise and back."""
    from course_lib import ddim

    x0, alpha_bars = studio.real.images, studio.tables.alpha_bars
    model, timesteps = conditioned(studio.network, studio.real.labels), steps_of(INVERSION_STEPS)
    noise = checked(ddim.ddim_invert(model, x0, alpha_bars, timesteps), x0.shape, "ddim_invert")
    back = checked(ddim.ddim_sample(model, noise, alpha_bars, timesteps), x0.shape, "ddim_sample")
    other = conditioned(studio.network, studio.real.labels.flip(0))
    changed = checked(ddim.ddim_sample(other, noise, alpha_bars, timesteps), x0.shape, "ddim_sample")
    distance = float((back - x0).square().mean().sqrt())
    return Strips(
        (
            strip(x0, "real", "Ten real digits, 0 to 9"),
            strip(noise, "noise", "The noise found for each of them"),
            strip(back, "back", "The digits drawn from that noise again, nearly the same"),
            strip(changed, "other label", "Digits 9 to 0 drawn from the same noise, in the same hand"),
        ),
        note=f"Distance between real and back: {distance:.3f} per pixel, root mean square; black to white is 2. "
        f"The noise found has standard deviation {float(noise.std()):.2f}, pure noise 1: "
        "flat paper leaves little to find.",
    )


CARDS = (
    Card(
        "few-steps",
        2,
        "Ancestral against DDIM",
        "The same network, the same starting noise, no guidance. Ancestral sampling adds fresh noise at every step and "
        "needs many small ones to clean it up. DDIM adds none: its rows hardly differ, because "
        "all of them follow the same path from noise to digit, in longer or shorter steps.",
        (
            Panel(ancestral_rows, ("ddpm_sample", "ddpm_step"), "Ancestral, on a shortened chain"),
            Panel(ddim_rows, ("ddim_sample", "ddim_step", "sampling_timesteps"), "DDIM, deterministic"),
        ),
    ),
    Card(
        "solvers",
        2,
        "What a second-order solver buys",
        "First on Gaussian data, where the exact answer is known. Both axes are logarithmic, so a straight line is a "
        "power law: when the calls double, the error of DDIM halves, and that of the second-order solvers falls to a "
        "quarter. Heun calls the model twice a step. Then on the real network, where the end is not known exactly and "
        "the lines are less straight.",
        (
            Panel(
                oracle_curves,
                ("dpm_solver_2m_sample", "ddim_sample", "heun_sample", "karras_sigmas"),
                "Gaussian data, exact oracle",
            ),
            Panel(network_curves, ("dpm_solver_2m_sample", "ddim_sample"), "The real network"),
        ),
    ),
    Card(
        "inversion",
        2,
        "There and back: DDIM inversion",
        "Because DDIM is deterministic it can be walked backwards: from a real digit to the noise that it would be "
        "drawn from. Drawn again, the digit returns, not perfectly: 50 steps only approximate the path. Drawn with "
        "another label, 9 for 0 and so on, the slant and the weight of the stroke often stay.",
        (Panel(round_trip, ("ddim_invert", "ddim_sample")),),
    ),
)
