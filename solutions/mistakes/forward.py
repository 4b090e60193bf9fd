"""Known mistakes of exercise 2, the forward process."""

from __future__ import annotations

from autograder import Mistake

PICKED = "values.to(x.device)[t.to(x.device)]"
SHAPED = "picked.to(x.dtype).reshape(-1, *[1] * (x.dim() - 1))"

NOISED = "gather(alpha_bars.sqrt(), t, x0) * x0 + gather((1 - alpha_bars).sqrt(), t, x0) * noise"
CLEANED = "(x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * eps) / gather(alpha_bars.sqrt(), t, x_t)"
NOISE_LEFT = "(x_t - gather(alpha_bars.sqrt(), t, x_t) * x0) / gather((1 - alpha_bars).sqrt(), t, x_t)"
VELOCITY = "gather(alpha_bars.sqrt(), t, x0) * noise - gather((1 - alpha_bars).sqrt(), t, x0) * x0"
TURNED_BACK = "gather(alpha_bars.sqrt(), t, x_t) * x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * velocity"

BEFORE = "torch.cat([torch.ones_like(alpha_bars[:1]), alpha_bars[:-1]])"
SHARE_OF_X0 = "previous.sqrt() * betas / (1 - alpha_bars)"
SHARE_OF_X_T = "(1 - betas).sqrt() * (1 - previous) / (1 - alpha_bars)"
WEIGHED = "gather(share_of_x0, t, x_t) * x0 + gather(share_of_x_t, t, x_t) * x_t"
OPEN = "(1 - previous) / (1 - alpha_bars) * betas"

MISTAKES = [
    # gather
    Mistake(
        "gather",
        replace=".reshape(-1, *[1] * (x.dim() - 1))",
        by=".reshape(-1, 1, 1, 1)",
        says="The shape (B, 1, 1, 1) is right for images only. Points and plain numbers have fewer dimensions: "
        "count those of x.",
    ),
    Mistake(
        "gather",
        replace=".reshape(-1, *[1] * (x.dim() - 1))",
        by="",
        says="The values have the shape (B,). Broadcasting lines that up with the last dimension of x, and the sample "
        "is the "
        "first: add a dimension of size 1 for each of the others.",
    ),
    Mistake(
        "gather",
        replace="*[1] * (x.dim() - 1)",
        by="*[1] * x.dim()",
        says="There is one dimension too many: the batch is one of the dimensions of x already.",
    ),
    Mistake(
        "gather",
        replace=".reshape(-1, *[1] * (x.dim() - 1))",
        by=".reshape(*[1] * (x.dim() - 1), -1)",
        says="The values lie along the last dimension. The samples lie along the first, so the ones come after B.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values.to(x.device)[t[0].to(x.device)]",
        says="Only the level of the first sample is looked up. Each sample has a level of its own.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values.to(x.device)[: len(t)]",
        says="The values are taken in order, from level 0 on, whatever t says. They belong to the levels in t.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values.to(x.device)[t.to(x.device) - 1]",
        says="This is the value one level earlier; at t = 0 it wraps to the last. "
        "Papers count levels from 1, this library counts from 0, as indices do.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values.to(x.device)[(t.to(x.device) + 1).clamp(max=len(values) - 1)]",
        says="This is the value one level later. Levels count from 0, as indices do: t is the index.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values.to(x.device).flip(0)[t.to(x.device)]",
        says="The levels are counted from the end of the table. Level 0, the least noisy, is its first entry.",
    ),
    Mistake(
        "gather",
        replace=PICKED,
        by="values[t.to(x.device)]",
        says="The values stay on the device of the table. Bring them to where x is: a table is often made on the CPU.",
    ),
    Mistake(
        "gather",
        replace="picked.to(x.dtype)",
        by="picked",
        says="The values keep the dtype of the table, float64, and turn everything that they multiply into float64. "
        "They take the dtype of x.",
    ),
    Mistake(
        "gather",
        replace="picked.to(x.dtype)",
        by="picked.float()",
        says="The values are always float32. They take the dtype of x, whichever that is.",
    ),
    # add_noise
    Mistake(
        "add_noise",
        replace=NOISED,
        by="gather(alpha_bars, t, x0) * x0 + gather(1 - alpha_bars, t, x0) * noise",
        says="alpha_bar and 1 - alpha_bar are used as they are. They are powers; the weights are their square roots "
        "(Ho et al. 2020, eq. 4).",
    ),
    Mistake(
        "add_noise",
        replace="(1 - alpha_bars).sqrt()",
        by="1 - alpha_bars",
        says="The weight of the noise lacks its square root, so that x_t holds too little noise.",
    ),
    Mistake(
        "add_noise",
        replace="gather(alpha_bars.sqrt(), t, x0)",
        by="gather(alpha_bars, t, x0)",
        says="The weight of the signal lacks its square root, so that x_t holds too little signal.",
    ),
    Mistake(
        "add_noise",
        replace="(1 - alpha_bars).sqrt()",
        by="1 - alpha_bars.sqrt()",
        says="The weight of the noise is one minus the weight of the signal. "
        "It is the powers that add up to 1, not the weights: subtract first, then take the root.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="gather((1 - alpha_bars).sqrt(), t, x0) * x0 + gather(alpha_bars.sqrt(), t, x0) * noise",
        says="The two weights are swapped: the signal should fade as the level rises, and here it grows.",
    ),
    Mistake(
        "add_noise",
        replace=" * x0 + gather(",
        by=" * x0 - gather(",
        says="The noise is subtracted. It looks just as random, but eps is then the negative of what is in x_t.",
    ),
    Mistake(
        "add_noise",
        replace=" * noise",
        by=" * torch.randn_like(noise)",
        says="Fresh noise is drawn inside, and the noise that was handed in is not used. "
        "The network would then learn to predict a noise that is not in x_t.",
    ),
    Mistake(
        "add_noise",
        replace=" * noise",
        by=" * noise[:1]",
        says="All samples get the noise of the first one. Each sample has a noise of its own.",
    ),
    Mistake(
        "add_noise",
        replace="gather(alpha_bars.sqrt(), t, x0) * x0",
        by="x0",
        says="The signal keeps its full size while noise is added, so that x_t grows with the level. "
        "A variance-preserving process makes the signal smaller too.",
    ),
    Mistake(
        "add_noise",
        replace="return " + NOISED,
        by="alpha_bars = alpha_bars.cumprod(0)\n    return " + NOISED,
        says="The running product is taken once more. "
        "The table handed in holds alpha_bar, which is that product already.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="gather(alpha_bars.sqrt(), t - 1, x0) * x0 + gather((1 - alpha_bars).sqrt(), t - 1, x0) * noise",
        says="The weights are those of one level earlier; at t = 0 they wrap to the last. "
        "The paper counts levels from 1, this library from 0.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="gather(alpha_bars.sqrt(), t[:1], x0) * x0 + gather((1 - alpha_bars).sqrt(), t[:1], x0) * noise",
        says="All samples get the weights of the first sample's level. Each sample has a level of its own.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="alpha_bars.sqrt()[t].reshape(-1, 1, 1, 1) * x0 + (1 - alpha_bars).sqrt()[t].reshape(-1, 1, 1, 1) * noise",
        says="The weights are shaped for images, (B, 1, 1, 1). Points and plain numbers are noised too: use `gather`.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="alpha_bars.sqrt()[t] * x0 + (1 - alpha_bars).sqrt()[t] * noise",
        says="The weights have the shape (B,), which lines up with the last dimension of x0, not with the samples. "
        "`gather` gives them the dimensions that x0 has.",
    ),
    Mistake(
        "add_noise",
        replace="return " + NOISED,
        by="left = alpha_bars[t].reshape(-1, *[1] * (x0.dim() - 1))\n"
        "    return left.sqrt() * x0 + (1 - left).sqrt() * noise",
        says="The result is float64 although x0 is not: the float64 table decides the dtype. "
        "The weights take the dtype of x0.",
    ),
    Mistake(
        "add_noise",
        replace=NOISED,
        by="x0.mul_(gather(alpha_bars.sqrt(), t, x0)) + gather((1 - alpha_bars).sqrt(), t, x0) * noise",
        says="x0 is scaled in place. The clean samples belong to the caller, who needs them for the loss.",
    ),
    # x0_from_eps
    Mistake(
        "x0_from_eps",
        replace=") / gather(alpha_bars.sqrt(), t, x_t)",
        by=") * gather(alpha_bars.sqrt(), t, x_t)",
        says="The signal was made smaller by its weight on the way in; here it is made smaller once more. "
        "Dividing by the weight undoes it.",
    ),
    Mistake(
        "x0_from_eps",
        replace="x_t - gather(",
        by="x_t + gather(",
        says="The noise is added a second time. x_t holds it with a plus sign, so it is taken away.",
    ),
    Mistake(
        "x0_from_eps",
        replace="(1 - alpha_bars).sqrt()",
        by="1 - alpha_bars",
        says="The weight of the noise lacks its square root: 1 - alpha_bar is the power of the noise, not its size.",
    ),
    Mistake(
        "x0_from_eps",
        replace=") / gather(alpha_bars.sqrt(), t, x_t)",
        by=") / gather(alpha_bars, t, x_t)",
        says="The result is divided by alpha_bar. The weight of the signal is the square root of that.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="(x_t - gather(1 - alpha_bars, t, x_t) * eps) / gather(alpha_bars, t, x_t)",
        says="Both square roots are missing: alpha_bar and 1 - alpha_bar are powers, and the weights are their roots.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="(x_t - gather(alpha_bars.sqrt(), t, x_t) * eps) / gather((1 - alpha_bars).sqrt(), t, x_t)",
        says="The two weights are swapped. This is the way from x0 to eps; here the noise is known and x0 is asked "
        "for.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * eps",
        says="The noise is gone, but what is left is the signal at the size it has in x_t. Bring it back to full size.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * eps / gather(alpha_bars.sqrt(), t, x_t)",
        says="Only the noise is divided by the weight of the signal. "
        "Parentheses are missing: the whole difference is divided.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="(x_t - eps) / gather(alpha_bars.sqrt(), t, x_t)",
        says="eps is subtracted at full size. x_t holds it with the weight of its level.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="((x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * eps) / gather(alpha_bars.sqrt(), t, x_t)).clamp(-1, 1)",
        says="The result is clipped to [-1, 1]. Samplers sometimes do that; this function returns x0 as it comes out.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="(x_t - gather((1 - alpha_bars).sqrt(), t - 1, x_t) * eps) / gather(alpha_bars.sqrt(), t - 1, x_t)",
        says="The weights are those of one level earlier; at t = 0 they wrap to the last. "
        "The paper counts levels from 1, this library from 0.",
    ),
    Mistake(
        "x0_from_eps",
        replace=CLEANED,
        by="x_t.sub_(gather((1 - alpha_bars).sqrt(), t, x_t) * eps).div_(gather(alpha_bars.sqrt(), t, x_t))",
        says="The values are right, but x_t itself is overwritten. A sampler still needs it after this.",
    ),
    # eps_from_x0
    Mistake(
        "eps_from_x0",
        replace="x_t - gather(",
        by="x_t + gather(",
        says="The signal is added a second time. x_t holds it with a plus sign, so it is taken away.",
    ),
    Mistake(
        "eps_from_x0",
        replace="gather(alpha_bars.sqrt(), t, x_t)",
        by="gather(alpha_bars, t, x_t)",
        says="The weight of the signal lacks its square root: alpha_bar is the power of the signal, not its size.",
    ),
    Mistake(
        "eps_from_x0",
        replace="(1 - alpha_bars).sqrt()",
        by="1 - alpha_bars",
        says="The result is divided by 1 - alpha_bar, the variance of the noise. Its standard deviation belongs there.",
    ),
    Mistake(
        "eps_from_x0",
        replace=NOISE_LEFT,
        by="(x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * x0) / gather(alpha_bars.sqrt(), t, x_t)",
        says="The two weights are swapped. This is the way from eps to x0; here x0 is known and the noise is asked "
        "for.",
    ),
    Mistake(
        "eps_from_x0",
        replace=NOISE_LEFT,
        by="x_t - gather(alpha_bars.sqrt(), t, x_t) * x0",
        says="The signal is gone, but what is left is the noise at the size it has in x_t. "
        "Bring it back to variance 1.",
    ),
    Mistake(
        "eps_from_x0",
        replace=NOISE_LEFT,
        by="(x_t - x0) / gather((1 - alpha_bars).sqrt(), t, x_t)",
        says="x0 is subtracted at full size. In x_t it has faded to the weight of its level.",
    ),
    Mistake(
        "eps_from_x0",
        replace=") / gather((1 - alpha_bars).sqrt(), t, x_t)",
        by=") * gather((1 - alpha_bars).sqrt(), t, x_t)",
        says="The noise is made smaller by its weight once more. Dividing by the weight undoes it.",
    ),
    Mistake(
        "eps_from_x0",
        replace=NOISE_LEFT,
        by="(gather(alpha_bars.sqrt(), t, x_t) * x0 - x_t) / gather((1 - alpha_bars).sqrt(), t, x_t)",
        says="The difference is taken the wrong way round: signal less x_t. The result is the negative of the noise.",
    ),
    Mistake(
        "eps_from_x0",
        replace=NOISE_LEFT,
        by="x_t.sub_(gather(alpha_bars.sqrt(), t, x_t) * x0).div_(gather((1 - alpha_bars).sqrt(), t, x_t))",
        says="The values are right, but x_t itself is overwritten. A sampler still needs it after this.",
    ),
    # velocity
    Mistake(
        "velocity",
        replace=" * noise - gather(",
        by=" * noise + gather(",
        says="The two parts are added. The signal shrinks as the angle grows, so it enters the velocity with a minus "
        "sign "
        "(Salimans & Ho 2022).",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="gather((1 - alpha_bars).sqrt(), t, x0) * x0 - gather(alpha_bars.sqrt(), t, x0) * noise",
        says="The sign is reversed: this velocity points back to the clean sample. Here it points towards the noise.",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="gather(alpha_bars.sqrt(), t, x0) * x0 - gather((1 - alpha_bars).sqrt(), t, x0) * noise",
        says="x0 and the noise are swapped: each has the weight that it has in x_t. "
        "In the velocity the weights change places.",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="gather((1 - alpha_bars).sqrt(), t, x0) * noise - gather(alpha_bars.sqrt(), t, x0) * x0",
        says="The two weights are swapped. The derivative of a cosine is a sine: "
        "in the velocity the noise has the weight that the signal has in x_t.",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="gather(alpha_bars, t, x0) * noise - gather(1 - alpha_bars, t, x0) * x0",
        says="The square roots are missing: alpha_bar and 1 - alpha_bar are powers, and the weights are their roots.",
    ),
    Mistake(
        "velocity",
        replace="(1 - alpha_bars).sqrt()",
        by="1 - alpha_bars",
        says="The weight of x0 lacks its square root: 1 - alpha_bar is a power.",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="noise - x0",
        says="Noise less signal is the velocity of flow matching, along a straight line. "
        "In a variance-preserving process the path is an arc, and both have weights.",
    ),
    Mistake(
        "velocity",
        replace=VELOCITY,
        by="gather(alpha_bars.sqrt(), t - 1, x0) * noise - gather((1 - alpha_bars).sqrt(), t - 1, x0) * x0",
        says="The weights are those of one level earlier; at t = 0 they wrap to the last. Levels count from 0 here.",
    ),
    Mistake(
        "velocity",
        replace="return " + VELOCITY,
        by="left = alpha_bars[t].reshape(-1, *[1] * (x0.dim() - 1))\n"
        "    return left.sqrt() * noise - (1 - left).sqrt() * x0",
        says="The result is float64 although x0 is not: the float64 table decides the dtype. "
        "The weights take the dtype of x0.",
    ),
    # x0_from_velocity
    Mistake(
        "x0_from_velocity",
        replace=" * x_t - gather(",
        by=" * x_t + gather(",
        says="The velocity is added. It points towards the noise, so the way back to x0 is against it.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="gather((1 - alpha_bars).sqrt(), t, x_t) * x_t - gather(alpha_bars.sqrt(), t, x_t) * velocity",
        says="The two weights are swapped: x_t has the weight that the signal has in it, and v that of the noise.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="gather(alpha_bars.sqrt(), t, x_t) * velocity + gather((1 - alpha_bars).sqrt(), t, x_t) * x_t",
        says="This is the noise, which can be found from x_t and v too. Here the clean sample is asked for.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="(x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * velocity) / gather(alpha_bars.sqrt(), t, x_t)",
        says="The velocity is treated as if it were the noise in x_t, with the formula that turns eps into x0.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="gather(alpha_bars, t, x_t) * x_t - gather(1 - alpha_bars, t, x_t) * velocity",
        says="The square roots are missing: alpha_bar and 1 - alpha_bar are powers, and the weights are their roots.",
    ),
    Mistake(
        "x0_from_velocity",
        replace="gather(alpha_bars.sqrt(), t, x_t) * x_t",
        by="x_t / gather(alpha_bars.sqrt(), t, x_t)",
        says="x_t is divided by the weight of the signal. Turning back by an angle divides by nothing; it multiplies.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="x_t - gather((1 - alpha_bars).sqrt(), t, x_t) * velocity",
        says="x_t has no weight here. It enters with that of the signal.",
    ),
    Mistake(
        "x0_from_velocity",
        replace=TURNED_BACK,
        by="x_t.mul_(gather(alpha_bars.sqrt(), t, x_t)) - gather((1 - alpha_bars).sqrt(), t, x_t) * velocity",
        says="The values are right, but x_t itself is overwritten. A sampler still needs it after this.",
    ),
    # posterior_mean
    Mistake(
        "posterior_mean",
        replace=WEIGHED,
        by="gather(share_of_x_t, t, x_t) * x0 + gather(share_of_x0, t, x_t) * x_t",
        says="The two weights are swapped: x0 gets the weight of x_t and the other way round (Ho et al. 2020, eq. 7).",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="alpha_bars.sqrt() * betas / (1 - alpha_bars)",
        says="The weight of x0 uses alpha_bar of level t in its root, where that of the level before belongs "
        "(Ho et al. 2020, eq. 7).",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="previous * betas / (1 - alpha_bars)",
        says="The weight of x0 lacks the square root of the alpha_bar before the step.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="(1 - betas).sqrt() * betas / (1 - alpha_bars)",
        says="The weight of x0 uses alpha of this one step, where alpha_bar, the product up to the level before, "
        "belongs.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="previous.sqrt() * betas / (1 - previous).clamp(min=1e-8)",
        says="The weight of x0 is divided by the noise of the level before. "
        "Both weights are divided by that of level t.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="previous.sqrt() * (1 - betas) / (1 - alpha_bars)",
        says="The weight of x0 uses alpha where beta belongs: the more noise a step adds, the more x0 counts.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X0,
        by="previous.sqrt() * betas / (1 - alpha_bars).sqrt()",
        says="The weight of x0 is divided by the size of the noise in x_t. Its variance belongs there, without a root.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X_T,
        by="(1 - betas).sqrt() * (1 - alpha_bars) / (1 - alpha_bars)",
        says="The weight of x_t uses the noise of level t above the line as well, so that the two cancel. "
        "The noise of the level before belongs there.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X_T,
        by="(1 - betas) * (1 - previous) / (1 - alpha_bars)",
        says="The weight of x_t lacks the square root of alpha.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X_T,
        by="alpha_bars.sqrt() * (1 - previous) / (1 - alpha_bars)",
        says="The weight of x_t uses alpha_bar, where alpha of this one step belongs.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X_T,
        by="betas.sqrt() * (1 - previous) / (1 - alpha_bars)",
        says="The weight of x_t uses the root of beta, where that of alpha belongs.",
    ),
    Mistake(
        "posterior_mean",
        replace=SHARE_OF_X_T,
        by="(1 - previous) / (1 - alpha_bars) / (1 - betas).sqrt()",
        says="The weight of x_t is divided by the root of alpha, where it is multiplied by it.",
    ),
    Mistake(
        "posterior_mean",
        replace=" * x0 + gather(",
        by=" * x0 - gather(",
        says="The two parts are subtracted. Both pull the mean towards themselves, so they add up.",
    ),
    Mistake(
        "posterior_mean",
        replace=BEFORE,
        by="torch.roll(alpha_bars, 1)",
        says="At level 0 the alpha_bar before is read at index -1, which is the last and noisiest entry. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_mean",
        replace=BEFORE,
        by="torch.cat([alpha_bars[:1], alpha_bars[:-1]])",
        says="At level 0 the alpha_bar before is taken to be that of level 0 itself. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_mean",
        replace=BEFORE,
        by="torch.cat([torch.zeros_like(alpha_bars[:1]), alpha_bars[:-1]])",
        says="At level 0 the alpha_bar before is taken to be 0, pure noise. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_mean",
        replace=BEFORE,
        by="torch.cat([alpha_bars[1:], alpha_bars[-1:]])",
        says="The list of earlier alpha_bars is shifted the wrong way: it holds those of the next, noisier level.",
    ),
    Mistake(
        "posterior_mean",
        replace=BEFORE,
        by="torch.cat([torch.ones(1, dtype=alpha_bars.dtype), alpha_bars[:-1]])",
        says="The 1 before level 0 is made on the CPU, wherever the betas are. On a GPU the two cannot be joined.",
    ),
    Mistake(
        "posterior_mean",
        replace="alpha_bars = alpha_bars_from_betas(betas)",
        by="alpha_bars = 1 - betas",
        says="alpha of each single step is used for alpha_bar everywhere. "
        "alpha_bar is the product of all alphas up to a level.",
    ),
    Mistake(
        "posterior_mean",
        replace=WEIGHED,
        by="share_of_x0[t].reshape(-1, *[1] * (x0.dim() - 1)) * x0"
        " + share_of_x_t[t].reshape(-1, *[1] * (x0.dim() - 1)) * x_t",
        says="The result is float64 although x_t is not: the float64 table decides the dtype. "
        "The weights take that of x_t.",
    ),
    Mistake(
        "posterior_mean",
        replace=WEIGHED,
        by="(x_t - gather(betas / (1 - alpha_bars).sqrt(), t, x_t) * x0) / gather((1 - betas).sqrt(), t, x_t)",
        says="This is the formula for the mean from eps, with x0 in the place of eps. "
        "The first argument is the clean sample.",
    ),
    # posterior_variance
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="(1 - alpha_bars) / (1 - previous) * betas",
        says="The ratio is upside down, so that the variance exceeds beta. "
        "Knowing x0 can only narrow it down: the noise before the step stands above the line.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="((1 - previous) / (1 - alpha_bars) * betas).sqrt()",
        says="This is the standard deviation. The variance is asked for; the sampler takes the root.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="((1 - previous) / (1 - alpha_bars) * betas).log()",
        says="This is the logarithm of the variance, which some codebases keep. "
        "The variance itself is asked for, and it is 0 at level 0.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="betas",
        says="This is beta, the variance of the forward step. "
        "Ho et al. 2020 allow it for sampling, but the posterior given x0 is narrower (eq. 7).",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="(1 - previous) / (1 - alpha_bars)",
        says="The factor beta is missing: this is only the share of beta that stays open once x0 is known.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="((1 - previous) / (1 - alpha_bars)).sqrt() * betas",
        says="The ratio of the noise powers stands under a root. Variances are multiplied here, so there is no root.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="(1 - previous) / (1 - alpha_bars) * (1 - betas)",
        says="The ratio is multiplied by alpha, where beta belongs.",
    ),
    Mistake(
        "posterior_variance",
        replace="return " + OPEN,
        by="variance = " + OPEN + "\n    return torch.cat([variance[1:2], variance[1:]])",
        says="Entry 0 repeats entry 1. Code that takes logarithms does so to avoid log 0; here entry 0 is 0, "
        "for at level 0 nothing is left open.",
    ),
    Mistake(
        "posterior_variance",
        replace=BEFORE,
        by="torch.roll(alpha_bars, 1)",
        says="For level 0 the alpha_bar before is read at index -1, which is the last and noisiest entry. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_variance",
        replace=BEFORE,
        by="torch.cat([alpha_bars[:1], alpha_bars[:-1]])",
        says="For level 0 the alpha_bar before is taken to be that of level 0 itself, so that entry 0 is beta. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_variance",
        replace=BEFORE,
        by="torch.cat([torch.zeros_like(alpha_bars[:1]), alpha_bars[:-1]])",
        says="For level 0 the alpha_bar before is taken to be 0, pure noise, so that entry 0 is 1. "
        "Before level 0 the signal is clean: alpha_bar is 1.",
    ),
    Mistake(
        "posterior_variance",
        replace=BEFORE,
        by="torch.cat([alpha_bars[1:], alpha_bars[-1:]])",
        says="The list of earlier alpha_bars is shifted the wrong way: it holds those of the next, noisier level.",
    ),
    Mistake(
        "posterior_variance",
        replace=OPEN,
        by="((1 - previous) / (1 - alpha_bars) * betas)[1:]",
        says="There is one entry too few. Level 0 has a variance too: it is 0.",
    ),
    Mistake(
        "posterior_variance",
        replace="alpha_bars = alpha_bars_from_betas(betas)",
        by="alpha_bars = 1 - betas",
        says="alpha of each single step is used for alpha_bar. alpha_bar is the product of all alphas up to a level.",
    ),
    Mistake(
        "posterior_variance",
        replace=BEFORE,
        by="torch.cat([torch.ones(1, dtype=alpha_bars.dtype), alpha_bars[:-1]])",
        says="The 1 before level 0 is made on the CPU, wherever the betas are. On a GPU the two cannot be joined.",
    ),
    Mistake(
        "posterior_variance",
        replace="return (1 - previous) / (1 - alpha_bars) * betas",
        by="betas *= (1 - previous) / (1 - alpha_bars)\n    return betas",
        says="The variances are right, but they are written into the betas that were handed in, which belong to the "
        "caller.",
    ),
]
