"""The bill of materials names everything that the lock file installs, and its licence."""

import re

from tests.supply.sbom import LICENCES, LOCK, bill


def test_it_lists_every_package_with_version_hashes_and_licence() -> None:
    lock = LOCK.read_text()
    names = re.findall(r"(?m)^([a-z0-9-]+)(?:\[.*\])?==", lock)

    components = bill(lock)["components"]

    assert [one["name"] for one in components] == names
    assert sum(len(one["hashes"]) for one in components) == lock.count("--hash=sha256:")
    assert [one["name"] for one in components if not one["licenses"]] == []
    assert set(LICENCES) <= set(names)


def test_it_is_the_same_each_time_and_names_no_host_to_fetch_from() -> None:
    lock = LOCK.read_text()

    assert bill(lock) == bill(lock)
    assert "://" not in str(bill(lock)["components"])
