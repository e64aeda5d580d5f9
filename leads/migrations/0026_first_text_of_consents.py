"""The words of the first consent, so that there is one to agree to."""

from django.db import migrations

ZH = (
    "本人同意：\n"
    "一、在引荐奖励的公示中公开本人姓名；\n"
    "二、通过本系统及本人预留的电话、邮箱，向本人发送所引荐项目的进展和消息。\n"
    "本人可随时在门户中或以书面方式撤回同意。撤回不影响撤回前已进行的处理；撤回后，不再公示本人姓名，"
    "不再向本人发送消息；应付的奖励仍依法支付，账簿依法保存。"
)
EN = (
    "I agree:\n"
    "1. that my name is published in the public notices of rewards for recommending companies;\n"
    "2. that I am sent news and messages about the projects that I recommended, in this system and "
    "by the phone and e-mail that I left.\n"
    "I may revoke this at any time, in the portal or in writing. What was done before stays valid. "
    "Afterwards my name is published no more and I am sent no messages; rewards that are owed are "
    "paid by law, and the books are kept by law."
)


def store(apps, _editor):
    apps.get_model("leads", "ConsentText").objects.get_or_create(
        version=1, defaults={"text_zh": ZH, "text_en": EN}
    )


class Migration(migrations.Migration):
    dependencies = [("leads", "0025_consents_of_referrers")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
