"""Who gets what at every address and by every step: held to the tables beside this file.

`urls.csv` has a row for each address and method, `acts.csv` one for each step with a form that is right; their columns
are the people of `world.PEOPLE`.  A cell is the status, `> name` where the answer leads to another page, or `done`
where something was written.  An address or a step without its row fails, and the failure shows the row to look at.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import resolve
from pytest_django.fixtures import Settings

from directives.management.commands.mailcatcher import mail_folder
from tests.access import walk
from tests.access.acts import ACTS
from tests.access.world import PEOPLE, STRANGERS, TODAY, World, build

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

REFUSED = frozenset({"403", "404", "405", "> login", "> admin:login"})
SECRETS = ("choose-password/", "open/", "calendar/")
"""Addresses that hold a secret no one can guess, instead of a number: what is behind them may differ from nothing."""
TOUCHED = frozenset({"directives_knock"})
"""Written by looking: how often somebody knocked at an unknown address."""


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> Iterator[World]:
    settings.POVTRACK_TODAY, settings.POVTRACK_DATA, settings.POVTRACK_MAILCATCHER = TODAY, tmp_path, True
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback
    yield build(mail_folder())
    logging.disable(logging.NOTSET)


def differing(seen: Iterable[walk.Row], kept: Iterable[walk.Row], *key: str) -> str:
    """What was seen and stands otherwise, or not at all, in the table; what stands there and is no more."""
    held = {tuple(row[name] for name in key): row for row in kept}
    text = io.StringIO()
    for row in seen:
        expected = held.pop(tuple(row[name] for name in key), None)
        if expected is None:
            csv.DictWriter(text, row.keys()).writerow(row)
        elif expected != row:
            cells = [f"{who}: {row[who]}, not {expected[who]}" for who in PEOPLE if row[who] != expected[who]]
            text.write(f"{' '.join(row[name] for name in key)}: {'; '.join(cells)}\n")
    return text.getvalue() + "".join(f"no longer there: {' '.join(names)}\n" for names in held)


def test_every_address_answers_everybody_as_the_table_says(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    rows, faults = [], []
    stepping = {resolve(made(world).url).route for made in ACTS.values()}
    for url in walk.patterns():
        found = walk.values(url, world)
        path = walk.address(url, found)
        for method in ("GET", "POST"):
            row = {"url": url, "method": method}
            for who in PEOPLE:
                answer = walk.ask(world, who, method, path)
                row[who] = answer.word
                wrote = set(answer.wrote) - TOUCHED
                if wrote and (method == "GET" or answer.word in REFUSED or resolve(path).route not in stepping):
                    faults.append(f"{who}'s {method} of {url} wrote {wrote}: {answer.word}")
                if who in STRANGERS and _tells(world, who, method, url, found, answer):
                    faults.append(f"{who}'s {method} of {url} tells what is there from what is not")
            rows.append(row)
    assert not faults, "\n".join(faults)
    kept = walk.read("urls.csv")
    assert not (text := differing(rows, kept, "url", "method")), f"not as urls.csv says:\n{text}"
    with capsys.disabled():
        words = f"{len(rows) // 2} addresses × 2 methods × {len(PEOPLE)} people = {len(rows) * len(PEOPLE)} cells"
        print(f"\naccess: {words}, 100 % held to urls.csv")


def _tells(world: World, who: str, method: str, url: str, found: list[Any], answer: walk.Answer) -> bool:
    """Whether somebody who may not have it can tell it from what is not there at all."""
    absent = walk.missing(found)
    if absent == found or answer.word in {"200", "> admin:login"} or url.startswith(SECRETS):
        return False
    other = walk.ask(world, who, method, walk.address(url, absent))
    same = walk.without(answer.body, found) == walk.without(other.body, absent)
    return not same or answer.word != other.word


def test_every_step_is_done_by_whom_the_table_says_and_by_nobody_else(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = []
    for name, made in ACTS.items():
        row = {"act": name}
        for who in PEOPLE:
            act = made(world)
            answer = walk.ask(world, who, "POST", act.url, act.data)
            row[who] = "done" if answer.wrote and answer.word not in REFUSED else answer.word
        assert "done" in row.values(), f"nobody can: {row}"
        rows.append(row)
    kept = walk.read("acts.csv")
    assert not (text := differing(rows, kept, "act")), f"not as acts.csv says:\n{text}"
    with capsys.disabled():
        words = f"{len(rows)} steps × {len(PEOPLE)} people = {len(rows) * len(PEOPLE)} cells"
        print(f"\naccess: {words}, 100 % held to acts.csv")


def test_every_action_of_a_list_of_the_admin_is_among_the_steps(world: World) -> None:
    request = RequestFactory().get("/admin/")
    request.user = world.users["superuser"]
    there = {
        f"office: {model._meta.model_name}: {action}"
        for model, desk in admin.site._registry.items()
        for action in desk.get_actions(request)
    }
    assert there <= ACTS.keys()


def test_no_step_is_taken_for_a_form_without_its_token(world: World) -> None:
    """A form of another site brings the cookies but not the token; a link's own address is proof enough."""
    for name, made in ACTS.items():
        act = made(world)
        for who in ("supervisor", "liaison", "superuser"):
            answer = walk.ask(world, who, "POST", act.url, act.data, forged=True)
            if name != "own: report by a link":
                assert (answer.word, answer.wrote) == ("403", []), f"{who}: {name}"
