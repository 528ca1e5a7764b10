"""The post: letters from templates to an SMTP server."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formataddr
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape

from ecomkit.domain import Letter
from ecomkit.kernel import Registry
from ecomkit.services.words import Words, translations
from ecomkit.settings import Settings

__all__ = ["Post"]

_TEMPLATES = Path(__file__).parent / "templates"


class Post:
    """Sends letters. `Message-ID` is made from the letter's key, so that a repeat is seen to be one (I3)."""

    def __init__(self, settings: Settings, folder: Path, registry: Registry) -> None:
        self._settings = settings
        self._folder = folder
        self._registry = registry
        self._environments: dict[str, Environment] = {}
        self._line: smtplib.SMTP | None = None
        self._lock = Lock()

    def _templates(self, locale: str) -> Environment:
        """One environment a locale: translations installed into a shared one would be everybody's."""
        known = self._environments.get(locale)
        if known is None:
            known = self._environments[locale] = self._environment(locale)
        return known

    def _environment(self, locale: str) -> Environment:
        plugins = {
            plugin.name: FileSystemLoader(path / plugin.name)
            for plugin in self._registry.plugins
            if (path := plugin.resource("templates")) is not None
        }
        loader = ChoiceLoader(
            [
                FileSystemLoader(self._folder / "theme" / "templates"),
                PrefixLoader(plugins),
                FileSystemLoader(_TEMPLATES),
            ]
        )
        made: Any = Environment(
            loader=loader, autoescape=select_autoescape(["html"]), undefined=StrictUndefined, extensions=["jinja2.ext.i18n"],
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        made.install_gettext_translations(translations(locale, self._registry, self._folder), newstyle=True)
        made.filters["say"] = Words(self._registry, locale, self._folder).say
        environment: Environment = made
        return environment

    def __call__(self, letter: Letter) -> None:
        """Write and hand over one letter. Raises what the server says, so that the job is tried again.

        The line stays open for the next letter, until `hang_up`.
        """
        message = self._message(letter)
        with self._lock:
            try:
                self._connected().send_message(message)
            except BaseException:
                self._drop()
                raise

    def hang_up(self) -> None:
        """Close the line: there is nothing more to send just now."""
        with self._lock:
            if self._line is not None:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    self._line.quit()
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _connected(self) -> smtplib.SMTP:
        """The open line, if the server is still at its other end; else a new one."""
        if self._line is not None and _answers(self._line):
            return self._line
        self._drop()
        mail = self._settings.mail
        host, _, port = mail.smtp.rpartition(":")
        self._line = line = smtplib.SMTP(host, int(port), timeout=15)
        if mail.tls:
            line.starttls(context=ssl.create_default_context())
        if mail.user:
            line.login(mail.user, mail.password)
        return line

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = " ".join(letter.subject.split())
        message["From"] = formataddr((self._settings.shop.name, self._settings.mail.sender))
        message["To"] = letter.to
        domain = self._settings.mail.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{letter.key.replace('/', '.')}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self._render(f"{letter.template}.txt", letter))
        message.add_alternative(self._render(f"{letter.template}.html", letter), subtype="html")
        return message

    def _render(self, name: str, letter: Letter) -> str:
        """A letter's templates extend `layouts/letter.html` and `.txt`, which say who writes."""
        shop, identity = self._settings.shop, self._settings.identity
        sender = dict.fromkeys((shop.name, identity.company, identity.address, identity.phone, shop.url))
        return (
            self._templates(letter.locale)
            .get_template(name)
            .render(
                letter=letter.model, subject=letter.subject, language=letter.locale.replace("_", "-"),
                sender=[line for line in sender if line],
            )
        )  # fmt: skip


def _answers(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False
