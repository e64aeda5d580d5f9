import pytest
from wagtail.models import Locale

from crm.site.forms import stamp
from crm.site.models import City, District, FormPage, HomePage, PublicContact
from leads.models import Region

PRIVACY = "只用于联系您。"


@pytest.fixture
def zh(db):
    return Locale.objects.get(language_code="zh-hans")


@pytest.fixture
def home(zh):
    return HomePage.objects.get(locale=zh)


@pytest.fixture
def english(db):
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def forms(home, people):
    """The pages with forms, and who takes what they send."""
    city, _made = City.objects.get_or_create()
    city.takes_enquiries = people.officer.department
    city.save()
    return {
        form: home.add_child(
            instance=FormPage(title=form, slug=form, form=form, privacy=PRIVACY, locale=home.locale)
        )
        for form in ("enquiry", "recommendation", "talk")
    }


@pytest.fixture
def district(people):
    """A district whose enquiries another department takes than those of the city."""
    return District.objects.create(
        region=Region.objects.get(code="430702"), department=people.outsider.department
    )


@pytest.fixture
def contact(people, zh):
    return PublicContact.objects.create(
        person=people.officer,
        name="林",
        fields_of_work="装备制造",
        languages="中文",
        locale=zh,
    )


@pytest.fixture
def send(client, monkeypatch):
    """Send a form as a person would: the stamp is older than two seconds."""
    monkeypatch.setattr(stamp, "SHORTEST", stamp.timedelta(0))

    def post(page, query="", **fields):
        return client.post(
            page.url + query, {"stamp": stamp.new_stamp(), **fields}, REMOTE_ADDR="10.1.2.3"
        )

    return post
