"""Our own pages."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from directives.views import checklist, entrance, progress

urlpatterns = [
    path("", entrance.home, name="home"),
    path("login/", auth.LoginView.as_view(template_name="login.html", redirect_authenticated_user=True), name="login"),
    path("logout/", auth.LogoutView.as_view(next_page=reverse_lazy("login")), name="logout"),
    path("password/", entrance.Password.as_view(), name="password"),
    path("language/", entrance.language, name="language"),
    path("healthz/", entrance.healthz, name="healthz"),
    path("checklist/", checklist.checklist, name="checklist"),
    path("checklist/<int:pk>/", checklist.assignment, name="assignment"),
    path("checklist/<int:pk>/<slug:kind>/", checklist.step, name="assignment-step"),
    path("inbox/", checklist.inbox, name="inbox"),
    path("progress/", progress.counties, name="progress"),
    path("progress/rows/", progress.rows, name="progress-rows"),
    path("progress/ledger.xlsx", progress.ledger, name="ledger"),
]
