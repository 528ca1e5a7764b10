"""Clean shops that differ in words and structure. None of them has a defect, so none may have a finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["VARIANTS", "Variant"]

_ES: Mapping[str, str] = {
    "lang": "es",
    "home": "Inicio",
    "search": "Buscar",
    "list": "Lámparas",
    "add": "Añadir al carrito",
    "added": "Añadido al carrito",
    "cart": "Carrito",
    "checkout": "Tramitar pedido",
    "next": "Continuar",
    "pay": "Pagar ahora",
    "shipping": "Envío 4,95 €, gratis desde 50 €",
    "promise": "Entrega entre el 3 y el 5 de junio",
    "returns": "Devoluciones",
    "contact": "Contacto",
    "privacy": "Privacidad",
    "email": "Correo electrónico",
    "name": "Nombre y apellidos",
    "street": "Calle y número",
    "postcode": "Código postal",
    "city": "Ciudad",
    "pay_how": "Forma de pago",
    "card": "Tarjeta",
    "transfer": "Transferencia",
    "guest": "Comprar como invitado",
    "login": "Iniciar sesión",
    "password": "Contraseña",
    "empty": "No hay resultados",
    "choose": "Elige un color",
    "reject": "Rechazar",
    "accept": "Aceptar",
    "cookies": "Usamos cookies",
    "remove": "Eliminar",
    "newsletter": "Quiero recibir ofertas",
    "responsible": "El responsable es Lámparas S.L.",
    "ways": "Forma de entrega",
}
_EN: Mapping[str, str] = {
    "lang": "en",
    "home": "Home",
    "search": "Search",
    "list": "Lamps",
    "add": "Add to bag",
    "added": "Added to your bag",
    "cart": "Bag",
    "checkout": "Proceed to checkout",
    "next": "Save and continue",
    "pay": "Place order",
    "shipping": "Shipping EUR 4.95, free from EUR 50",
    "promise": "Delivery in 2 to 4 working days",
    "returns": "Returns",
    "contact": "Contact us",
    "privacy": "Privacy policy",
    "email": "E-mail",
    "name": "Full name",
    "street": "Street and number",
    "postcode": "Postcode",
    "city": "Town",
    "pay_how": "Payment",
    "card": "Credit card",
    "transfer": "Bank transfer",
    "guest": "Continue as guest",
    "login": "Sign in",
    "password": "Password",
    "empty": "Nothing found",
    "choose": "Choose a colour",
    "reject": "Only necessary",
    "accept": "Accept all",
    "cookies": "We use cookies",
    "remove": "Remove",
    "newsletter": "Send me offers",
    "responsible": "The controller is Lamps Ltd.",
    "ways": "Way of delivery",
}
_MX = {
    **_ES,
    "add": "Agregar a la bolsa",
    "added": "Se ha agregado",
    "cart": "Mi bolsa",
    "checkout": "Proceder al pago",
    "pay": "Realizar pedido",
    "shipping": "Costo de envío: $99.00",
    "promise": "Llega en 3 a 5 días hábiles",
    "next": "Guardar y continuar",
    "list": "Catálogo",
    "returns": "Cambios y devoluciones",
}
_WOO = {
    **_ES,
    "add": "Añadir a la cesta",
    "cart": "Ver cesta",
    "checkout": "Finalizar compra",
    "pay": "Confirmar pedido",
    "guest": "Seguir sin registrarse",
}
_SHOPIFY = {
    **_EN,
    "add": "Get it",
    "cart": "Cart",
    "checkout": "Check out",
    "pay": "Pay now",
    "shipping": "Free delivery over $50, else $4.95",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One clean shop. `price` is a template for cents; the other fields choose between structures."""

    name: str
    words: Mapping[str, str]
    price: str = "{whole},{cents} €"
    landmarks: bool = True
    search: str = "field"
    adding: str = "message"
    checkout: str = "page"
    options: str = ""
    cookie_bar: bool = False
    marks: str = ""

    def money(self, cents: int) -> str:
        """An amount as this shop writes it."""
        return self.price.format(whole=cents // 100, cents=f"{cents % 100:02}")


VARIANTS: Mapping[str, Variant] = {
    variant.name: variant
    for variant in (
        Variant("plain-es", _ES),
        Variant(
            "bare-en",
            _EN,
            price="EUR {whole}.{cents}",
            landmarks=False,
            search="icon",
            checkout="steps",
            options="select",
        ),
        Variant("mexican", _MX, price="${whole}.{cents}", adding="drawer", checkout="guest", cookie_bar=True),
        Variant(
            "woo", _WOO, price="{whole},{cents}€", adding="redirect", checkout="steps", options="radio", marks="woo"
        ),
        Variant(
            "shopify",
            _SHOPIFY,
            price="${whole}.{cents}",
            landmarks=False,
            adding="drawer",
            options="radio",
            marks="shopify",
            search="icon",
        ),
        Variant(
            "listless",
            _EN,
            price="£{whole}.{cents}",
            search="page",
            adding="redirect",
            cookie_bar=True,
            checkout="guest",
        ),
    )
}
