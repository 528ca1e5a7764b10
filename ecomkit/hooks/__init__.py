"""Hook specifications, one file a subject, and the typed facade that calls them."""

from __future__ import annotations

from ecomkit.hooks import pages
from ecomkit.hooks.events import derived_specs
from ecomkit.hooks.facade import Hooks
from ecomkit.hooks.forms import Field, Form, Option, form_again, form_for, read_form
from ecomkit.hooks.objects import BusinessObject, Importer, Inspection
from ecomkit.hooks.operation import Job, Lookup, Operation
from ecomkit.hooks.seeds import Principal, Seed, demo_password, ensure_person
from ecomkit.hooks.web import (
    Block,
    Choice,
    Document,
    Link,
    Opened,
    Page,
    PageRequest,
    Redirect,
    Reply,
    Route,
    Screen,
    ScreenCell,
    ShownPage,
    Step,
    StoredFile,
    Upload,
)

__all__ = [
    "Block",
    "BusinessObject",
    "Choice",
    "Document",
    "Field",
    "Form",
    "Hooks",
    "Importer",
    "Inspection",
    "Job",
    "Link",
    "Lookup",
    "Opened",
    "Operation",
    "Option",
    "Page",
    "Principal",
    "PageRequest",
    "Redirect",
    "Reply",
    "Route",
    "Screen",
    "ScreenCell",
    "Seed",
    "ShownPage",
    "Step",
    "StoredFile",
    "Upload",
    "demo_password",
    "derived_specs",
    "ensure_person",
    "form_again",
    "form_for",
    "pages",
    "read_form",
]
