"""Run one shop of the laboratory by hand: `python -m e2e.audit_lab VARIANT [DEFECT ...]`."""

from __future__ import annotations

import sys
import time

from e2e.audit_lab.server import serve

with serve(sys.argv[1] if len(sys.argv) > 1 else "plain-es", sys.argv[2:]) as lab:
    print(lab.url, flush=True)
    while True:
        time.sleep(3600)
