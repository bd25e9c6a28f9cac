"""Each invalid setting stops the start with one line of error, and no password is shown."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, faults, masked
from tests.commanding import ran


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ARTICLE_FACTS_RATELIMIT", "5", "did you mean ARTICLE_FACTS_RATE_LIMIT?"),
        ("ARTICLE_FACTS_ALOWED_HOSTS", "a", "did you mean ARTICLE_FACTS_ALLOWED_HOSTS?"),
        ("article_facts_databse", "a", "there is no setting article_facts_databse"),
        ("ARTICLE_FACTS_", "a", "there is no setting ARTICLE_FACTS_"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "example.org,https://example.org", "is not a host name"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "*", "'*' is not a host name"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "a.*.org", "is not a host name"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "example.org:80", "is not a host name"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "-a-", "is not a host name"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", " ,", "it has no names"),
        ("ARTICLE_FACTS_ALLOWED_HOSTS", "a" * 300, "ARTICLE_FACTS_ALLOWED_HOSTS: "),
        ("ARTICLE_FACTS_TRUSTED_PROXIES", "localhost", "is not an address, a network or *"),
        ("ARTICLE_FACTS_TRUSTED_PROXIES", "10.0.0.0/33", "is not an address, a network or *"),
        ("ARTICLE_FACTS_TRUSTED_PROXIES", "10.0.0.1/8", "is not an address, a network or *"),
        ("ARTICLE_FACTS_TRUSTED_PROXIES", "10.0.0.1, ,1.2.3", "is not an address, a network or *"),
        ("ARTICLE_FACTS_PORT", "abc", "(found 'abc')"),
        # It would be every address of the machine.
        ("ARTICLE_FACTS_HOST", "", "ARTICLE_FACTS_HOST: "),
        # Rounded to milliseconds, it would be no limit.
        ("ARTICLE_FACTS_STATEMENT_TIMEOUT", "0.0001", "greater than or equal to 0.001"),
        ("ARTICLE_FACTS_PORT", "9" * 5000, "ARTICLE_FACTS_PORT: "),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError) as raised:
        Settings()

    (line,) = faults(raised.value)
    assert told in line
    assert len(line) < 500


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ALLOWED_HOSTS", "A.ORG, *.example.net,[::1]", ("a.org", "*.example.net", "[::1]")),
        ("ALLOWED_HOSTS", "", ()),
        ("TRUSTED_PROXIES", "10.0.0.0/8, ::1,*", ("10.0.0.0/8", "::1", "*")),
    ],
)  # fmt: skip
def test_lists_are_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, found: tuple[str, ...]
) -> None:
    monkeypatch.setenv(f"ARTICLE_FACTS_{name}", value)

    assert getattr(Settings(), name.lower()) == found


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("ARTICLE_FACTS_TRUSTED_PROXY", "ARTICLE_FACTS_TRUSTED_PROXIES"),
        ("ARTICLE_FACTS_DATABASE_URL", "DATABASE_URL"),
    ],
)
def test_no_command_runs_with_a_misspelt_variable(
    tmp_path: Path, misspelt: str, meant: str
) -> None:
    for command in ("serve", "seed", "settings"):
        status, out, err = ran(tmp_path, command, settings={misspelt: "127.0.0.1"})

        assert (status, out) == (2, [])
        assert err == [f"there is no setting {misspelt}; did you mean {meant}?"]
    assert not list(tmp_path.iterdir())


SECRET = "s3cr3t"  # noqa: S105 - what must not be shown


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{SECRET}@localhost/facts",
        f"postgresql://me:a@{SECRET}@localhost/facts",
        f"postgresql://me:{SECRET}/?#[]@localhost/facts",
        f"postgresql://localhost/facts?user=me&password={SECRET}&sslmode=require",
        f"postgresql://localhost/facts?sslpassword={SECRET}",
        f"postgresql://localhost/facts?PassWord={SECRET}&passfile=/{SECRET}",
        f"postgresql://me@{SECRET}@localhost/facts",
        f"host=localhost password={SECRET} dbname=facts",
        f"host=localhost password='{SECRET} {SECRET}' dbname=facts",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    assert SECRET not in masked(f"cannot connect to {url}: no")
    assert masked(f"cannot connect to {url}: no").startswith("cannot connect to ")


def test_a_text_without_a_password_stays_as_it_is() -> None:
    for text in ("see https://example.org/a@b", "sqlite:////var/lib/facts.db", "a@b: c"):
        assert masked(text) == text


def test_a_password_is_shown_neither_in_settings_nor_in_an_error(tmp_path: Path) -> None:
    for url in (
        f"postgresql://me:{SECRET}@127.0.0.1:1/facts?connect_timeout=1",
        f"postgresql://127.0.0.1:1/facts?connect_timeout=1&password={SECRET}",
        f"postgresql://me:a@{SECRET}@127.0.0.1:1/facts",
    ):
        for command in ("settings", "seed"):
            status, out, err = ran(tmp_path, command, settings={"DATABASE_URL": url})
            assert status == (0 if command == "settings" else 2), err
            assert SECRET not in "".join(out + err)
            assert len(err) <= 1


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}",
        f"postgresql://u:se%20{SECRET}@127.0.0.1:1/db",
        f"postgresql://u:se {SECRET}@127.0.0.1:1/db",
        f"postgresql:u:{SECRET}@127.0.0.1",
        f"postgresql://u%3A{SECRET}@127.0.0.1:1/db",
        f"postgresql://127.0.0.1:1/db?p%61ssword={SECRET}",
        f"postgresql://127.0.0.1:1/db?sslpassword=to {SECRET}",
        f"postgresql://127.0.0.1:1/db?{SECRET}=1",
        f"postgresql://u:a@{SECRET}/b@127.0.0.1:1/db",
        f"postgresql://u:a/{SECRET}@127.0.0.1:1/db",
        f"postgresql://u/{SECRET}@127.0.0.1:1/db",
        f"postgresql://u:pa@ss {SECRET}@127.0.0.1:1/db",
        f"postgresql://u:\udcff{SECRET}@127.0.0.1:1/db",
        f"postgresql://u:%00{SECRET}@127.0.0.1:1/db",
        f"postgresql://u:70000{SECRET}",
        f"postgres:/u:a {SECRET}@127.0.0.1:1/db",
        f"mysql://u:a {SECRET}@127.0.0.1:1/db",
        f"dbname=a user=u password = {SECRET}",
    ],
)
def test_no_part_of_a_password_is_shown_however_it_is_written(tmp_path: Path, url: str) -> None:
    for command in (["settings"], ["seed"], ["serve"], ["verify", "--database"]):
        status, out, err = ran(tmp_path, *command, settings={"DATABASE_URL": url})
        assert SECRET not in "".join(out + err)
        assert status in ((0,) if command == ["settings"] else (1, 2))
        assert len(err) == (command != ["settings"])


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("postgresql://me:a@db.example:5433/facts", "postgresql://db.example:5433/facts"),
        ("postgresql://[::1]/facts?sslmode=require", "postgresql://[::1]/facts"),
        ("postgresql:///facts", "postgresql:///facts"),
        ("postgresql://db.example/a@b", "***"),
        ("postgresql://db.example/a b", "postgresql://db.example/a b"),
        ("sqlite:////var/lib/a@b.db", "sqlite:////var/lib/a%40b.db"),
        ("db.example", "***"),
    ],
)
def test_a_database_url_is_shown_without_its_secrets(tmp_path: Path, url: str, line: str) -> None:
    _, out, _ = ran(tmp_path, "settings", settings={"DATABASE_URL": url})

    assert out[0].startswith(f"DATABASE_URL={line} (default: sqlite:///")
