from django.db import models


class Sending(models.Model):
    """That a stranger sent a form or a mail: kept for some days, to know who sends too much and who
    sends the same again. Of address and text a keyed digest is kept, not what they are.
    """

    class Way(models.TextChoices):
        FORM = "form"
        MAIL = "mail"
        TRACK = "track"

    way = models.CharField(max_length=10, choices=Way.choices)
    sender = models.CharField(max_length=64)
    text = models.CharField(max_length=64, blank=True)
    request = models.ForeignKey(
        "desk.ServiceRequest", models.CASCADE, null=True, related_name="sendings"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["way", "sender", "at"], name="sending_by_sender"),
            models.Index(
                fields=["text", "at"], condition=~models.Q(text=""), name="sending_by_text"
            ),
        ]

    def __str__(self):
        return f"{self.way} {self.at:%Y-%m-%d %H:%M}"
