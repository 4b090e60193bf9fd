"""Known mistakes of exercise 3, the training loss."""

from __future__ import annotations

from autograder import Mistake

MISTAKES = [
    # min_snr_weight
    Mistake(
        "min_snr_weight",
        replace="torch.clamp(snr, max=gamma)",
        by="torch.clamp(snr, min=gamma)",
        says="This is what you get with the larger of SNR and gamma. The weight is cut at gamma from above: it "
        "takes the smaller of the two, so that the nearly clean levels, whose SNR is huge, do not drown the "
        "others.",
    ),
    Mistake(
        "min_snr_weight",
        replace="return clipped / snr\n",
        by="return clipped\n",
        says="For eps you return min(SNR, gamma), which is the weight for x0. An error in eps is SNR times an "
        "error in x0, so the weight for eps is divided by the SNR once more.",
    ),
    Mistake(
        "min_snr_weight",
        replace="""    if prediction == "x0":
        return clipped
""",
        by="""    if prediction == "x0":
        return clipped / snr
""",
        says="For x0 you return min(SNR, gamma) / SNR, which is the weight for eps. The weight for x0 is not "
        "divided by anything.",
    ),
    Mistake(
        "min_snr_weight",
        replace="""    if prediction == "eps":
        return clipped / snr
    if prediction == "x0":
        return clipped
""",
        by="""    if prediction == "x0":
        return clipped / snr
    if prediction == "eps":
        return clipped
""",
        says="The weights for eps and for x0 are exchanged: the one for eps is divided by the SNR, the one for x0 "
        "is not.",
    ),
    Mistake(
        "min_snr_weight",
        replace="clipped / (snr + 1)",
        by="clipped / snr",
        says="For velocity you divide by the SNR, as for eps. A velocity error is SNR + 1 times an error in x0, so "
        "SNR + 1 belongs in the denominator.",
    ),
    Mistake(
        "min_snr_weight",
        replace="clipped / (snr + 1)",
        by="torch.clamp(snr + 1, max=gamma) / (snr + 1)",
        says="For velocity you compare SNR + 1 with gamma. The minimum is that of the SNR itself and gamma; the 1 "
        "is added in the denominator only. (Early versions of the training script of diffusers had this "
        "mistake.)",
    ),
    Mistake(
        "min_snr_weight",
        replace="clipped / (snr + 1)",
        by="clipped",
        says="For velocity you return min(SNR, gamma), which is the weight for x0. A velocity error is SNR + 1 "
        "times an error in x0, so the weight is divided by SNR + 1.",
    ),
    Mistake(
        "min_snr_weight",
        replace="""    if prediction == "x0":
        return clipped
""",
        by="""    if prediction == "x0":
        return snr
""",
        says="For x0 you return the SNR as it is. It has to be cut at gamma, which is the point of this weight.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="signal_to_noise(alpha_bars)",
        says="You return the weights of all levels of the schedule. The loss needs one for each sample: look up "
        "the level t of each.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="signal_to_noise(alpha_bars)[t[0]].expand(len(t))",
        says="All samples got the weight of the first one. Each sample has a level of its own in t.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="signal_to_noise(alpha_bars)[t - 1]",
        says="The weights belong to level t - 1. Levels count from 0 here, so t is the index itself; at t = 0 "
        "yours wraps around to the last level.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="signal_to_noise(alpha_bars)[t].sqrt()",
        says="This is what you get with the ratio of the standard deviations, sqrt(abar) / sqrt(1 - abar). The SNR "
        "is the ratio of the powers, abar / (1 - abar).",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="1 / signal_to_noise(alpha_bars)[t]",
        says="This is what you get with the ratio upside down, noise to signal. The SNR is large where a sample is "
        "nearly clean.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="alpha_bars[t]",
        says="You use alpha_bar where the SNR belongs. The SNR is abar / (1 - abar): signal_to_noise gives it.",
    ),
    Mistake(
        "min_snr_weight",
        replace="signal_to_noise(alpha_bars)[t]",
        by="signal_to_noise(alpha_bars)[t].reshape(-1, 1, 1, 1)",
        says="The weights have the shape (B, 1, 1, 1), which fits images only. Return one number for each sample, "
        "of shape (B,); they multiply the losses of the samples, not their pixels.",
    ),
    Mistake(
        "min_snr_weight",
        replace="return clipped / snr\n",
        by="return clipped / snr / (clipped / snr).mean()\n",
        says="You divide the weights by their mean over the batch. Then the weight of a sample depends on what "
        "else happens to be in its batch; the formula has no such factor.",
    ),
    Mistake(
        "min_snr_weight",
        replace="snr = signal_to_noise(alpha_bars)[t]",
        by="snr = alpha_bars.div_(1 - alpha_bars)[t]",
        says="The weights are right, but you turn the caller's alpha_bars into SNRs in place. The next call then "
        "gets a spoiled table: make a new tensor.",
    ),
    # denoising_loss
    Mistake(
        "denoising_loss",
        replace="add_noise(x0, noise, t, alpha_bars)",
        by="add_noise(x0, torch.randn_like(noise), t, alpha_bars)",
        says="You draw new noise to make x_t. The noise in x_t and the noise that the model is compared with must "
        "be one and the same, the one handed in; otherwise nothing can be learned from the difference.",
    ),
    Mistake(
        "denoising_loss",
        replace="model(x_t, t)",
        by="model(x0, t)",
        says="You show the model the clean x0. It has to see x_t, the sample noised to level t.",
    ),
    Mistake(
        "denoising_loss",
        replace="model(x_t, t)",
        by="model(x_t, t + 1)",
        says="You give the model t + 1. Levels count from 0 here, in the paper from 1: pass on t as it is.",
    ),
    Mistake(
        "denoising_loss",
        replace="model(x_t, t)",
        by="model(x_t, t / len(alpha_bars))",
        says="You give the model t / T, a fraction. Models here take the level itself, a long tensor of 0 ... T-1.",
    ),
    Mistake(
        "denoising_loss",
        replace="model(x_t, t)",
        by="model(x_t, t[0])",
        says="You give the model one level for the whole batch. Each sample has a level of its own: pass on t, of "
        "shape (B,).",
    ),
    Mistake(
        "denoising_loss",
        replace="(model(x_t, t) - target)",
        by="(model(x_t, t) - noise)",
        says="The target is the noise, whatever the prediction. With prediction x0 the model is compared with the "
        "clean sample, with velocity with the velocity.",
    ),
    Mistake(
        "denoising_loss",
        replace="""        target = noise
    elif prediction == "x0":
        target = x0
""",
        by="""        target = x0
    elif prediction == "x0":
        target = noise
""",
        says="The targets for eps and for x0 are exchanged: eps is the noise, x0 the clean sample.",
    ),
    Mistake(
        "denoising_loss",
        replace="""    elif prediction == "x0":
        target = x0
""",
        by="""    elif prediction == "x0":
        target = x_t
""",
        says="With prediction x0 you compare with x_t, the noisy sample. The target is the clean one, x0.",
    ),
    Mistake(
        "denoising_loss",
        replace="velocity(x0, noise, t, alpha_bars)",
        by="velocity(noise, x0, t, alpha_bars)",
        says="The arguments of velocity are exchanged: it takes x0 first, then the noise.",
    ),
    Mistake(
        "denoising_loss",
        replace="velocity(x0, noise, t, alpha_bars)",
        by="velocity(x_t, noise, t, alpha_bars)",
        says="You make the velocity from x_t. It is a mixture of the clean x0 and the noise.",
    ),
    Mistake(
        "denoising_loss",
        replace="velocity(x0, noise, t, alpha_bars)",
        by="-velocity(x0, noise, t, alpha_bars)",
        says="Your velocity target has the opposite sign. Here v = sqrt(abar) noise - sqrt(1 - abar) x0, with a "
        "plus before the noise (Salimans & Ho 2022).",
    ),
    Mistake(
        "denoising_loss",
        replace="velocity(x0, noise, t, alpha_bars)",
        by="noise - x0",
        says="Your velocity target is noise - x0, the velocity of flow matching. Here both are weighted by the "
        "schedule: v = sqrt(abar) noise - sqrt(1 - abar) x0 (Salimans & Ho 2022).",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.mean()",
        by="squared_error.sum()",
        says="You sum over all elements. The loss is their mean, so that it does not grow with the size of the "
        "batch and of the images.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.mean()",
        by="squared_error.reshape(len(x0), -1).sum(dim=1).mean()",
        says="You sum over the elements of a sample and average over the batch only. The loss is the mean over all "
        "elements.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.mean()",
        by="squared_error.mean().sqrt()",
        says="You take the square root of the mean square. The loss is the mean square itself (Ho et al. 2020, eq. "
        "14).",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.mean()",
        by="squared_error.reshape(len(x0), -1).mean(dim=1)",
        says="You return one loss for each sample. Average over the batch too: the result is a single number, from "
        "which training computes gradients.",
    ),
    Mistake(
        "denoising_loss",
        replace="(model(x_t, t) - target) ** 2",
        by="(model(x_t, t) - target).abs()",
        says="You average absolute differences. The loss is the mean of the squared differences (Ho et al. 2020, "
        "eq. 14).",
    ),
    Mistake(
        "denoising_loss",
        replace="(model(x_t, t) - target) ** 2",
        by="(model(x_t, t).detach() - target) ** 2",
        says="The value is right, but no gradient reaches the model: its answer was detached, or computed under "
        "no_grad. Nothing would be learned.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.mean()",
        by="squared_error.mean().item()",
        says="Without gamma you return a Python number. Return the 0-dim tensor itself: .item() cuts it off from "
        "the model, and no gradient can flow.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error = (model(x_t, t) - target) ** 2",
        by="squared_error = target.sub_(model(x_t, t)) ** 2",
        says="You compute the difference in place, in the target, which is the caller's own noise or x0. Subtract "
        "with -, which makes a new tensor.",
    ),
    Mistake(
        "denoising_loss",
        replace="""    if gamma is None:
        return squared_error.mean()
""",
        by="""    return squared_error.mean()
""",
        says="gamma has no effect: you return the plain mean also where it is given. With gamma, each sample's "
        "mean square is first multiplied by its min_snr_weight.",
    ),
    Mistake(
        "denoising_loss",
        replace="min_snr_weight(t, alpha_bars, gamma, prediction)",
        by="min_snr_weight(t, alpha_bars, gamma)",
        says="You weigh every prediction as if it were eps. Tell min_snr_weight which prediction it is for.",
    ),
    Mistake(
        "denoising_loss",
        replace="(weight * per_sample).mean()",
        by="weight.mean() * per_sample.mean()",
        says="This is the mean weight times the mean loss. Each sample's loss has to be multiplied by its own "
        "weight before the mean is taken. It also happens when shapes (B, 1) and (B,) meet and broadcast to "
        "(B, B).",
    ),
    Mistake(
        "denoising_loss",
        replace="(weight * per_sample).mean()",
        by="(weight * per_sample).sum() / weight.sum()",
        says="You divide by the sum of the weights. Divide by the number of samples: it is a plain mean of "
        "weighted losses.",
    ),
    Mistake(
        "denoising_loss",
        replace="(weight * per_sample).mean()",
        by="(weight * per_sample).sum()",
        says="With gamma you sum over the batch. It is the mean over the samples, with gamma as without.",
    ),
    Mistake(
        "denoising_loss",
        replace="(weight * per_sample).mean()",
        by="(weight**2 * per_sample).mean()",
        says="The weight counts twice. You may have multiplied the difference by it before squaring; it multiplies "
        "the square.",
    ),
    Mistake(
        "denoising_loss",
        replace="(weight * per_sample).mean()",
        by="(per_sample / weight).mean()",
        says="You divide by the weight. Each sample's mean square is multiplied by it.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.reshape(len(x0), -1).mean(dim=1)",
        by="squared_error.reshape(len(x0), -1).sum(dim=1)",
        says="With gamma you sum over the elements of each sample. It is the mean square of each sample that is "
        "multiplied by its weight.",
    ),
    Mistake(
        "denoising_loss",
        replace="squared_error.reshape(len(x0), -1).mean(dim=1)",
        by="squared_error.mean(dim=(1, 2, 3))",
        says="With gamma your function works for images (B, C, H, W) only. Samples may have any shape (B, ...), "
        "also (B,): flatten all but the first dimension, then take the mean.",
    ),
    Mistake(
        "denoising_loss",
        replace=".to(per_sample.dtype)",
        by="",
        says="With gamma the loss has the dtype of the table, float64, where the samples are float32. Bring the "
        "weights to the dtype of the samples before they multiply.",
    ),
]
