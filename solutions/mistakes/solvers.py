"""Known mistakes of exercise 6, second-order solvers."""

from __future__ import annotations

from autograder import Mistake

# What the mistakes replace, where more than one of them does.
LOG_SNR = "log_snr = torch.log(signal / sigma)"
WALK = "levels = timesteps.tolist()"
ASK = "eps = model(x, torch.full((len(x),), level, device=x.device))"
REPEATED_T = "torch.full((len(x),), level, device=x.device)"
X0 = "x0 = (x - sigma[level] * eps) / signal[level]"
LAST = "if next_level is None:\n            return x0\n"
R = "r = previous_h / h"
ESTIMATE = "estimate = (1 + 1 / (2 * r)) * x0 - 1 / (2 * r) * previous_x0"
MOVE = "x = sigma[next_level] / sigma[level] * x - signal[next_level] * torch.expm1(-h) * estimate"
KEEP = "previous_x0, previous_h = x0, h"
ENDS = "low, high = sigma_min ** (1 / rho), sigma_max ** (1 / rho)"
SIGMAS = "sigmas = (high + i / (num_steps - 1) * (low - high)) ** rho"
WITH_ZERO = "torch.cat([sigmas, torch.zeros(1, dtype=torch.float64)])"
LEVELS = "zip(sigmas[:-1], sigmas[1:], strict=True)"
SLOPE = "slope = (x - denoise(x, here)) / here"
EULER = "euler = x + (there - here) * slope\n"
SLOPE_THERE = "slope_there = (euler - denoise(euler, there)) / there"
HEUN = "x = x + (there - here) * (slope + slope_there) / 2"

MISTAKES = [
    Mistake(
        "dpm_solver_2m_sample",
        replace=ESTIMATE,
        by="estimate = (1 + 1 / r) * x0 - 1 / r * previous_x0",
        says="The correction is twice as large as it should be: the estimate is extended over a whole step, "
        "where half a step is meant, the 2 in 1 / (2 r). The order of convergence falls to 1.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=R,
        by="r = h / previous_h",
        says="r is upside down: it is h of the step before, divided by h of this step. On an even grid nothing shows.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=R,
        by="r = 1",
        says="r is taken to be 1, as if all steps had the same length in lambda. They do not: r is h of the step "
        "before, divided by h of this step.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=ESTIMATE,
        by="estimate = (1 - 1 / (2 * r)) * x0 + 1 / (2 * r) * previous_x0",
        says="The estimate leans back towards the x0 of the step before. It is extended forwards, beyond the x0 "
        "of this step: the sign of the correction is reversed.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=ESTIMATE,
        by="estimate = (1 + 1 / (2 * r)) * previous_x0 - 1 / (2 * r) * x0",
        says="The x0 of this step and that of the step before have changed places in the estimate.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=ESTIMATE,
        by="estimate = (1 + 1 / (2 * r)) * x0 + 1 / (2 * r) * previous_x0",
        says="Both parts of the estimate are added, so that their weights do not sum to 1. The x0 of the step "
        "before is taken off.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="if previous_x0 is not None and previous_h is not None:",
        by="if previous_x0 is not None and False:",
        says="Every step is of first order, so that this is DDIM. From the second step on, the x0 of the step "
        "before improves the estimate.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=KEEP,
        by="previous_x0, previous_h = estimate, h",
        says="The extended estimate is kept for the next step. What is kept is the x0 that the model predicted, "
        "or corrections are made of corrections.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=KEEP,
        by="previous_x0 = x0 if previous_x0 is None else previous_x0\n        previous_h = h",
        says="The x0 of the first step is kept for good. Each step compares with the x0 of the step just before it.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=KEEP,
        by="previous_x0, previous_h = x0, h if previous_h is None else previous_h",
        says="The length h of the first step is kept for good. r compares with the step just before.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="torch.expm1(-h)",
        by="torch.expm1(h)",
        says="The exponent in exp(-h) - 1 has the wrong sign: either its minus is missing, or h is taken the "
        "wrong way round. lambda grows as the noise falls, so h, which is lambda at the level reached less "
        "lambda at the level left, is positive.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="torch.expm1(-h)",
        by="torch.exp(-h)",
        says="The 1 in exp(-h) - 1 is missing.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=MOVE,
        by="x = sigma[next_level] / sigma[level] * x + signal[next_level] * torch.expm1(-h) * estimate",
        says="The x0 term is taken off instead of added: exp(-h) - 1 is negative, and the minus before it turns "
        "that round.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=LOG_SNR,
        by="log_snr = torch.log(alpha_bars / (1 - alpha_bars))",
        says="lambda is the logarithm of SNR, which is twice too large. It is the logarithm of the ratio of the "
        "standard deviations, log(sqrt(abar) / sqrt(1 - abar)), so half of that.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="(1 - alpha_bars).sqrt()",
        by="(1 - alpha_bars)",
        says="sigma lacks its root: the standard deviation of the noise at level t is sqrt(1 - abar_t).",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="signal, sigma = alpha_bars.sqrt(), ",
        by="signal, sigma = alpha_bars, ",
        says="The factor of the signal lacks its root. Lu's alpha_t is sqrt(abar_t) here, neither abar_t nor 1 - "
        "beta_t.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=MOVE,
        by="x = sigma[level] / sigma[next_level] * x - signal[next_level] * torch.expm1(-h) * estimate",
        says="The ratio of the sigmas in front of x is upside down: a step shrinks the noise, so that of the "
        "level reached belongs on top.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=MOVE,
        by="x = sigma[next_level] / sigma[level] * x - signal[level] * torch.expm1(-h) * estimate",
        says="The x0 term has the signal factor of the level that is left. It needs that of the level reached.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=MOVE,
        by="x = signal[next_level] / signal[level] * x - sigma[next_level] * torch.expm1(h) * estimate",
        says="This is the update of the first DPM-Solver, for eps, with x0 put into it. DPM-Solver++ scales x by "
        "the ratio of the sigmas and x0 by the signal factor.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=X0,
        by="x0 = eps",
        says="The model's eps is used as if it were x0. The ++ in the name says that the solver works on x0, so "
        "turn eps into x0 first.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=X0,
        by="x0 = (x - sigma[level] * eps) * signal[level]",
        says="The predicted x0 is multiplied by sqrt(abar_t) where it should be divided: x_t holds x0 made smaller.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=X0,
        by=X0.replace("signal[level]", "signal[level].reshape(1)"),
        says="The table entries are given a dimension of their own, which turns float32 samples into float64. A "
        "single number from a table, without dimensions, leaves the dtype of the samples alone.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=X0,
        by="x0 = ((x - sigma[level] * eps) / signal[level]).clamp(-1, 1)",
        says="The predicted x0 is clipped to [-1, 1]. The solver knows nothing of the range of the data.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=LAST,
        by="if next_level is None:\n            return x\n",
        says="The last step is missing: x is returned as it stands at the last entry, with noise in it. The step "
        "to alpha_bar = 1 returns the x0 predicted there.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=LAST,
        by="if next_level is None:\n"
        "            return x0 if previous_x0 is None else x0 + (x0 - previous_x0) / (2 * previous_h / torch.inf)\n",
        says="The last step is of second order too. At alpha_bar = 1 lambda is infinite, so is h, and r is 0: "
        "the result is not finite. That step is of first order and returns the x0 predicted last.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=LAST,
        by="if next_level is None:\n            return x0 if previous_x0 is None else 1.5 * x0 - 0.5 * previous_x0\n",
        says="The last step is of second order, with r = 1. It goes to infinite lambda, where no straight line "
        "helps: the result is the x0 predicted last.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=LAST,
        by="if next_level is None:\n            next_level = 0\n",
        says="The last step goes to level 0, which still holds a little noise. It goes one further, to alpha_bar "
        "= 1, where the result is the x0 predicted last.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=WALK,
        by=f"{WALK}[::-1]",
        says="The list is walked from its end. Sampling begins at the noisiest level, which is the first entry.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=WALK,
        by="levels = list(range(len(alpha_bars) - 1, -1, -1))",
        says="The walk visits every level of the schedule. It should visit those in timesteps: that is how it "
        "gets fast.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), next_level or 0, device=x.device)",
        says="The model is told the level to which the step goes. It has to know the noise that is in x now: "
        "that of the level where the step begins.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), levels.index(level), device=x.device)",
        says="The model is told the number of the step. It wants the noise level, which is the entry of timesteps.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=REPEATED_T,
        by="torch.tensor(level, device=x.device)",
        says="The model gets a single number for t. It expects one level for each sample: shape (B,).",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=REPEATED_T,
        by="torch.full((len(x),), level)",
        says="t is made on the CPU whatever the device of x is. New tensors belong on the device of the sample.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=ASK,
        by=ASK.replace("model(x, ", "model(x_T, "),
        says="The model is shown x_T in every step. It has to see the sample as it is now.",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace=MOVE,
        by=MOVE.replace("x = ", "x[:] = "),
        says="Each step writes its result into the caller's x_T. Bind the name to the new tensor instead: x = ...",
    ),
    Mistake(
        "dpm_solver_2m_sample",
        replace="x = x_T\n",
        by="x = torch.randn_like(x_T)\n",
        says="Sampling starts from noise drawn inside. It starts from the x_T that was handed in.",
    ),
    Mistake(
        "karras_sigmas",
        replace=WITH_ZERO,
        by="sigmas",
        says="The final 0 is missing: after sigma_min comes one more level, where the sample is clean.",
    ),
    Mistake(
        "karras_sigmas",
        replace=WITH_ZERO,
        by="torch.cat([sigmas, sigmas[-1:]])",
        says="sigma_min stands there twice. The last entry is 0, where the sample is clean.",
    ),
    Mistake(
        "karras_sigmas",
        replace=WITH_ZERO,
        by="torch.cat([sigmas[:-1], torch.zeros(1, dtype=torch.float64)])",
        says="0 stands in the place of sigma_min. It comes after the n levels, as entry n.",
    ),
    Mistake(
        "karras_sigmas",
        replace=ENDS,
        by="high, low = sigma_min ** (1 / rho), sigma_max ** (1 / rho)",
        says="The levels ascend from sigma_min to sigma_max. They begin with the largest: sampling goes down.",
    ),
    Mistake(
        "karras_sigmas",
        replace=SIGMAS,
        by="sigmas = (high + i / num_steps * (low - high)) ** rho",
        says="The levels stop short of sigma_min. n levels have n - 1 gaps between them, so that is what to divide by.",
    ),
    Mistake(
        "karras_sigmas",
        replace=SIGMAS,
        by="sigmas = high + i / (num_steps - 1) * (low - high)",
        says="These are the rho-th roots of the levels. Raise them to the power of rho again.",
    ),
    Mistake(
        "karras_sigmas",
        replace=SIGMAS,
        by="sigmas = (high + i / (num_steps - 1) * (low - high)) ** (1 / rho)",
        says="The last power is 1 / rho once more. It undoes the root, so it is rho.",
    ),
    Mistake(
        "karras_sigmas",
        replace=ENDS,
        by="low, high = sigma_min**rho, sigma_max**rho",
        says="The ends are raised to the power of rho before the straight line is drawn. Take their rho-th roots "
        "there: power 1 / rho, and rho at the end.",
    ),
    Mistake(
        "karras_sigmas",
        replace=SIGMAS,
        by="sigmas = sigma_max + i / (num_steps - 1) * (sigma_min - sigma_max)",
        says="The levels themselves are evenly spaced, which spends most steps on heavy noise. Their rho-th "
        "roots are to be.",
    ),
    Mistake(
        "karras_sigmas",
        replace=SIGMAS,
        by="sigmas = sigma_max * (sigma_min / sigma_max) ** (i / (num_steps - 1))",
        says="The levels are evenly spaced in their logarithm, which is where rho leads as it grows without "
        "bound. Use the power 1 / rho.",
    ),
    Mistake(
        "karras_sigmas",
        replace="i = torch.arange(num_steps, dtype=torch.float64)",
        by="i = torch.arange(num_steps + 1, dtype=torch.float64)",
        says="There is one level too many before the final 0, and it lies below sigma_min: i runs from 0 to n - 1.",
    ),
    Mistake(
        "karras_sigmas",
        replace="** rho\n",
        by="** 7\n",
        says="The last power is always 7. It is rho, whatever that is.",
    ),
    Mistake(
        "heun_sample",
        replace="if there == 0:",
        by="if there <= here:",
        says="Every step is Euler's. Except in the step to 0, take a second slope where the Euler step has led, "
        "and the mean of both.",
    ),
    Mistake(
        "heun_sample",
        replace="if there == 0:",
        by="if there < 0:",
        says="The step to sigma = 0 takes a second slope as well, and divides by 0 for it. That step is Euler's.",
    ),
    Mistake(
        "heun_sample",
        replace=HEUN,
        by="x = (x + euler) / 2",
        says="This averages the points at both ends of the Euler step. Heun averages the slopes there.",
    ),
    Mistake(
        "heun_sample",
        replace=HEUN,
        by="x = x + (there - here) * slope_there",
        says="The step follows the second slope alone. Heun follows the mean of both.",
    ),
    Mistake(
        "heun_sample",
        replace=HEUN,
        by="x = x + (there - here) * (slope + slope_there)",
        says="The slopes are added but not halved, so that each step is twice as long as it should be.",
    ),
    Mistake(
        "heun_sample",
        replace=HEUN,
        by="x = euler + (there - here) * (slope + slope_there) / 2",
        says="The corrected step starts from the Euler point, so that the way is gone twice. It starts from x again.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE_THERE,
        by="slope_there = (euler - denoise(euler, there)) / here",
        says="The second slope is divided by the first sigma. It belongs to the level reached, so divide by that "
        "sigma.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE_THERE,
        by="slope_there = (euler - denoise(euler, here)) / there",
        says="For the second slope, denoise is told the old level. The Euler point lies at the level reached.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE_THERE,
        by="slope_there = (x - denoise(x, there)) / there",
        says="The second slope is taken at the point where the step starts. It is taken where the Euler step has led.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE_THERE,
        by="slope_there = (x - denoise(euler, there)) / there",
        says="The second slope mixes two points: both in the difference and in denoise stands the Euler point.",
    ),
    Mistake(
        "heun_sample",
        replace=f"{SLOPE_THERE}\n            {HEUN}",
        by="middle, point = (here + there) / 2, (x + euler) / 2\n"
        "            x = x + (there - here) * (point - denoise(point, middle)) / middle",
        says="This is the midpoint rule: one slope, taken half-way. It is of second order too, but Heun's method "
        "averages the slopes at both ends (Karras et al. 2022, algorithm 1).",
    ),
    Mistake(
        "heun_sample",
        replace=EULER,
        by="euler = x + (here - there) * slope\n",
        says="The Euler step goes the wrong way: sigma falls, so that its change, new less old, is negative.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE,
        by="slope = (denoise(x, here) - x) / here",
        says="The first slope has the wrong sign: dx/dsigma points from the clean sample to x, away from the data.",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE,
        by="slope = x - denoise(x, here)",
        says="The first slope is not divided by sigma (Karras et al. 2022, algorithm 1).",
    ),
    Mistake(
        "heun_sample",
        replace=SLOPE,
        by="slope = (x - denoise(x, here)) / here**2",
        says="The first slope is divided by sigma squared, which gives the score with its sign reversed. The "
        "slope of the ODE is sigma times that.",
    ),
    Mistake(
        "heun_sample",
        replace=LEVELS,
        by="zip(sigmas[:-2], sigmas[1:-1], strict=True)",
        says="The last step is missing: the walk ends at the smallest sigma above 0, with noise left in x.",
    ),
    Mistake(
        "heun_sample",
        replace=f"for here, there in {LEVELS}:",
        by=f"x = x * sigmas[0]\n    for here, there in {LEVELS}:",
        says="x is multiplied by sigmas[0] at the start. It comes with noise of that size already.",
    ),
    Mistake(
        "heun_sample",
        replace=f"for here, there in {LEVELS}:",
        by=f"x = x.double()\n    for here, there in {LEVELS}:",
        says="The result stays float64 after x was converted for accuracy. Convert it back to the dtype of the x "
        "that came in.",
    ),
    Mistake(
        "heun_sample",
        replace=HEUN,
        by="x += (there - here) * (slope + slope_there) / 2",
        says="x += changes the caller's tensor in place. Write x = x + ..., which makes a new one.",
    ),
]
