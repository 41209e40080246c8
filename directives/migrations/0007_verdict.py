from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0006_county_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='directive',
            name='edited',
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name='directive',
            name='verdict',
            field=models.CharField(blank=True, choices=[('accepted', 'accepted'), ('edited', 'edited'), ('rejected', 'rejected'), ('missed', 'missed')], editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='historicaldirective',
            name='edited',
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AddField(
            model_name='historicaldirective',
            name='verdict',
            field=models.CharField(blank=True, choices=[('accepted', 'accepted'), ('edited', 'edited'), ('rejected', 'rejected'), ('missed', 'missed')], editable=False, max_length=8),
        ),
    ]
