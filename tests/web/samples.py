"""Sample view models: every page of the shop in its states, with the words a shop would say."""

# ruff: noqa: E501 - sample data reads better in rows

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ecomkit.hooks.forms import Field, Form, Option
from ecomkit.hooks.pages.generic import Cell, Column, DetailPage, FormPage, Row, Section, Table, TablePage
from ecomkit.hooks.pages.parts import (
    Action,
    Empty,
    Entry,
    Link,
    Notice,
    Pager,
    Picture,
    Price,
    Reason,
    Source,
    StatusStep,
    StepState,
    SummaryRow,
    Tag,
    Task,
    Tone,
    Total,
)
from ecomkit.web.models.admin import AdminOrder, AdminScreen, AdminSignIn, AdminStart, Figure, Work
from ecomkit.web.models.catalogue import (
    Card,
    CompareColumn,
    CompareRow,
    Comparison,
    FilterChip,
    FilterGroup,
    FilterOption,
    FilterPanel,
    Home,
    Listing,
    Promise,
    SearchPage,
    SetPart,
    Sort,
    Tile,
)
from ecomkit.web.models.checkout import CartLine, CartPage, CheckoutPage, CheckoutStep, Choice, ChoiceGroup
from ecomkit.web.models.frame import AdminFrame, Footer, Frame, Hat, LanguageLink, RailGroup, Visitor
from ecomkit.web.models.order import HeldPage, OrderPage, PaymentPart, Retry
from ecomkit.web.models.people import (
    AccountPage,
    ContactPage,
    ErrorPage,
    OrderSummary,
    RefusalPage,
    ReturnsPage,
    SignInPage,
    TextPage,
)
from ecomkit.web.models.product import Axis, AxisOption, BuyForm, ProductPage, Review, Reviews

__all__ = ["ADMIN_FRAME", "ADMIN_PAGES", "FRAME", "PAGES", "PRIVATE_FRAME"]

PICTURES = Path(__file__).parents[2] / "scaffolds/shop/pictures"


def drawn(slug: str, alt: str, tint: str) -> Picture:
    """The product's picture where the demo catalogue has it, else the drawn placeholder on its tint."""
    files = {file.name: file for file in sorted(PICTURES.glob(f"{slug}*"))}
    widths = (320, 480, 800)
    if f"{slug}-800.webp" not in files:
        return Picture(alt, tint=tint)

    def source(kind: str) -> Source:
        return Source(f"image/{kind}", ", ".join(f"pictures/{slug}-{width}.{kind} {width}w" for width in widths))

    return Picture(alt, f"pictures/{slug}-800.webp", 800, 800, (source("avif"), source("webp")), tint=tint)


SHELF = (
    ("loma-mug-bone", "Loma stoneware mug, 35 cl", "mint", "€14.90"),
    ("faro-lamp-brick", "Faro table lamp", "sand", "€49.00"),
    ("alba-teapot", "Alba teapot", "mint", "€42.00"),
    ("rio-carafe", "Río carafe, 75 cl", "mint", "€22.00"),
    ("tierra-pot", "Tierra plant pot", "sand", "€27.00"),
    ("trio-stool", "Trío stool in solid wood with a round seat and three legs", "sand", "€1,290.00"),
    ("eco-headphones-pine", "Eco headphones", "sky", "€89.00"),
    ("cima-helmet-marigold", "Cima safety helmet", "stone", "€0.95"),
)
CARDS = tuple(
    Card(
        name=name,
        slug=slug,
        href=f"product.html#{slug}",
        picture=drawn(slug, name, tint),
        price=Price("€14.90", was="€18.50", cut="−19%") if slug == "loma-mug-bone" else Price(amount),
        promise="" if slug == "tierra-pot" else "Arrives Thursday 26 Nov",
        tag=Tag("Sold out, back on 9 Dec", Tone.WARN) if slug == "tierra-pot" else None,
    )
    for slug, name, tint, amount in SHELF
)
CATEGORIES = tuple(
    Link(label, "listing.html") for label in ("Table", "Home", "Bags and travel", "Desk and tech", "Work and supply")
)
FRAME = Frame(
    shop_name="Alameda",
    title="Alameda",
    description="Things for the table, the house and the road.",
    audience="",
    navigation=CATEGORIES,
    footer=Footer(
        contact=Link("Write to us", "contact.html"),
        phone=Link("+34 910 000 000", "tel:+34910000000"),
        shipping=Link("Shipping and delivery", "text.html"),
        returns=Link("Returns within 30 days", "returns.html"),
        privacy=Link("Privacy", "text.html"),
        terms=Link("Terms of sale", "text.html"),
        contact_lines=("Monday to Friday, 9:00 to 18:00. We answer within 4 hours.",),
        legal_lines=("Alameda Ejemplo S.L. · VAT ESB00000000 · Calle Mayor 1, 28013 Madrid",),
        languages=(LanguageLink("English", "/", "en", current=True), LanguageLink("Español", "/es", "es")),
        more=(Link("Legal identity", "text.html"),),
    ),
)
PRIVATE_FRAME = replace(
    FRAME,
    visitor=Visitor(
        name="Ana",
        signed_in=True,
        cart_count=2,
        hats=(
            Hat("Norte Obras S.L.", "/account/hat", "purchaser:norte", current=True),
            Hat("Myself", "/account/hat", "consumer"),
            Hat("Employee of Norte", "/account/hat", "employee:norte"),
        ),
    ),
    flash=Notice(
        "Loma mug is in your cart.",
        Tone.OK,
        (Link("View cart", "cart.html"),),
        Action("Undo", "/cart", (("op", "undo"),)),
    ),
)
CART_FRAME = replace(FRAME, visitor=Visitor(cart_count=2))

WHY = (
    Reason("Base price", "€18.50", "catalogue", "List price of MUG-35-SAND"),
    Reason("November offer", "−€3.60", "promotions", "19% off everything in Table until 30 Nov"),
)
MUG = CARDS[0].picture
LINES = (
    CartLine(
        key="1", name="Loma stoneware mug, 35 cl", options="Sand", quantity="1", each="€14.90", total="€14.90",
        href="product.html", picture=MUG, note="Arrives Thursday 26 Nov",
    ),
    CartLine(
        key="2", name="Río carafe, 75 cl", options="Cobalt", quantity="12", each="€22.00", total="€264.00",
        href="product.html", picture=CARDS[3].picture,
    ),
)  # fmt: skip
TOTALS = (
    Total("Subtotal", "€278.90"),
    Total("Shipping to Spain", "€3.95", "Arrives Thursday 26 Nov"),
    Total("VAT included (21%)", "€49.09"),
    Total("Total", "€282.85", strong=True),
)
SORT = Sort(
    "listing.html",
    (Option("", "Recommended", chosen=True), Option("price", "Price, low to high"), Option("new", "Newest first")),
)
FILTERS = FilterPanel(
    action="listing.html",
    submit="Show 12 products",
    keep=(("sort", "price"),),
    groups=(
        FilterGroup("Price", (FilterOption("price", "0-2000", "Under €20.00", "21"), FilterOption("price", "2000-5000", "€20.00 to €50.00", "31"),
                              FilterOption("price", "5000-", "€50.00 and more", "8"))),
        FilterGroup("Colour", (FilterOption("f", "Colour:Bone", "Bone", "9", checked=True), FilterOption("f", "Colour:Brick", "Brick", "3", checked=True),
                               FilterOption("f", "Colour:Pine", "Pine", "5"), FilterOption("f", "Colour:Sky", "Sky", "0"))),
        FilterGroup("Material", (FilterOption("f", "Material:Stoneware", "Stoneware", "12", checked=True), FilterOption("f", "Material:Wood", "Solid oiled oak wood", "4"))),
        FilterGroup("Availability", (FilterOption("stock", "1", "In stock", "11"),)),
    ),
    chips=(FilterChip("Colour: Bone", "listing.html", "3 products"), FilterChip("Colour: Brick", "listing.html", "9 products"),
           FilterChip("Material: Stoneware", "listing.html", "14 products")),
    clear="listing.html",
)  # fmt: skip
CRUMBS = (Link("Home", "home.html"), Link("Table", "listing.html"))

COMPARISON = Comparison(
    columns=tuple(
        CompareColumn(name=one.name, href=one.href, picture=replace(one.picture, alt=""), price=one.price, stock=Tag("In stock", Tone.OK),
                      sku="SKU-1" if at else "", choices=not at, without="compare.html")
        for at, one in enumerate(CARDS[:4])
    ),
    rows=(
        CompareRow("Material", ("Stoneware", "Stoneware", "Stoneware", "Stoneware")),
        CompareRow("Height", ("9 cm", "42 cm", "14 cm", ""), differs=True),
        CompareRow("Colour", ("Bone, Brick", "Brick", "Pine", "Sky, Moss, Plum, Marigold"), differs=True),
    ),
    back=Link("Back to the products", "listing.html"),
)  # fmt: skip

HOME = Home(
    line="Plain things that last",
    lead="For the table, the house and the road.",
    categories=tuple(
        Tile(link.label, link.href, drawn(slug, "", tint))
        for link, (slug, _name, tint, _price) in zip(
            (*CATEGORIES, Link("Staff shop", "listing.html")), SHELF, strict=False
        )
    ),
    products=CARDS,
    more=Link("See everything", "listing.html"),
    promises=(
        Promise("Shipping €3.95", "Free from €40. You see the day before you pay.", "truck", "text.html"),
        Promise("Thirty days to return", "We pay the way back.", "return", "returns.html"),
        Promise("People answer", "Within 4 hours, Monday to Friday.", "chat", "contact.html"),
    ),
)
COLOURS = (
    AxisOption(label="Sand", value="sand", href="?c=sand", chosen=True, swatch="#e8e2d4"),
    AxisOption(label="Pine", value="pine", href="?c=pine", swatch="#2f5d50"),
    AxisOption(label="Brick", value="brick", href="?c=brick", swatch="#c2553c", available=False),
)
SIZES = (
    AxisOption(label="25 cl", value="MUG-25", note="€12.90"),
    AxisOption(label="35 cl", value="MUG-35", chosen=True, note="€14.90"),
    AxisOption(label="50 cl", value="MUG-50", note="€17.90", available=False),
)
PRODUCT = ProductPage(
    name="Loma stoneware mug, 35 cl",
    price=Price("€14.90", "VAT included", "€18.50", "−19%", "Lowest price of the last 30 days: €15.90"),
    pictures=(MUG, CARDS[4].picture, CARDS[3].picture),
    crumbs=CRUMBS,
    rating=Link("4.7 of 5 · 132 reviews", "#reviews"),
    axes=(Axis(label="Color", name="colour", options=COLOURS),),
    stock=Tag("In stock", Tone.OK),
    promise="Arrives Thursday 26 Nov · shipping €3.95",
    promises=("Free shipping from €40", "Thirty days to return, we pay the way back"),
    buy=BuyForm(action="/cart", label="Add to cart", sku="MUG-35-SAND"),
    description=(
        "A mug that sits well in the hand: thick walls, a wide foot and a handle for three fingers.",
        "Fired once at 1,240 °C, so the glaze and the clay become one. Made in Muel by two people.",
    ),
    parts=(SetPart(name="Loma stoneware mug, 35 cl", quantity="4", href="product.html"), SetPart(name="Tray", quantity="1")),
    safety=(("Made by", ("Alfarería Barrosur", "Calle Mayor 1, Granada · hola@barrosur.example")), ("Warnings", ("Hot when full.",))),
    specs=(("Volume", "35 cl"), ("Height", "9.5 cm"), ("Material", "Stoneware"), ("Dishwasher", "Yes, up to 65 °C")),
    reviews=Reviews(
        summary="4.7 of 5, 132 reviews by people who bought it",
        items=(
            Review(
                title="My morning cup", text="Keeps warm for longer than I expected, and the handle is right.",
                author="Marta", rating="5 of 5", when="12 Nov 2026",
            ),
        ),
        more=Link("All 132 reviews", "#"),
    ),
    why=WHY,
    related=CARDS[1:5],
    json_ld='{"@context": "https://schema.org", "@type": "Product", "name": "Loma </script> & mug"}',
)  # fmt: skip
PRODUCT_SIZES = replace(
    PRODUCT,
    axes=(*PRODUCT.axes, Axis(label="Size", name="sku", options=tuple(replace(o, chosen=False) for o in SIZES), error="Choose a size")),
    buy=BuyForm(action="/cart", label="Add to cart"),
    stock=Tag("3 left", Tone.WARN),
    pictures=(MUG,),
    why=(),
)  # fmt: skip
PRODUCT_REFUSED = replace(
    PRODUCT,
    buy=None,
    stock=None,
    axes=(),
    rating=None,
    price=Price("€14.90", "VAT included", reason="Your price: framework agreement, −5%"),
    refusal=Notice("No rule lets anybody buy here yet: this shop only shows its catalogue.", Tone.INFO, (Link("Ask us", "#"),)),
)  # fmt: skip

ESTIMATE = Form(
    "/cart/estimate",
    (
        Field(
            "country", "Country", "radio", options=(Option("ES", "Spain", chosen=True), Option("US", "United States"))
        ),
        Field("postcode", "Postcode", value="28013", autocomplete="postal-code", inputmode="numeric", width="short"),
    ),
    "Calculate",
    main=False,
    mark_required=False,
)
CART = CartPage(
    heading="Cart, 13 items",
    action="/cart",
    lines=LINES,
    totals=TOTALS,
    estimate=ESTIMATE,
    checkout=Link("Check out · €282.85", "checkout.html"),
    tax_note="VAT is included. Nothing is added later.",
    notices=(Notice("Río carafe now costs €22.00. It was €21.00 when you added it.", Tone.WARN),),
)
ADDRESS = (
    Field("name", "Full name", autocomplete="name"),
    Field("line1", "Street and number", autocomplete="address-line1"),
    Field("line2", "Flat, floor or company", required=False, autocomplete="address-line2"),
    Field("postcode", "Postcode", autocomplete="postal-code", inputmode="numeric", width="short"),
    Field("city", "Town", autocomplete="address-level2"),
)
SHIPPING = ChoiceGroup(
    name="shipping",
    legend="How it travels",
    choices=(
        Choice(value="home", label="To your door", detail="Arrives Thursday 26 Nov", price="€3.95", checked=True),
        Choice(value="point", label="To a pick-up point", detail="Arrives Friday 27 Nov", price="Free"),
    ),
)
PAYMENT = ChoiceGroup(
    name="payment",
    legend="How you pay",
    choices=(
        Choice(value="card", label="Card", detail="You confirm it on your bank’s page", checked=True),
        Choice(value="transfer", label="Bank transfer", detail="We prepare it when the money arrives, 3 days at most"),
        Choice(value="collection", label="On collection", detail="Cash or card at our counter"),
    ),
)
CHECKOUT = CheckoutPage(
    heading="Checkout",
    action="/checkout",
    steps=(
        CheckoutStep(
            key="contact", title="Contact",
            fields=(
                Field("email", "Email", "email", autocomplete="email", hint="For the receipt and the tracking"),
                Field("phone", "Phone", "tel", required=False, autocomplete="tel", hint="Only so the driver can reach you"),
            ),
        ),
        CheckoutStep(
            key="delivery", title="Delivery",
            fields=(
                Field("country", "Country", "radio", options=(Option("ES", "Spain", chosen=True), Option("US", "United States"))),
                *ADDRESS,
            ),
            update="Update shipping and tax",
        ),
        CheckoutStep(key="shipping", title="Shipping", groups=(SHIPPING,)),
        CheckoutStep(key="payment", title="Payment", groups=(PAYMENT,)),
    ),
    lines=LINES,
    totals=TOTALS,
    pay_label="Pay €282.85",
    summary="Your order, 13 items",
    promise="Arrives Thursday 26 Nov",
    trust=("Thirty days to return, we pay the way back", "Your bank data never reaches this shop"),
    legal="By paying you accept the",
    legal_links=(Link("terms of sale", "text.html"),),
    sign_in=Link("Sign in", "sign_in.html"),
    back=Link("Cart", "cart.html"),
    keep=(("quote", "q1"),),
)  # fmt: skip
WALLET = ChoiceGroup(
    name="wallet",
    legend="Your allowance",
    multiple=True,
    choices=(
        Choice(
            value="on", label="November allowance", detail="€60.00 left until 30 Nov", price="−€60.00", checked=True,
            fields=(Field("wallet_amount", "How much of it", value="60.00", inputmode="decimal", width="short", required=False),),
        ),
    ),
)  # fmt: skip
REST = replace(
    PAYMENT,
    name="rest",
    legend="The rest, €222.85",
    choices=(Choice(value="card", label="Card"), Choice(value="payroll", label="Payroll", detail="Taken from your pay on 30 Nov")),
    error="Choose how you pay the rest",
)  # fmt: skip
CHECKOUT_ERRORS = replace(
    CHECKOUT,
    notices=(Notice("The bank declined the payment. Nothing was charged. Try another card or pay by transfer.", Tone.BAD),),
    steps=(
        replace(
            CHECKOUT.steps[0], fields=(), done=(SummaryRow("Email", ("ana@example.org",), Link("Change", "?edit=contact")),)
        ),
        replace(
            CHECKOUT.steps[1],
            fields=(*ADDRESS[:3], replace(ADDRESS[3], value="28", error="Enter your postcode, for example 28013"), ADDRESS[4]),
        ),
        CHECKOUT.steps[2],
        replace(CHECKOUT.steps[3], groups=(WALLET, REST)),
    ),
)  # fmt: skip

STEPS = (
    StatusStep("Received", StepState.DONE, "Sunday 22 Nov, 17:20"),
    StatusStep("Being prepared", StepState.CURRENT, "It leaves on Tuesday 24 Nov"),
    StatusStep("On its way", StepState.LATER),
    StatusStep("Delivered", StepState.LATER, "Expected Thursday 26 Nov"),
)
TIMELINE = (
    Entry("Sunday 22 Nov, 17:21", "Payment confirmed", "Card, €282.85", stamp="2026-11-22T16:21:00Z"),
    Entry("Sunday 22 Nov, 17:20", "Order received", who="Ana", stamp="2026-11-22T16:20:00Z"),
)
ORDER = OrderPage(
    number="AL-2041",
    heading="Order AL-2041 is confirmed",
    promise="Arrives Thursday 26 Nov",
    lead="We have sent the receipt to your email. This page always shows where the order is: keep its address.",
    placed="Placed on Sunday 22 Nov 2026",
    steps=STEPS,
    lines=LINES,
    totals=TOTALS,
    payments=(PaymentPart(method="Card", amount="€282.85", state=Tag("Paid", Tone.OK)),),
    addresses=(SummaryRow("To", ("Ana Ruiz", "Calle Mayor 1, 2.º A", "28013 Madrid, Spain")),),
    documents=(Link("Invoice (PDF)", "#"),),
    timeline=TIMELINE,
    actions=(Action("Cancel this order", "/orders/x/cancel"),),
    links=(Link("Return something", "returns.html"),),
    account_offer=Form(
        "/account/offer",
        (Field("password", "Password", "password", autocomplete="new-password", hint="12 characters or more"),),
        "Keep my orders",
        title="Keep your orders together",
        main=False,
        mark_required=False,
    ),
)
ORDER_UNPAID = replace(
    ORDER,
    heading="Order AL-2042 waits for its payment",
    number="AL-2042",
    lead="Pay until Tuesday 24 Nov, 17:20. After that we give the goods back to the shelf.",
    steps=(
        StatusStep("Received", StepState.DONE, "Sunday 22 Nov, 17:20"),
        StatusStep("Payment", StepState.PROBLEM, "Not confirmed yet"),
        StatusStep("On its way", StepState.LATER),
        StatusStep("Delivered", StepState.LATER),
    ),
    payments=(
        PaymentPart(
            method="Bank transfer",
            amount="€282.85",
            state=Tag("Waiting", Tone.WARN),
            instructions=(
                SummaryRow("To", ("Alameda Ejemplo S.L.",)),
                SummaryRow("IBAN", ("ES00 0000 0000 0000 0000 0000",)),
                SummaryRow("Reference", ("AL-2042",)),
            ),
        ),
    ),
    retry=Retry(
        action="/orders/x/pay",
        label="Pay €282.85",
        groups=(PAYMENT,),
        text="The bank declined the card. Nothing was charged. Try again or choose another way.",
    ),
    documents=(),
    account_offer=None,
)
HELD = HeldPage(
    number="H-118",
    heading="Your order waits for approval",
    state=Tag("Waiting for approval", Tone.WARN),
    reason="It is over your limit of €500.00 an order, so it goes to your approver. Nothing is charged before.",
    deciders="Luis Peña or Carmen Gil",
    deadline="Wednesday 25 Nov 2026, 18:00",
    requester="Ana Ruiz",
    facts=(SummaryRow("Purchase order", ("PO-2026-118",)),),
    lines=LINES,
    totals=TOTALS,
    actions=(Action("Withdraw the request", "/held/x/withdraw"),),
    timeline=TIMELINE[1:],
    crumbs=(Link("Account", "account.html"), Link("H-118", "", current=True)),
)
HELD_DECISION = replace(
    HELD,
    heading="Ana Ruiz asks for €282.85",
    actions=(),
    decision=Form(
        "/held/x/decide",
        (Field("reason", "Reason", "textarea", required=False, hint="Ana reads it. Needed when you refuse.", rows=3),),
        "Approve €282.85",
        buttons=(("op", "refuse", "Refuse"),),
        title="Your decision",
    ),
)
ACCOUNT = AccountPage(
    heading="Hello, Ana",
    orders=(
        OrderSummary(
            number="AL-2041", href="order.html", when="22 Nov 2026", total="€282.85", state=Tag("Being prepared", Tone.INFO),
            contents="Loma mug and 1 more", again=Action("Buy again", "/cart/again"),
        ),
        OrderSummary(
            number="AL-1978", href="order.html", when="3 Oct 2026", total="€49.00", state=Tag("Delivered", Tone.OK),
            contents="Faro table lamp", again=Action("Buy again", "/cart/again"),
        ),
    ),
    held=(
        OrderSummary(
            number="H-118", href="held.html", when="22 Nov 2026", total="€282.85", state=Tag("Waiting for approval", Tone.WARN)
        ),
    ),
    addresses=(SummaryRow("Delivery", ("Calle Mayor 1, 2.º A", "28013 Madrid, Spain"), Link("Change", "#")),),
    profile=(SummaryRow("Email", ("ana@example.org",), Link("Change", "#")),),
    links=(Link("Returns", "returns.html"), Link("Allowance", "table.html"), Link("Tenders", "detail.html")),
    sign_out=Action("Sign out", "/account/sign-out"),
)  # fmt: skip
SIGN_IN = SignInPage(
    heading="Sign in",
    guest="You do not need an account to buy.",
    form=Form(
        "/account/sign-in",
        (
            Field("email", "Email", "email", value="ana@example", autocomplete="username", error="Enter your email, for example ana@example.org"),
            Field("password", "Password", "password", autocomplete="current-password"),
        ),
        "Sign in",
        errors=("Email and password do not go together. Check both, or ask for a new password.",),
        mark_required=False,
    ),
    links=(Link("Forgot your password?", "#"), Link("Create an account", "#")),
)  # fmt: skip
CONTACT = ContactPage(
    heading="Help and contact",
    answer_time="We answer today before 18:00.",
    ways=(
        SummaryRow("Phone", ("Monday to Friday, 9:00 to 18:00",), links=(Link("+34 910 000 000", "tel:+34910000000"),)),
        SummaryRow("Email", ("Within 4 hours",), links=(Link("hola@alameda.example", "mailto:hola@alameda.example"),)),
    ),
    topics=(Link("Where is my order?", "#"), Link("Return something", "returns.html"), Link("Invoice", "#")),
    form=Form(
        "/contact",
        (
            Field("email", "Email", "email", autocomplete="email"),
            Field("order", "Order number", required=False, width="medium"),
            Field("message", "Message", "textarea", rows=5),
        ),
        "Send the message",
    ),
)
RETURNS = ReturnsPage(
    heading="Return something in three steps",
    lead="You have 30 days from the delivery. We pay the way back.",
    steps=("Say what you send back, and why.", "Choose refund, exchange or credit.", "Print the label, or show its code."),
    form=Form(
        "/returns",
        (
            Field("number", "Order number", hint="It is in the subject of our email, for example AL-2041", width="medium"),
            Field("email", "Email", "email", autocomplete="email"),
        ),
        "Find the order",
    ),
    policy=(Section(title="The rules", paragraphs=("Unused things, in their box if they had one. Refunds arrive within 5 days.",)),),
)  # fmt: skip
TEXT = TextPage(
    heading="Privacy",
    updated="In force since 1 November 2026",
    lead="We keep what your order needs, for as long as the law asks, and nothing else.",
    sections=(
        Section(title="What we keep", paragraphs=("Your name and address, so that the parcel finds you; your email, to write to you about the order.",)),
        Section(title="Your rights", paragraphs=("You can see, correct, take away and erase what we keep. Write to us, we answer within 30 days.",)),
    ),
    crumbs=(Link("Home", "home.html"), Link("Privacy", "", current=True)),
)  # fmt: skip
REFUSAL = RefusalPage(
    heading="This needs another buyer",
    text="Helmets are sold to companies only, and you buy as yourself. Switch to your company, or ask us for a quote.",
    links=(Link("Back to the cart", "cart.html"),),
    actions=(Action("Buy as Norte Obras S.L.", "/account/hat", (("capacity", "purchaser:norte"),), main=True),),
)

LEDGER = Table(
    caption="Allowance, November 2026",
    columns=(Column("Date"), Column("What"), Column("State"), Column("Amount", True), Column("Balance", True)),
    rows=tuple(
        Row((Cell(text=day), Cell(text=what, note=note), Cell(tag=tag), Cell(text=amount), Cell(text=balance)), marked=not n)
        for n, (day, what, note, tag, amount, balance) in enumerate(
            (
                ("22 Nov 2026", "Order AL-2041", "Reserved until it is dispatched", Tag("Reserved", Tone.WARN), "−€60.00", "€0.00"),
                ("9 Nov 2026", "Refund of AL-1990", "", Tag("Done", Tone.OK), "€10.00", "€60.00"),
                ("1 Nov 2026", "Monthly grant", "", Tag("Done", Tone.OK), "€50.00", "€50.00"),
            )
        )
    ),
)  # fmt: skip
TABLE = TablePage(
    heading="Allowance", lead="You have €0.00 left. €50.00 come on 1 December.", table=LEDGER, crumbs=CRUMBS[:1]
)
FORM = FormPage(
    heading="Send an offer",
    lead="It is sealed as it arrives: nobody can read it before the opening.",
    form=Form(
        "/offer",
        (
            Field("price", "Price of lot 1, without tax", inputmode="decimal", width="medium", value="12x", error="Enter the price in euros, for example 1,200.00"),
            Field("term", "Days to deliver", "number-text", width="short", value="10"),
            Field("lot", "Lot", "select", options=(Option("1", "Lot 1: helmets", chosen=True), Option("2", "Lot 2: boots"))),
            Field("file", "Technical sheet", "file", required=False, hint="PDF, 5 MB at most"),
            Field("agree", "I may sign for the company", "checkbox", error="Tick this so that the offer counts"),
        ),
        "Seal and send",
        multipart=True,
    ),
    crumbs=CRUMBS[:1],
)  # fmt: skip
DETAIL = DetailPage(
    heading="Safety equipment for the road service",
    lead="Price contest of the Town of Ejemplo, estimated value €12,000.00.",
    tags=(Tag("Open", Tone.OK), Tag("Closes Friday 4 Dec 2026, 14:00 CET", Tone.WARN)),
    crumbs=(Link("Home", "home.html"), Link("Tenders", "table.html")),
    sections=(
        Section(title="Your offer", tasks=(
            Task("Company data", Tag("Complete", Tone.OK), "#"),
            Task("Price", Tag("Not started", Tone.INFO), "form.html"),
            Task("Seal and send", Tag("Cannot start yet"), hint="Fill in the price first"),
        )),
        Section(title="Lots", table=Table(
            caption="Lots", caption_hidden=True,
            columns=(Column("Lot"), Column("What"), Column("Units", True), Column("Value", True)),
            rows=(Row((Cell(text="1"), Cell(text="Helmets"), Cell(text="400"), Cell(text="€8,000.00"))),
                  Row((Cell(text="2"), Cell(text="Boots"), Cell(text="80"), Cell(text="€4,000.00")))),
        )),
        Section(title="Questions and answers", paragraphs=("No questions yet.",)),
        Section(title="Notices", timeline=TIMELINE, folded=True),
    ),
    aside=(Section(title="Key facts", summary=(
        SummaryRow("Number", ("T-2026-07",)), SummaryRow("Opening", ("Friday 4 Dec 2026, 14:30 CET",)), SummaryRow("Openers", ("2 of 3 together",)),
    ), links=(Link("Download the terms", "#"),)),),
)  # fmt: skip

PAGES: dict[str, tuple[Frame, object]] = {
    "home": (replace(FRAME, title="Alameda"), HOME),
    "home_empty": (FRAME, Home(line="Plain things that last", staff_hint=Link("Add the first product", "/admin"))),
    "home_named": (PRIVATE_FRAME, replace(HOME, reorder=CARDS[:2])),
    "listing": (
        replace(FRAME, title="Table", navigation=(replace(CATEGORIES[0], current=True), *CATEGORIES[1:])),
        Listing(heading="Table", count="60 products", cards=CARDS, crumbs=CRUMBS[:1], narrower=(Link("Cups", "#"), Link("Plates", "#")),
                sort=SORT, pager=Pager("8 of 60 shown", "", "?after=8"), tax_note="prices include VAT"),
    ),
    "listing_filtered": (
        replace(FRAME, title="Table"),
        Listing(heading="Table", count="12 products", cards=CARDS, crumbs=CRUMBS[:1], filters=FILTERS, sort=SORT,
                lead="Plates, cups and jugs for every day, fired in small kilns.",
                pager=Pager("9 to 16 of 60 shown", "listing.html", "?after=8", "Show 24 more", keyed=True), tax_note="prices include VAT"),
    ),
    "listing_nothing": (
        replace(FRAME, title="Table"), Listing(heading="Table", count="0 products", crumbs=CRUMBS[:1], filters=FILTERS, sort=SORT)
    ),
    "compare": (replace(FRAME, title="Compare"), COMPARISON),
    "compare_empty": (replace(FRAME, title="Compare"), Comparison()),
    "listing_empty": (replace(FRAME, title="Home"), Listing(heading="Home", count="0 products", crumbs=CRUMBS[:1])),
    "search": (replace(FRAME, title="mug", query="mug"), SearchPage(query="mug", count="1 product", cards=CARDS[:1], sort=SORT)),
    "search_none": (
        replace(FRAME, title="No results", query="taxa"),
        SearchPage(query="taxa", did_you_mean=Link("taza", "search.html"), categories=CATEGORIES, popular=CARDS[:4]),
    ),
    "product": (replace(FRAME, title=PRODUCT.name), PRODUCT),
    "product_sizes": (replace(PRIVATE_FRAME, title=PRODUCT.name, flash=None), PRODUCT_SIZES),
    "product_refused": (replace(FRAME, title=PRODUCT.name), PRODUCT_REFUSED),
    "cart": (replace(CART_FRAME, title="Cart"), CART),
    "cart_error": (
        replace(CART_FRAME, title="Cart"),
        replace(CART, lines=(replace(LINES[0], quantity="99", error="Only 12 are left: enter 12 or fewer"), LINES[1]), notices=()),
    ),
    "cart_empty": (
        replace(FRAME, title="Cart"),
        CartPage(heading="Cart", action="/cart", empty=Empty("Your cart is empty", "What you put in stays for 30 days.", (Link("Look around the shop", "home.html"),)), seen=CARDS[:2]),
    ),
    "checkout": (replace(CART_FRAME, title="Checkout"), CHECKOUT),
    "checkout_errors": (replace(CART_FRAME, title="Checkout"), CHECKOUT_ERRORS),
    "order": (replace(FRAME, title=ORDER.heading), ORDER),
    "order_unpaid": (replace(FRAME, title=ORDER_UNPAID.heading), ORDER_UNPAID),
    "held": (replace(PRIVATE_FRAME, title=HELD.heading, flash=None), HELD),
    "held_decision": (replace(PRIVATE_FRAME, title=HELD.heading, flash=None), HELD_DECISION),
    "account": (replace(PRIVATE_FRAME, title="Account", flash=None), ACCOUNT),
    "account_empty": (replace(FRAME, title="Account", visitor=Visitor(name="Ana", signed_in=True)), AccountPage(heading="Hello, Ana")),
    "sign_in": (replace(FRAME, title="Sign in"), SIGN_IN),
    "contact": (replace(FRAME, title="Help"), CONTACT),
    "returns": (replace(FRAME, title="Returns"), RETURNS),
    "text": (replace(FRAME, title="Privacy"), TEXT),
    "error_403": (replace(FRAME, title="Not yours"), ErrorPage(heading="This page belongs to somebody else", text="Sign in as the person who placed the order, or open the link in the email.", status=403, links=(Link("Sign in", "sign_in.html"),), search=False)),
    "error_404": (replace(FRAME, title="Not found"), ErrorPage(heading="We cannot find this page", text="The address may be old or mistyped.", links=CATEGORIES)),
    "error_410": (replace(FRAME, title="No longer sold"), ErrorPage(heading="We no longer sell this", text="Its successor is the Loma mug, 35 cl.", status=410, links=(Link("See the Loma mug", "product.html"),))),
    "error_422": (replace(FRAME, title="Not understood"), ErrorPage(heading="We could not read the form", text="Go back and send it again. Your cart is safe.", status=422, links=(Link("Back to the cart", "cart.html"),), search=False)),
    "error_500": (replace(FRAME, title="Something broke"), ErrorPage(heading="Something broke on our side", text="Your cart is safe. Try again in a minute.", status=500, reference="7F3K-21", search=False)),
    "refusal": (replace(CART_FRAME, title=REFUSAL.heading), REFUSAL),
    "table": (replace(PRIVATE_FRAME, title="Allowance", density="compact", flash=None), TABLE),
    "table_empty": (replace(FRAME, title="Allowance"), replace(TABLE, table=replace(LEDGER, rows=(), empty=Empty("Nothing spent yet", "Your first purchase appears here.")))),
    "form": (replace(FRAME, title="Send an offer"), FORM),
    "detail": (replace(FRAME, title=DETAIL.heading), DETAIL),
}  # fmt: skip

ADMIN_FRAME = AdminFrame(
    shop_name="Alameda",
    title="Orders",
    name="Carmen Gil",
    rail=(
        RailGroup("", (Link("Start", "admin_start.html"), Link("Orders", "admin_orders.html", current=True), Link("Products and stock", "admin_stock.html"), Link("Approvals", "admin_approvals.html"), Link("Jobs", "admin_jobs.html"))),
        RailGroup("Companies", (Link("Organisations", "#"), Link("Contract prices", "#"))),
    ),
    sign_out=Action("Sign out", "/admin/sign-out"),
)  # fmt: skip
PAID, WAIT = Tag("Paid", Tone.OK), Tag("Not confirmed", Tone.WARN)
ADMIN_ORDERS = AdminScreen(
    heading="Orders",
    tabs=(Link("To prepare · 9", "#", True), Link("Late · 1", "#"), Link("Payment not confirmed · 2", "#"), Link("All", "#")),
    search=Form("/admin/orders", (Field("q", "Number, name or email", "text", required=False),), "Search", method="get", inline=True, main=False),
    table=Table(
        caption="Orders to prepare", caption_hidden=True, stacked=True,
        columns=(Column("Number"), Column("Placed"), Column("Customer"), Column("Promised"), Column("Payment"), Column("Dispatch"), Column("Total", True)),
        rows=tuple(
            Row((
                Cell(text=f"AL-{2041 - n}", href="admin_order.html"), Cell(text="22 Nov, 17:20"), Cell(text=("Ana Ruiz", "Norte Obras S.L.")[n % 2]),
                Cell(text="Thu 26 Nov"), Cell(tag=WAIT if n % 5 == 1 else PAID), Cell(tag=Tag("Late", Tone.BAD) if n == 3 else Tag("To prepare")),
                Cell(text=("€282.85", "€1,204.10", "€9.95")[n % 3]),
            ))
            for n in range(14)
        ),
    ),
    pager=Pager("14 of 61", "", "?after=1"),
    links=(Link("Download this list (CSV)", "#"),),
)  # fmt: skip
ADMIN_STOCK = AdminScreen(
    heading="Products and stock",
    table=Table(
        caption="Stock", caption_hidden=True, stacked=True,
        columns=(Column("Product"), Column("Code"), Column("On hand", True), Column("Reserved", True), Column("Price", True), Column("Adjust")),
        rows=tuple(
            Row((
                Cell(text=name, href="#"), Cell(text=slug.upper()), Cell(text=str(n * 7)), Cell(text=str(n)), Cell(text=amount),
                Cell(form=Form(f"/admin/stock/{slug}", (
                    Field(f"{slug}-by", "Change by", "text", inputmode="numeric", width="short"), Field(f"{slug}-reason", "Reason", width="medium"),
                ), "Adjust", inline=True, main=False)),
            ))
            for n, (slug, name, _tint, amount) in enumerate(SHELF)
        ),
    ),
)  # fmt: skip
ADMIN_APPROVALS = AdminScreen(
    heading="Approvals",
    table=Table(
        caption="Waiting for a decision", stacked=True,
        columns=(Column("Request"), Column("Who"), Column("Rule"), Column("Until"), Column("Amount", True), Column("Decide")),
        rows=(Row((Cell(text="H-118", href="#"), Cell(text="Ana Ruiz", note="Norte Obras S.L."), Cell(text="Over €500.00 an order"), Cell(text="Wed 25 Nov, 18:00"),
                   Cell(text="€612.40"), Cell(actions=(Action("Approve", "#"), Action("Refuse", "#"))))),),
    ),
)  # fmt: skip
ADMIN_JOBS = AdminScreen(
    heading="Jobs",
    lead="What failed five times waits here until you try it again.",
    tabs=(Link("Parked · 1", "#", True), Link("Waiting · 4", "#"), Link("Done", "#")),
    table=Table(
        caption="Parked jobs", caption_hidden=True, stacked=True,
        columns=(Column("Job"), Column("About"), Column("Last error"), Column("Tries", True), Column("Do")),
        rows=(Row((Cell(text="send_mail"), Cell(text="AL-2038", href="#"), Cell(text="The mail server refused the connection", note="smtp.alameda.example:587, 22 Nov, 17:02"),
                   Cell(text="5"), Cell(actions=(Action("Try again", "#"),)))),),
    ),
)  # fmt: skip
ADMIN_ORDER = AdminOrder(
    number="AL-2041",
    heading="Order AL-2041",
    tags=(PAID, Tag("To prepare")),
    promise="Promised for Thursday 26 Nov",
    next_step=Action("Mark as dispatched", "#", main=True),
    actions=(Action("Cancel and refund", "#"),),
    lines=(
        replace(LINES[0], why=WHY, sku="MUG-35-SAND"),
        replace(LINES[1], sku="RIO-SET", parts=(SetPart(name="Río carafe", quantity="12", sku="RIO-COBALT"),)),
    ),
    totals=TOTALS,
    steps=STEPS,
    customer=(SummaryRow("Name", ("Ana Ruiz",)), SummaryRow("Buys as", ("Myself",)), SummaryRow("Address", ("Calle Mayor 1", "28013 Madrid"))),
    payments=(SummaryRow("Card", ("€282.85",), tag=PAID),),
    trace=WHY,
    timeline=TIMELINE,
    forms=(Form("#", (Field("note", "Note", "textarea", rows=2),), "Add the note", title="Note for staff", main=False, mark_required=False),),
    crumbs=(Link("Orders", "admin_orders.html"), Link("AL-2041", "", True)),
)  # fmt: skip
ADMIN_START = AdminStart(
    heading="What there is to do today",
    work=(
        Work(9, "orders to dispatch", "#"), Work(2, "payments not confirmed", "#", Tone.WARN), Work(1, "order late", "#", Tone.BAD),
        Work(3, "products out of stock", "#", Tone.WARN), Work(1, "job parked", "#", Tone.BAD), Work(0, "approvals waiting", "#"),
    ),
    figures=(Figure("Orders today", "14", "12% more than last Sunday"), Figure("Sales today", "€1,204.10", "8% less than last Sunday"),
             Figure("Average order", "€86.01"), Figure("Returned this week", "2")),
    tasks=(Task("Payment methods", Tag("Complete", Tone.OK), "#"), Task("Legal identity", Tag("Not started", Tone.INFO), "#"), Task("First backup", Tag("There is a problem", Tone.BAD), "#")),
)  # fmt: skip
ENTRY = Form(
    "/admin/sign-in",
    (Field("email", "Email", "email", autocomplete="username"), Field("password", "Password", "password", autocomplete="current-password")),
    "Sign in",
    mark_required=False,
)  # fmt: skip
ADMIN_PAGES: dict[str, tuple[AdminFrame, object]] = {
    "admin_sign_in": (AdminFrame(shop_name="Alameda", title="Staff sign-in"), AdminSignIn(heading="Staff sign-in", form=ENTRY)),
    "admin_start": (replace(ADMIN_FRAME, title="Start"), ADMIN_START),
    "admin_orders": (ADMIN_FRAME, ADMIN_ORDERS),
    "admin_orders_empty": (
        ADMIN_FRAME,
        AdminScreen(heading="Orders", table=Table(caption="Orders", columns=(), empty=Empty("No orders to prepare", "New orders appear here as soon as they are paid."))),
    ),
    "admin_order": (replace(ADMIN_FRAME, title="AL-2041", flash=Notice("The note is saved.", Tone.OK)), ADMIN_ORDER),
    "admin_stock": (replace(ADMIN_FRAME, title="Stock"), ADMIN_STOCK),
    "admin_approvals": (replace(ADMIN_FRAME, title="Approvals"), ADMIN_APPROVALS),
    "admin_jobs": (replace(ADMIN_FRAME, title="Jobs"), ADMIN_JOBS),
}  # fmt: skip
