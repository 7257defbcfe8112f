"""The only addresses of allauth that exist here: second factors and asking for the password again.

Their names are allauth's own, so they stand outside the namespace; `account_login` is our sign-in page.
"""

from allauth.account.views import reauthenticate
from django.urls import include, path

from . import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("account/confirm/", reauthenticate, name="account_reauthenticate"),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
