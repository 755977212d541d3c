"""``python -m newsroom``: serves all outlets until Ctrl-C."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from newsroom.server import NETWORK, serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m newsroom", description="Serves invented news outlets on loopback.")
    parser.add_argument("--port", type=int, default=8780, help="one port for all addresses; 0 chooses a free one")
    parser.add_argument("--sources", type=Path, metavar="DIR", help="write a source file for each outlet into DIR")
    options = parser.parse_args()
    try:
        newsroom = serve(options.port)
    except OSError as error:
        print(f"newsroom: {error.strerror}", file=sys.stderr)
        return 1
    # A shell's background job inherits an interrupt that is ignored; whoever sends one all the same means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with newsroom:
        if options.sources:
            newsroom.write_sources(options.sources)
            print(f"source files are in {options.sources}; collect them with -s SOURCES={options.sources}")
        for outlet in newsroom.outlets.values():
            print(f"{outlet.base}/  {outlet.title} ({outlet.system}): {len(outlet.manuscripts)} articles")
        print(f"Let the collector reach them: -s ALLOWED_NETWORKS={NETWORK}. Ctrl-C stops.", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
