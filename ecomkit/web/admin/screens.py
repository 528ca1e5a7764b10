"""Screens of plugins: a table, business objects, and the commands that staff run from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from sqlalchemy import select

from ecomkit.domain import Command, Money, Refused, Text, hook_name
from ecomkit.errors import NotFound
from ecomkit.hooks import (
    BusinessObject,
    Form,
    Opened,
    Page,
    Redirect,
    Screen,
    ScreenCell,
    form_again,
    form_for,
    read_form,
)
from ecomkit.hooks.pages.generic import Cell, Column, DetailPage, Row, Section, Table
from ecomkit.hooks.pages.parts import Empty, Link
from ecomkit.web.admin.outcomes import say_done
from ecomkit.web.admin.words import state_words
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest

__all__ = ["run_command", "run_object_command", "show_object", "show_screen"]

_MOST = 200
Values = Mapping[str, object]


def _screen_of(request: WebRequest) -> Screen:
    """The screen of the address, for who has its permission."""
    for answer in request.site.core.hooks.screens():
        for screen in answer.values:
            if screen.key == request.path["screen"] and screen.permission in request.ctx.actor.permissions:
                return screen
    raise NotFound("There is no such screen.")


def _object_of(request: WebRequest) -> BusinessObject:
    found = request.site.core.objects.get(request.path["object"])
    if found is None or found.permission not in request.ctx.actor.permissions:
        raise NotFound("There is no such screen.")
    return found


def show_screen(request: WebRequest) -> Page | Redirect:
    """A plugin's screen."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    return _screen(request, _screen_of(request))


def _screen(request: WebRequest, screen: Screen, refused: Form | None = None) -> Page:
    ctx, key = replace(request.ctx, locale=request.locale), _opened(request)
    if key and screen.open is not None:
        return _row(request, screen, screen.open(ctx, key), refused)
    head, rows = screen.rows(ctx)
    heading = request.say(screen.title)
    forms = _forms(request, f"/admin/x/{screen.key}", screen.commands, refused)
    table = _table(request, heading, [request.say(one) for one in head], rows)
    links = tuple(Link(request.say(words), address) for words, address in screen.links)
    return _page(heading, table, forms, refused, links)


def _row(request: WebRequest, screen: Screen, row: Opened, refused: Form | None) -> Page:
    """The page of one row: the forms that change it, with what is there."""
    base = f"/admin/x/{screen.key}"
    forms = _forms(request, base, tuple(row.values), refused, row.values)
    sections = tuple(Section(title=form.submit_label, form=form) for form in forms)
    crumbs = (Link(request.say(screen.title), base),)
    model = DetailPage(heading=row.title, crumbs=crumbs, sections=sections)
    return Page(template="admin/detail.html", model=model, title=row.title, status=422 if refused is not None else 200)


def _opened(request: WebRequest) -> str:
    """The key of the row that is open."""
    return request.query.get("open", "")[:120]


def show_object(request: WebRequest) -> Page | Redirect:
    """The rows of a business object."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    return _object(request, _object_of(request))


def _object(request: WebRequest, thing: BusinessObject, refused: Form | None = None) -> Page:
    columns = [thing.table.c[name] for name, _ in thing.columns]
    found = request.rows.all(select(*columns).order_by(*thing.table.primary_key.columns).limit(_MOST))
    states = {*thing.states, *(after for following in thing.states.values() for after in following)}
    rows = [
        [
            state_words(request, value) if column.name == "state" and value in states else _plain(value)
            for column, value in zip(columns, row, strict=True)
        ]
        for row in found
    ]
    heading = request.say(thing.title)
    forms = _forms(request, f"/admin/o/{thing.key}", thing.commands, refused)
    return _page(
        heading, _table(request, heading, [request.say(words) for _, words in thing.columns], rows), forms, refused
    )


def _plain(value: Any) -> ScreenCell:
    return value if value is None or isinstance(value, datetime) else str(value)


def _forms(
    request: WebRequest,
    base: str,
    commands: Sequence[type[Command[Any]]],
    refused: Form | None,
    values: Mapping[type[Command[Any]], Values] | None = None,
) -> tuple[Form, ...]:
    """A form for each command, made of its fields; the refused one as it was sent."""
    forms = []
    for command in commands:
        action, filled = _action(request, base, command), (values or {}).get(command)
        made = form_for(command, filled, action=action, submit_label=command.title(), words=request.gettext)
        forms.append(refused if refused is not None and refused.action == action else made)
    return _apart(forms)


def _action(request: WebRequest, base: str, command: type[Command[Any]]) -> str:
    key = _opened(request)
    return f"{base}/{hook_name(command)}" + (f"?{urlencode({'open': key})}" if key else "")


def _apart(forms: Sequence[Form]) -> tuple[Form, ...]:
    """Forms of one page: none has the accent, and what several ask for has an id in each."""
    told: list[Form] = []
    ids: set[str] = set()
    for number, form in enumerate(forms, 1):
        fields = tuple(replace(one, within=str(number)) if one.anchor in ids else one for one in form.fields)
        ids.update(one.anchor for one in fields)
        told.append(replace(form, main=False, fields=fields))
    return tuple(told)


def _table(request: WebRequest, heading: str, head: Sequence[str], rows: Sequence[Sequence[ScreenCell]]) -> Table:
    numeric = [_is_counted([row[at] for row in rows]) for at in range(len(head))]
    return Table(
        caption=heading, columns=tuple(Column(label, numeric=each) for label, each in zip(head, numeric, strict=True)),
        caption_hidden=True, stacked=True, empty=Empty(request.gettext("Nothing here yet")),
        rows=tuple(Row(tuple(_cell(request, value) for value in row)) for row in rows),
    )  # fmt: skip


def _is_counted(values: Sequence[ScreenCell]) -> bool:
    """Whether a column is all amounts and numbers, so that they stand below each other."""
    return any(isinstance(one, Money | int) for one in values) and all(
        one is None or isinstance(one, Money | int) for one in values
    )


def _page(
    heading: str, table: Table, forms: tuple[Form, ...], refused: Form | None, links: tuple[Link, ...] = ()
) -> Page:
    sections = tuple(Section(title=form.submit_label, form=form, folded=not form.refused) for form in forms)
    model = AdminScreen(heading=heading, table=table, sections=sections, links=links)
    return Page(template=model.template, model=model, title=heading, status=422 if refused is not None else 200)


def _cell(request: WebRequest, value: ScreenCell) -> Cell:
    """An address of the back office becomes a link that bears the name of what it leads to."""
    if isinstance(value, tuple):
        return Cell(text=_written(request, value[0]), href=value[1])
    if isinstance(value, str) and value.startswith("/admin/"):
        return Cell(text=value.partition("?")[0].rsplit("/", 1)[1], href=value)
    return Cell(text=_written(request, value))


def _written(request: WebRequest, value: str | Text | Money | int | datetime | date | None) -> str:
    match value:
        case None:
            said = "–"
        case Text():
            said = request.say(value)
        case Money():
            said = request.formats.money(value)
        case int():
            said = request.formats.number(value)
        case datetime():
            said = request.formats.moment(value)
        case date():
            said = str(format_date(value, "medium", locale=request.formats.locale))
        case _:
            said = value
    return said


def run_command(request: WebRequest) -> Page | Redirect:
    """Run a command from a plugin's screen."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    screen = _screen_of(request)
    done = _run(request, screen.commands, f"/admin/x/{screen.key}")
    return _screen(request, screen, done) if isinstance(done, Form) else done


def run_object_command(request: WebRequest) -> Page | Redirect:
    """Run a command from a business object's screen."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    thing = _object_of(request)
    done = _run(request, thing.commands, f"/admin/o/{thing.key}")
    return _object(request, thing, done) if isinstance(done, Form) else done


def _run(request: WebRequest, commands: Sequence[type[Command[Any]]], base: str) -> Redirect | Form:
    """Run what was sent; where it cannot be read or is refused, its form with what was typed and what to mend."""
    command = next((one for one in commands if hook_name(one) == request.path["command"]), None)
    if command is None:
        raise NotFound("There is no such command here.")
    form, say = {"action": _action(request, base, command), "submit_label": command.title()}, request.gettext
    read = read_form(command, request.form, words=say, **form)
    if isinstance(read, Form):
        return read
    outcome = request.run(read)
    if isinstance(outcome, Refused):
        errors = {one.field or "": request.say(one.text) for one in outcome.refusals}
        return form_again(command, request.form, errors, words=say, **form)
    return say_done(request, read, outcome, base)
