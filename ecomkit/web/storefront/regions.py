"""Questions about a place, as its country asks them: which there are, and in which words."""

from __future__ import annotations

from dataclasses import replace

from ecomkit.domain import POSTCODES, REGIONS, TAXED_BY_REGION, WITH_NEIGHBOURHOOD
from ecomkit.hooks import Step
from ecomkit.hooks.forms import Field, Option
from ecomkit.services.steps import DeliveryInput
from ecomkit.web.request import WebRequest

__all__ = ["asks", "is_by_country", "placed", "region_options", "worded"]


def worded(request: WebRequest, field: Field, country: str) -> Field:
    """A question about a place, in the words of its country: ZIP code and state in the United States, postcode elsewhere."""
    _ = request.gettext
    if field.name == "region" and country in REGIONS:
        return replace(field, label=_("State"), error=_("Choose the state") if field.error else "")
    if field.name != "postcode":
        return field
    label = _("ZIP code") if country == "US" else field.label
    example = POSTCODES.get(country, "")
    if not field.error:
        return field if label == field.label else replace(field, label=label)
    if country == "US":
        return replace(field, label=label, error=_("Enter the ZIP code, for example %(example)s", example=example))
    said = _("Enter the postcode, for example %(example)s", example=example) if example else _("Enter the postcode")
    return replace(field, label=label, error=said)


def is_by_country(step: Step, field: Field) -> bool:
    """Whether it depends on the country that a step asks for the field at all."""
    return (field.name == "region" and field.kind == "select") or (field.name == "line2" and _is_delivery(step))


def asks(step: Step, name: str, country: str) -> bool:
    """Whether a step asks for region or neighbourhood in a country: where a parcel needs it, or its taxes."""
    if name not in step.input.model_fields or "country" not in step.input.model_fields:
        return False
    if name == "line2":
        return country in WITH_NEIGHBOURHOOD or not _is_delivery(step)
    return country in (REGIONS if _is_delivery(step) else TAXED_BY_REGION)


def _is_delivery(step: Step) -> bool:
    return issubclass(step.input, DeliveryInput)


def placed(request: WebRequest, field: Field, country: str) -> Field:
    """A question that the country asks for: to be answered, and its regions to choose from."""
    options = region_options(request, country, field.value) if field.name == "region" else ()
    return replace(field, options=options, required=True)


def region_options(request: WebRequest, country: str, chosen: str) -> tuple[Option, ...]:
    """The regions of a country to choose from, below none."""
    known = REGIONS[country]
    none = Option("", request.gettext("Choose"), chosen=chosen not in known)
    return (none, *(Option(code, name, chosen=code == chosen) for code, name in known.items()))
