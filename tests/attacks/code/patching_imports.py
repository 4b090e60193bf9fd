"""Stand between the worker and its modules: an import hook, replaced entries of sys.modules, reload, a poisoned cache.

Success: a module of the grader is replaced, also in a later worker.
"""

import importlib
import importlib.util
import linecache
import sys
import types


class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *arguments, **named: True


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.util.spec_from_loader(name, Finder)

    @staticmethod
    def create_module(spec):
        return Everything(spec.name)

    @staticmethod
    def exec_module(module):
        return None


sys.meta_path.insert(0, Finder)
sys.path_importer_cache.clear()
sys.path[:0] = ["/tmp", "."]
sys.path_hooks.insert(0, lambda path: Finder)
for name in list(sys.modules):
    if name.startswith(("autograder", "assignments", "course_lib.n", "solutions")):
        sys.modules[name] = Everything(name)
linecache.cache.clear()
