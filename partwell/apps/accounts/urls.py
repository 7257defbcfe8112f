"""Addresses of sign-in, the own account and the company's set-up."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("company/", views.switch, name="switch"),
    path("account/", views.profile, name="profile"),
    path("account/password/", views.change_password, name="password"),
    path("account/tokens/", views.create_token, name="create_token"),
    path("account/tokens/<uuid:uid>/revoke/", views.revoke_token, name="revoke_token"),
    path("settings/", views.settings, name="settings"),
    path("settings/roles/<uuid:uid>/end/", views.end_membership, name="end_membership"),
    path("settings/<str:what>/", views.set_up, name="set_up"),
]
