"""An officer's pages: own tenders, draft, publish, cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ecomkit.domain import Done, Member, Members, Refused
from ecomkit.errors import NotFound
from ecomkit.plugins.b2g.api import (
    OPENER,
    PUBLISH,
    CancelTender,
    DraftTender,
    PublishTender,
    TenderByNumber,
    Tenders,
)
from ecomkit.plugins.b2g.forms import DEADLINE_WORDS, DraftForm, opener_fields, passphrase_form, read_lot, read_moment
from ecomkit.plugins.b2g.rows import agency_of
from ecomkit.plugins.b2g.shown import (
    AGENCY_LIST,
    crumbs,
    lot_table,
    office_path,
    said,
    state_tag,
    tender_path,
    when,
)
from ecomkit.plugins.b2g.values import Tender, TenderState
from ecomkit.sdk import Field, Form, Page, PageRequest, Redirect, Sealed, Text, form_for, pages, read_form, text

__all__ = ["agency_list", "cancel", "draft_page", "own_tender", "publish_page", "take_draft", "take_publish"]

_NEW = f"{AGENCY_LIST}/new"


def own_tender(request: PageRequest) -> Tender:
    """The tender of the address, of the agency that is acted for. Raises `NotFound`."""
    tender = request.ask(TenderByNumber(number=request.path["number"]))
    if tender.agency != agency_of(request.ctx):
        raise NotFound("There is no such tender.")
    return tender


def _members(request: PageRequest) -> tuple[Member, ...]:
    agency = agency_of(request.ctx)
    if agency is None:
        raise NotFound("You do not act for an agency.")
    return request.ask(Members(organisation=agency))


def agency_list(request: PageRequest) -> Page:
    """Tenders of the agency, newest deadline first; an opener sees first those that wait for them."""
    heading = request.say(text("Our tenders"))
    waiting = request.ask(Tenders(view="to_open"))
    officer = PUBLISH in request.ctx.actor.permissions
    links = (pages.Link(request.say(text("New tender")), _NEW, main=True),) if officer else ()
    table = _table(request, request.ask(Tenders(view="agency")), heading)
    if not waiting:
        plain = pages.TablePage(heading=heading, table=table, links=links)
        return Page(template=plain.template, model=plain, title=heading)
    title, all_title = request.say(text("You are an opener of")), request.say(text("All tenders of the agency"))
    sections = (
        pages.Section(title=title, table=_table(request, waiting, title, opening=True)),
        pages.Section(title=all_title, table=replace(table, caption=all_title), links=links),
    )
    model = pages.DetailPage(heading=heading, sections=sections)
    return Page(template=model.template, model=model, title=heading)


def _table(request: PageRequest, found: tuple[Tender, ...], caption: str, *, opening: bool = False) -> pages.Table:
    columns = tuple(pages.Column(request.say(words)) for words in (text("Tender"), text("Bids until"), text("State")))
    rows = tuple(
        pages.Row((
            pages.Cell(
                text=one.title, note=one.number, href=office_path(one.number, "opening") if opening else tender_path(one.number)
            ),
            pages.Cell(text=when(request, one.deadline)),
            pages.Cell(tag=state_tag(request, one)),
        ))
        for one in found
    )  # fmt: skip
    empty = pages.Empty(
        request.say(text("No tenders yet")), request.say(text("An officer of the agency publishes them."))
    )
    return pages.Table(caption=caption, columns=columns, rows=rows, caption_hidden=True, stacked=True, empty=empty)


def draft_page(request: PageRequest) -> Page:
    """A new tender."""
    return _draft(request, form_for(DraftForm, action=_NEW, words=request_words(request)))


def request_words(request: PageRequest) -> Callable[[str], str]:
    """Form texts in the visitor's language."""
    return lambda msgid: request.say(Text(msgid=msgid))


def _draft(request: PageRequest, form: Form, error: str = "") -> Page:
    openers = tuple(one for one in _members(request) if one.role == OPENER)
    heading = request.say(text("New tender"))
    notices: tuple[pages.Notice, ...] = ()
    if len(openers) < 2:
        words = text("The agency needs at least two openers. The shop's staff add people to an agency.")
        notices = (pages.Notice(request.say(words), pages.Tone.WARN),)
    form = replace(
        form, fields=(*form.fields, *opener_fields(request, openers, error)), submit_label=request.say(text("Go on to publishing")),
        lead=request.say(text("Tick two to five openers at the end. Whoever publishes is none of them, and none of them bids.")),
    )  # fmt: skip
    model = pages.FormPage(heading=heading, form=form, notices=notices)
    return Page(template=model.template, model=model, title=heading, status=422 if form.refused else 200)


def take_draft(request: PageRequest) -> Page | Redirect:
    """Read the words into a draft, and go on to the passphrases."""
    words = request_words(request)
    read = read_form(DraftForm, request.form, action=_NEW, words=words)
    if isinstance(read, Form):
        return _draft(request, read)
    errors: dict[str, str] = {}
    lines, deadline = read_lot(read.lot), read_moment(read.deadline, request.ctx.shop.timezone)
    if isinstance(lines, int):
        errors["lot"] = request.say(text("Write row %(n)s as: what; unit; quantity", n=lines))
    if deadline is None:
        errors["deadline"] = words(DEADLINE_WORDS)
    chosen = tuple(one.person for one in _members(request) if f"opener.{one.person}" in request.form)
    mistake = "" if 2 <= len(chosen) <= 5 else request.say(text("Tick two to five openers."))
    if errors or mistake or isinstance(lines, int) or deadline is None:
        return _draft(request, form_for(DraftForm, read.model_dump(), errors, action=_NEW, words=words), mistake)
    outcome = request.run(
        DraftTender(
            subject=read.title, summary=read.summary.replace("\r\n", "\n"), lines=lines, deadline=deadline, postcode=read.postcode,
            openers=chosen,
        )
    )  # fmt: skip
    if isinstance(outcome, Done):
        number = request.ask(TenderByNumber(number=outcome.result)).number
        return Redirect(to=office_path(number, "publish"))
    wrong = {"": said(request, outcome)} if isinstance(outcome, Refused) else {}
    return _draft(request, form_for(DraftForm, read.model_dump(), wrong, action=_NEW, words=words))


def publish_page(request: PageRequest) -> Page:
    """What is about to be published, and the openers' passphrases."""
    return _publish(request, own_tender(request), {})


def _publish(request: PageRequest, tender: Tender, errors: dict[str, str], refused: str = "") -> Page:
    if tender.state is not TenderState.DRAFT:
        raise NotFound("This tender is published already.")
    names = {one.person: one.name for one in _members(request)}
    heading = request.say(text("Publish %(number)s", number=tender.number))
    form = passphrase_form(request, tender, names, errors, office_path(tender.number, "publish"))
    facts = (
        pages.SummaryRow(label=request.say(text("Title")), lines=(tender.title,)),
        pages.SummaryRow(label=request.say(text("Bids until")), lines=(when(request, tender.deadline),)),
    )
    notices = (pages.Notice(refused, pages.Tone.BAD),) if refused else ()
    sections = (
        pages.Section(summary=facts), pages.Section(table=lot_table(request, tender.lines)),
        pages.Section(
            title=request.say(text("Passphrases of the openers")), form=form,
            paragraphs=(request.say(text(
                "Each opener types their own. Any two of them together open the bids; one alone opens nothing, and without two nobody can."
            )),),
        ),
        cancel_section(request, tender),
    )  # fmt: skip
    model = pages.DetailPage(heading=heading, notices=notices, sections=sections, crumbs=crumbs(request))
    return Page(template=model.template, model=model, title=heading, status=422 if form.refused or refused else 200)


def cancel_section(request: PageRequest, tender: Tender) -> pages.Section:
    """The way to call a tender off."""
    form = Form(
        action=office_path(tender.number, "cancel"), submit_label=request.say(text("Cancel the tender")), main=False,
        fields=(Field(name="reason", label=request.say(text("Reason, for everybody to read")), maxlength=300),),
    )  # fmt: skip
    return pages.Section(title=request.say(text("Cancel the tender")), form=form, folded=True)


def take_publish(request: PageRequest) -> Page | Redirect:
    """Publish with the passphrases that were typed."""
    tender = own_tender(request)
    typed = [request.form.get(f"passphrase{position}", "") for position, _ in enumerate(tender.openers, 1)]
    outcome = request.run(PublishTender(tender=tender.id, passphrases=tuple(Sealed(secret=one) for one in typed)))
    if not isinstance(outcome, Refused):
        return Redirect(
            to=tender_path(tender.number), notice=text("The tender is published and takes bids until its deadline.")
        )
    errors = {one.field: request.say(one.text) for one in outcome.refusals if one.field}
    return _publish(request, own_tender(request), errors, "" if errors else said(request, outcome))


def cancel(request: PageRequest) -> Redirect:
    """Call the tender off."""
    tender = own_tender(request)
    reason = " ".join(request.form.get("reason", "").split())[:300]
    if len(reason) < 3:
        return Redirect(to=tender_path(tender.number), notice=text("Give a reason to cancel the tender."))
    outcome = request.run(CancelTender(tender=tender.id, reason=reason))
    words = outcome.text if isinstance(outcome, Refused) else text("The tender is cancelled. Bids stay sealed.")
    return Redirect(to=tender_path(tender.number), notice=words)
