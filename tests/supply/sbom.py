"""Print a software bill of materials (CycloneDX 1.6, JSON) of what requirements.txt installs.

Names, versions and hashes are those of the lock file; licences are those that the installed
packages state. The same lock file gives the same bytes.
"""

import json
import re
import sys
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"
_PACKAGE = re.compile(r"(?m)^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)(.*(?:\n {4}.*)*)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """One component for each package of a lock file."""
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [
                {"alg": "SHA-256", "content": content} for content in sorted(_HASH.findall(rest))
            ],
            "licenses": licences(name),
        }
        for name, version, rest in _PACKAGE.findall(lock)
    ]


def licences(name: str) -> list[dict[str, Any]]:
    """What the installed package says of its licence; empty where it is not installed here."""
    try:
        told: Message = metadata(name)  # type: ignore[assignment]  # it is one, by another name
    except PackageNotFoundError:
        return []
    if expression := told.get("License-Expression"):
        return [{"expression": expression}]
    classifiers = told.get_all("Classifier", [])
    found = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License :: OSI")]
    stated = (told.get("License") or "").strip().splitlines()
    return [{"license": {"name": text}} for text in found or stated[:1]]


def bill(lock: str) -> dict[str, Any]:
    """The whole document."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "article-facts"}},
        "components": components(lock),
    }


if __name__ == "__main__":
    json.dump(bill(LOCK.read_text()), sys.stdout, indent=2)
    sys.stdout.write("\n")
