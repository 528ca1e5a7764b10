"""What a product's pictures show, for who cannot see them: in the shop's languages, each picture by its name."""

from __future__ import annotations

from ecomkit.domain import Picture, Product, Words
from ecomkit.hooks import Field, Form
from ecomkit.web.request import WebRequest

__all__ = ["pictures_form", "told_pictures"]

_LONGEST = 500


def pictures_form(request: WebRequest, action: str, shown: Product, seen: Field) -> Form:
    """One line for each picture and language."""
    _ = request.gettext
    others = dict(shown.words)
    fields = []
    for number, one in enumerate(shown.pictures):
        label = _("What %(picture)s shows", picture=one.name)
        fields.append(Field(f"alt.{number}", label, "textarea", one.alt, maxlength=_LONGEST, rows=2))
        for language in request.ctx.shop.languages[1:]:
            called = request.formats.language(language)
            label = _("What %(picture)s shows (%(language)s)", picture=one.name, language=called)
            said = dict(others.get(language, Words()).alts).get(one.name, "")
            fields.append(
                Field(f"alt.{number}.{language}", label, "textarea", said, required=False, maxlength=_LONGEST, rows=2)
            )
    return Form(action, (*fields, seen), _("Save what they show"), main=False, mark_required=False)


def told_pictures(request: WebRequest, shown: Product) -> Product:
    """The product with the typed words; what was left empty is as it was in the main language, and falls back in others."""
    typed = {name: " ".join(text.split())[:_LONGEST] for name, text in request.form.items() if name.startswith("alt.")}
    alts = {one.name: typed.get(f"alt.{number}") or one.alt for number, one in enumerate(shown.pictures)}

    def told(one: Picture) -> Picture:
        return one.model_copy(update={"alt": alts.get(one.name, one.alt)})

    words = dict(shown.words)
    for language in request.ctx.shop.languages[1:]:
        said = words.get(language, Words())
        kept = dict(said.alts) | {
            one.name: typed[f"alt.{number}.{language}"]
            for number, one in enumerate(shown.pictures)
            if f"alt.{number}.{language}" in typed
        }
        words[language] = said.model_copy(update={"alts": tuple((name, text) for name, text in kept.items() if text)})
    variants = tuple(
        each.model_copy(update={"picture": told(each.picture) if each.picture else None}) for each in shown.variants
    )
    return shown.model_copy(
        update={
            "pictures": tuple(told(one) for one in shown.pictures), "variants": variants,
            "words": tuple((language, said) for language, said in words.items() if said != Words()),
        }
    )  # fmt: skip
