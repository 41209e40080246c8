from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directives.admin import mailbox
from directives.management.commands.mailcatcher import Keeper, mail_folder
from directives.models import Role
from tests.admin.conftest import LogIn, person

MAILS = "/admin/mail/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.POVTRACK_DATA, settings.POVTRACK_MAILCATCHER = tmp_path, True
    return mail_folder()


def catch(subject: str = "今日待办", html: str = "") -> str:
    """Have the real catcher keep a mail; the name its page goes by."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "povtrack@localhost", "wang@demo.example"
    message.set_content("请见 http://localhost:8000/checklist/1/ <b>粗</b>")
    if html:
        message.add_alternative(html, subtype="html")
    path = Keeper(mail_folder()).keep("povtrack@localhost", ["wang@demo.example"], message.as_bytes())
    return path.stem.replace(".", "-")


def test_caught_mails_are_listed_the_newest_first(supervisor: Client) -> None:
    names = [catch(f"第{n}封") for n in range(3)]
    html = supervisor.get(MAILS).text
    assert [html.index(name) for name in names] == sorted([html.index(name) for name in names], reverse=True)
    assert "第2封" in html
    assert "wang@demo.example" in html


def test_the_list_is_paged(supervisor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "PER_PAGE", 2)
    names = [catch() for _ in range(3)]
    first, second = supervisor.get(MAILS).text, supervisor.get(f"{MAILS}?p=2").text
    assert [name in first for name in names] == [False, True, True]
    assert [name in second for name in names] == [True, False, False]
    assert "Older" in first
    assert "Newer" in second


def test_without_a_mail_the_page_says_so(supervisor: Client) -> None:
    assert "No mail yet." in supervisor.get(MAILS).text


def test_files_that_the_catcher_did_not_name_are_left_out(supervisor: Client, folder: Path) -> None:
    catch()
    (folder / "notes.eml").write_text("Subject: secret\n\n")
    html = supervisor.get(MAILS).text
    assert "secret" not in html
    assert "今日待办" in html


def test_the_text_is_shown_with_links_and_without_markup(supervisor: Client) -> None:
    name = catch()
    html = supervisor.get(f"{MAILS}{name}/").text
    assert 'href="http://localhost:8000/checklist/1/"' in html
    assert "&lt;b&gt;粗&lt;/b&gt;" in html
    assert "<iframe" not in html


def test_html_stands_in_a_frame_that_can_run_and_load_nothing(supervisor: Client) -> None:
    name = catch(html="<p>你好</p><script>alert(1)</script><img src=https://elsewhere.example/x.png>")
    page = supervisor.get(f"{MAILS}{name}/").text
    source = reverse("admin:mail-html", args=[name])
    assert f'sandbox="allow-popups allow-popups-to-escape-sandbox" src="{source}"' in page
    response = supervisor.get(source)
    assert "<p>你好</p>" in response.text
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_mail_without_html_has_no_frame_to_open(supervisor: Client) -> None:
    assert supervisor.get(reverse("admin:mail-html", args=[catch()])).status_code == 404


@pytest.mark.parametrize("name", ["20170101T000000-000000-abcdef", "secret-key", "..", "20170101T000000-000000-ab_cd"])
def test_a_name_that_is_no_caught_mail_leads_nowhere(supervisor: Client, folder: Path, name: str) -> None:
    (folder.parent / "secret-key").write_text("key")
    for address in (f"{MAILS}{name}/", f"{MAILS}{name}/html/"):
        response = supervisor.get(address, follow=True)
        assert response.text != "key"
        assert response.status_code == 404 or response.request["PATH_INFO"] != address


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.SUPERVISOR, 200), (Role.REVIEWER, 403)])
def test_mails_are_for_those_who_may_see_every_countys_items(log_in: LogIn, role: Role, status: int) -> None:
    name = catch(html="<p>x</p>")
    client = log_in(person(role))
    for address in (MAILS, f"{MAILS}{name}/", f"{MAILS}{name}/html/"):
        assert client.get(address).status_code == status
    assert (MAILS in client.get("/admin/").text) is (status == 200)


def test_where_mail_is_really_sent_there_is_no_such_page(supervisor: Client, settings: Any) -> None:
    name = catch()
    settings.POVTRACK_MAILCATCHER = False
    assert supervisor.get(MAILS).status_code == 404
    assert supervisor.get(f"{MAILS}{name}/").status_code == 404
    assert MAILS not in supervisor.get("/admin/").text
