"""Importing: catalogues of other systems into a shop, and the shop's own out again."""

from __future__ import annotations

from ecomkit.importing.check import CatalogueFinding, check_catalogue
from ecomkit.importing.export import export_catalogue
from ecomkit.importing.mapping import read_overrides
from ecomkit.importing.report import FilePlan, FileReport, ImportReport, PartReport, Progress, RefusedRow
from ecomkit.importing.run import import_files

__all__ = [
    "CatalogueFinding",
    "FilePlan",
    "FileReport",
    "ImportReport",
    "PartReport",
    "Progress",
    "RefusedRow",
    "check_catalogue",
    "export_catalogue",
    "import_files",
    "read_overrides",
]
