"""The mails that the catcher of a demonstration has kept: read here instead of being delivered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings
from django.contrib.admin import site
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directives import access
from directives.access import Action
from directives.management.commands.mailcatcher import mail_folder

PER_PAGE = 50
NAME = re.compile(r"\A(\d{8}T\d{6}-\d{6}-[0-9a-f]+)\Z")
HTML_POLICY = "; ".join(
    [
        "sandbox allow-popups allow-popups-to-escape-sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
        "form-action 'none'",
        "base-uri 'none'",
    ]
)
"""A mail's HTML may look as it likes; it runs nothing, loads nothing and sends nothing."""


@dataclass(frozen=True, slots=True)
class Caught:
    name: str
    at: datetime
    recipient: str
    subject: str


def mails(request: HttpRequest) -> HttpResponse:
    """The caught mails, the newest first."""
    _admit(request)
    paths = sorted(mail_folder().glob("*.eml"), reverse=True)
    page = Paginator(paths, PER_PAGE).get_page(request.GET.get("p"))
    caught = list(_headers(list(page.object_list)))
    return _page(request, "admin/mails.html", _("Caught mails"), {"mails": caught, "page": page})


def mail(request: HttpRequest, name: str) -> HttpResponse:
    message = _message(request, name)
    text = message.get_body(("plain",))
    context = {
        "name": name,
        "at": _time_of(name),
        "headers": [(key, str(message[key] or "")) for key in ("From", "X-Envelope-To", "Subject", "Message-ID")],
        "text": text.get_content() if text else "",
        "has_html": message.get_body(("html",)) is not None,
    }
    return _page(request, "admin/mail.html", str(message["Subject"] or name), context)


def html_part(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail for a frame of its own, under a policy of its own; its links open outside the frame."""
    body = _message(request, name).get_body(("html",))
    if body is None:
        raise Http404
    response = HttpResponse(f'<base target="_blank">{body.get_content()}')
    response["Content-Security-Policy"] = HTML_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _admit(request: HttpRequest) -> None:
    """Mails show every county's items: only who may see them all, and only where a catcher takes them."""
    if not settings.POVTRACK_MAILCATCHER:
        raise Http404
    access.require(bool(access.actions_of(request.user) & {Action.VERIFY, Action.ADMINISTER}))


def _message(request: HttpRequest, name: str) -> EmailMessage:
    _admit(request)
    path = mail_folder() / f"{_file_of(name)}.eml"
    if not path.is_file():
        raise Http404
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _headers(paths: list[Path]) -> Iterator[Caught]:
    parser = BytesHeaderParser(policy=policy.default)
    for path in paths:
        name = path.stem.replace(".", "-", 1)
        if not NAME.match(name):
            continue
        with path.open("rb") as file:
            head = parser.parse(file)
        yield Caught(name, _time_of(name), str(head["X-Envelope-To"] or ""), str(head["Subject"] or ""))


def _file_of(name: str) -> str:
    """The stem of the file: in addresses its point is a hyphen.

    Raises:
        Http404: when it is no name that the catcher gives, so that no path leads elsewhere.
    """
    if not NAME.match(name):
        raise Http404
    return name.replace("-", ".", 1)


def _time_of(name: str) -> datetime:
    return datetime.strptime(name[:22], "%Y%m%dT%H%M%S-%f").replace(tzinfo=UTC)


def _page(request: HttpRequest, template: str, title: str, context: dict[str, object]) -> HttpResponse:
    request.current_app = site.name
    return TemplateResponse(request, template, {**site.each_context(request), "title": title, **context})
