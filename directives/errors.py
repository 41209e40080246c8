"""What the writers say when they will not do something."""

from __future__ import annotations


class Refused(Exception):
    """A step that the state, the input or somebody else's change forbids; str() is for the user, in her language."""
