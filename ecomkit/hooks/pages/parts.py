"""Small values that many pages are made of: links, prices, pictures, tags, notices, rows of totals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Action",
    "Empty",
    "Entry",
    "Link",
    "Notice",
    "Pager",
    "Picture",
    "Price",
    "Reason",
    "Source",
    "StatusStep",
    "StepState",
    "SummaryRow",
    "Tag",
    "Task",
    "Tone",
    "Total",
]


class Tone(StrEnum):
    """How a state reads. A template always shows an icon and the word with it, never colour alone."""

    PLAIN = "plain"
    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Link:
    """A link. `current` marks the page being shown (`aria-current`); `main` gives one that stands as a button the accent."""

    label: str
    href: str
    current: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One POST button: a form with hidden `values` (name, value pairs) and nothing to fill in.

    `main` gives it the accent: at most one main action or submit button a view. One that cannot be undone `asks`: its words are
    read first, and the button stands below them.
    """

    label: str
    target: str
    values: tuple[tuple[str, str], ...] = ()
    main: bool = False
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word, with its tone."""

    word: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in words: flash after a command, a changed price, a refusal in short. `undo` is a POST button."""

    text: str
    tone: Tone = Tone.INFO
    links: tuple[Link, ...] = ()
    undo: Action | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>` of a picture: media type such as "image/avif" and a ready `srcset`."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its natural size in pixels, so that nothing moves while it loads.

    `tint` is one of mint, sand, mist, lilac, sky, leaf, rose, stone: the paper colour shown before the file comes.
    Without `src` a drawn sign on the tint is shown, and `alt` names the thing.
    """

    alt: str
    src: str = ""
    width: int = 800
    height: int = 800
    sources: tuple[Source, ...] = ()
    sizes: str = ""
    tint: str = "stone"


@dataclass(frozen=True, slots=True)
class Price:
    """A price as shown. All parts are formatted text: "€14.90", "VAT included", "€18.50", "−19%".

    `lowest` is the sentence about the lowest price of the last 30 days, shown only beside `was`;
    `unit` the price by measure; `reason` the customer's short why ("Your price: framework agreement, −5%").
    """

    now: str
    note: str = ""
    was: str = ""
    cut: str = ""
    lowest: str = ""
    unit: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a trace: which rule of which plugin did what (`effect` such as "−€3.60"), from what input."""

    rule: str
    effect: str
    plugin: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """One row of totals. `strong` marks the sum that is paid; `note` says what is not yet final."""

    label: str
    amount: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One row of a summary list: a label, one or more lines of value, perhaps a state or a link to change it.

    `exact` is a value that somebody copies, such as an IBAN: one tap or click takes all of it.
    """

    label: str
    lines: tuple[str, ...] = ()
    change: Link | None = None
    tag: Tag | None = None
    links: tuple[Link, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline. `when` is formatted, `stamp` the machine-readable time (ISO 8601)."""

    when: str
    text: str
    detail: str = ""
    who: str = ""
    stamp: str = ""


class StepState(StrEnum):
    """Where a step of a status list stands."""

    DONE = "done"
    CURRENT = "current"
    LATER = "later"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class StatusStep:
    """One step of a status list, such as "Dispatched"; `detail` is a date or what happens next."""

    label: str
    state: StepState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a task list. Without `href` the task cannot be started yet."""

    title: str
    state: Tag
    href: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list shows when it has no rows: what this is, and how the first one comes."""

    title: str
    text: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Pager:
    """Real links to the pages before and after, keyed, with words such as "25 to 48 of 60 shown".

    A `keyed` list has no page before but its beginning; `more` are its words for what follows ("Show 24 more").
    """

    summary: str = ""
    previous: str = ""
    following: str = ""
    more: str = ""
    keyed: bool = False
