"""`python -m ecomkit.dev.mailbox`: run the mailbox."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ecomkit.dev.mailbox.app import serve
from ecomkit.dev.serving import clean_end
from ecomkit.errors import UserError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mailbox with command-line arguments and return the exit code: 0 stopped, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m ecomkit.dev.mailbox", description=__doc__)
    parser.add_argument("--smtp-port", type=int, default=0, help="0 (the default) takes a free port")
    parser.add_argument("--http-port", type=int, default=0, help="0 (the default) takes a free port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    try:
        with clean_end():
            serve(**vars(parser.parse_args(arguments)))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
