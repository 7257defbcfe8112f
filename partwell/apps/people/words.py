"""Words of personnel records, in the language of the page."""

from django.utils.translation import gettext as _


def types() -> dict[str, str]:
    """Types of employment."""
    return {
        "probation": _("on probation"),
        "regular": _("regular"),
        "dispatched": _("dispatched"),
        "rehired_retiree": _("retiree rehired"),
    }


def contract_types() -> dict[str, str]:
    """Types of contract."""
    return {"fixed": _("fixed term"), "open_ended": _("open-ended"), "task_based": _("for one task")}


def insurances() -> dict[str, str]:
    """Kinds of insurance and the housing fund."""
    return {
        "pension": _("pension"),
        "medical": _("medical"),
        "unemployment": _("unemployment"),
        "work_injury": _("work injury"),
        "housing_fund": _("housing fund"),
    }


def standing() -> dict[str, str]:
    """Standing facts."""
    return {
        "hpf_account": _("has a housing-fund account"),
        "dossier_held": _("dossier kept by the company"),
        "holds_assets": _("holds assets, seals or licenses"),
        "holds_accounts": _("has system accounts"),
        "has_loans": _("has loans or advances open"),
        "foreign_national": _("foreign national with a work permit"),
    }


def masked_phone(value: str) -> str:
    """138****2048."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "****" if value else ""


def masked_id(value: str) -> str:
    """3301**********331X: region and the last four."""
    return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}" if len(value) > 8 else "****" if value else ""


def masked_tail(value: str) -> str:
    """Only the last four."""
    return f"****{value[-4:]}" if len(value) > 4 else "****" if value else ""


def masked_mail(value: str) -> str:
    """l***@company.cn."""
    name, sign, host = value.partition("@")
    return f"{name[:1]}***{sign}{host}" if value else ""
