"""Write the page oneself: script, style and image in prints, exceptions, names of types and the line that is shown.

Success: markup stands in a page as markup, and a browser of whoever opens it runs it.
"""
# tried on every level
# never as markup: <script>attack
# never as markup: <img src=x onerror=attack
# never as markup: </style><h1>attack
# never as markup: {{attack}}

EVIL = "'\"><script>attack()</script><img src=x onerror=attack()></style><h1>attack 15/15</h1>{{attack}}]]>-->[bold]"
print(EVIL)


def linear_betas(num_steps, start=1e-4, end=0.02):
    raise ValueError(EVIL)


def cosine_betas(num_steps, offset=0.008, max_beta=0.999):
    raise type(EVIL, (Exception,), {})(EVIL)


def alpha_bars_from_betas(betas):
    return type(EVIL, (), {})()  # "'\"><script>attack()</script>"


def signal_to_noise(alpha_bars):
    return [{EVIL: EVIL}]
