"""Known mistakes of exercise 1, noise schedules."""

from __future__ import annotations

from autograder import Mistake

LINE = "torch.linspace(start, end, num_steps, dtype=torch.float64)"
GRID = "torch.arange(num_steps + 1, dtype=torch.float64) / num_steps"
COSINE = "torch.cos((u + offset) / (1 + offset) * math.pi / 2) ** 2"
CUT = "(1 - f[1:] / f[:-1]).clamp(max=max_beta)"
PRODUCT = "torch.cumprod(1 - betas, dim=0)"
RATIO = "alpha_bars / (1 - alpha_bars)"
RESCALE = "(root - root[-1]) * root[0] / (root[0] - root[-1])"

MISTAKES = [
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start, end, num_steps + 1, dtype=torch.float64)",
        says="There is one beta too many: levels count from 0 to T - 1, so there are T betas and not T + 1.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="start + (end - start) * torch.arange(num_steps, dtype=torch.float64) / num_steps",
        says="The line stops one gap short of `end`. T levels have T - 1 gaps between them, so that is what to divide "
        "by.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start, end, num_steps + 1, dtype=torch.float64)[1:]",
        says="The line leaves `start` out: entry 0 already has the second value. Both ends belong to the schedule.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start * 1000 / num_steps, end * 1000 / num_steps, num_steps, dtype=torch.float64)",
        says="Both ends are multiplied by 1000 / T, as some codebases do for short schedules. "
        "Here they are used as they are, whatever the number of levels.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start**0.5, end**0.5, num_steps, dtype=torch.float64) ** 2",
        says="This is the schedule of Stable Diffusion (`scaled_linear`), in which the square roots of the betas form "
        "a line. "
        "Here the betas themselves do (Ho et al. 2020, section 4).",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start, end, num_steps, dtype=torch.float64) ** 2",
        says="The betas are squared. They are variances already; the line is drawn through the betas themselves.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(1e-4, 0.02, num_steps, dtype=torch.float64)",
        says="The ends of Ho et al. 2020 are written into the line, so that `start` and `end` have no effect.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(start, end, 1000, dtype=torch.float64)",
        says="There are always 1000 betas. The number of levels is an argument.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.linspace(end, start, num_steps, dtype=torch.float64)",
        says="The line runs from `end` down to `start`. The noise grows with the level, so the first beta is `start`.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="torch.logspace(math.log10(start), math.log10(end), num_steps, dtype=torch.float64)",
        says="The logarithms of the betas are evenly spaced, so each beta is a fixed multiple of the one before. "
        "A linear schedule has a fixed difference.",
    ),
    Mistake(
        "linear_betas",
        replace=LINE,
        by="1 - torch.linspace(start, end, num_steps, dtype=torch.float64)",
        says="These are the alphas, what each step keeps. The betas are what each step adds.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos(u * math.pi / 2) ** 2",
        says="This is the cosine schedule without its offset. "
        "The offset keeps the first betas from being too small (Nichol & Dhariwal 2021, eq. 17).",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos((u + offset) * math.pi / 2) ** 2",
        says="The offset is added to u, but the sum is not divided by 1 + offset. "
        "Without that the cosine passes its zero before the last level.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos(u / (1 + offset) * math.pi / 2) ** 2",
        says="u is divided by 1 + offset, but the offset is not added to it first: the curve must end at 90 degrees.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos((u + 0.008) / (1 + 0.008) * math.pi / 2) ** 2",
        says="The offset is always 0.008, whatever the caller asks for.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos((u + offset) / (1 + offset) * math.pi / 2)",
        says="The cosine is not squared. The cosine is the amplitude of the signal, and f is its power.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.cos((u + offset) / (1 + offset) * math.pi) ** 2",
        says="The angle runs to 180 degrees, where the squared cosine is back at 1. "
        "The signal is gone at 90, a quarter turn.",
    ),
    Mistake(
        "cosine_betas",
        replace=COSINE,
        by="torch.sin((u + offset) / (1 + offset) * math.pi / 2) ** 2",
        says="A squared sine rises with the level. It is the power of the noise; f is the power of the signal, which "
        "falls.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="1 - f[1:] / f[:-1]",
        says="The last beta is 1, so that alpha_bar ends at 0 and whatever is divided by its root becomes infinite. "
        "Betas above max_beta are cut to it.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="(1 - f[1:] / f[:-1]).clamp(max=0.999)",
        says="The betas are always cut at 0.999, whatever max_beta the caller asks for.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="torch.cat([1 - f[1:-1] / f[:-2], torch.full_like(f[:1], max_beta)])",
        says="Only the last beta is cut. With a small max_beta the ones before it may be above the limit too.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="(f[1:] / f[:-1]).clamp(max=max_beta)",
        says="The ratio of f at neighbouring points is what a step keeps, alpha. A beta is what it takes away.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="(1 - f[1:] / f[0]).clamp(max=max_beta)",
        says="Each f is compared with f at the very start: that gives 1 - alpha_bar, all the noise so far. "
        "A beta is the noise of one step, so f is compared with f one step before.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="(f[:-1] - f[1:]).clamp(max=max_beta)",
        says="This is the difference of f between neighbouring points. "
        "A beta is the lost share of what was still there, so the difference is taken relative to f before the step.",
    ),
    Mistake(
        "cosine_betas",
        replace=CUT,
        by="(1 - f[:-1] / f[1:]).clamp(max=max_beta)",
        says="The ratio is upside down: f before the step over f after it. The betas come out negative.",
    ),
    Mistake(
        "cosine_betas",
        replace=GRID,
        by="torch.linspace(0, 1, num_steps, dtype=torch.float64)",
        says="There is one beta too few. T betas lie between T + 1 points: u runs from 0 to 1 in T steps.",
    ),
    Mistake(
        "cosine_betas",
        replace=GRID,
        by="torch.arange(1, num_steps + 2, dtype=torch.float64) / num_steps",
        says="The grid starts one step late: the paper counts levels from 1, and here beta_0 belongs to the step from "
        "u = 0.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cumsum(1 - betas, dim=0)",
        says="The kept shares are added up. They multiply: each step keeps a share of what the last one left.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="1 - torch.cumsum(betas, dim=0)",
        says="The betas are added up and taken from 1. That is right for tiny betas only: the kept shares multiply.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cumprod(betas, dim=0)",
        says="This is the running product of the betas. What multiplies is what each step keeps, alpha.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.prod(1 - betas)",
        says="This is one number, the product over all levels. Every level needs the product up to itself.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="1 - betas",
        says="These are the alphas, what each single step keeps. "
        "alpha_bar is what all steps up to a level keep together.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="1 - torch.cumprod(1 - betas, dim=0)",
        says="This is the power of the noise. alpha_bar is the power of the signal, and the two add up to 1.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cumprod((1 - betas).sqrt(), dim=0)",
        says="This is the square root of alpha_bar, the amplitude of the signal. alpha_bar is its power.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cat([torch.ones_like(betas[:1]), torch.cumprod(1 - betas, dim=0)[:-1]])",
        says="Each entry belongs to the level before: the list starts at 1. "
        "At level 0 one step has been taken already.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cat([torch.ones_like(betas[:1]), torch.cumprod(1 - betas, dim=0)])",
        says="There is one entry too many: the 1 of the clean sample comes before level 0 and is not in the table.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cumprod((1 - betas).flip(0), dim=0).flip(0)",
        says="The product runs from the last level backwards. It runs from level 0 up, and the signal gets less.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="(1 - betas) ** torch.arange(1, len(betas) + 1, device=betas.device)",
        says="Each alpha is raised to the number of steps so far, as if all betas were equal. "
        "Multiply the alphas themselves.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="betas.neg_().add_(1).cumprod_(dim=0)",
        says="The values are right, but they are written into the betas that were handed in, and the caller's "
        "schedule is lost.",
    ),
    Mistake(
        "alpha_bars_from_betas",
        replace=PRODUCT,
        by="torch.cumprod(torch.ones(len(betas)) - betas, dim=0)",
        says="A new tensor is made on the CPU, wherever the betas are. On a GPU the two cannot meet.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="(alpha_bars / (1 - alpha_bars)).sqrt()",
        says="This is the ratio of the amplitudes. The signal-to-noise ratio compares powers, and alpha_bar is a "
        "power.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars**2 / (1 - alpha_bars)",
        says="alpha_bar is squared. It is a power already; only its square root is an amplitude.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="(alpha_bars / (1 - alpha_bars)) ** 2",
        says="The ratio is squared, as if alpha_bar and 1 - alpha_bar were amplitudes. They are powers already.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="(1 - alpha_bars) / alpha_bars",
        says="The ratio is upside down: this is noise over signal. The ratio is largest where there is least noise.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="(alpha_bars / (1 - alpha_bars)).log()",
        says="This is the logarithm of the ratio, which some papers work with. Here the ratio itself is asked for.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="(alpha_bars / (1 - alpha_bars)).log() / 2",
        says="This is lambda of the DPM-Solver papers, half the logarithm of the ratio. "
        "Here the ratio itself is asked for.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="10 * (alpha_bars / (1 - alpha_bars)).log10()",
        says="This is the ratio in decibels. Here the plain ratio is asked for.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars.sqrt() / (1 - alpha_bars)",
        says="An amplitude of the signal is compared with a power of the noise. Compare powers with powers.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars / (1 - alpha_bars).sqrt()",
        says="A power of the signal is compared with an amplitude of the noise. Compare powers with powers.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars / 1 - alpha_bars",
        says="The result is 0 everywhere: parentheses are missing, so alpha_bar is divided by 1 and then taken from "
        "itself.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars / (1 - alpha_bars[-1])",
        says="Every level is compared with the noise of the last level. Each has a noise power of its own.",
    ),
    Mistake(
        "signal_to_noise",
        replace=RATIO,
        by="alpha_bars.div_(1 - alpha_bars)",
        says="The ratio is right, but it is written into the alpha_bars that were handed in, which belong to the "
        "caller.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="alpha_bars_from_betas(betas).sqrt()",
        by="alpha_bars_from_betas(betas)",
        says="alpha_bar itself is shifted and scaled, and then squared. "
        "It is its square root that is moved (Lin et al. 2023, algorithm 1).",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="""root = alpha_bars_from_betas(betas).sqrt()
    root = (root - root[-1]) * root[0] / (root[0] - root[-1])
    alpha_bars = root**2""",
        by="""alpha_bars = alpha_bars_from_betas(betas)
    alpha_bars = (alpha_bars - alpha_bars[-1]) * alpha_bars[0] / (alpha_bars[0] - alpha_bars[-1])""",
        says="The line is drawn through alpha_bar. It is the square root of alpha_bar that is shifted and scaled "
        "(Lin et al. 2023, algorithm 1).",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace=RESCALE,
        by="root - root[-1]",
        says="The roots are shifted but not scaled, so that the first level loses signal too. "
        "Scale them until the first is what it was.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace=RESCALE,
        by="(root - root[-1]) / (root[0] - root[-1])",
        says="The first beta is 0, as if level 0 had no noise. "
        "The first alpha_bar stays what it was: in the scaled roots, and in the betas that are made from them.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace=RESCALE,
        by="(root - root[-1]) * root[0] / root[-1]",
        says="The scale divides by the last root. What the first root has become by the shift belongs there.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace=RESCALE,
        by="(root - root[-1]) * (root[0] - root[-1]) / root[0]",
        says="The scale is upside down: it shrinks the roots once more, where it should undo what the shift took from "
        "the first.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace=RESCALE,
        by="root * root[0] / (root[0] - root[-1])",
        says="The roots are scaled but not shifted, so that signal is left at the last level. "
        "Take the last root from each first.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="alpha_bars = root**2",
        by="alpha_bars = root",
        says="The roots are used as alpha_bar. Square them before looking for the betas.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="root = (root - root[-1]) * root[0] / (root[0] - root[-1])",
        by="root = torch.cat([root[:-1], torch.zeros_like(root[:1])])",
        says="Only the last alpha_bar is set to 0, and the levels before it stay. "
        "All levels are shifted and scaled, so that the signal fades evenly.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="return 1 - alphas",
        by="return alphas",
        says="These are the alphas, what each step keeps. "
        "The last of them is 0, and the betas are what they lack to 1.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="return 1 - alphas",
        by="return 1 - alpha_bars",
        says="This is the power of the noise at each level. "
        "A beta is the noise of one step: compare each level with the one before.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="return 1 - alphas",
        by="return alpha_bars",
        says="These are the new alpha_bars. The betas that make them are asked for.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="return 1 - alphas",
        by="return (1 - alphas).clamp(max=0.999)",
        says="The last beta is cut to 0.999, as in the cosine schedule. "
        "Here it must be 1: no signal at all is the aim.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="torch.cat([alpha_bars[:1], alpha_bars[1:] / alpha_bars[:-1]])",
        by="alpha_bars[1:] / alpha_bars[:-1]",
        says="There is one beta too few: the first level has no level before it, and its alpha is its alpha_bar.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="torch.cat([alpha_bars[:1], alpha_bars[1:] / alpha_bars[:-1]])",
        by="torch.cat([alpha_bars[:1], alpha_bars[:-1] / alpha_bars[1:]])",
        says="The ratio of neighbouring alpha_bars is upside down: the level before over the level after. "
        "It divides by the last alpha_bar, which is 0.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="torch.cat([alpha_bars[:1], alpha_bars[1:] / alpha_bars[:-1]])",
        by="alpha_bars / torch.cat([torch.ones(1), alpha_bars[:-1]])",
        says="A new tensor is made on the CPU, wherever the betas are. On a GPU the two cannot meet.",
    ),
    Mistake(
        "rescale_to_zero_terminal_snr",
        replace="    alphas = torch.cat([alpha_bars[:1], alpha_bars[1:] / alpha_bars[:-1]])\n    return 1 - alphas",
        by="    betas[1:] = 1 - alpha_bars[1:] / alpha_bars[:-1]\n    return betas",
        says="The new betas are right, but they are written over the old ones, which belong to the caller.",
    ),
]
