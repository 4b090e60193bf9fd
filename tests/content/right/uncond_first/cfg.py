"""[uncond, cond] order, as most pipelines have it; labels dropped by a random order of uniform numbers above 1 - p."""

import torch


def drop_labels(labels, drop_probability, null_label, generator=None):
    keep = torch.rand(labels.shape[0], generator=generator, device=labels.device, dtype=torch.float64).lt(
        1 - drop_probability
    )
    result = torch.empty_like(labels).fill_(null_label)
    result[keep] = labels[keep]
    return result


def guided_eps(eps_cond, eps_uncond, scale):
    w = scale - 1
    return (1 + w) * eps_cond - w * eps_uncond


def guided_model(model, x_t, t, labels, null_label, scale):
    latent_model_input = torch.cat([x_t] * 2)
    prompt = torch.cat([torch.full_like(labels, null_label), labels])
    noise_pred = model(latent_model_input, torch.cat([t] * 2), prompt)
    noise_pred_uncond, noise_pred_text = noise_pred.chunk(2)
    return noise_pred_uncond + scale * (noise_pred_text - noise_pred_uncond)


def rescale_guidance(guided, cond, strength):
    std_text = cond.std(dim=list(range(1, cond.ndim)), keepdim=True)
    std_cfg = guided.std(dim=list(range(1, guided.ndim)), keepdim=True)
    noise_pred_rescaled = guided * (std_text / std_cfg)
    return strength * noise_pred_rescaled + (1 - strength) * guided
