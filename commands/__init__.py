"""The verbs, one a file; here, what all of them say of an option that they do not have."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial

from scrapy.commands import ScrapyCommand


def refuses(command: ScrapyCommand, args: Sequence[str], *, usage: str | None = None) -> bool:
    """Whether an option among the arguments is none of the verb's: Scrapy passes on what its parser does not know.

    Says so on standard error, with the nearest option and the usage (the command's own, or `usage`, which may have
    several lines), and sets exit code 1.
    """
    unknown = [arg.partition("=")[0] for arg in args if arg.startswith("-") and arg != "-"]
    if not unknown:
        return False
    shared = _options(partial(ScrapyCommand.add_options, command))
    own = _options(command.add_options) - shared
    # Scrapy's own are many and seldom meant: only what is all but spelled so.
    near = get_close_matches(unknown[0], shared, n=1, cutoff=0.85) or get_close_matches(unknown[0], own, n=1)
    verb = type(command).__module__.rpartition(".")[2]
    hint = f"did you mean {near[0]}? It" if near else "it"
    used = usage or f": scrapy {verb} {command.syntax().strip()}"
    print(f"{verb}: unknown option {unknown[0]}; {hint} is used as{used}", file=sys.stderr)
    command.exitcode = 1
    return True


def _options(add: Callable[[ArgumentParser], None]) -> set[str]:
    parser = ArgumentParser(add_help=False)
    add(parser)
    return {name for action in parser._actions for name in action.option_strings if name.startswith("--")}
