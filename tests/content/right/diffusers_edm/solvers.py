"""Second order from diffusers' DPM-Solver with exact float64 tables put in by hand; Heun written as in EDM's own code."""

import numpy as np
import torch
from diffusers import DPMSolverMultistepScheduler


class Exact(DPMSolverMultistepScheduler):
    """The same solver on levels of our own."""

    def on(self, alpha_bars):
        self.set_timesteps(timesteps=list(range(len(alpha_bars)))[::-1])
        self.sigmas = torch.cat([((1 - alpha_bars) / alpha_bars).sqrt(), alpha_bars.new_zeros(1)])
        self.set_begin_index(0)
        self._init_step_index(0)
        return self


def dpm_solver_2m_sample(model, x_T, alpha_bars, timesteps):
    solver = Exact(num_train_timesteps=len(timesteps)).on(alpha_bars[timesteps].cpu())
    x = x_T
    for level in timesteps.tolist():
        eps = model(x, torch.tensor([level], device=x.device).expand(len(x)))
        x0 = solver.convert_model_output(eps, sample=x)
        solver.model_outputs = [solver.model_outputs[1], x0]
        if solver.lower_order_nums < 1 or solver.step_index == len(timesteps) - 1:
            x = solver.dpm_solver_first_order_update(x0, sample=x)
        else:
            x = solver.multistep_dpm_solver_second_order_update(solver.model_outputs, sample=x)
        solver.lower_order_nums += 1
        solver._step_index += 1
    return x


def karras_sigmas(num_steps, sigma_min=0.002, sigma_max=80.0, rho=7.0):
    step_indices = torch.arange(num_steps, dtype=torch.float64)
    t_steps = (
        sigma_max ** (1 / rho) + step_indices / (num_steps - 1) * (sigma_min ** (1 / rho) - sigma_max ** (1 / rho))
    ) ** rho
    return torch.cat([t_steps, torch.zeros_like(t_steps[:1])])


def heun_sample(denoise, x, sigmas, S_churn=0, S_min=0, S_max=float("inf"), S_noise=1):
    num_steps = len(sigmas) - 1
    x_next = x
    for i, (t_cur, t_next) in enumerate(zip(sigmas[:-1], sigmas[1:])):
        x_cur = x_next
        gamma = min(S_churn / num_steps, np.sqrt(2) - 1) if S_min <= t_cur <= S_max else 0
        t_hat = t_cur + gamma * t_cur
        x_hat = x_cur + (t_hat**2 - t_cur**2).sqrt() * S_noise * 0
        d_cur = (x_hat - denoise(x_hat, t_hat)) / t_hat
        x_next = x_hat + (t_next - t_hat) * d_cur
        if i < num_steps - 1:
            d_prime = (x_next - denoise(x_next, t_next)) / t_next
            x_next = x_hat + (t_next - t_hat) * (0.5 * d_cur + 0.5 * d_prime)
    return x_next
