"""Print a software bill of materials (CycloneDX 1.6, JSON) of what requirements.txt installs.

Names, versions and hashes come from the lock file. Licences are SPDX expressions: the package's
own, or the one in `LICENCES` if it has none. The same lock file gives the same bytes.
"""

import json
import re
import sys
from contextlib import suppress
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"
_PACKAGE = re.compile(r"(?m)^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)(.*(?:\n {4}.*)*)")
LICENCES = {
    "brotli": "MIT",
    "certifi": "MPL-2.0",
    "colorama": "BSD-3-Clause",
    "editables": "MIT",
    "font-source-sans-pro": "OFL-1.1",
    "font-source-serif-pro": "OFL-1.1",
    "h11": "MIT",
    "httpx": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "markdown-it-py": "MIT",
    "mdurl": "MIT",
    "pathspec": "MPL-2.0",
    "pip": "MIT",
    "pluggy": "MIT",
    "pystemmer": "MIT AND BSD-3-Clause",
    "python-dotenv": "BSD-3-Clause",
    "resvg-py": "MIT",
    "rich": "MIT",
    "setuptools": "MIT",
    "shellingham": "ISC",
    "trove-classifiers": "Apache-2.0",
    "tzdata": "Apache-2.0",
    "uvloop": "MIT OR Apache-2.0",
}
"""For packages without an SPDX expression: the licence in their licence file."""
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
    """The licence as a list with one SPDX expression; empty if unknown."""
    stated = LICENCES.get(name)
    if stated is None:
        with suppress(PackageNotFoundError):
            about: Message = metadata(name)  # type: ignore[assignment]  # it is one, by another name
            stated = about.get("License-Expression")
    return [{"expression": stated}] if stated else []


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
