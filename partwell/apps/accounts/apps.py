from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "partwell.apps.accounts"
    label = "accounts"
