"""Pages of any origin may read the data and the headers that they need."""

from tests.raw import ask

ORIGIN = {"Origin": "https://a.example"}


def test_any_origin_reads_answers_and_errors(address: str) -> None:
    for path in ("/quotes", "/nothing", "/quotes?nothing=1"):
        headers = ask(address, path, ORIGIN).headers
        exposed = set(headers["access-control-expose-headers"].split(", "))

        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert {"Link", "ETag", "Content-Range", "Accept-Ranges", "X-Request-ID"} <= exposed


def test_preflight(address: str) -> None:
    asked = {
        **ORIGIN,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match, sentry-trace, authorization",
    }
    for path in ("/quotes", "/nothing"):
        answer = ask(address, path, asked, "OPTIONS")

        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        # `*` means every header except `Authorization`.
        assert answer.headers["access-control-allow-headers"] == "*, Authorization"
        assert answer.headers["cache-control"] == "no-store"
        assert int(answer.headers["access-control-max-age"]) > 0
