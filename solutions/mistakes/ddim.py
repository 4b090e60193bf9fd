"""Known mistakes of exercise 5, DDIM."""

from __future__ import annotations

from autograder import Mistake

# What the mistakes replace, where more than one of them does.
STRIDES = "i.flip(0) * (num_train_steps // num_steps)"
TRAILING = "torch.round(num_train_steps - i * num_train_steps / num_steps) - 1"
LINSPACE = "torch.round(torch.linspace(num_train_steps - 1, 0, num_steps, dtype=torch.float64))"
NOISE_RATIO = "((1 - alpha_bar_s) / (1 - alpha_bar_t)).sqrt()"
SIGNAL_RATIO = "(1 - alpha_bar_t / alpha_bar_s).sqrt()"
SIGMA = f"{NOISE_RATIO} * {SIGNAL_RATIO}"
X0 = "x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()"
DIRECTION = "(1 - alpha_bar_s - sigma**2).clamp(min=0).sqrt() * eps"
JUMP = "x_s = alpha_bar_s.sqrt() * x0 + direction"
RESULT = "return x_s if noise is None else x_s + sigma * noise"
NEXT_LEVEL = "clean if next_level is None else alpha_bars[next_level]"
PAIRS = "zip(levels, [*levels[1:], None], strict=True)"
STEP = "x = ddim_step(x, model(x, t), alpha_bars[level], alpha_bar_s, eta, noise)"
REPEATED_T = "torch.full((len(x),), level, device=x.device)"
UPWARDS = "reversed(timesteps.tolist())"
START = "alpha_bar_s = torch.ones_like(alpha_bars[0])"
CLEAN = "clean = (x - (1 - alpha_bar_s).sqrt() * eps) / alpha_bar_s.sqrt()"
RENOISED = "x = alpha_bar_t.sqrt() * clean + (1 - alpha_bar_t).sqrt() * eps"

MISTAKES = [
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="i * (num_train_steps // num_steps)",
        says="The leading steps are in ascending order. A sampler begins at the noisiest level, so the largest "
        "comes first.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="i.flip(0) * (num_train_steps / num_steps)",
        says="The leading stride is not a whole number here. It is T / n rounded down, once, before it is multiplied.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="torch.arange(0, num_train_steps, num_train_steps // num_steps).flip(0)",
        says="There are too many leading steps: where n does not divide T, counting in strides up to T takes "
        "more than n of them. Take n multiples of the stride, from 0 on.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="i.flip(0) * (num_train_steps // num_steps) + 1",
        says="The leading steps are all too large by 1. They start at 0; an offset of 1, as some samplers have "
        "it, is not part of table 2 of Lin et al. 2023 when levels count from 0.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="num_train_steps - 1 - i * (num_train_steps // num_steps)",
        says="The leading steps are counted down from T - 1. They are multiples of the stride and end at 0; it "
        "is the trailing spacing that holds on to the noisy end.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=STRIDES,
        by="(i + 1).flip(0) * (num_train_steps // num_steps) - 1",
        says="Each leading step stands at the end of its stride instead of at its beginning: the last one should be 0.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by="torch.round(num_train_steps - i * num_train_steps / num_steps)",
        says="The trailing steps are all too large by 1, and the first is T, for which no table has an entry. "
        "Levels count from 0, so 1 has to come off after rounding.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by="torch.floor(num_train_steps - i * num_train_steps / num_steps) - 1",
        says="The trailing steps are rounded down, perhaps by converting to integers too early. They go to the "
        "nearest integer (Lin et al. 2023, table 2).",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by="torch.ceil(num_train_steps - i * num_train_steps / num_steps) - 1",
        says="The trailing steps are rounded up. They go to the nearest integer (Lin et al. 2023, table 2).",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by="num_train_steps - i * (num_train_steps // num_steps) - 1",
        says="The trailing stride is rounded before it is multiplied, so that the error grows from step to step. "
        "Multiply by T / n as it is and round each entry.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by=f"({TRAILING}).flip(0)",
        says="The trailing steps are in ascending order. A sampler begins at the noisiest level, so T - 1 comes first.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=TRAILING,
        by="torch.round(torch.linspace(num_train_steps - 1, 0, num_steps, dtype=torch.float64))",
        says="Trailing is treated like linspace. Trailing steps are T / n apart, so they end above 0 unless n = T.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=LINSPACE,
        by="torch.linspace(num_train_steps - 1, 0, num_steps, dtype=torch.float64)",
        says="The linspace steps are cut off to integers instead of rounded: converting a float to a long drops "
        "what is after the point.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=LINSPACE,
        by="torch.round(torch.linspace(0, num_train_steps - 1, num_steps, dtype=torch.float64))",
        says="The linspace steps are in ascending order. A sampler begins at the noisiest level, so T - 1 comes first.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=LINSPACE,
        by="torch.round(torch.linspace(num_train_steps, 0, num_steps, dtype=torch.float64))",
        says="The linspace steps begin at T, for which no table has an entry. Levels count from 0, so the "
        "noisiest is T - 1.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=LINSPACE,
        by="torch.round((num_train_steps - 1) * (1 - i / num_steps))",
        says="The linspace steps stop one gap above 0. n points have n - 1 gaps between them, so that both ends "
        "belong.",
    ),
    Mistake(
        "sampling_timesteps",
        replace=LINSPACE,
        by="torch.round(torch.linspace(num_train_steps - 1, 0, num_steps + 1, dtype=torch.float64))",
        says="There is one linspace step too many. n is the number of points, not of the gaps between them.",
    ),
    Mistake(
        "sampling_timesteps",
        replace="return steps.long()",
        by="return steps",
        says="The steps are right but floating-point numbers. They index tables and enter the model as levels, "
        "so they have to be long.",
    ),
    Mistake(
        "ddim_sigma",
        replace=SIGMA,
        by="((1 - alpha_bar_s) / (1 - alpha_bar_t)) * (1 - alpha_bar_t / alpha_bar_s)",
        says="This is eta times the variance, with neither root taken. sigma is a standard deviation (Song et "
        "al. 2021, eq. 16).",
    ),
    Mistake(
        "ddim_sigma",
        replace=NOISE_RATIO,
        by="((1 - alpha_bar_s) / (1 - alpha_bar_t))",
        says="The root over the ratio of the two noise variances, 1 - abar_s and 1 - abar_t, is missing (Song et "
        "al. 2021, eq. 16).",
    ),
    Mistake(
        "ddim_sigma",
        replace=SIGNAL_RATIO,
        by="(1 - alpha_bar_t / alpha_bar_s)",
        says="The root over the second factor, that with the ratio of the two alpha_bars, is missing (Song et "
        "al. 2021, eq. 16).",
    ),
    Mistake(
        "ddim_sigma",
        replace=NOISE_RATIO,
        by="((1 - alpha_bar_t) / (1 - alpha_bar_s)).sqrt()",
        says="The ratio of noise variances is upside down: the less noisy level s belongs on top, or sigma "
        "exceeds the noise that level s may have.",
    ),
    Mistake(
        "ddim_sigma",
        replace=SIGNAL_RATIO,
        by="(1 - alpha_bar_s / alpha_bar_t).sqrt()",
        says="The ratio of the two alpha_bars is upside down, and the root of a negative number is not a number. "
        "The noisier level t belongs on top: its alpha_bar is the smaller one.",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by=f"return {SIGMA}",
        says="eta does not matter here: sigma is what it should be at eta = 1. eta says how much of that noise "
        "is used.",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by=f"return eta**2 * {SIGMA}",
        says="eta is squared. It multiplies the standard deviation; its square would belong to the variance.",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by="return (eta * (1 - alpha_bar_s) / (1 - alpha_bar_t) * (1 - alpha_bar_t / alpha_bar_s)).sqrt()",
        says="eta stands under the root. It multiplies the standard deviation (Song et al. 2021, eq. 16).",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by="return eta * (1 - alpha_bar_t).sqrt()",
        says="This is eta times all the noise of level t. A step adds much less: eq. 16 of Song et al. 2021 "
        "multiplies two ratios of the levels t and s.",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by="return eta * (1 - alpha_bar_s).sqrt()",
        says="This is eta times all the noise of level s. At eta = 1 that would leave no room for the noise the "
        "model predicted; see the two ratios in eq. 16 of Song et al. 2021.",
    ),
    Mistake(
        "ddim_sigma",
        replace=f"return eta * {SIGMA}",
        by=f"return eta * {SIGNAL_RATIO}",
        says="At eta = 1 this is sqrt(beta_t), the larger of the two choices in Ho et al. 2020. DDIM takes the "
        "posterior variance: the ratio of the noise variances at s and t is missing as a factor.",
    ),
    Mistake(
        "ddim_sigma",
        replace=SIGNAL_RATIO,
        by="(alpha_bar_s - alpha_bar_t).sqrt()",
        says="The second factor takes the difference of the two alpha_bars. It needs their ratio: one minus what "
        "a step from s to t keeps of the signal.",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by=DIRECTION.replace("alpha_bar_s", "alpha_bar_t"),
        says="The direction term uses alpha_bar_t where alpha_bar_s belongs (Song et al. 2021, eq. 12): it "
        "carries the noise of the level that is reached.",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by="(1 - alpha_bar_s).sqrt() * eps",
        says="The direction term does not make room for the fresh noise, so that the variance grows with eta: "
        "sigma^2 has to come off under its root (Song et al. 2021, eq. 12).",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by="(1 - alpha_bar_s - sigma).clamp(min=0).sqrt() * eps",
        says="Under the root of the direction term stands sigma where its square belongs: variances add, "
        "deviations do not.",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by="(1 - alpha_bar_s + sigma**2).clamp(min=0).sqrt() * eps",
        says="The direction term adds sigma^2 under its root instead of taking it off. The more fresh noise a "
        "step adds, the less of the predicted noise it keeps.",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by="(1 - alpha_bar_s - sigma**2).clamp(min=0) * eps",
        says="The direction term lacks its root: it multiplies eps by a variance instead of by a standard deviation.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) * alpha_bar_t.sqrt()",
        says="The predicted x0 is multiplied by sqrt(abar_t) where it should be divided: x_t holds x0 made smaller.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x0 = (x_t - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t",
        says="The predicted x0 is divided by abar_t; the factor in front of x0 in x_t is the root of that. "
        "Song's alpha_t is our abar_t, but its root is taken there too.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x0 = (x_t + (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()",
        says="The predicted x0 has the noise added once more. It is x_t less its noise, rescaled.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x0 = (x_t - (1 - alpha_bar_t) * eps) / alpha_bar_t.sqrt()",
        says="The predicted x0 takes off the variance 1 - abar_t times eps. The factor of the noise in x_t is "
        "the root of it.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x0 = x_t - (1 - alpha_bar_t).sqrt() * eps",
        says="The predicted x0 is x_t without its noise, but not rescaled: what remains is sqrt(abar_t) x0.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by=f"{X0}\n    x0 = x0.clamp(-1, 1)",
        says="The predicted x0 is clipped to [-1, 1]. That is a habit for images; this step knows nothing of the "
        "range of the data, and eq. 12 of Song et al. 2021 does not clip.",
    ),
    Mistake(
        "ddim_step",
        replace=JUMP,
        by="x_s = alpha_bar_s * x0 + direction",
        says="The x0 term is multiplied by abar_s; it needs the root of that, as in every noisy sample (Song et "
        "al. 2021, eq. 12).",
    ),
    Mistake(
        "ddim_step",
        replace=JUMP,
        by="x_s = alpha_bar_t.sqrt() * x0 + direction",
        says="The x0 term keeps the signal of level t. The step ends at level s, so that the factor of x0 is "
        "sqrt(abar_s).",
    ),
    Mistake(
        "ddim_step",
        replace=JUMP,
        by="x_s = x0 + direction",
        says="The x0 term is not scaled down again: at level s the signal has the factor sqrt(abar_s).",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return x_s if noise is None else x_s + noise",
        says="The fresh noise is added at full strength. It has the factor sigma (Song et al. 2021, eq. 12).",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return x_s if noise is None else x_s + sigma**2 * noise",
        says="The fresh noise is multiplied by the variance sigma^2. Noise is scaled by its standard deviation, sigma.",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return x_s",
        says="The fresh noise is missing: room is made for it in the direction term, but sigma times noise is "
        "never added.",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return x_s if noise is None else x_s + sigma * torch.randn_like(x_t)",
        says="The step draws noise of its own. A step is pure: its noise comes in as an argument, so that a "
        "sampler can repeat it.",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return x0",
        says="This returns the predicted x0. The step ends at level s: noise it again, with the direction term.",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="return (x_s, x0) if noise is None else (x_s + sigma * noise, x0)",
        says="This returns a pair of x_s and x0. The step returns x_s alone.",
    ),
    Mistake(
        "ddim_step",
        replace=RESULT,
        by="noise = torch.zeros(x_t.shape) if noise is None else noise\n    return x_s + sigma * noise",
        says="The zeros that stand in for missing noise are made on the CPU whatever the device of x_t is. Leave "
        "the term out instead, or make them like x_t.",
    ),
    Mistake(
        "ddim_step",
        replace="sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)",
        by="sigma = ddim_sigma(alpha_bar_s, alpha_bar_t, eta)",
        says="The two levels are swapped on their way to ddim_sigma, which then takes the root of a negative "
        "number: the noisier level t comes first.",
    ),
    Mistake(
        "ddim_step",
        replace="sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)",
        by="sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, 1.0)",
        says="eta is not handed on: sigma is what it would be at eta = 1, also where the step should be deterministic.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="x_t -= (1 - alpha_bar_t).sqrt() * eps\n    x0 = x_t / alpha_bar_t.sqrt()",
        says="The noise is taken off in place, in the caller's own x_t. Make a new tensor: x_t = x_t - ..., or a "
        "new name.",
    ),
    Mistake(
        "ddim_step",
        replace=X0,
        by="alpha_bar_t = alpha_bar_t.reshape(-1, 1, 1, 1)\n    alpha_bar_s = alpha_bar_s.reshape(-1, 1, 1, 1)\n    "
        + X0,
        says="The alpha_bars are given four dimensions, which fits images only and turns float32 samples into "
        "float64. They are single numbers here, which multiply samples of any shape as they are.",
    ),
    Mistake(
        "ddim_step",
        replace=DIRECTION,
        by="(1 - alpha_bar_s - sigma**2).clamp(min=0).sqrt() * (torch.randn_like(x_t) if noise is None else noise)",
        says="The direction term puts new noise where eps belongs. It points back along the noise that the model "
        "saw; with eta = 0 a step has no randomness at all.",
    ),
    Mistake(
        "ddim_sample",
        replace=PAIRS,
        by="zip(levels, levels[1:])",
        says="The last step is missing: after the last entry of timesteps, one more step goes to alpha_bar = 1.",
    ),
    Mistake(
        "ddim_sample",
        replace="clean = torch.ones_like(alpha_bars[0])",
        by="clean = alpha_bars[0]",
        says="The last step goes to level 0, which still holds a little noise. It goes one further, to alpha_bar = 1.",
    ),
    Mistake(
        "ddim_sample",
        replace="clean = torch.ones_like(alpha_bars[0])",
        by="clean = alpha_bars[-1]",
        says="The last step goes to the noisiest level: an index of -1 does not mean clean, it wraps round to "
        "the end of the table. After the last entry comes alpha_bar = 1.",
    ),
    Mistake(
        "ddim_sample",
        replace="clean = torch.ones_like(alpha_bars[0])",
        by="clean = torch.zeros_like(alpha_bars[0])",
        says="The last step goes to alpha_bar = 0, which is pure noise and divides by zero. Clean means alpha_bar = 1.",
    ),
    Mistake(
        "ddim_sample",
        replace=NEXT_LEVEL,
        by="clean if not next_level else alpha_bars[next_level]",
        says="A step to level 0 is taken for the step to the clean sample, as a test like `if next_level` or "
        "`next_level > 0` does. Level 0 is noisy; alpha_bar = 1 comes after the last entry of the list.",
    ),
    Mistake(
        "ddim_sample",
        replace=NEXT_LEVEL,
        by="alpha_bars[level - 1] if level > 0 else clean",
        says="Each step goes down by one level only, although the model is asked much further down the next "
        "time. A step goes to the next entry of timesteps.",
    ),
    Mistake(
        "ddim_sample",
        replace=NEXT_LEVEL,
        by="clean if level < len(alpha_bars) // len(levels) else alpha_bars[level - len(alpha_bars) // len(levels)]",
        says="Each step goes down by T // n levels. timesteps need not be even: the next level is the next entry "
        "of that list, whatever its distance.",
    ),
    Mistake(
        "ddim_sample",
        replace="levels = timesteps.tolist()",
        by="levels = timesteps.tolist()[::-1]",
        says="The list is walked from its end. Sampling begins at the noisiest level, which is the first entry.",
    ),
    Mistake(
        "ddim_sample",
        replace="levels = timesteps.tolist()",
        by="levels = list(range(len(alpha_bars) - 1, -1, -1))",
        says="The walk visits every level of the schedule. It should visit those in timesteps: that is how it "
        "gets fast.",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), next_level or 0, device=x.device)",
        says="The model is told the level to which the step goes. It has to know the noise that is in x now: "
        "that of the level where the step begins.",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), levels.index(level), device=x.device)",
        says="The model is told the number of the step. It wants the noise level, which is the entry of timesteps.",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.tensor(level, device=x.device)",
        says="The model gets a single number for t. It expects one level for each sample: shape (B,).",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.tensor([level], device=x.device)",
        says="The model gets one level for the whole batch, in a tensor of length 1. It expects one for each "
        "sample: shape (B,).",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), level / len(alpha_bars), device=x.device)",
        says="The model gets t as a share of T. It expects the level itself, as a long tensor.",
    ),
    Mistake(
        "ddim_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), level)",
        says="t is made on the CPU whatever the device of x is. New tensors belong on the device of the sample.",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x = ddim_step(x, model(x, t), alpha_bars[levels.index(level)], alpha_bar_s, eta, noise)",
        says="alpha_bar_t is looked up by the number of the step. alpha_bars has an entry for each level, and "
        "the level is the entry of timesteps.",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x = ddim_step(x, model(x, t), alpha_bars[level], alpha_bar_s, 0.0, noise)",
        says="eta does not reach ddim_step, so that every step is deterministic whatever was asked for.",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x = ddim_step(x, model(x_T, t), alpha_bars[level], alpha_bar_s, eta, noise)",
        says="The model is shown x_T in every step. It has to see the sample as it is now.",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x = ddim_step(x_T, model(x, t), alpha_bars[level], alpha_bar_s, eta, noise)",
        says="Every step starts again from x_T. A step starts from the result of the step before.",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x[:] = ddim_step(x, model(x, t), alpha_bars[level], alpha_bar_s, eta, noise)",
        says="Each step writes its result into the caller's x_T. Bind the name to the new tensor instead: x = ...",
    ),
    Mistake(
        "ddim_sample",
        replace=STEP,
        by="x = ddim_step(x, model(x, t), alpha_bars[level].sqrt(), alpha_bar_s.sqrt(), eta, noise)",
        says="ddim_step is given the roots of the alpha_bars. It takes abar itself and does the roots inside.",
    ),
    Mistake(
        "ddim_sample",
        replace="noise = draw_noise(x) if eta > 0 else None",
        by="noise = torch.randn_like(x) if eta > 0 else None",
        says="The noise does not come from draw_noise, so that the caller cannot choose or repeat it.",
    ),
    Mistake(
        "ddim_sample",
        replace="noise = draw_noise(x) if eta > 0 else None",
        by="noise = (draw_noise(x) if level == levels[0] else noise) if eta > 0 else None",
        says="One draw of noise serves for all steps. Each step needs a fresh one, or the same noise piles up.",
    ),
    Mistake(
        "ddim_sample",
        replace="noise = draw_noise(x) if eta > 0 else None",
        by="noise = None",
        says="No noise is drawn, so that ddim_step refuses to work with eta > 0. Draw it in each step with draw_noise.",
    ),
    Mistake(
        "ddim_sample",
        replace="x = x_T\n",
        by="x = torch.randn_like(x_T)\n",
        says="Sampling starts from noise drawn inside. It starts from the x_T that was handed in.",
    ),
    Mistake(
        "ddim_invert",
        replace=UPWARDS,
        by="timesteps.tolist()",
        says="The list is walked from its beginning. Inversion goes up: from alpha_bar = 1 to the last entry, "
        "which is the least noisy, and on towards the first.",
    ),
    Mistake(
        "ddim_invert",
        replace=UPWARDS,
        by="range(len(alpha_bars))",
        says="The walk visits every level of the schedule. It should visit the entries of timesteps, the same as "
        "on the way down.",
    ),
    Mistake(
        "ddim_invert",
        replace=UPWARDS,
        by="timesteps.tolist()[:0:-1]",
        says="The last move is missing: the walk stops before the first entry of timesteps, where the noise is "
        "complete.",
    ),
    Mistake(
        "ddim_invert",
        replace=UPWARDS,
        by="timesteps.tolist()[-2::-1]",
        says="The first move is missing: the walk goes from alpha_bar = 1 straight to the last entry but one.",
    ),
    Mistake(
        "ddim_invert",
        replace=UPWARDS,
        by="range(len(timesteps))",
        says="The position in the list is taken for the noise level. The levels are the entries of timesteps.",
    ),
    Mistake(
        "ddim_invert",
        replace="torch.full((len(x),), level, device=x.device)",
        by="torch.full((len(x),), max([0, *(s for s in timesteps.tolist() if s < level)]), device=x.device)",
        says="The model is told the level s where the move begins. The move from s up to t uses model(x_s, t): "
        "x0 itself has no level, and DDIM on its way down from t to s asks at t too.",
    ),
    Mistake(
        "ddim_invert",
        replace=START,
        by="alpha_bar_s = alpha_bars[timesteps[-1]]",
        says="x0 is treated as if it stood at the last entry of timesteps. It is clean: the first move starts at "
        "alpha_bar = 1.",
    ),
    Mistake(
        "ddim_invert",
        replace=START,
        by="alpha_bar_s = alpha_bars[0]",
        says="x0 is treated as if it stood at level 0, which already holds noise. It is clean: the first move "
        "starts at alpha_bar = 1.",
    ),
    Mistake(
        "ddim_invert",
        replace="alpha_bar_s = alpha_bar_t\n",
        by="pass\n",
        says="Every move treats x_s as if it were clean. Predict x0 from x_s first: after a move, the level "
        "reached is where the next one starts.",
    ),
    Mistake(
        "ddim_invert",
        replace=CLEAN,
        by="clean = (x - (1 - alpha_bar_t).sqrt() * eps) / alpha_bar_t.sqrt()",
        says="x0 is predicted with alpha_bar_t. The sample still stands at level s, so its noise and signal are "
        "those of s.",
    ),
    Mistake(
        "ddim_invert",
        replace=CLEAN,
        by="clean = (x + (1 - alpha_bar_s).sqrt() * eps) / alpha_bar_s.sqrt()",
        says="The predicted x0 has the noise added. Also on the way up it is x_s less its noise, rescaled.",
    ),
    Mistake(
        "ddim_invert",
        replace=CLEAN,
        by="clean = (x - (1 - alpha_bar_s) * eps) / alpha_bar_s.sqrt()",
        says="The predicted x0 takes off the variance 1 - abar_s times eps. The factor of the noise in x_s is "
        "its root.",
    ),
    Mistake(
        "ddim_invert",
        replace=CLEAN,
        by="clean = (x - (1 - alpha_bar_s).sqrt() * eps) * alpha_bar_s.sqrt()",
        says="The predicted x0 is multiplied by sqrt(abar_s) where it should be divided.",
    ),
    Mistake(
        "ddim_invert",
        replace=RENOISED,
        by="x = alpha_bar_t.sqrt() * clean - (1 - alpha_bar_t).sqrt() * eps",
        says="The noise is taken off where it should be put on: at level t the sample is signal plus noise.",
    ),
    Mistake(
        "ddim_invert",
        replace=RENOISED,
        by="x = alpha_bar_t.sqrt() * clean + (1 - alpha_bar_t) * eps",
        says="At level t the noise has the factor sqrt(1 - abar_t); here the root is missing.",
    ),
    Mistake(
        "ddim_invert",
        replace=RENOISED,
        by="x = alpha_bar_t * clean + (1 - alpha_bar_t).sqrt() * eps",
        says="At level t the signal has the factor sqrt(abar_t); here the root is missing.",
    ),
    Mistake(
        "ddim_invert",
        replace=RENOISED,
        by="x = alpha_bar_t.sqrt() * clean + (1 - alpha_bar_t).sqrt() * torch.randn_like(x)",
        says="The sample is noised at random. Inversion is deterministic: it puts on the noise that the model sees.",
    ),
    Mistake(
        "ddim_invert",
        replace=f"{CLEAN}\n        {RENOISED}",
        by="x = ddim_step(x, eps, alpha_bar_s, alpha_bar_t)",
        says="The first move gives values that are not numbers: at alpha_bar_s = 1 the formula of sigma divides "
        "by zero, and 0 times infinity is no number, even at eta = 0. Write the deterministic move without "
        "sigma.",
    ),
    Mistake(
        "ddim_invert",
        replace="eps = model(x, ",
        by="eps = model(x0, ",
        says="The model is shown x0 in every move. It has to see the sample as it is now, x_s.",
    ),
    Mistake(
        "ddim_invert",
        replace=", device=x.device))",
        by="))",
        says="t is made on the CPU whatever the device of x0 is. New tensors belong on the device of the sample.",
    ),
    Mistake(
        "ddim_invert",
        replace=RENOISED,
        by="x[:] = alpha_bar_t.sqrt() * clean + (1 - alpha_bar_t).sqrt() * eps",
        says="Each move writes its result into the caller's x0. Bind the name to the new tensor instead: x = ...",
    ),
]
