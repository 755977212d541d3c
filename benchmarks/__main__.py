"""`python -m benchmarks [NAME [options]]`: all benchmarks one after the other, or one of them."""

import pkgutil
import sys
from importlib import import_module

import benchmarks


def main() -> None:
    """A benchmark is a module of this room with a main()."""
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__"]
    if len(sys.argv) > 1:
        name, *options = sys.argv[1:]
        if name not in found:
            sys.exit(f"no benchmark '{name}'; there are {', '.join(found)}")
        sys.argv = [name, *options]
        import_module(f"benchmarks.{name}").main()
        return
    for name in found:
        module = import_module(f"benchmarks.{name}")
        if hasattr(module, "main"):
            sys.argv = [name]
            print(f"\n== {name}: {(module.__doc__ or '').strip().splitlines()[0]}\n", flush=True)
            module.main()


if __name__ == "__main__":
    main()
