"""The addresses of the back office."""

from __future__ import annotations

from functools import partial

from ecomkit.web import language
from ecomkit.web.addresses import ANYONE, Address, either, staff_only
from ecomkit.web.admin import approvals, entry, order, orders, product, screens, stock, unclear, work

__all__ = ["admin_addresses"]

_BOTH = ("GET", "POST")


def admin_addresses() -> tuple[Address, ...]:
    """All of them. The start page and plugins' screens check by themselves who asks: their permissions vary."""
    page = partial(Address, staff=True)
    sign_in = either(entry.show_sign_in, entry.sign_in)
    see_orders, see_stock, see_jobs = (staff_only(f"staff.{name}") for name in ("orders", "stock", "jobs"))
    see_products = staff_only("staff.catalogue")
    return (
        page(path="/admin", view=entry.start, policy=ANYONE, name="admin"),
        page(path="/admin/sign-in", view=sign_in, policy=ANYONE, name="admin.sign_in", methods=_BOTH),
        page(path="/admin/sign-out", view=entry.sign_out, policy=ANYONE, name="admin.sign_out", methods=("POST",)),
        page(path="/admin/language", view=either(language.show_to_staff, language.choose_as_staff), policy=ANYONE, name="admin.language",
             methods=_BOTH),
        page(path="/admin/orders", view=orders.show_orders, policy=see_orders, name="admin.orders"),
        page(path="/admin/orders/{order}", view=order.show_order, policy=see_orders, name="admin.order"),
        page(path="/admin/orders/{order}/{act}", view=order.act, policy=see_orders, name="admin.order.act", methods=("POST",)),
        page(path="/admin/stock", view=either(stock.show_stock, stock.adjust), policy=see_stock, name="admin.stock", methods=_BOTH),
        page(path="/admin/products/{product}", view=product.show_product, policy=see_products, name="admin.product"),
        page(path="/admin/products/{product}/{act}", view=product.act_on_product, policy=see_products, name="admin.product.act",
             methods=("POST",)),
        page(path="/admin/approvals", view=approvals.show_approvals, policy=see_orders, name="admin.approvals"),
        page(path="/admin/approvals/{held}", view=either(approvals.show_approval, approvals.decide), policy=see_orders,
             name="admin.approval", methods=_BOTH),
        page(path="/admin/unclear", view=either(unclear.show_unclear, unclear.close), policy=see_orders, name="admin.unclear",
             methods=_BOTH),
        page(path="/admin/jobs", view=either(work.show_jobs, work.act_on_job), policy=see_jobs, name="admin.jobs", methods=_BOTH),
        page(path="/admin/x/{screen}", view=screens.show_screen, policy=ANYONE, name="admin.screen"),
        page(path="/admin/x/{screen}/{command}", view=screens.run_command, policy=ANYONE, name="admin.command", methods=("POST",)),
        page(path="/admin/o/{object}", view=screens.show_object, policy=ANYONE, name="admin.object"),
        page(path="/admin/o/{object}/{command}", view=screens.run_object_command, policy=ANYONE, name="admin.object.command",
             methods=("POST",)),
    )  # fmt: skip
