"""The domain: values and pure functions. What its modules name in `__all__` is public, and is imported from here."""

from __future__ import annotations

from ecomkit.domain import (
    approval,
    cart,
    catalogue,
    category_rule,
    codes,
    command,
    context,
    discrepancy,
    finding,
    ids,
    languages,
    law,
    ledger,
    listing,
    log,
    market,
    moments,
    money,
    order,
    outcome,
    party,
    payment,
    pricing,
    profile,
    quote,
    rating,
    regions,
    sample,
    search,
    shipping,
    tax,
    wording,
    work,
)
from ecomkit.domain.approval import *
from ecomkit.domain.cart import *
from ecomkit.domain.catalogue import *
from ecomkit.domain.category_rule import *
from ecomkit.domain.codes import *
from ecomkit.domain.command import *
from ecomkit.domain.context import *
from ecomkit.domain.discrepancy import *
from ecomkit.domain.finding import *
from ecomkit.domain.ids import *
from ecomkit.domain.languages import *
from ecomkit.domain.law import *
from ecomkit.domain.ledger import *
from ecomkit.domain.listing import *
from ecomkit.domain.log import *
from ecomkit.domain.market import *
from ecomkit.domain.moments import *
from ecomkit.domain.money import *
from ecomkit.domain.order import *
from ecomkit.domain.outcome import *
from ecomkit.domain.party import *
from ecomkit.domain.payment import *
from ecomkit.domain.pricing import *
from ecomkit.domain.profile import *
from ecomkit.domain.quote import *
from ecomkit.domain.rating import *
from ecomkit.domain.regions import *
from ecomkit.domain.sample import *
from ecomkit.domain.search import *
from ecomkit.domain.shipping import *
from ecomkit.domain.tax import *
from ecomkit.domain.text import Text, Translations, filled, text, text_count, text_in, text_of
from ecomkit.domain.value import Value
from ecomkit.domain.wording import *
from ecomkit.domain.work import *

__all__ = ["Text", "Translations", "Value", "filled", "text", "text_count", "text_in", "text_of"]
__all__ += approval.__all__
__all__ += cart.__all__
__all__ += catalogue.__all__
__all__ += category_rule.__all__
__all__ += codes.__all__
__all__ += command.__all__
__all__ += context.__all__
__all__ += discrepancy.__all__
__all__ += finding.__all__
__all__ += ids.__all__
__all__ += languages.__all__
__all__ += law.__all__
__all__ += ledger.__all__
__all__ += listing.__all__
__all__ += log.__all__
__all__ += market.__all__
__all__ += moments.__all__
__all__ += money.__all__
__all__ += order.__all__
__all__ += outcome.__all__
__all__ += party.__all__
__all__ += payment.__all__
__all__ += pricing.__all__
__all__ += profile.__all__
__all__ += quote.__all__
__all__ += rating.__all__
__all__ += regions.__all__
__all__ += sample.__all__
__all__ += search.__all__
__all__ += shipping.__all__
__all__ += tax.__all__
__all__ += wording.__all__
__all__ += work.__all__
