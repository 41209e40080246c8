"""Our own pages."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from directives.views import calendar, checklist, doors, entrance, inbox, item, people, profile, progress, proof

urlpatterns = [
    path("", entrance.home, name="home"),
    path("login/", auth.LoginView.as_view(template_name="login.html", redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(next_page=reverse_lazy("login")), name="logout"),
    path("password/", entrance.Password.as_view(), name="password"),
    path("forgotten/", profile.forgotten, name="forgotten"),
    path("choose-password/<uidb64>/<token>/", profile.Choose.as_view(), name="choose-password"),
    path("profile/", profile.profile, name="profile"),
    path("profile/links/", profile.links, name="links"),
    path("profile/absence/<int:pk>/", profile.absence, name="absence"),
    path("profile/calendar/<int:pk>/", calendar.address, name="calendar-address"),
    path("calendar/<slug:token>.ics", calendar.feed, name="calendar"),
    path("open/<slug:token>/", doors.door, name="door"),
    path("language/", entrance.language, name="language"),
    path("healthz/", entrance.healthz, name="healthz"),
    path("checklist/", checklist.checklist, name="checklist"),
    path("checklist/bulk/", checklist.bulk, name="bulk"),
    path("checklist/<int:pk>/", item.assignment, name="assignment"),
    path("checklist/<int:pk>.ics", calendar.item, name="assignment-days"),
    path("checklist/<int:pk>/<slug:kind>/", item.step, name="assignment-step"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("proof/<int:pk>/", proof.whole, name="proof"),
    path("proof/<int:pk>/small/", proof.small, name="proof-small"),
    path("progress/", progress.counties, name="progress"),
    path("progress/rows/", progress.rows, name="progress-rows"),
    path("progress/ledger.xlsx", progress.ledger, name="ledger"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/import/", people.roster, name="roster"),
    path("people/people.xlsx", people.template, name="people-template"),
    path("people/slips/", people.slips, name="slips"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/<slug:kind>/", people.step, name="person-step"),
]
