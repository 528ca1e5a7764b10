"""Deployment files: parsed and linted, for every choice that changes them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Make = Callable[..., Path]
INSTRUCTIONS = {"FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, make: Make, tmp_path: Path) -> Path:
    return make(tmp_path / "my-shop", database=request.param)


def test_the_image_is_pinned_unprivileged_and_says_how_it_feels(folder: Path) -> None:
    lines = [
        line for line in (folder / "Dockerfile").read_text("utf-8").splitlines() if line and not line.startswith("#")
    ]
    words = [line.split()[0] for line in lines]
    assert set(words) <= INSTRUCTIONS
    assert words[0] == "FROM"
    assert words.count("CMD") == 1
    assert {"USER", "HEALTHCHECK", "EXPOSE"} <= set(words)
    assert re.fullmatch(r"FROM [a-z]+:[\w.-]+", lines[0])
    assert "latest" not in lines[0]
    assert words.index("USER") > max(n for n, word in enumerate(words) if word == "RUN")
    for line in lines:
        if line.startswith("CMD "):
            assert json.loads(line.removeprefix("CMD "))[0] == "ecomkit"


def test_what_the_image_copies_is_there(folder: Path) -> None:
    for line in (folder / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY "):
            source = line.split()[1]
            assert (folder / source).exists()
    left_out = (folder / ".dockerignore").read_text("utf-8").split()
    assert {".env", ".git", ".venv"} <= set(left_out)


def test_compose_has_pages_jobs_and_a_database_where_needed(folder: Path) -> None:
    compose: dict[str, Any] = yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))
    services = compose["services"]
    postgresql = "postgresql" in (folder / ".ecomkit.toml").read_text("utf-8")
    assert {"web", "worker", "migrate"} <= set(services)
    assert ("db" in services) == postgresql
    for name, service in services.items():
        for needed in service.get("depends_on", []):
            assert needed in services, name
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in compose["volumes"], name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), "nothing is open to the world by default"
    for name in ("web", "worker", "migrate"):
        assert services[name]["env_file"] == ".env"
        assert ("environment" in services[name]) == postgresql


@pytest.mark.skipif(shutil.which("docker") is None, reason="docker is not installed")
def test_docker_reads_compose(folder: Path) -> None:
    if subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("docker compose is not installed")
    done = subprocess.run(
        ["docker", "compose", "config", "--quiet"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_workflow_is_small_and_well_formed(folder: Path) -> None:
    workflow: dict[Any, Any] = yaml.safe_load((folder / ".github/workflows/ci.yml").read_text("utf-8"))
    assert set(workflow) == {"name", True, "permissions", "jobs"}
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert not job["runs-on"].endswith("latest")
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            assert "uses" not in step or re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"])
    runs = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert "pytest" in runs


def test_everybody_installs_in_the_same_way(folder: Path) -> None:
    """README, image and workflow name the folder of wheels when there is one."""
    vendored = (folder / "vendor").is_dir()
    for name in ("README.md", "Dockerfile", ".github/workflows/ci.yml"):
        assert ("--find-links vendor" in (folder / name).read_text("utf-8")) == vendored, name
