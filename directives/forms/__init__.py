"""The forms of the admin's own pages; each hands plain values to a writer and saves nothing itself."""

from __future__ import annotations
