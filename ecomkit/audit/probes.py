"""Looking beside the journey: the shop's own search, its policy pages, its links, and an address that does not exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ecomkit.audit import look
from ecomkit.audit.basket import holds
from ecomkit.audit.evidence import LinkProbe, PageEvidence, SearchEvidence, SearchTry, Stage
from ecomkit.audit.facts import Facts, FormField, Link
from ecomkit.audit.lexicon import fold, matches, patterns
from ecomkit.audit.reading import read_pages
from ecomkit.errors import UserError

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, ElementHandle, Playwright

    from ecomkit.audit.driver import Driver
    from ecomkit.audit.walk import Walk

__all__ = [
    "NONSENSE",
    "POLICIES",
    "misspelt",
    "policy_link",
    "probe_exposed",
    "probe_links",
    "probe_missing",
    "search_fields",
    "term_of",
    "try_search",
    "try_term",
    "visit_policies",
]

POLICIES = ("returns", "contact", "privacy", "shipping", "terms", "tracking", "help", "about", "register")
NONSENSE = "xqzvwkjh"
"""A word that no product is called."""
_EXPOSED = ("/.git/HEAD", "/.env", "/server-status", "/phpinfo.php", "/.DS_Store", "/backup.sql")
_LINKS_OWN, _LINKS_FOREIGN = 50, 15
_FADING_LOOKS, _FADING_MS = 5, 200
_NOWHERE = "ecomkit-audit-no-such-page"


def search_fields(facts: Facts) -> tuple[tuple[int, FormField], ...]:
    """The fields that search the shop, shown or not, with their place among the page's fields; shown ones first."""
    found = [(index, field) for index, field in enumerate(facts.fields) if _is_search(field)]
    return tuple(sorted(found, key=lambda pair: not pair[1].visible))


def _is_search(field: FormField) -> bool:
    if field.type == "search" or 'role="searchbox"' in field.html:
        return True
    if field.type not in {"text", ""}:
        return False
    return any(pattern.search(fold(field.name)) for pattern in patterns("search_field", "name")) or matches(
        "search", field.label
    )


def term_of(title: str) -> str:
    """The word of a product's name to search for: its longest one."""
    words = re.findall(r"[^\W\d_]{4,}", title) or re.findall(r"\w+", title)
    return max(words, key=len, default=title)


def try_search(walk: Walk, title: str, *, at_home: bool = False) -> SearchEvidence | None:
    """Search for a word of a product that is really listed. None where no search field can be opened.

    `at_home`: home was just opened, and need not be again.
    """
    term = walk.recipe.search.term or term_of(title)
    facts = _searched(walk, term, again=at_home)
    if facts is None:
        return None
    return SearchEvidence(
        term=term, product=title, found=_shows(facts, title), url=walk.driver.page.url, status=_answered(walk.driver)
    )


def try_term(walk: Walk, term: str, title: str) -> SearchTry | None:
    """Search for one more term, where the answer to the last one can be searched from, and see what the shop makes of it."""
    facts = _searched(walk, term, again=True)
    if facts is None:
        return None
    ways = sum(link.visible and link.region == "main" for link in facts.links)
    return SearchTry(
        term=term,
        url=walk.driver.page.url,
        status=_answered(walk.driver),
        found=_shows(facts, title),
        text=facts.text[:4000],
        ways_on=ways + len(facts.cards),
    )


def misspelt(term: str) -> str:
    """The term as people mistype it: accents dropped and two letters in its middle changed places."""
    plain = fold(term)
    middle = len(plain) // 2
    return plain[: middle - 1] + plain[middle] + plain[middle - 1] + plain[middle + 1 :] if len(plain) > 3 else plain


def _searched(walk: Walk, term: str, *, again: bool = False) -> Facts | None:
    from playwright.sync_api import Error

    driver = walk.driver
    driver.stage = Stage.HOME
    if not (again and any(field.visible for _, field in search_fields(driver.look()))):
        driver.open(walk.home)
    driver.sweep()
    field = _shown_field(driver)
    if field is None:
        return None
    driver.pace()
    try:
        field.fill(term, timeout=1500)
        field.press("Enter", timeout=1500)
    except Error:
        return None
    driver.settle()
    return driver.look()


def _answered(driver: Driver) -> int:
    return driver.response.status if driver.response else 0


def _shows(facts: Facts, title: str) -> bool:
    return any(holds_any(card.title, title) for card in facts.cards) or _listed(facts, title)


def holds_any(shown: str, title: str) -> bool:
    """Whether a card's title is that product's."""
    return fold(title) in fold(shown) or (len(shown) > 3 and fold(shown) in fold(title))


def _listed(facts: Facts, title: str) -> bool:
    return holds(facts, title) and any(
        holds_any(link.text, title) for link in facts.links if link.visible and link.text
    )


def _shown_field(driver: Driver) -> ElementHandle | None:
    found = search_fields(driver.look())
    if not (found and found[0][1].visible):
        for handle, candidate in driver.best("search", driver.look())[:2]:
            driver.press(handle, candidate.name)
            found = _opened_fields(driver)
            if found and found[0][1].visible:
                break
    if not found or not found[0][1].visible:
        return None
    return look.elements(driver.page, look.FIELDS)[found[0][0]]


def _opened_fields(driver: Driver) -> tuple[tuple[int, FormField], ...]:
    """The search fields after a button was pressed; dialogs fade in for some tenths of a second."""
    for _ in range(_FADING_LOOKS):
        found = search_fields(driver.look())
        if not found or found[0][1].visible:
            return found
        driver.page.wait_for_timeout(_FADING_MS)
    return search_fields(driver.look())


def policy_link(topic: str, pages: Sequence[PageEvidence]) -> Link | None:
    """The first link of the pages that leads to returns, contact, privacy or shipping: a page before mail or telephone."""
    named = [link for page in pages for link in page.facts.links if link.text and matches(topic, link.text)]
    addressed = [
        link
        for page in pages
        for link in page.facts.links
        if any(p.search(fold(link.href)) for p in patterns(topic, "href"))
    ]
    every = [link for link in (*named, *addressed) if not link.href.startswith("javascript:")]
    return next((link for link in every if link.href.startswith("http")), every[0] if every else None)


def visit_policies(walk: Walk) -> tuple[tuple[PageEvidence, ...], tuple[str, ...]]:
    """Open the pages that the shop links as returns, contact, privacy and shipping.

    Gives the pages, and the topics that were linked and could not be read because time or pages were used up.
    """
    read, late = read_pages(walk.driver, tuple(_policies(walk)))
    taken, unread = list(read), list(late)
    _refuse_dead_routes(walk, read, late)
    if "register" not in {page.name for page in taken} | set(unread):
        pages, spent = _behind_sign_in(walk)
        taken += pages
        unread += ["register"] if spent else []
    return tuple(taken), tuple(unread)


def _refuse_dead_routes(walk: Walk, read: Collection[PageEvidence], late: Collection[str]) -> None:
    """Raises UserError where the recipe names an address at which nothing is."""
    answers = {page.name: page.status for page in read}
    for topic, route in walk.recipe.route.model_dump(by_alias=True).items():
        if route and topic not in late and answers.get(topic, 599) >= 400:
            told = f"answers {answers[topic]}" if topic in answers else "does not answer"
            raise UserError(f"{walk.recipe.file}: route.{topic}: {urljoin(walk.home, route)} {told}")


def _policies(walk: Walk) -> Iterator[tuple[str, str]]:
    """Each topic and the page about it: where the recipe says, else where the pages of the journey link to."""
    routes = walk.recipe.route.model_dump(by_alias=True)
    for topic in POLICIES:
        link = policy_link(topic, walk.pages)
        target = urljoin(walk.home, routes[topic]) if routes.get(topic) else link.href if link else ""
        if target.startswith("http"):
            yield topic, target


def _behind_sign_in(walk: Walk) -> tuple[list[PageEvidence], bool]:
    """The page to sign in and that to register, which only the former links to, and whether there was no time left to look there.

    The way to sign in is often a picture without a name, so its address is enough.
    """
    from ecomkit.audit.driver import Spent

    door = policy_link("signin", walk.pages) or policy_link("account", walk.pages)
    if door is None or not door.href.startswith("http"):
        return [], False
    try:
        inside = _visit(walk, "signin", door.href)
        link = policy_link("register", [inside]) if inside else None
        beyond = _visit(walk, "register", link.href) if link and link.href.startswith("http") else None
    except Spent:
        return [], True
    return [page for page in (inside, beyond) if page], False


def _visit(walk: Walk, topic: str, url: str) -> PageEvidence | None:
    from ecomkit.audit.driver import Spent

    read, late = read_pages(walk.driver, ((topic, url),))
    if late:
        raise Spent(f"no time was left to read {url}")
    return read[0] if read else None


def _plain_client(playwright: Playwright, settings: dict[str, Any]) -> APIRequestContext:
    """A client without the shopper's cookies, so that no link can change the cart or sign anybody out."""
    language = settings.get("locale")
    headers = {"Accept-Language": str(language)} if language else {}
    return playwright.request.new_context(user_agent=settings["user_agent"], extra_http_headers=headers)


def probe_links(playwright: Playwright, walk: Walk, settings: dict[str, Any]) -> tuple[LinkProbe, ...]:
    """Ask for the shop's own pages that the visited pages link to, at most 50 (15 on a shop that is not one's own)."""
    limit = _LINKS_OWN if walk.driver.owned else _LINKS_FOREIGN
    client = _plain_client(playwright, settings)
    try:
        read = _read_already(walk)
        return tuple(
            LinkProbe(url=url, status=read[url] if url in read else _status(client, walk, url)[0], seen_on=seen_on)
            for url, seen_on in _links_to_try(walk, limit)
        )
    finally:
        client.dispose()


def _links_to_try(walk: Walk, limit: int) -> Iterator[tuple[str, str]]:
    host = urlsplit(walk.home).netloc
    visited = {page.url.partition("#")[0] for page in walk.pages}
    tried = set(visited)
    for page in walk.pages:
        for link in page.facts.links:
            url = link.href.partition("#")[0]
            if url in tried or urlsplit(url).netloc != host or not url.startswith("http"):
                continue
            parts = urlsplit(url)
            if any(pattern.search(fold(f"{parts.path} {parts.query}")) for pattern in patterns("unsafe_link")):
                continue
            tried.add(url)
            yield url, page.name
            if len(tried) - len(visited) >= limit:
                return


def _read_already(walk: Walk) -> dict[str, int]:
    """How the addresses answered that were opened as policies: they need not be asked again."""
    status = {page.name: page.status for page in walk.found.get("policies", ())}
    return {url.partition("#")[0]: status[topic] for topic, url in _policies(walk) if topic in status}


def _status(client: APIRequestContext, walk: Walk, url: str) -> tuple[int, str]:
    from playwright.sync_api import Error

    walk.driver.pace()
    try:
        response = client.get(url, timeout=5000, max_redirects=5)
        kind = response.headers.get("content-type", "")
        return response.status, response.text() if kind.startswith("text/html") else ""
    except (Error, UnicodeDecodeError):
        return 0, ""


def probe_missing(playwright: Playwright, walk: Walk, settings: dict[str, Any]) -> tuple[LinkProbe, bool]:
    """Ask for a page that cannot exist: its status, and whether the answer links back to home."""
    url = urljoin(walk.home, f"/{_NOWHERE}")
    client = _plain_client(playwright, settings)
    try:
        status, body = _status(client, walk, url)
    finally:
        client.dispose()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(walk.home))
    targets = {urljoin(url, href) for href in re.findall(r"<a\b[^>]*?href=[\"']?([^\"'\s>]+)", body)}
    home = any(
        target.rstrip("/") in {origin, walk.home.rstrip("/")} or urlsplit(target).path.count("/") == 1
        for target in targets
    )
    return LinkProbe(url=url, status=status, seen_on=""), home


def probe_exposed(playwright: Playwright, walk: Walk, settings: dict[str, Any]) -> tuple[LinkProbe, ...]:
    """Ask for files that no shop should give away, on one's own shop only. Gives those that answer with such a file."""
    client = _plain_client(playwright, settings)
    try:
        found = [(url, *_status(client, walk, url)) for url in (urljoin(walk.home, path) for path in _EXPOSED)]
    finally:
        client.dispose()
    return tuple(
        LinkProbe(url=url, status=status, seen_on="") for url, status, page in found if status == 200 and not page
    )
