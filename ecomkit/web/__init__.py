"""The web: an ASGI app made from a Shop. Storefront, back office, API, page cache, templates and static files."""
