"""View models: what templates receive. Frozen, formatted, translated; a template only places them.

Every page model names its template (`page.template`) and is rendered with two values, `frame` and `page`:
`environment.get_template(page.template).render(frame=frame, page=page)`. The environment needs autoescape, the
`jinja2.ext.i18n` extension with newstyle gettext, and one global, `asset(name) -> url` of a file in `static/`.
"""
