import re

from django.urls import reverse

from leads.protection.register import register


def test_the_manifest_names_icons_that_are_there(client, db):
    from django.contrib.staticfiles import finders

    facts = client.get(reverse("portal:manifest")).json()
    assert (facts["display"], facts["start_url"], facts["scope"]) == ("standalone", "/portal/", "/")
    assert {icon["sizes"] for icon in facts["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in facts["icons"]}
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]


def test_the_worker_keeps_static_files_and_the_offline_page_alone(client, people, agent):
    register(by=people.agency, agent=agent, company_name="机密企业", title="机密项目")
    client.force_login(people.agency)
    worker = client.get(reverse("portal:service_worker"))
    assert worker["Content-Type"] == "text/javascript"
    kept = re.search(r"const ASSETS = \[(.*?)\];", worker.content.decode()).group(1)
    assert all(
        part.strip(' "').startswith("/static/")
        for part in kept.split(",")
        if part.strip() != "OFFLINE"
    )
    for page in (
        worker,
        client.get(reverse("portal:offline")),
        client.get(reverse("portal:manifest")),
    ):
        text = page.content.decode()
        assert "机密" not in text
        assert str(people.agency) not in re.sub("agencies", "", text)


def test_every_page_links_the_manifest_and_the_worker(client, people, agent):
    client.force_login(people.agency)
    page = client.get(reverse("portal:home")).content.decode()
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert 'data-worker="/sw.js"' in page
