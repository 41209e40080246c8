"""A page of the search over 200,000 directives, against the bare full-text query of the same words.

    python -m benchmarks.bench_search [DIRECTIVES]

Bare is what the database alone needs to find the first page: match, order, limit; no rights, no count, no rows, no
marks.  Page is all of `search.find`: what the user may see, the count, the rows of the page and their marked words.
Works in a database of its own: SQLite in a temporary folder, or the empty one that DATABASE_URL names.  Exits with 1
when a page takes more than twice the bare query.  Where that takes less than FLOOR milliseconds, a page's own few
milliseconds (its three short queries, its marks) weigh more than the search: its ratio is shown and not held.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from directives.models import User

DIRECTIVES, MEETINGS, AT_ONCE = 200_000, 5_000, 10_000
MOST_TIMES, FLOOR, ROUNDS = 2.0, 20.0, 15
PLACES = ["丹江口市", "竹溪县", "房县", "郧西县", "竹山县", "武当山", "茅箭区", "张湾区"]
WHEN = ["5月底前", "年底前", "9月30日前", "三季度末", "汛期前", "本月内", "两周内", "春节前"]
WHAT = [
    ("建成", "集中安置点"),
    ("完成", "危房改造"),
    ("修通", "通村公路"),
    ("建好", "饮水工程"),
    ("兑付", "产业奖补资金"),
    ("组织", "就业技能培训"),
    ("更新", "扶贫台账"),
    ("整改", "巡视反馈问题"),
    ("种植", "中药材基地"),
    ("落实", "医疗救助政策"),
]
QUERIES = {
    "every row": "确保",
    "1 in 2, one character": "月",
    "1 in 8": "丹江口市",
    "1 in 10": "危房改造",
    "1 in 10, two words": "危房 完成",
    "1 in 80": "危房改造 竹溪",
    "1 in 640": "危房改造 竹溪 汛期",
    "1 in 2,000": "第17号",
    "none": "核电站",
}


def main() -> int:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else DIRECTIVES
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(POVTRACK_DATA=folder, DJANGO_SETTINGS_MODULE="povtrack.settings", LOG_LEVEL="ERROR")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        try:
            user = fill(wanted)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
            print(f"{connection.vendor}, {wanted:,} directives, best of {ROUNDS}")
            return measure(user)
        finally:
            connection.close()


def fill(wanted: int) -> User:
    """The directives of two offices, one in a hundred confidential; written past the writers, some at a time."""
    from directives.models import Division, Level, Meeting, Member, Role, Unit, UnitKind, User

    province = Division.objects.create(code="42", name="湖北省", level=Level.PROVINCE)
    city = Division.objects.create(code="4203", name="十堰市", level=Level.PREFECTURE, parent=province)
    offices = [Unit.objects.create(division=city, name=name, kind=UnitKind.OFFICE) for name in ("督查室", "他室")]
    user = User.objects.create(username="supervisor")
    Member.objects.create(user=user, unit=offices[0], role=Role.SUPERVISOR)
    first = date(2012, 1, 1)
    meetings = Meeting.objects.bulk_create(
        Meeting(office=offices[n % 20 == 0], title=f"推进会{n}", held_on=first + timedelta(days=n % 3_000))
        for n in range(MEETINGS)
    )
    for start in range(0, wanted, AT_ONCE):
        add(meetings, range(start, min(start + AT_ONCE, wanted)))
    return user


def add(meetings: list[Any], numbers: range) -> None:
    from directives import indexing
    from directives.models import Directive

    rows = [
        Directive(meeting=meetings[n * 7 % MEETINGS], number=n, text=demand(n), confidential=n % 100 == 0)
        for n in numbers
    ]
    Directive.objects.bulk_create(rows)
    for start in range(0, len(rows), indexing.AT_ONCE):
        indexing.keep(rows[start : start + indexing.AT_ONCE])


def demand(n: int) -> str:
    verb, thing = WHAT[n % 10]
    when = WHEN[n // 80 % 8]
    return f"{PLACES[n // 10 % 8]}要在{when}{verb}第{n % 2_000}号{thing}，确保任务落实到户、责任到人"


def measure(user: User) -> int:
    from django.db import connection

    from directives import search
    from directives.models import SearchEntry
    from directives.reading.searchable import asked

    def bare(query: str) -> Any:
        words = asked(query)
        with connection.cursor() as cursor:
            cursor.execute(*BARE[connection.vendor](words))
            return cursor.fetchall()

    def page(query: str) -> Any:
        pages = search.find(user, query)
        return pages.count, pages.hits(1)

    print(f"{'':24}{'hits':>9}{'bare ms':>9}{'page ms':>9}{'ratio':>7}")
    slow = []
    for name, query in QUERIES.items():
        hits = search.matching(SearchEntry.objects.all(), asked(query)).count()
        alone, whole = best(partial(bare, query), partial(page, query))
        print(f"{name:24}{hits:>9,}{alone:>9.1f}{whole:>9.1f}{whole / alone:>7.2f}")
        if alone > FLOOR and whole > MOST_TIMES * alone:
            slow.append(name)
    if slow:
        print(f"More than {MOST_TIMES:.0f} times the bare query: {', '.join(slow)}", file=sys.stderr)
    return int(bool(slow))


ORDER = "ORDER BY e.day DESC, e.id DESC LIMIT 20"
BARE: dict[str, Callable[[list[str]], tuple[str, list[str]]]] = {
    "sqlite": lambda words: (
        "SELECT e.id FROM directives_search s JOIN directives_searchentry e ON e.id = s.rowid "
        f"WHERE directives_search MATCH %s {ORDER}",
        [" ".join(f'"{word}"' for word in words)],
    ),
    "postgresql": lambda words: (
        f"SELECT e.id FROM directives_searchentry e WHERE vector @@ %s::tsquery {ORDER}",
        [" & ".join(f"'{word}'" for word in words)],
    ),
}


def best(*works: Callable[[], Any]) -> list[float]:
    """Milliseconds of each, the best of ROUNDS; in turn, so that a busy moment of the machine hits them alike."""
    times: list[list[float]] = [[] for _ in works]
    for _round in range(ROUNDS):
        for work, mine in zip(works, times, strict=True):
            begun = time.perf_counter()
            work()
            mine.append(time.perf_counter() - begun)
    return [min(mine) * 1000 for mine in times]


if __name__ == "__main__":
    sys.exit(main())
