"""Import the sample reports of `seeds/`, each with the address and day of the .yaml beside it.

It runs in this process, without a broker.  A report that has been imported is left alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from directives import intake
from directives.management.commands.make_demo import demo_office
from directives.models import ImportJob, ImportState, Unit
from directives.uploads import Upload

SEEDS: Path = settings.BASE_DIR / "seeds"
KINDS = {".txt", ".html", ".docx"}
SETTLED = (ImportState.DONE, ImportState.REPEATED)


class Command(BaseCommand):
    help = "Import the sample reports; those that are there already are left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=SEEDS)
        parser.add_argument("--office", type=int, help="key of the office that shall own them (default: the demo's)")

    def handle(self, *args: Any, **options: Any) -> None:
        office = self.office(options["office"])
        files = [
            f for f in sorted(options["folder"].iterdir()) if f.suffix in KINDS and f.with_suffix(".yaml").exists()
        ]
        if not files:
            raise CommandError(f"No sample reports in {options['folder']}.")
        states = Counter(self.import_one(office, file) for file in files)
        self.stdout.write(", ".join(f"{number} {state}" for state, number in sorted(states.items())) + ".")

    @staticmethod
    def office(pk: int | None) -> Unit:
        if pk is None:
            return demo_office()
        office = Unit.objects.filter(pk=pk, kind="office").first()
        if office is None:
            raise CommandError(f"There is no supervision office with the key {pk}.")
        return office

    def import_one(self, office: Unit, file: Path) -> str:
        data = file.read_bytes()
        held = ImportJob.objects.filter(office=office, file=hashlib.sha256(data).hexdigest())
        if held.filter(state__in=SETTLED).exists():
            return "there already"
        job = held.filter(state=ImportState.QUEUED).first()
        if job is None:
            facts = yaml.safe_load(file.with_suffix(".yaml").read_text(encoding="utf-8"))
            upload = Upload(file.name, data, url=facts["url"] or "", published_on=facts["published"])
            job = intake.keep(office, None, upload)
        intake.read_job(job.pk)
        job.refresh_from_db()
        if job.error:
            self.stderr.write(f"{file.name}: {job.error}")
        return job.state
