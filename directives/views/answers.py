"""The form of a step as it was sent, and the answer to it: a page, or data for `static/proof.js`.

The script sends a form with its photos by itself, so that it can show how far they are, and keep them and all that was
typed when something is wanting or the connection is lost.  What it gets back says where to go on, or what is wanting.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from directives.forms.steps import StepForm
from directives.models import Assignment
from directives.views.steps import Step


def posted(request: HttpRequest, step: Step, item: Assignment) -> StepForm:
    """The form as it was sent; of a request that is too large no file has been kept, which it says."""
    form = step.form(request.POST, request.FILES, item=item, prefix=step.name)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_SIZE and form.is_multipart():
        size = filesizeformat(settings.UPLOAD_MAX_SIZE)
        form.add_error("proof", _("These files are larger than %(size)s together: send fewer.") % {"size": size})
    return form


def wants_data(request: HttpRequest) -> bool:
    """Whether a script of ours asks, not a form."""
    return request.headers.get("Accept") == "application/json"


def go_on(request: HttpRequest, address: str) -> HttpResponse:
    """Done: where to go on."""
    return JsonResponse({"to": address}) if wants_data(request) else redirect(address)


def wanting(form: StepForm, status: int) -> JsonResponse:
    """What is wanting, by the names of the fields (the empty name: the form as a whole), and the newest revision."""
    found = form.errors.get_json_data()
    errors = {"" if name == "__all__" else form.add_prefix(name): faults for name, faults in found.items()}
    return JsonResponse({"errors": errors, "revision": form["revision"].value()}, status=status)
