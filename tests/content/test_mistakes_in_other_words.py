"""The right sentence is found by what code computes, not by how it is written: known mistakes, spelled unlike ours."""

from __future__ import annotations

import textwrap

import pytest

from autograder.course import Course
from autograder.diagnosis.mistakes import reference_sources
from autograder.running.grading import grade
from autograder.running.overlay import Source

SPELLED = {
    "a loop that adds the kept shares": (
        "schedules.alpha_bars_from_betas",
        """
        def alpha_bars_from_betas(betas):
            total, out = 0.0, []
            for b in betas.tolist():
                total += 1 - b
                out.append(total)
            return torch.tensor(out, dtype=torch.float64)
        """,
        "The kept shares are added up.",
    ),
    "numpy's product of the betas": (
        "schedules.alpha_bars_from_betas",
        """
        def alpha_bars_from_betas(betas):
            import numpy as np
            return torch.from_numpy(np.cumprod(betas.numpy()))
        """,
        "This is the running product of the betas.",
    ),
    "a list that starts at 1": (
        "schedules.alpha_bars_from_betas",
        """
        def alpha_bars_from_betas(betas):
            out = [torch.ones((), dtype=torch.float64)]
            for b in betas:
                out.append(out[-1] * (1 - b))
            return torch.stack(out[:-1])
        """,
        "Each entry belongs to the level before",
    ),
    "powers used as weights": (
        "forward.add_noise",
        """
        def add_noise(x0, noise, t, alpha_bars):
            a = alpha_bars[t].to(x0.dtype)
            while a.ndim < x0.ndim:
                a = a[..., None]
            return torch.lerp(noise, x0, a)
        """,
        "alpha_bar and 1 - alpha_bar are used as they are.",
    ),
    "weights that are swapped": (
        "forward.add_noise",
        """
        def add_noise(x0, noise, t, alpha_bars):
            std = alpha_bars.sqrt()[t].view(-1, *(1,) * (x0.ndim - 1)).to(x0)
            mean = (1 - alpha_bars[t]).sqrt().view(-1, *(1,) * (x0.ndim - 1)).to(x0)
            return mean * x0 + std * noise
        """,
        "The two weights are swapped",
    ),
    "an index that wraps": (
        "forward.posterior_variance",
        """
        def posterior_variance(betas):
            abar = torch.cumprod(1 - betas, 0)
            return torch.stack([(1 - abar[t - 1]) / (1 - abar[t]) * betas[t] for t in range(len(betas))])
        """,
        "For level 0 the alpha_bar before is read at index -1",
    ),
    "beta instead of the posterior variance": (
        "forward.posterior_variance",
        """
        def posterior_variance(betas):
            return 1 - (1 - betas)
        """,
        "This is beta, the variance of the forward step.",
    ),
    "a root of the mean square": (
        "loss.denoising_loss",
        """
        def denoising_loss(model, x0, noise, t, alpha_bars, prediction="eps", gamma=None):
            shape = (-1,) + (1,) * (x0.ndim - 1)
            a = alpha_bars[t].reshape(shape).to(x0.dtype)
            x = a.sqrt() * x0 + (1 - a).sqrt() * noise
            target = {"eps": noise, "x0": x0, "velocity": a.sqrt() * noise - (1 - a).sqrt() * x0}[prediction]
            error = model(x, t).sub(target).pow(2)
            if gamma is None:
                return torch.sqrt(error.mean())
            snr = (alpha_bars / (1 - alpha_bars))[t]
            low = torch.minimum(snr, torch.full_like(snr, gamma))
            w = {"eps": low / snr, "x0": low, "velocity": low / (snr + 1)}[prediction].to(x0.dtype)
            return (w * error.reshape(len(x0), -1).mean(1)).mean()
        """,
        "You take the square root of the mean square.",
    ),
    "a walk that stops before 0": (
        "ddpm.ddpm_sample",
        """
        def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
            t = len(betas) - 1
            while t > 0:
                level = x_T.new_full((x_T.shape[0],), t).long()
                x_T = ddpm_step(x_T, model(x_T, level), draw_noise(x_T), level, betas)
                t -= 1
            return x_T
        """,
        "The walk stops before level 0.",
    ),
    "t > 1 as in the paper": (
        "ddpm.ddpm_sample",
        """
        def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
            x = x_T
            for i in range(len(betas))[::-1]:
                t = torch.ones(len(x), device=x.device).long() * i
                z = draw_noise(x)
                x = ddpm_step(x, model(x, t), z if i > 1 else z * 0, t, betas)
            return x
        """,
        "The step at t = 1 adds no noise.",
    ),
    "alpha_bar of the wrong level": (
        "ddim.ddim_step",
        """
        def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
            sigma = ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
            pred = x_t / alpha_bar_t**0.5 - ((1 - alpha_bar_t) / alpha_bar_t) ** 0.5 * eps
            out = alpha_bar_s**0.5 * pred + (1 - alpha_bar_t - sigma**2).clamp(min=0) ** 0.5 * eps
            if noise is not None:
                out = out + sigma * noise
            return out
        """,
        "The direction term uses alpha_bar_t where alpha_bar_s belongs",
    ),
    "no room for the fresh noise": (
        "ddim.ddim_step",
        """
        def ddim_step(x_t, eps, alpha_bar_t, alpha_bar_s, eta=0.0, noise=None):
            x0 = x_t.sub(eps * torch.sqrt(1 - alpha_bar_t)).div(torch.sqrt(alpha_bar_t))
            x = torch.sqrt(alpha_bar_s) * x0 + torch.sqrt(1 - alpha_bar_s) * eps
            return x if noise is None else x + noise * ddim_sigma(alpha_bar_t, alpha_bar_s, eta)
        """,
        "The direction term does not make room for the fresh noise",
    ),
    "guidance in the form of the paper": (
        "cfg.guided_eps",
        """
        def guided_eps(eps_cond, eps_uncond, scale):
            return (1 + scale) * eps_cond - scale * eps_uncond
        """,
        "This is the form of Ho & Salimans",
    ),
    "predictions that have changed places": (
        "cfg.guided_eps",
        """
        def guided_eps(eps_cond, eps_uncond, scale):
            return scale * eps_uncond + (1 - scale) * eps_cond
        """,
        "The two predictions have changed places",
    ),
    "one coin for the batch": (
        "cfg.drop_labels",
        """
        def drop_labels(labels, drop_probability, null_label, generator=None):
            out = labels.clone()
            if torch.rand((), generator=generator, device=labels.device) < drop_probability:
                out[:] = null_label
            return out
        """,
        "One coin decides for the whole batch",
    ),
}


@pytest.mark.parametrize("spelling", SPELLED)
def test_the_mistake_is_named(course: Course, checks, spelling: str):
    function, code, says = SPELLED[spelling]
    exercise, _, name = function.partition(".")
    reference = reference_sources(course)
    text = reference[exercise].text.decode() + "\n\n" + textwrap.dedent(code)
    sources = {**reference, exercise: Source(text.encode(), f"{exercise}.py")}
    result = grade(course, checks, sources, functions=[name]).functions[function]
    assert result.status == "failed"
    assert result.diagnosis is not None, [o for o in result.checks if o.status == "failed"]
    assert result.diagnosis.startswith(says)
