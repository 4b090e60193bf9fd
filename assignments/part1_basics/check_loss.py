"""Checks of exercise 3, the training loss."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from assignments.cases import (
    GaussianData,
    Noised,
    Recorder,
    along,
    curved_model,
    irregular_betas,
    noised,
    noised_batches,
    settled,
)
from autograder import Implementation, Inputs, check, expect

Rule = Callable[[Tensor, Tensor], Tensor]

NOISING = ["gather", "add_noise"]
SQUARE = "Square (model(x_t, t) - target) element by element, and take one mean over everything."
CUT = "Work out the SNR of each sample, cut it at gamma, and divide by what the prediction asks for."
WEIGHING = "First the mean square of each sample, of shape (B,); then times its weight; then the mean over the batch."

WEIGHTS = [*NOISING, "signal_to_noise", "min_snr_weight"]


def expected_weight(alpha_bar: Tensor, gamma: float, prediction: str) -> Tensor:
    """Return min(SNR, gamma) over SNR, 1 or SNR + 1, spelled without the SNR where it can be."""
    signal, noise = alpha_bar, 1 - alpha_bar
    if prediction == "eps":
        return torch.clamp(gamma * noise / signal, max=1.0)
    if prediction == "x0":
        return torch.minimum(gamma * torch.ones_like(noise), signal / noise)
    return torch.minimum(gamma * noise, signal)


def weighing_cases(inputs: Inputs) -> list[tuple[Tensor, Tensor, float]]:
    """Return levels, alpha_bars and gamma: a gamma amid the SNRs, one below them all, one above them all."""
    cases = []
    for num_steps in (4, 7):
        alpha_bars = torch.cumprod(1 - irregular_betas(inputs, num_steps), 0)
        snr = alpha_bars / (1 - alpha_bars)
        amid = float((snr[1] * snr[2]).sqrt())
        t = torch.cat([inputs.permutation(num_steps), inputs.integers(0, num_steps, 3)])
        cases += [(t, alpha_bars, gamma) for gamma in (amid, float(snr[-1]) * 0.7, float(snr[0]) * 1.3)]
    return cases


def expect_weights(impl: Implementation, inputs: Inputs, prediction: str, by_hand: list[float]) -> None:
    """Expect the weights worked out by hand (gamma = 2, SNR 4, 1, 0.25), and those of fresh schedules."""
    table = torch.tensor([0.8, 0.5, 0.2], dtype=torch.float64, device=inputs.device)
    weights = impl.min_snr_weight(torch.arange(3, device=inputs.device), table, 2.0, prediction)
    expect.close(weights, by_hand, "the weights for SNR 4, 1 and 0.25 and gamma = 2", hint=CUT)
    for t, alpha_bars, gamma in weighing_cases(inputs):
        weights = impl.min_snr_weight(t, alpha_bars, gamma, prediction)
        name = f"the weights for {prediction}, {len(alpha_bars)} levels, gamma = {gamma:.4g}"
        expect.close(weights, expected_weight(alpha_bars[t], gamma, prediction), name, t=t, hint=CUT)


@check(function="min_snr_weight", points=0.5, needs=["signal_to_noise"])
def check_min_snr_weights_for_eps_are_1_until_the_snr_exceeds_gamma(impl: Implementation, inputs: Inputs) -> None:
    """For eps the weight is min(SNR, gamma) / SNR: with gamma = 2 and SNR 4, 1, 0.25 it is 0.5, 1, 1."""
    expect_weights(impl, inputs, "eps", [0.5, 1, 1])


@check(function="min_snr_weight", points=0.5, needs=["signal_to_noise"])
def check_min_snr_weights_for_x0_are_the_snr_but_at_most_gamma(impl: Implementation, inputs: Inputs) -> None:
    """For x0 the weight is min(SNR, gamma): with gamma = 2 and SNR 4, 1, 0.25 it is 2, 1, 0.25."""
    expect_weights(impl, inputs, "x0", [2, 1, 0.25])


@check(function="min_snr_weight", points=0.5, needs=["signal_to_noise"])
def check_min_snr_weights_for_velocity_divide_by_snr_plus_1(impl: Implementation, inputs: Inputs) -> None:
    """For velocity the weight is min(SNR, gamma) / (SNR + 1): with gamma = 2 and SNR 4, 1, 0.25 it is 0.4, 0.5, 0.2."""
    expect_weights(impl, inputs, "velocity", [0.4, 0.5, 0.2])


@check(function="min_snr_weight", points=0.5, needs=["signal_to_noise"])
def check_min_snr_weights_are_one_number_for_each_sample(impl: Implementation, inputs: Inputs) -> None:
    """There is one weight for each sample, that of its own level, whatever the size of the batch.

    A level may occur several times in a batch, or not at all.  The arguments stay as they were, and the result is on
    their device.
    """
    alpha_bars = torch.cumprod(1 - irregular_betas(inputs, 7), 0)
    gamma = float((alpha_bars / (1 - alpha_bars))[2]) * 1.1
    for batch in (1, 3, 12):
        t = inputs.integers(0, 7, batch)
        expected = expected_weight(alpha_bars[t], gamma, "eps")
        expect.close(impl.min_snr_weight(t, alpha_bars, gamma), expected, f"the weights of a batch of {batch}", t=t)
    expect.unchanged(impl.min_snr_weight)
    device = inputs.device if inputs.device.type != "cpu" else torch.device("meta")
    expect.on_device(impl.min_snr_weight, (t.to(device), alpha_bars.to(device), gamma), device, "the weights")


def answer_zero() -> Recorder:
    """Return a model that answers 0 to everything: its loss is the mean square of the target."""
    return Recorder(lambda x, _: torch.zeros_like(x))


def target_of(batch: Noised, prediction: str) -> Tensor:
    """Return what a model is trained to answer."""
    if prediction == "eps":
        return batch.noise
    if prediction == "x0":
        return batch.x0
    alpha_bar = along(batch.alpha_bars, batch.t, batch.x0)
    return alpha_bar.sqrt() * batch.noise - (1 - alpha_bar).sqrt() * batch.x0


def expected_loss(model: Rule, batch: Noised, prediction: str, gamma: float | None = None) -> Tensor:
    """Add up the loss sample by sample."""
    errors = model(batch.x_t, batch.t) - target_of(batch, prediction)
    losses = torch.stack([(e * e).sum() / e.numel() for e in errors])
    if gamma is not None:
        losses = losses * expected_weight(batch.alpha_bars[batch.t], gamma, prediction).to(losses.dtype)
    return losses.sum() / len(losses)


def expect_loss(impl: Implementation, inputs: Inputs, prediction: str, by_hand: float) -> None:
    """Expect the loss worked out by hand, that of fresh batches, and that of a model which is off by a known amount."""
    x0, noise, t, alpha_bars = two_numbers(inputs, [0.64, 0.36])
    loss = impl.denoising_loss(answer_zero(), x0, noise, t, alpha_bars, prediction)
    expect.close(loss, torch.tensor(by_hand, dtype=torch.float64), "the loss of a model that answers 0", hint=SQUARE)
    for batch in noised_batches(inputs):
        model = curved_model(inputs, len(batch.t))
        arguments = (batch.x0, batch.noise, batch.t, batch.alpha_bars, prediction)
        loss = settled(impl.denoising_loss, model, *arguments)
        expect.close(
            loss, expected_loss(model, batch, prediction), f"the loss on a batch {tuple(batch.x0.shape)}", hint=SQUARE
        )
    data, offset = GaussianData(inputs.number(0.5, 1.5), 0.0), inputs.number(0.4, 0.9)

    def nearly_perfect(x: Tensor, t: Tensor) -> Tensor:
        alpha_bar = along(batch.alpha_bars, t, x)
        eps, x0 = data.eps(x, alpha_bar), torch.full_like(x, data.mean)
        v = alpha_bar.sqrt() * eps - (1 - alpha_bar).sqrt() * x0
        return {"eps": eps, "x0": x0, "velocity": v}[prediction] + offset

    x0 = torch.full_like(batch.x0, data.mean)
    loss = impl.denoising_loss(nearly_perfect, x0, batch.noise, batch.t, batch.alpha_bars, prediction)
    expect.close(loss, torch.tensor(offset**2), f"the loss of a model that is right but for {offset} everywhere")


def two_numbers(inputs: Inputs, alpha_bars: list[float]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return two samples to work out by hand: x0 = 1 and 2, noise = 0.5 and -1.5, t = 0 and 1."""

    def numbers(*values: float) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=inputs.device)

    return numbers(1, 2), numbers(0.5, -1.5), torch.arange(2, device=inputs.device), numbers(*alpha_bars)


@check(function="denoising_loss", points=1, needs=NOISING)
def check_denoising_loss_is_the_mean_square_of_what_the_model_gets_wrong(impl: Implementation, inputs: Inputs) -> None:
    """The loss is the mean of (answer - noise)^2: answer 0, noise 0.5 and -1.5 give (0.25 + 2.25) / 2 = 1.25.

    And where all data are one point, a formula sees the noise exactly: a model that is off by d has the loss d^2.
    """
    expect_loss(impl, inputs, "eps", 1.25)
    batch = noised(inputs, 4, (3, 5, 2))
    model = curved_model(inputs, 4)

    def arguments(kind: torch.dtype) -> tuple[object, ...]:
        return model, batch.x0.to(kind), batch.noise.to(kind), batch.t, batch.alpha_bars

    expect.well_behaved(impl.denoising_loss, arguments, expected_loss(model, batch, "eps"), name="the loss")


@check(function="denoising_loss", points=0.5, needs=NOISING)
def check_denoising_loss_asks_the_model_about_x_t_at_its_own_level(impl: Implementation, inputs: Inputs) -> None:
    """The model sees x_t, made with the noise that was handed in, and t itself: long, one for each sample, from 0."""
    for batch in noised_batches(inputs):
        rule = curved_model(inputs, len(batch.t))
        arguments = (batch.x0, batch.noise, batch.t, batch.alpha_bars)
        model = Recorder(lambda x, t, rule=rule, last=len(batch.t) - 1: rule(x, t.clamp(max=last)))
        impl.denoising_loss(model, *arguments)
        expect.that(len(model.calls) > 0, "the model was never called", hint="The loss needs model(x_t, t).")
        seen, levels = (torch.cat(log) for log in zip(*model.calls, strict=True))
        expect.equal(levels, batch.t.tolist(), "the levels t given to the model")
        loss = settled(impl.denoising_loss, rule, *arguments)
        expect.close(seen, batch.x_t, "the x_t given to the model", t=batch.t)
        expect.close(loss, expected_loss(rule, batch, "eps"), "the loss")


@check(function="denoising_loss", points=0.5, needs=NOISING)
def check_denoising_loss_for_x0_compares_with_the_clean_sample(impl: Implementation, inputs: Inputs) -> None:
    """With prediction "x0" the target is x0: answer 0, x0 = 1 and 2 give (1 + 4) / 2 = 2.5."""
    expect_loss(impl, inputs, "x0", 2.5)


@check(function="denoising_loss", points=0.5, needs=[*NOISING, "velocity"])
def check_denoising_loss_for_velocity_compares_with_the_velocity(impl: Implementation, inputs: Inputs) -> None:
    """With prediction "velocity" the target is v = sqrt(abar) noise - sqrt(1 - abar) x0.

    With abar = 0.64 and 0.36, x0 = 1 and 2, noise = 0.5 and -1.5 it is 0.8 * 0.5 - 0.6 * 1 = -0.2 and
    0.6 * -1.5 - 0.8 * 2 = -2.5, so that a model that answers 0 has the loss (0.04 + 6.25) / 2 = 3.145.
    """
    expect_loss(impl, inputs, "velocity", 3.145)


def amid_the_snrs(batch: Noised) -> float:
    """Return a gamma that cuts the SNR of some levels and not of others."""
    snr = batch.alpha_bars / (1 - batch.alpha_bars)
    return float((snr[1] * snr[2]).sqrt())


@check(function="denoising_loss", points=0.5, needs=WEIGHTS)
def check_denoising_loss_with_gamma_weighs_the_loss_of_each_sample(impl: Implementation, inputs: Inputs) -> None:
    """With gamma each sample's mean square counts by its own weight: weights 0.5 and 1 give (0.5 * 0.25 + 2.25) / 2.

    That is 1.1875 for a model that answers 0, noise 0.5 and -1.5, SNR 4 and 1, and gamma = 2.
    """
    x0, noise, t, alpha_bars = two_numbers(inputs, [0.8, 0.5])
    loss = impl.denoising_loss(answer_zero(), x0, noise, t, alpha_bars, "eps", 2.0)
    expect.close(loss, torch.tensor(1.1875, dtype=torch.float64), "the loss of a model that answers 0, with gamma = 2")
    for batch in noised_batches(inputs):
        gamma, model = amid_the_snrs(batch), curved_model(inputs, len(batch.t))
        loss = settled(impl.denoising_loss, model, batch.x0, batch.noise, batch.t, batch.alpha_bars, "eps", gamma)
        name = f"the loss with gamma = {gamma:.4g} on a batch {tuple(batch.x0.shape)}"
        expect.close(loss, expected_loss(model, batch, "eps", gamma), name, hint=WEIGHING)

    def arguments(kind: torch.dtype) -> tuple[object, ...]:
        return model, batch.x0.to(kind), batch.noise.to(kind), batch.t, batch.alpha_bars, "eps", gamma

    expected = expected_loss(model, batch, "eps", gamma)
    expect.well_behaved(impl.denoising_loss, arguments, expected, name="the loss with gamma")


@check(function="denoising_loss", points=0.5, needs=[*WEIGHTS, "velocity"])
def check_denoising_loss_with_gamma_uses_the_weight_of_the_prediction(impl: Implementation, inputs: Inputs) -> None:
    """With gamma, x0 and velocity have weights of their own: min_snr_weight is told which prediction it is for."""
    for prediction in ("x0", "velocity"):
        for batch in noised_batches(inputs):
            gamma, model = amid_the_snrs(batch), curved_model(inputs, len(batch.t))
            arguments = (model, batch.x0, batch.noise, batch.t, batch.alpha_bars, prediction, gamma)
            loss = settled(impl.denoising_loss, *arguments)
            name = f"the loss for {prediction} with gamma = {gamma:.4g} on a batch {tuple(batch.x0.shape)}"
            expect.close(loss, expected_loss(model, batch, prediction, gamma), name, hint=WEIGHING)


@check(function="denoising_loss", points=0.5, needs=WEIGHTS)
def check_denoising_loss_sends_a_gradient_to_the_model(impl: Implementation, inputs: Inputs) -> None:
    """The gradient of a mean of N squares is 2 (answer - noise) / N at each element; with gamma, times the weight."""
    batch = noised(inputs, 4, (3, 5, 2))
    rule = curved_model(inputs, 4)
    error = rule(batch.x_t, batch.t) - batch.noise
    for gamma in (None, amid_the_snrs(batch)):
        arguments = (rule, batch.x0, batch.noise, batch.t, batch.alpha_bars, "eps", gamma)
        settled(impl.denoising_loss, *arguments)
        gradients = [g for g in impl.denoising_loss.gradients(*arguments).outputs if g is not None]
        hint = "Nothing between the model's answer and the result may detach, call .item(), or run under no_grad."
        expect.that(len(gradients) > 0, "no gradient reaches the model", hint=hint)
        expected = 2 * error / error.numel()
        if gamma is not None:
            weight = expected_weight(batch.alpha_bars, gamma, "eps")
            expected = expected * along(weight, batch.t, expected)
        name = "the gradient of the loss by the model's answer" + (", with gamma" if gamma is not None else "")
        expect.close(torch.cat(gradients), expected, name, t=batch.t)
