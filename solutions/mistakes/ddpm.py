"""Known mistakes of exercise 4, ancestral sampling."""

from __future__ import annotations

from autograder import Mistake

MISTAKES = [
    # ddpm_step
    Mistake(
        "ddpm_step",
        replace="posterior_variance(betas).sqrt()",
        by="betas.sqrt()",
        says="Your step equals one that uses beta_t where the posterior variance belongs. Ho et al. allow both; "
        "here it is beta~_t of eq. 7, which is smaller, and 0 at t = 0.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_variance(betas).sqrt()",
        by="(betas.sqrt() * (posterior_variance(betas) > 0))",
        says="Your step equals one that uses beta_t as the variance at all levels above 0. Ho et al. allow both; "
        "here it is the posterior variance beta~_t of eq. 7.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_variance(betas).sqrt()",
        by="posterior_variance(betas)",
        says="The noise is multiplied by the posterior variance. Multiply by its square root, the standard deviation.",
    ),
    Mistake(
        "ddpm_step",
        replace="gather(posterior_variance(betas).sqrt(), t, x_t)",
        by="gather(posterior_variance(betas).sqrt() * (t.new_tensor(range(len(betas))) > 1), t, x_t)",
        says="No noise is added at t = 1. The condition t > 1 of the paper counts levels from 1; here they count "
        "from 0, and only t = 0 gets none.",
    ),
    Mistake(
        "ddpm_step",
        replace="gather(posterior_variance(betas).sqrt(), t, x_t)",
        by="gather(posterior_variance(betas).sqrt(), (t - 1).clamp(min=0), x_t)",
        says="The noise has the size that belongs to level t - 1. Levels count from 0 here, so the table is looked "
        "up at t itself.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_variance(betas).sqrt()",
        by="posterior_variance(betas)[[1, *range(1, len(betas))]].sqrt()",
        says="Noise is added at t = 0, of the variance that belongs to t = 1. Clipping the variance at t = 0 like "
        "this is a device for its logarithm; in sampling the last step adds no noise.",
    ),
    Mistake(
        "ddpm_step",
        replace="return mean + gather(posterior_variance(betas).sqrt(), t, x_t) * noise",
        by="""if t[0] == 0:
        return mean
    return mean + gather(posterior_variance(betas).sqrt(), t, x_t) * noise""",
        says="The level of the first sample decides for the whole batch whether noise is added. Each sample has a "
        "level of its own; those at t = 0 get none, the others next to them do.",
    ),
    Mistake(
        "ddpm_step",
        replace="return mean + gather(posterior_variance(betas).sqrt(), t, x_t) * noise",
        by="""if (t == 0).any():
        return mean
    return mean + gather(posterior_variance(betas).sqrt(), t, x_t) * noise""",
        says="As soon as one sample of the batch is at t = 0, no sample gets noise. Each sample has a level of its "
        "own; only those at t = 0 get none.",
    ),
    Mistake(
        "ddpm_step",
        replace="return mean + gather(posterior_variance(betas).sqrt(), t, x_t) * noise",
        by="return mean",
        says="You return the mean of the posterior without noise. A step draws from it: add the noise handed in, "
        "times the root of the posterior variance.",
    ),
    Mistake(
        "ddpm_step",
        replace="t, x_t) * noise",
        by="t, x_t) * torch.randn_like(noise)",
        says="You draw new noise inside the step. Use the noise that is handed in, so that whoever calls the step "
        "decides what is random.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean + gather(",
        by="mean - gather(",
        says="The noise is subtracted. For random noise this makes no difference, but the noise handed in is to be "
        "added.",
    ),
    Mistake(
        "ddpm_step",
        replace="t, x_t) * noise",
        by="t, x_t) * eps",
        says="You add eps, what the model sees in x_t, as the new noise. Fresh noise comes in as the argument `noise`.",
    ),
    Mistake(
        "ddpm_step",
        replace="x0_from_eps(x_t, eps, t,",
        by="x0_from_eps(x_t, noise, t,",
        says="You predict x0 with the fresh noise. What is in x_t is eps, the model's answer; the argument `noise` "
        "is for the end of the step.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_mean(x0, x_t, t, betas)",
        by="posterior_mean(x_t, x0, t, betas)",
        says="The arguments of posterior_mean are exchanged: it takes x0 first, then x_t.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_mean(x0, x_t, t, betas)",
        by="posterior_mean(eps, x_t, t, betas)",
        says="You give the noise eps to posterior_mean where x0 belongs. Predict x0 from x_t and eps first.",
    ),
    Mistake(
        "ddpm_step",
        replace="posterior_mean(x0, x_t, t, betas)",
        by="x0",
        says="Your step jumps all the way to the predicted x0 and adds noise there. One step leads one level down: "
        "to the posterior mean, which lies between x_t and x0.",
    ),
    Mistake(
        "ddpm_step",
        replace="x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))",
        by="x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas)).clamp(-1, 1)",
        says="You cut the predicted x0 to [-1, 1]. Many samplers do so for images, but it is not part of the step "
        "in algorithm 2: samples here may have any size.",
    ),
    Mistake(
        "ddpm_step",
        replace="x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))",
        by="x0_from_eps(x_t, eps, t, 1 - betas)",
        says="You predict x0 with alpha_t of the single step. x_t is t + 1 steps away from x0, so the product of "
        "them all belongs there: alpha_bar_t.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="mean = posterior_mean(x0, x_t, t, betas) * gather((1 - betas).sqrt(), t, x_t)",
        says="The mean lacks its factor 1 / sqrt(alpha_t): x_t without some of its noise has to be scaled up "
        "again, or the samples shrink with every step.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="""mean = posterior_mean(x0, x_t, t, betas) * gather((1 - betas).sqrt(), t, x_t)
    mean = mean / gather(alpha_bars_from_betas(betas).sqrt(), t, x_t)""",
        says="The mean is divided by sqrt(alpha_bar_t). One step undoes one step: divide by sqrt(alpha_t), without "
        "the bar.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="""share = gather(betas / (1 - alpha_bars_from_betas(betas)), t, x_t)
    mean = (x_t - share * eps) / gather((1 - betas).sqrt(), t, x_t)""",
        says="In the mean, eps is multiplied by beta_t / (1 - abar_t). The square root is missing: it is beta_t / "
        "sqrt(1 - abar_t).",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="mean = (x_t - gather(betas.sqrt(), t, x_t) * eps) / gather((1 - betas).sqrt(), t, x_t)",
        says="In the mean, eps is multiplied by beta_t / sqrt(1 - alpha_t), which is sqrt(beta_t). The alpha in "
        "the denominator has a bar: beta_t / sqrt(1 - abar_t).",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="""share = gather(betas / (1 - alpha_bars_from_betas(betas)).sqrt(), t, x_t)
    mean = x_t - share * eps / gather((1 - betas).sqrt(), t, x_t)""",
        says="In the mean, only the term with eps is divided by sqrt(alpha_t). Put parentheses around the whole "
        "difference: x_t is divided too.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="""share = gather(betas / (1 - alpha_bars_from_betas(betas)).sqrt(), t, x_t)
    mean = (x_t + share * eps) / gather((1 - betas).sqrt(), t, x_t)""",
        says="In the mean, eps is added. A step removes some of the noise that the model sees: the sign is minus.",
    ),
    Mistake(
        "ddpm_step",
        replace="x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))",
        by="""t = t[:1].expand(len(t))
    x0 = x0_from_eps(x_t, eps, t, alpha_bars_from_betas(betas))""",
        says="All samples took the step of the first one. Each sample has a level of its own in t.",
    ),
    Mistake(
        "ddpm_step",
        replace="gather(posterior_variance(betas).sqrt(), t, x_t)",
        by="posterior_variance(betas).sqrt()[t].reshape(-1, *[1] * (x_t.dim() - 1))",
        says="The values are right, but for float32 samples the result is float64: the table pulls them up. gather "
        "brings what it looks up to the dtype of x_t.",
    ),
    Mistake(
        "ddpm_step",
        replace="gather(posterior_variance(betas).sqrt(), t, x_t)",
        by="posterior_variance(betas).sqrt()[t].to(x_t.dtype).reshape(-1, 1, 1, 1)",
        says="Your step works for images (B, C, H, W) only: the factor of the noise has the shape (B, 1, 1, 1). "
        "gather shapes it to fit samples of any shape.",
    ),
    Mistake(
        "ddpm_step",
        replace="mean = posterior_mean(x0, x_t, t, betas)",
        by="mean = x_t.copy_(posterior_mean(x0, x_t, t, betas))",
        says="The values are right, but you write the result into x_t, which belongs to the caller. Make a new tensor.",
    ),
    # ddpm_sample
    Mistake(
        "ddpm_sample",
        replace="reversed(range(len(betas)))",
        by="range(len(betas))",
        says="You walk upwards, from level 0 to T-1. Sampling starts at the noisiest level, T-1, and ends at 0.",
    ),
    Mistake(
        "ddpm_sample",
        replace="reversed(range(len(betas)))",
        by="reversed(range(1, len(betas)))",
        says="The walk stops before level 0. range(T - 1, 0, -1) leaves 0 out; without that step the result keeps "
        "the noise of level 0.",
    ),
    Mistake(
        "ddpm_sample",
        replace="reversed(range(len(betas)))",
        by="reversed(range(len(betas) - 1))",
        says="The walk starts at level T-2. The first step takes x_T, pure noise, at the last level, T-1.",
    ),
    Mistake(
        "ddpm_sample",
        replace="reversed(range(len(betas)))",
        by="range(len(betas), 0, -1)",
        says="The walk starts at level T, as in the paper, which counts from 1. Levels count from 0 here: the last "
        "one is T-1, and the walk ends with 0.",
    ),
    Mistake(
        "ddpm_sample",
        replace="reversed(range(len(betas)))",
        by="reversed(range(1000))",
        says="The number of levels is fixed at 1000 in your code. It is the length of betas.",
    ),
    Mistake(
        "ddpm_sample",
        replace="model(x, t)",
        by="model(x, t + 1)",
        says="You give the model t + 1. Levels count from 0 here, in the paper from 1: the model gets the same t "
        "as the step.",
    ),
    Mistake(
        "ddpm_sample",
        replace="model(x, t)",
        by="model(x, t / len(betas))",
        says="You give the model t / T, a fraction. Models here take the level itself, as a long tensor.",
    ),
    Mistake(
        "ddpm_sample",
        replace="model(x, t)",
        by="model(x, t[0])",
        says="You give the model one number as t. It expects one level for each sample, a tensor of shape (B,).",
    ),
    Mistake(
        "ddpm_sample",
        replace="model(x, t)",
        by="model(x_T, t)",
        says="The model is asked about x_T at every step. After the first step, x has moved on: ask about the "
        "current x.",
    ),
    Mistake(
        "ddpm_sample",
        replace="x = ddpm_step(x, model(x, t)",
        by="x = ddpm_step(x_T, model(x, t)",
        says="Every step starts from x_T. It has to start from the x that the step before returned.",
    ),
    Mistake(
        "ddpm_sample",
        replace="ddpm_step(x, model(x, t), draw_noise(x), t, betas)",
        by="ddpm_step(x, draw_noise(x), model(x, t), t, betas)",
        says="The model's answer and the fresh noise are exchanged: ddpm_step takes x_t, eps, noise, in this order.",
    ),
    Mistake(
        "ddpm_sample",
        replace="draw_noise(x)",
        by="torch.randn_like(x)",
        says="You draw the noise with torch.randn_like and not with the draw_noise that is handed in. Call "
        "draw_noise(x): its default does the same, but the caller can replace it.",
    ),
    Mistake(
        "ddpm_sample",
        replace="draw_noise(x)",
        by="torch.zeros_like(x)",
        says="No step adds noise. All steps but the last draw fresh noise with draw_noise(x).",
    ),
    Mistake(
        "ddpm_sample",
        replace="draw_noise(x)",
        by="(draw_noise(x) if level > 1 else torch.zeros_like(x))",
        says="The step at t = 1 adds no noise. The condition t > 1 of the paper counts levels from 1; here it is t "
        "> 0.",
    ),
    Mistake(
        "ddpm_sample",
        replace="draw_noise(x)",
        by="draw_noise(x[:1])",
        says="The noise is drawn for one sample and shared by the whole batch. Draw it in the shape of x, so that "
        "each sample gets noise of its own.",
    ),
    Mistake(
        "ddpm_sample",
        replace="""    x = x_T
    for level in reversed(range(len(betas))):
        t = torch.full((len(x),), level, device=x.device)
        x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)
""",
        by="""    x = x_T
    noise = draw_noise(x)
    for level in reversed(range(len(betas))):
        t = torch.full((len(x),), level, device=x.device)
        x = ddpm_step(x, model(x, t), noise, t, betas)
""",
        says="The noise is drawn once, before the loop, and used in every step. Each step needs fresh noise, or "
        "the errors of all steps point the same way.",
    ),
    Mistake(
        "ddpm_sample",
        replace="x = x_T\n",
        by="x = torch.randn_like(x_T)\n",
        says="The walk starts from noise of your own and not from x_T. x_T is the starting point that the caller "
        "chose.",
    ),
    Mistake(
        "ddpm_sample",
        replace="ddpm_step(x, model(x, t), draw_noise(x), t, betas)",
        by="ddpm_step(x, model(x, t), draw_noise(x), t, betas).clamp(-1, 1)",
        says="You cut the samples to [-1, 1] after every step. Noisy samples are larger than that, and algorithm 2 "
        "cuts nothing.",
    ),
    Mistake(
        "ddpm_sample",
        replace="    return x\n",
        by="    return x.clamp(-1, 1)\n",
        says="You cut the result to [-1, 1]. That is for whoever draws a picture of it; samples here may have any "
        "size.",
    ),
    Mistake(
        "ddpm_sample",
        replace="""        x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)
    return x
""",
        by="""        x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)
        return x
""",
        says="You return after the first step: the return stands inside the loop. Move it out by one level.",
    ),
    Mistake(
        "ddpm_sample",
        replace="x = ddpm_step(x, model(x, t), draw_noise(x), t, betas)",
        by="x.copy_(ddpm_step(x, model(x, t), draw_noise(x), t, betas))",
        says="The sample is right, but you write every step into the memory of x_T, which belongs to the caller. "
        "Let x be the new tensor that ddpm_step returns.",
    ),
    Mistake(
        "ddpm_sample",
        replace="level, device=x.device)",
        by="level)",
        says="You make t on the CPU, wherever x is. Make it on the device of x, or nothing runs on a GPU.",
    ),
]
