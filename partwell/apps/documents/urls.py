"""Addresses of the reader: read, download, ask for a code, answer, receipt."""

from django.urls import path

from . import check_views, consent_views, passkey_views, views

app_name = "documents"
urlpatterns = [
    path("my/e-signature/", consent_views.own, name="consent"),
    path("people/<uuid:uid>/e-signature/", consent_views.hand_out, name="hand_out_consent"),
    path("people/<uuid:uid>/e-signature/end/", consent_views.end, name="end_consent"),
    path("my/passkeys/", passkey_views.own, name="passkeys"),
    path("my/passkeys/begin", passkey_views.begin, name="passkey_begin"),
    path("my/passkeys/finish", passkey_views.finish, name="passkey_finish"),
    path("my/passkeys/<uuid:uid>/remove", passkey_views.remove, name="passkey_remove"),
    path("my/papers/<uuid:uid>/passkey", passkey_views.ask, name="passkey_ask"),
    path("my/papers/<uuid:uid>/", views.reader, name="reader"),
    path("my/papers/<uuid:uid>/read", views.read, name="read"),
    path("my/papers/<uuid:uid>/file", views.file, name="file"),
    path("my/papers/<uuid:uid>/copy", views.copy, name="copy"),
    path("my/papers/<uuid:uid>/code", views.code, name="code"),
    path("my/papers/<uuid:uid>/answer", views.answer, name="answer"),
    path("my/papers/<uuid:uid>/receipt", views.receipt, name="receipt"),
    path("verify/c/<str:token>/", check_views.check, name="check"),
]
