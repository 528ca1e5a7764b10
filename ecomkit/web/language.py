"""Choosing a language: customers that of our letters to them, staff that of the back office too (E1.9)."""

from __future__ import annotations

from ecomkit.domain import ChooseLanguage, Done, Text, language_of, text
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.forms import Field, Form, Option
from ecomkit.hooks.pages.generic import FormPage
from ecomkit.hooks.pages.parts import Link
from ecomkit.services.words import languages_known
from ecomkit.web.frames import own_name
from ecomkit.web.request import WebRequest

__all__ = ["choose_as_customer", "choose_as_staff", "show_to_customer", "show_to_staff"]

_LETTERS = text("Language of our letters")
_OFFICE = text("Language")
_CUSTOMER, _STAFF = "/account/language", "/admin/language"


def show_to_customer(request: WebRequest) -> Page:
    """In which of the shop's languages somebody is written to."""
    lead = request.gettext(
        "We write to you in this language. Letters about an order keep the language in which you placed it."
    )
    heading = request.say(_LETTERS)
    model = FormPage(
        heading=heading, lead=lead, form=_form(request, _CUSTOMER, _LETTERS, request.site.core.facts.languages),
        crumbs=(Link(request.gettext("Account"), "/account"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading)


def show_to_staff(request: WebRequest) -> Page | Redirect:
    """In which language somebody reads the back office: also one that the shop's pages do not have."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    lead = request.gettext("You read the back office in this language. What customers read is not changed by it.")
    heading = request.say(_OFFICE)
    form = _form(request, _STAFF, _OFFICE, languages_known(request.site.core.facts))
    model = FormPage(heading=heading, lead=lead, form=form)
    return Page(template=model.template, model=model, title=heading)


def _form(request: WebRequest, action: str, label: Text, languages: tuple[str, ...]) -> Form:
    now = language_of(languages, request.visitor.locale or request.locale)
    options = tuple(Option(one, own_name(one), chosen=one == now) for one in languages)
    field = Field(name="language", label=request.say(label), kind="radio", value=now, options=options)
    return Form(action=action, fields=(field,), submit_label=request.gettext("Save"), mark_required=False)


def choose_as_customer(request: WebRequest) -> Redirect:
    """Keep the choice with the account."""
    return _choose(request, "/account")


def choose_as_staff(request: WebRequest) -> Redirect:
    """Keep the choice with the account: it holds from the next page on."""
    return _choose(request, "/admin") if request.visitor.staff else Redirect(to="/admin/sign-in")


def _choose(request: WebRequest, onward: str) -> Redirect:
    wanted = request.form.get("language", "")
    if wanted not in languages_known(request.site.core.facts):
        return Redirect(to=request.asked.path)
    outcome = request.run(ChooseLanguage(person=request.ctx.actor.key, language=wanted))
    kept = isinstance(outcome, Done)
    said = text("The language is kept.") if kept else text("The language was not changed.")
    return Redirect(to=onward if kept else request.asked.path, notice=said)
