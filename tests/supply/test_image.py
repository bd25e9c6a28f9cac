"""The image: its base, what it installs, and its health check."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.seeds import INVENTED
from tests.serving import PROJECT, serving

DOCKERFILE = (PROJECT / "Dockerfile").read_text()


def test_the_base_is_pinned_by_digest() -> None:
    bases = re.findall(r"(?m)^(?:FROM|ARG BASE=|COPY --from=)\s*(\S+)", DOCKERFILE)

    assert len(bases) == 4
    for base in bases:
        assert base in {"${BASE}", "builder"} or re.fullmatch(
            r"python:3\.11\.\d+-slim@sha256:[0-9a-f]{64}", base
        )


def test_the_image_installs_the_wheel_and_nothing_from_the_checkout() -> None:
    builder, _, final = DOCKERFILE.rpartition("FROM ${BASE}")

    assert "hatchling build --target wheel" in builder
    assert "--require-hashes -r requirements.txt" in builder
    assert [line for line in final.splitlines() if line.startswith("COPY")] == [
        "COPY --from=builder /opt/venv /opt/venv"
    ]


def test_its_health_check_passes_whatever_hosts_are_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Docker gives every container the proxies of its own settings.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    found = re.search(r'HEALTHCHECK .*\\\n\s*CMD \["python3", "-c", "(.*)"\]', DOCKERFILE)
    assert found
    check = found[1]
    settings = {
        "ARTICLE_FACTS_SEED": str(INVENTED),
        "ARTICLE_FACTS_ALLOWED_HOSTS": "facts.example.org",
        "ARTICLE_FACTS_RATE_LIMIT": "1",
    }
    with serving(tmp_path, settings) as address:
        # The container's setting: another port needs no other health check.
        monkeypatch.setenv("ARTICLE_FACTS_PORT", address.rpartition(":")[2])
        for code in (check, check.replace("/readyz", "/livez")):
            for _ in range(2):
                assert subprocess.run(["python3", "-c", code], check=False).returncode == 0
        refused = subprocess.run(
            ["python3", "-c", check.replace("/readyz", "/facts")], check=False, capture_output=True
        )
    assert b"HTTP Error 421" in refused.stderr


def test_settings_say_where_the_image_serves() -> None:
    # An option of the command would win over the operator's setting.
    assert 'CMD ["article-facts", "serve"]\n' in DOCKERFILE
    assert {"ARTICLE_FACTS_HOST=0.0.0.0", "ARTICLE_FACTS_PORT=8000"} <= set(DOCKERFILE.split())


def test_the_image_keeps_nothing_that_only_the_build_needs() -> None:
    locked = re.findall(
        r"(?m)^([a-z0-9.-]+)(?:\[.*\])?==.*\n(?: .*\n)*?    # via((?: .*|\n    #   .*)+)",
        (PROJECT / "requirements.txt").read_text(),
    )
    users = {
        name: {word for word in via.split() if word not in {"#", "(pyproject.toml)"}}
        for name, via in locked
    }
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    served = {re.split(r"[\[>;=]", line)[0] for line in project["dependencies"]}
    while more := {name for name in users if users[name] & served} - served:
        served |= more

    uninstall = re.search(r"uninstall --quiet --yes \\\n(.*)\n", DOCKERFILE)
    assert uninstall
    assert set(uninstall[1].split()) == (users.keys() - served) | {"pip"}


def test_the_standard_library_is_compiled_before_the_user_loses_the_right_to() -> None:
    final = DOCKERFILE.rpartition("FROM ${BASE}")[2]

    assert 0 < final.index("python3 -m compileall") < final.index("USER 10001:10001")
