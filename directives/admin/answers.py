"""What the server says after a step: to the desk's script the cards that changed, to a plain form the page again.

The script sends along what it shows (`known`: anchors with their revisions), so that one answer brings whatever is
different by now, a colleague's work too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from directives.admin.base import DeskAdmin
from directives.admin.proposals import context, with_source
from directives.views.answers import wants_data

_TEMPLATES = "admin/directives/meeting"


def answer(
    desk: DeskAdmin, request: HttpRequest, pk: int, said: str, *, ok: bool = True, anchor: str = ""
) -> HttpResponse:
    """What came of a step on meeting `pk`; `anchor` is the card to go on from."""
    if wants_data(request):
        return state_of(desk, request, pk, said, ok=ok, focus=anchor)
    (messages.success if ok else messages.error)(request, said)
    show = request.POST.get("show", "")
    address = reverse("admin:directives_meeting_change", args=[pk])
    return redirect(f"{address}{f'?show={show}' if show.isalpha() else ''}{f'#{anchor}' if anchor else ''}")


def state_of(
    desk: DeskAdmin, request: HttpRequest, pk: int, said: str, *, ok: bool = True, **more: Any
) -> JsonResponse:
    """The state of the desk as far as the page that asks does not know it.

    `cards` maps anchors to HTML, None where the card is gone; `order` are the directives in the order of the text;
    `parts` are regions of the page by their id; `styles` colour the marks in the source.
    """
    state = context(desk, request, pk)
    known = _known(request)
    shown = {card.anchor: card for card in (*state["cards"], *state["promises"])}
    versions = state["versions"]
    cards: dict[str, str | None] = {
        anchor: _render("promise" if anchor.startswith("c-") else "card", {**state, "card": card}, request)
        for anchor, card in shown.items()
        if known.get(anchor) != str(card.version)
    }
    cards |= dict.fromkeys(known.keys() - shown.keys() - versions.keys())
    parts = {"desk-bar": _render("bar", state, request)}
    if known.get("meeting") != str(versions["meeting"]):
        parts |= {"desk-ask": _render("ask", state, request), "desk-facts": _render("facts", state, request)}
    if known.get("source") != versions["source"] and state["meeting"].source:
        parts["desk-text"] = _render("source", with_source(state), request)
    found = {
        "ok": ok,
        "said": said,
        "cards": cards,
        "order": [card.anchor for card in state["cards"]],
        "parts": parts,
        "versions": versions,
        "styles": {mark.anchor: mark.style for mark in state["marks"]},
    }
    return JsonResponse(found | more)


def _known(request: HttpRequest) -> dict[str, str]:
    """Anchors and their revisions, "d-1=0;d-2=3;meeting=1"."""
    pairs = (each.partition("=") for each in request.POST.get("known", "").split(";") if "=" in each)
    return {name: value for name, _sign, value in pairs}


def _render(name: str, state: Mapping[str, Any], request: HttpRequest) -> str:
    return render_to_string(f"{_TEMPLATES}/{name}.html", dict(state), request)
