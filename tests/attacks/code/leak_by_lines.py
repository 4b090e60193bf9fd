"""Put the private inputs into the line that is shown: code made at run time, names of files, linecache.

Success: they stand on the student's page.
"""
# never on the page: LEAKED-VALUE

import linecache

WORD = "-".join(["LEAKED", "VALUE"])


def fail_at(text, filename):
    linecache.cache[filename] = (len(text), None, [text + "\n"], filename)
    exec(compile(f"raise ValueError  # {text}", filename, "exec"))


def linear_betas(num_steps, start=1e-4, end=0.02):
    fail_at(f"raise ValueError  # {WORD} {start} {end}", __file__)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    fail_at(f"{WORD}{offset}", f"{WORD}{offset}.py")


def alpha_bars_from_betas(betas):
    error = SyntaxError(f"{WORD} {betas.tolist()}")
    error.filename, error.lineno, error.text = __file__, 7, f"{WORD} {betas.tolist()}"
    raise error


def signal_to_noise(alpha_bars):
    global __file__, __name__
    __file__ = __name__ = f"{WORD}{alpha_bars.tolist()}"
    signal_to_noise.__code__ = signal_to_noise.__code__.replace(co_name=__name__, co_filename=__name__)
    raise ValueError
