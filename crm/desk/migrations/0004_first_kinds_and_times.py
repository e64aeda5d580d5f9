"""What a desk begins with; the bureau changes all of it on its screens."""

from django.db import migrations

# Code, Chinese name, English name, what belongs to it.
KINDS = [
    ("enquiry", "投资咨询", "Investing here", "选址、条件、流程"),
    ("policy", "政策", "Policies", "申报、解读、兑现"),
    ("land", "用地厂房", "Land and plants", "土地、厂房、规划、建设"),
    ("utilities", "水电气网", "Utilities", "用电、用水、用气、通信、道路"),
    ("labour", "用工", "Labour", "招工、培训、社保、住宿"),
    ("finance", "融资", "Finance", "贷款、担保、贴息、上市"),
    ("permits", "审批证照", "Permits", "立项、环评、安评、许可、证照"),
    ("customs", "通关外贸", "Customs and trade", "报关、查检、物流、退税"),
    ("complaint", "投诉", "Complaint", "乱收费、不作为、合同纠纷"),
    ("other", "其他", "Other", ""),
]
CONFIDENTIAL = {"complaint"}
# Urgency: working hours until it is taken in hand, working days until it is answered.
TIMES = {"normal": (8, 7), "urgent": (4, 3), "emergency": (2, 1)}


def store(apps, schema_editor):
    Kind = apps.get_model("desk", "ServiceKind")
    for place, (code, name, name_en, hint) in enumerate(KINDS, start=1):
        own = code in CONFIDENTIAL
        facts = {"name": name, "name_en": name_en, "hint": hint, "place": place * 10}
        Kind.objects.create(code=code, is_confidential=own, may_be_anonymous=own, **facts)
    Time = apps.get_model("desk", "ServiceTime")
    for urgency, (hours, days) in TIMES.items():
        Time.objects.create(urgency=urgency, take_up_hours=hours, answer_days=days)


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_counts_of_requests")]

    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
