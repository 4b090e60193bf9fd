"""Loop when a function is looked for: the module is an object whose __getattr__, __dict__ and __class__ never answer.

Success: the time of looking up a name is nobody's, and the run takes for ever.
"""

import sys
import types


class Module(types.ModuleType):
    def __getattribute__(self, name):
        while name in ("__dict__", "linear_betas", "__getattr__"):
            pass
        return super().__getattribute__(name)


class Callable:
    @property
    def __call__(self):
        while True:
            pass


cosine_betas = Callable()
sys.modules[__name__].__class__ = Module
