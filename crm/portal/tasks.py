from celery import shared_task

from .reset_letters import send_letters


@shared_task(name="portal.send_reset_letters")
def send_reset_letters(
    address: str, subject_template: str, letter_template: str, language: str, client: str = ""
):
    send_letters(address, subject_template, letter_template, language, client)
