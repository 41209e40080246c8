"""Proof is handed out only to those who see its item: photos shown, everything else saved, nothing ever run."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from directives.models import Attachment, StoredFile

SHOWN = "image/jpeg"
"""What the browser shows by itself: photos, which we have written ourselves."""


@login_required
@require_safe
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    return _served(found.file, found.content_type, found.name)


@login_required
@require_safe
def small(request: HttpRequest, pk: int) -> HttpResponse:
    """The thumbnail of a photo."""
    found = _find(request, pk)
    if found.thumbnail is None:
        raise Http404
    return _served(found.thumbnail, SHOWN, found.name)


def _find(request: HttpRequest, pk: int) -> Attachment:
    rows = Attachment.objects.visible_to(request.user).select_related("file", "thumbnail")
    return get_object_or_404(rows, pk=pk)


def _served(file: StoredFile, content_type: str, name: str) -> HttpResponse:
    is_shown = content_type == SHOWN
    response = HttpResponse(file.read(), content_type=content_type if is_shown else "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(not is_shown, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
