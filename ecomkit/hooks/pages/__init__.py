"""Page values: what the generic pages and the components of the theme are driven by. For plugins and core alike."""

from __future__ import annotations

from ecomkit.hooks.pages.generic import Cell, Column, DetailPage, FormPage, Row, Section, Table, TablePage
from ecomkit.hooks.pages.parts import (
    Action,
    Empty,
    Entry,
    Link,
    Notice,
    Pager,
    Picture,
    Price,
    Reason,
    Source,
    StatusStep,
    StepState,
    SummaryRow,
    Tag,
    Task,
    Tone,
    Total,
)

__all__ = [
    "Action",
    "Cell",
    "Column",
    "DetailPage",
    "Empty",
    "Entry",
    "FormPage",
    "Link",
    "Notice",
    "Pager",
    "Picture",
    "Price",
    "Reason",
    "Row",
    "Section",
    "Source",
    "StatusStep",
    "StepState",
    "SummaryRow",
    "Table",
    "TablePage",
    "Tag",
    "Task",
    "Tone",
    "Total",
]
