from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "cms.website"
    label = "website"

    def ready(self) -> None:
        from cms.website import checks  # noqa: F401 -- importing registers them
