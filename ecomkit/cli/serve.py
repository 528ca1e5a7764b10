"""`ecomkit serve` and `ecomkit worker`: the two processes of a running shop."""

from __future__ import annotations

from pathlib import Path

import click

from ecomkit.cli.options import shop_folder
from ecomkit.speech import say

__all__ = ["serve", "worker"]


@click.command()
@shop_folder
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--shared", is_flag=True, help="Let other processes serve on the same port.")
@click.option("--dev", is_flag=True, hidden=True, help="As started by `ecomkit dev`.")
def serve(folder: Path, host: str, port: int, shared: bool, dev: bool) -> None:
    """Serve the shop's pages until stopped.

    A new database is made first. Jobs (mails, payments after the order) are run by `ecomkit worker` beside it.
    """
    from ecomkit.cli.opening import ready_shop
    from ecomkit.cli.processes import free_port

    with ready_shop(folder) as shop:
        from ecomkit.dev.serving import clean_end
        from ecomkit.web.server import serve as serve_pages

        taken = free_port(host, port or None, shared=shared)
        click.echo(say("%(name)s at %(address)s", name=shop.settings.shop.name, address=f"http://{host}:{taken}"))
        with clean_end():
            serve_pages(shop, host=host, port=taken, dev=dev, shared=shared)


@click.command()
@shop_folder
def worker(folder: Path) -> None:
    """Run the shop's jobs until stopped; what is running is finished first."""
    import signal
    import threading

    from ecomkit.cli.opening import ready_shop

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    with ready_shop(folder) as shop:
        click.echo("worker ready")
        shop.worker.run_until(stopped)
