"""`python -m ecomkit.cli`: the command line without the script, for child processes."""

from __future__ import annotations

from ecomkit.cli import main

if __name__ == "__main__":
    main()
