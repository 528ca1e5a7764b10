"""What all tests share: a PostgreSQL server where one is installed, and a browser where one is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from ecomkit.testing.postgres import binaries, running_server

settings.register_profile("ecomkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ecomkit")  # how busy a machine is decides no test


@pytest.fixture(scope="session", autouse=True)
def english() -> Iterator[None]:
    """Commands in processes of their own speak English, whoever runs the tests: what they say is compared."""
    with pytest.MonkeyPatch.context() as outside:
        outside.setenv("LANGUAGE", "en")
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server. Skips aloud where none is installed; in CI that fails."""
    if binaries() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs PostgreSQL: run tools/find_postgres")
        pytest.skip("no PostgreSQL server is installed: run tools/find_postgres")
    folder = Path(tempfile.mkdtemp(prefix="ecomkit-pg-"))
    folder.chmod(0o755)
    try:
        with running_server(folder) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str, request: pytest.FixtureRequest) -> str:
    """An empty database of its own."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**12}"
    engine = create_engine(
        f"{postgres_server}/postgres".replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return f"{postgres_server}/{name}"
