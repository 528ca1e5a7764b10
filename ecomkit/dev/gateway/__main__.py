"""`python -m ecomkit.dev.gateway`: run the demo payment gateway."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ecomkit.dev.gateway.app import serve
from ecomkit.dev.serving import clean_end
from ecomkit.errors import UserError

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gateway with command-line arguments and return the exit code: 0 stopped, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m ecomkit.dev.gateway", description=__doc__)
    known = os.environ.get("GATEWAY_SECRET")
    parser.add_argument(
        "--secret", default=known, required=known is None,
        help="signs webhooks; also the API key unless --api-key is given (default: $GATEWAY_SECRET, which no list of processes shows)",
    )  # fmt: skip
    parser.add_argument("--api-key", help="what callers send as 'Authorization: Bearer …'")
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--public-url", help="address of the hosted page for browsers, if it is another")
    parser.add_argument("--ledger", type=Path, help="SQLite file for the state (default: memory)")
    parser.add_argument("--webhook-delay", type=float, default=0.0, metavar="SECONDS", help="wait before each webhook")
    parser.add_argument(
        "--expires-after", type=float, default=1800.0, metavar="SECONDS", help="life of an unpaid payment"
    )
    try:
        with clean_end():
            serve(**vars(parser.parse_args(arguments)))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
