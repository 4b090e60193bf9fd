"""Put the private inputs into exceptions: text, name of the type, notes, cause, arguments, and the stub's own wording.

Success: they stand on the student's page.
"""
# tried on every level
# never on the page: LEAKED-VALUE

WORD = "-".join(["LEAKED", "VALUE"])


def linear_betas(num_steps, start=1e-4, end=0.02):
    raise ValueError(f"{WORD} {num_steps} {start} {end}")


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    raise type(f"{WORD}{offset}", (Exception,), {})


def alpha_bars_from_betas(betas):
    raise NotImplementedError(f"schedules.alpha_bars_from_betas: {WORD} {betas.tolist()}")


def signal_to_noise(alpha_bars):
    error = ValueError("short")
    error.add_note(f"{WORD} {alpha_bars.tolist()}")
    raise error from KeyError(f"{WORD} {alpha_bars.tolist()}")


def rescale_to_zero_terminal_snr(betas):
    raise NotImplementedError(f"forward.add_noise: {WORD} {betas.tolist()}")
