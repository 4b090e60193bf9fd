"""Known mistakes of exercise 7, classifier-free guidance."""

from __future__ import annotations

from autograder import Mistake

MISTAKES = [
    # drop_labels
    Mistake(
        "drop_labels",
        replace="torch.rand(labels.shape",
        by="torch.randn(labels.shape",
        says="The coins are normal numbers (randn) where uniform ones belong: more than half of all normal "
        "numbers lie below 0.1, so that most labels are lost.",
    ),
    Mistake(
        "drop_labels",
        replace="coins < drop_probability",
        by="coins > drop_probability",
        says="Keep and drop are exchanged: a label is dropped with probability 1 - p instead of p.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.rand(labels.shape",
        by="torch.rand(1",
        says="One coin decides for the whole batch; each sample needs a coin of its own.",
    ),
    Mistake(
        "drop_labels",
        replace="coins < drop_probability",
        by="coins[labels % len(labels)] < drop_probability",
        says="The coin belongs to the class, so that all samples of one label share their fate; each sample needs "
        "a coin of its own.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.where(coins < drop_probability, null_label, labels)",
        by="torch.where(coins < drop_probability, 0, labels)",
        says="Dropped labels become 0, which is a real class (or a mask has multiplied them away); they become "
        "null_label, whatever its number is.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.where(coins < drop_probability, null_label, labels)",
        by="torch.where(coins < drop_probability, labels.max() + 1, labels)",
        says="Dropped labels become the number after the largest label in the batch; the null label is an "
        "argument, and a batch need not hold the last class.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.where(coins < drop_probability, null_label, labels)",
        by="torch.where(coins < drop_probability, labels + null_label, labels)",
        says="The null label is added to the labels that are dropped; it takes their place.",
    ),
    Mistake(
        "drop_labels",
        replace="return torch.where(coins < drop_probability, null_label, labels)",
        by="labels[coins < drop_probability] = null_label\n    return labels",
        says="The null label is written into the caller's own tensor: whoever still needs the true labels finds "
        "them gone.",
    ),
    Mistake(
        "drop_labels",
        replace="coins = torch.rand",
        by="if drop_probability == 0:\n        return labels\n    coins = torch.rand",
        says="At probability 0 the caller's own tensor is handed back; the result is a new tensor in every case.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.where(coins < drop_probability, null_label, labels)",
        by="labels[coins >= drop_probability]",
        says="Samples whose label is dropped leave the batch; they stay in it, with the null label instead of theirs.",
    ),
    Mistake(
        "drop_labels",
        replace="coins = torch.rand(labels.shape, generator=generator, device=labels.device)",
        by="count = round(drop_probability * len(labels))\n    "
        "coins = torch.ones(labels.shape, device=labels.device)\n    "
        "coins[torch.randperm(len(labels), generator=generator, device=labels.device)[:count]] = -1.0",
        says="The same number of labels is dropped from every batch; with a coin for each sample the number "
        "varies, and a batch of one can lose its label too.",
    ),
    Mistake(
        "drop_labels",
        replace="coins = torch.rand(labels.shape, generator=generator, device=labels.device)",
        by="coins = torch.arange(len(labels), device=labels.device) / len(labels)",
        says="The first samples of the batch lose their labels every time, and nothing is drawn; chance decides, "
        "for each sample and each batch anew.",
    ),
    Mistake(
        "drop_labels",
        replace="generator=generator, ",
        by="",
        says="The generator is not used: coins come from the global one, and a training run cannot be repeated.",
    ),
    Mistake(
        "drop_labels",
        replace="coins < drop_probability",
        by="(coins < 0.5) & (drop_probability > 0) | (drop_probability == 1)",
        says="The coin is a fair one; it falls with probability drop_probability.",
    ),
    Mistake(
        "drop_labels",
        replace="coins < drop_probability",
        by="(coins < 0.1) & (drop_probability > 0) | (drop_probability == 1)",
        says="One label in ten is dropped, whatever is asked for; the share to drop is an argument.",
    ),
    Mistake(
        "drop_labels",
        replace=", device=labels.device",
        by="",
        says="The coins lie on the CPU while the labels may be elsewhere; they belong on the device of the labels.",
    ),
    Mistake(
        "drop_labels",
        replace="torch.where(coins < drop_probability, null_label, labels)",
        by="torch.where(coins < drop_probability, float(null_label), labels)",
        says="The result is floating point; labels index an embedding and stay long integers.",
    ),
    # guided_eps
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_cond + scale * (eps_cond - eps_uncond)",
        says="This is the form of Ho & Salimans, (1 + w) eps_cond - w eps_uncond, in which scale 0 is already "
        "conditional. Here the scale counts from the unconditional prediction: w = scale - 1.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_cond + scale * (eps_uncond - eps_cond)",
        says="The two predictions have changed places: scale 1 gives the unconditional one, and a larger scale "
        "pushes away from the label.",
    ),
    Mistake(
        "guided_eps",
        replace="scale * (eps_cond - eps_uncond)",
        by="scale * (eps_uncond - eps_cond)",
        says="The difference has the wrong sign: it must point from the unconditional prediction to the "
        "conditional one.",
    ),
    Mistake(
        "guided_eps",
        replace="scale * (eps_cond - eps_uncond)",
        by="scale * eps_cond",
        says="The scaled conditional prediction is added to the whole unconditional one; what is scaled is their "
        "difference.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="scale * eps_cond - eps_uncond",
        says="The weights of the two predictions do not add up to 1: with scale on the conditional one, 1 - scale "
        "belongs on the other.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="scale * eps_cond + (scale - 1) * eps_uncond",
        says="The weight of the unconditional prediction has the wrong sign: the two weights must add up to 1.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="scale * (eps_cond - eps_uncond)",
        says="Only the push is returned; it starts from the unconditional prediction, which is missing.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_cond + (scale - 1) * (eps_uncond - eps_cond)",
        says="Counted from eps_cond, the push goes on in the direction away from eps_uncond; this one goes back "
        "towards it.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="(eps_uncond + scale * (eps_cond - eps_uncond)) / (1 + scale)",
        says="The result is divided by 1 + scale; the weights of the two predictions add up to 1 as they are.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_uncond + max(scale, 1) * (eps_cond - eps_uncond)",
        says="Guidance is switched off for scales below 1; between 0 and 1 the result lies between the two "
        "predictions, and scale 0 is unconditional.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_uncond + scale * (eps_cond - eps_uncond) if scale > 0 else eps_cond",
        says="Scale 0 returns the conditional prediction; it stands for no guidance at all, the unconditional one.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_uncond + int(scale) * (eps_cond - eps_uncond)",
        says="The scale is rounded to a whole number; it may be any number, such as 7.5.",
    ),
    Mistake(
        "guided_eps",
        replace="return eps_uncond + scale * (eps_cond - eps_uncond)",
        by="guided = eps_uncond + scale * (eps_cond - eps_uncond)\n    "
        "return torch.cat([guided[:, :3], eps_cond[:, 3:]], dim=1) if guided.dim() == 4 else guided",
        says="Only the first three channels are guided; a prediction may have any number of them, and all take part.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="(eps_uncond + scale * (eps_cond - eps_uncond)).clamp(-1, 1)",
        says="The result is clipped to [-1, 1]; eps is noise, and normal numbers often lie outside.",
    ),
    Mistake(
        "guided_eps",
        replace="return eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_uncond += scale * (eps_cond - eps_uncond)\n    return eps_uncond",
        says="The sum is written into eps_uncond, which belongs to the caller; make a new tensor.",
    ),
    Mistake(
        "guided_eps",
        replace="eps_uncond + scale * (eps_cond - eps_uncond)",
        by="eps_uncond + torch.tensor([scale], dtype=torch.float64) * (eps_cond - eps_uncond)",
        says="The scale has become a float64 tensor with a dimension, on the CPU: it turns float32 predictions "
        "into float64 and cannot be used on another device. A plain number does neither.",
    ),
    # guided_model
    Mistake(
        "guided_model",
        replace="eps_cond, eps_uncond = both.chunk(2)",
        by="eps_uncond, eps_cond = both.chunk(2)",
        says="The halves of the answer are exchanged: they come in the order in which the labels were joined.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([x_t, x_t])",
        by="x_t.repeat_interleave(2, dim=0)",
        says="x_t is repeated sample by sample (0, 0, 1, 1, ...), labels and levels one copy after the other (0, "
        "1, ..., 0, 1, ...), so that samples meet the wrong labels; join all three in the same way.",
    ),
    Mistake(
        "guided_model",
        replace="both.chunk(2)",
        by="both[::2], both[1::2]",
        says="The answer is taken apart as if the two predictions of a sample were neighbours; they lie B entries "
        "apart, in the order in which the batch was joined.",
    ),
    Mistake(
        "guided_model",
        replace="both = model(torch.cat([x_t, x_t]), torch.cat([t, t]), torch.cat([labels, nulls]))\n"
        "    eps_cond, eps_uncond = both.chunk(2)",
        by="eps_cond, eps_uncond = model(x_t, t, labels), model(x_t, t, nulls)",
        says="The model is called twice on B samples; one call on 2B samples gives the same predictions in less time.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([t, t])",
        by="t",
        says="The levels t are not joined twice as x_t is: the model gets a batch of 2B samples with B levels.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([t, t])",
        by="t[:1].expand(2 * len(t))",
        says="Every sample is taken to be at the level of the first one; each has a level of its own.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([t, t])",
        by="torch.cat([t, torch.zeros_like(t)])",
        says="The unconditional half is asked at level 0; both predictions of a sample belong to the same level t.",
    ),
    Mistake(
        "guided_model",
        replace="torch.full_like(labels, null_label)",
        by="torch.zeros_like(labels)",
        says="The unconditional half is asked for class 0; it must carry null_label, whatever its number is.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([labels, nulls])",
        by="torch.cat([labels, labels])",
        says="Both halves carry the labels, so that there is nothing to push away from; one half must carry the "
        "null label.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([labels, nulls])",
        by="torch.cat([nulls, nulls])",
        says="Both halves carry the null label, and the samples' own labels are never used.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([x_t, x_t])",
        by="torch.cat([x_t, torch.zeros_like(x_t)])",
        says="The unconditional half sees zeros instead of x_t; both predictions are about the same noisy sample.",
    ),
    Mistake(
        "guided_model",
        replace="both.chunk(2)",
        by="both.chunk(2, dim=-1)",
        says="The answer is split along its last dimension; the two predictions lie one after the other in the "
        "batch dimension.",
    ),
    Mistake(
        "guided_model",
        replace="return guided_eps(eps_cond, eps_uncond, scale)",
        by="guided = guided_eps(eps_cond, eps_uncond, scale)\n    return torch.cat([guided, guided])",
        says="The result has 2B samples: the guided prediction stands in it twice. It must be of the shape of x_t.",
    ),
    Mistake(
        "guided_model",
        replace="guided_eps(eps_cond, eps_uncond, scale)",
        by="eps_cond",
        says="The conditional prediction is returned as it is, and the unconditional one is not used: there is no "
        "guidance.",
    ),
    Mistake(
        "guided_model",
        replace="guided_eps(eps_cond, eps_uncond, scale)",
        by="eps_uncond",
        says="The unconditional prediction is returned as it is, and the labels have no effect.",
    ),
    Mistake(
        "guided_model",
        replace="guided_eps(eps_cond, eps_uncond, scale)",
        by="guided_eps(eps_cond, eps_uncond, scale + 1)",
        says="The scale is one too large, as if it were Ho & Salimans' w; scale 1 is the conditional prediction "
        "itself.",
    ),
    Mistake(
        "guided_model",
        replace="guided_eps(eps_cond, eps_uncond, scale)",
        by="guided_eps(guided_eps(eps_cond, eps_uncond, scale), eps_uncond, scale)",
        says="Guidance is applied twice, so that the push grows with the square of the scale.",
    ),
    Mistake(
        "guided_model",
        replace="nulls = torch.full_like(labels, null_label)",
        by="if scale <= 1:\n        return model(x_t, t, labels)\n    nulls = torch.full_like(labels, null_label)",
        says="Guidance is switched off at scales up to 1, and the conditional prediction comes back; below 1 the "
        "result lies between the two predictions, and scale 0 is unconditional.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([x_t, x_t])",
        by="x_t.repeat(2, 1, 1, 1)",
        says="x_t is repeated along four dimensions: this works for images only. Samples may be numbers or points "
        "in the plane.",
    ),
    Mistake(
        "guided_model",
        replace="torch.cat([t, t])",
        by="torch.cat([t, t]) / 1000",
        says="The model gets the level as a fraction; it expects the level itself, as a long integer.",
    ),
    Mistake(
        "guided_model",
        replace="torch.full_like(labels, null_label)",
        by="torch.full(labels.shape, null_label)",
        says="The null labels are made on the CPU while the labels may be elsewhere; make them on the device of "
        "the labels.",
    ),
    Mistake(
        "guided_model",
        replace="nulls = torch.full_like(labels, null_label)\n    both = model("
        "torch.cat([x_t, x_t]), torch.cat([t, t]), torch.cat([labels, nulls]))",
        by="own = labels.clone()\n    nulls = labels.fill_(null_label)\n    both = model(torch.cat([x_t, x_t]), "
        "torch.cat([t, t]), torch.cat([own, nulls]))",
        says="The null label is written into the caller's labels: the next sampling step finds no labels any more.",
    ),
    # rescale_guidance
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * cond.std() / guided.std()",
        says="One factor for the whole batch: the standard deviations are taken over all samples together; each "
        "sample has its own.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * guided.std(dim=dims, keepdim=True) / cond.std(dim=dims, keepdim=True)",
        says="The ratio is upside down: the spread of guided is to become that of cond.",
    ),
    Mistake(
        "rescale_guidance",
        replace="strength * rescaled + (1 - strength) * guided",
        by="(1 - strength) * rescaled + strength * guided",
        says="The weights are exchanged: strength 0 must return guided, and strength 1 the rescaled prediction.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * cond.var(dim=dims, keepdim=True) / guided.var(dim=dims, keepdim=True)",
        says="The factor is a ratio of variances; it takes standard deviations, their square roots.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * (cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)).sqrt()",
        says="The factor is the square root of a ratio of standard deviations; they are square roots already.",
    ),
    Mistake(
        "rescale_guidance",
        replace="rescaled = guided * cond.std(dim=dims, keepdim=True)",
        by="rescaled = (guided - guided.mean(dim=dims, keepdim=True)) * cond.std(dim=dims, keepdim=True)",
        says="The mean is taken off before rescaling; guided is multiplied by one factor, its mean included.",
    ),
    Mistake(
        "rescale_guidance",
        replace="rescaled = guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="rescaled = (guided - guided.mean(dim=dims, keepdim=True)) * cond.std(dim=dims, keepdim=True)"
        " / guided.std(dim=dims, keepdim=True) + guided.mean(dim=dims, keepdim=True)",
        says="Only the deviations from the mean are rescaled and the mean stays; guided is multiplied by one "
        "factor, its mean included.",
    ),
    Mistake(
        "rescale_guidance",
        replace="rescaled = guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="rescaled = (guided - guided.mean(dim=dims, keepdim=True)) * cond.std(dim=dims, keepdim=True)"
        " / guided.std(dim=dims, keepdim=True) + cond.mean(dim=dims, keepdim=True)",
        says="The result takes over the mean of cond as well; only its standard deviation is matched, by one factor.",
    ),
    Mistake(
        "rescale_guidance",
        replace=" / guided.std(dim=dims, keepdim=True)",
        by="",
        says="guided is multiplied by the standard deviation of cond, but not divided by its own.",
    ),
    Mistake(
        "rescale_guidance",
        replace=" * cond.std(dim=dims, keepdim=True)",
        by="",
        says="guided is divided by its own standard deviation, but not multiplied by that of cond.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="cond * guided.std(dim=dims, keepdim=True) / cond.std(dim=dims, keepdim=True)",
        says="guided and cond have changed places: cond was given the spread of guided.",
    ),
    Mistake(
        "rescale_guidance",
        replace="dims = tuple(range(1, guided.dim()))",
        by="dims = 0",
        says="The standard deviations are taken across the batch, element by element; they belong to one sample "
        "each, over everything but the batch dimension.",
    ),
    Mistake(
        "rescale_guidance",
        replace="dims = tuple(range(1, guided.dim()))",
        by="dims = tuple(range(2, guided.dim())) or (1,)",
        says="Each channel gets a factor of its own; a sample has one, over all of its channels.",
    ),
    Mistake(
        "rescale_guidance",
        replace="dims = tuple(range(1, guided.dim()))",
        by="dims = (1,)",
        says="The standard deviations are taken over the channels only; a sample has one, over all of its elements.",
    ),
    Mistake(
        "rescale_guidance",
        replace="dims = tuple(range(1, guided.dim()))",
        by="dims = (1, 2, 3)",
        says="The dimensions of an image are written down: this works for images only. Take every dimension but "
        "the first, however many there are.",
    ),
    Mistake(
        "rescale_guidance",
        replace="strength * rescaled + (1 - strength) * guided",
        by="rescaled",
        says="The strength is not used: the result is fully rescaled at any strength.",
    ),
    Mistake(
        "rescale_guidance",
        replace="strength * rescaled + (1 - strength) * guided",
        by="strength * rescaled + (1 - strength) * cond",
        says="The rescaled prediction is mixed with cond; the other part is guided itself.",
    ),
    Mistake(
        "rescale_guidance",
        replace="strength * rescaled + (1 - strength) * guided",
        by="strength * rescaled + guided",
        says="The weights do not add up to 1: guided counts with 1 - strength.",
    ),
    Mistake(
        "rescale_guidance",
        replace="strength * rescaled + (1 - strength) * guided",
        by="strength * rescaled",
        says="The share of guided, 1 - strength, is missing: at strength 0 nothing is left.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * cond.square().mean(dim=dims, keepdim=True).sqrt()"
        " / guided.square().mean(dim=dims, keepdim=True).sqrt()",
        says="The factor is a ratio of norms; a standard deviation is measured from the mean, which is not 0 here.",
    ),
    Mistake(
        "rescale_guidance",
        replace="guided * cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)",
        by="guided * cond.abs().amax(dim=dims, keepdim=True) / guided.abs().amax(dim=dims, keepdim=True)",
        says="The factor is a ratio of the largest values; it takes standard deviations.",
    ),
    Mistake(
        "rescale_guidance",
        replace="return strength * rescaled + (1 - strength) * guided",
        by="factor = cond.std(dim=dims, keepdim=True) / guided.std(dim=dims, keepdim=True)"
        "\n    return guided * factor**strength",
        says="The factor is raised to the power strength; the two predictions are mixed, strength to 1 - strength.",
    ),
    Mistake(
        "rescale_guidance",
        replace="return strength * rescaled + (1 - strength) * guided",
        by="guided *= 1 - strength\n    guided += strength * rescaled\n    return guided",
        says="The result is written into guided, which belongs to the caller; make a new tensor.",
    ),
    Mistake(
        "rescale_guidance",
        replace="return strength * rescaled + (1 - strength) * guided",
        by="return (strength * rescaled + (1 - strength) * guided).double()",
        says="The result is float64 whatever came in; it has the dtype of guided.",
    ),
]
