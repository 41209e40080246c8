"""Steps that run at the same time, for the races that rows and locks must settle."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def in_threads(*steps: Callable[[], object]) -> list[BaseException]:
    """Run the steps at once, each with a connection of its own; what they raised."""
    barrier, raised = threading.Barrier(len(steps)), []

    def run(step: Callable[[], object]) -> None:
        barrier.wait()
        try:
            step()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
