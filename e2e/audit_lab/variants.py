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
    "stock": "En stock, listo para enviar",
    "described": "Una luz cálida para leer de noche, hecha a mano en latón y vidrio, con cable de tela de dos metros.",
    "ratings": "Opiniones: 4,7 de 5 estrellas",
    "tracking": "Estado del pedido",
    "terms": "Condiciones de venta",
    "help": "Ayuda",
    "register": "Crear cuenta",
    "register_now": "Registrarme",
    "reason": "Con una cuenta podrás ver tu historial y comprar más rápido.",
    "reset": "¿Has olvidado tu contraseña?",
    "way_out": "Puedes eliminar tu cuenta y exportar tus datos cuando quieras.",
    "return_terms": "Tienes 30 días naturales. La devolución es gratis: imprime la etiqueta y entrega el paquete.",
    "hours": "Respondemos en menos de 24 horas, de lunes a viernes de 9 a 18 h.",
    "seller": "Domicilio social: Calle Mayor 1, Madrid. NIF: B12345678.",
    "again": "Desde tu historial puedes volver a comprar con un clic.",
    "quantity": "Cantidad",
    "subtotal": "Subtotal",
    "fee": "Gastos de gestión",
    "born": "Fecha de nacimiento",
    "repeat_mail": "Repite el correo electrónico",
    "robot": "No soy un robot: escribe las letras",
    "letters": "Newsletter",
    "order": "Número de pedido",
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
    "stock": "In stock",
    "described": "A warm light for reading at night, made by hand of brass and glass, with two metres of fabric cable.",
    "ratings": "Reviews: 4.7 out of 5 stars",
    "tracking": "Track my order",
    "terms": "Terms of sale",
    "help": "Help and questions",
    "register": "Create an account",
    "register_now": "Sign up",
    "reason": "With an account you check out faster and see your history.",
    "reset": "Forgot your password?",
    "way_out": "You can delete your account and export your data at any hour.",
    "return_terms": "You have 30 days. Returns are free: print the label and hand the parcel in.",
    "hours": "We answer within one working day, Monday to Friday, 9 to 18 h.",
    "seller": "Registered office: 1 High Street, London. VAT no: GB123456789.",
    "again": "Order again from your history with one click.",
    "quantity": "Quantity",
    "subtotal": "Subtotal",
    "fee": "Handling fee",
    "born": "Date of birth",
    "repeat_mail": "Repeat your e-mail",
    "robot": "I am not a robot: type the letters",
    "letters": "Newsletter",
    "order": "Order number",
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
