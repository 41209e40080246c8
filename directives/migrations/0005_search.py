"""The table of the search, and each database's own full-text index over its words.

PostgreSQL keeps the words as they are (`array_to_tsvector`): its text parser would cut by the locale of the server.
SQLite keeps the word lists of an FTS5 table by triggers, so that no way of writing or emptying the table goes past it.
The text of both stands here and not in the app: a migration says what it did at its time.
"""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = [
    "ALTER TABLE directives_searchentry ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX search_by_words ON directives_searchentry USING gin (vector)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE directives_search USING fts5("
    "words, content='directives_searchentry', content_rowid='id', detail='none', tokenize=\"ascii tokenchars '.'\")",
    "CREATE TRIGGER directives_search_insert AFTER INSERT ON directives_searchentry BEGIN "
    "INSERT INTO directives_search(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER directives_search_delete AFTER DELETE ON directives_searchentry BEGIN "
    "INSERT INTO directives_search(directives_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER directives_search_update AFTER UPDATE OF id, words ON directives_searchentry BEGIN "
    "INSERT INTO directives_search(directives_search, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO directives_search(rowid, words) VALUES (new.id, new.words); END",
]
UNDO = {
    "postgresql": ["ALTER TABLE directives_searchentry DROP COLUMN vector"],
    "sqlite": [
        "DROP TRIGGER directives_search_insert",
        "DROP TRIGGER directives_search_delete",
        "DROP TRIGGER directives_search_update",
        "DROP TABLE directives_search",
    ],
}


def lay(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0004_corrections'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('directive', 'directive'), ('meeting', 'meeting'), ('source', 'source')], max_length=10)),
                ('topic', models.CharField(blank=True, choices=[('易地扶贫搬迁', 'relocation'), ('住房安全', 'housing safety'), ('产业', 'industry'), ('就业', 'employment'), ('教育', 'education'), ('健康', 'health'), ('饮水与基础设施', 'water and infrastructure'), ('人居环境', 'living environment'), ('生态', 'ecology'), ('金融与资金', 'finance and funds'), ('兜底保障', 'safety net'), ('党建与作风', 'Party building and conduct'), ('政策宣传', 'policy publicity'), ('扶志扶智', 'aspiration and skills'), ('文旅', 'culture and tourism'), ('电商消费', 'e-commerce and consumption'), ('驻村帮扶', 'village aid teams'), ('识别退出与台账', 'identification, exit and registers'), ('问题整改', 'rectification'), ('其他', 'other')], max_length=20)),
                ('day', models.DateField()),
                ('confidential', models.BooleanField(default=False)),
                ('digest', models.CharField(max_length=64)),
                ('words', models.TextField()),
                ('directive', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='directives.directive')),
                ('meeting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to='directives.meeting')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directives.unit')),
                ('source', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_entry', to='directives.source')),
            ],
            options={
                'verbose_name': 'search entry',
                'verbose_name_plural': 'search entries',
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'meeting')), fields=('meeting',), name='meeting_searched_once')],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
