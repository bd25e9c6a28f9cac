"""A grammar of malicious and broken requests, generated from one seeded random source."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

PATHS = (
    "/", "/quotes", "/leaders", "/people", "/events", "/statistics", "/facts", "/search",
    "/articles", "/countries", "/places", "/organisations", "/dataset.ndjson", "/openapi.json",
    "/livez", "/readyz", "/metrics", "/problems/not-found", "/llms.txt",
)  # fmt: skip
NAMES = (
    "q", "limit", "cursor", "sort", "fields", "include", "facets", "format", "kind", "country",
    "date_from", "date_to", "value_gte", "value_lte", "match", "about", "speaker", "form", "text",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PATCH")
BITS = (
    "%00", "%ff%fe", "%c0%af", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "../../../etc/passwd",
    "%25%30%30", "%", "%zz", "%u0041", "'%20OR%201=1--", "%22%3B%20DROP%20TABLE%20quote%3B",
    "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "%0d%0aSet-Cookie:%20a=b",
    "\u202e", "\U0001f4a3" * 3, "NaN", "-1", "1e999", "9" * 400, "0x10", "\u0661\u0662", "(" * 300,
    '"' * 301, "*", "NEAR(a b)", "a" * 5000, "null", "true", "[]", "a[]=b", ";", "&&&&", "====",
    "2025-13-45", "../2025", "2025-05-09/2025-05-01", "XXXX-XX-XX", "[2025..2026]", "~2025?%",
)  # fmt: skip
HEADERS = (
    "Accept: */*;q=0", "Accept: text/csv;q=0.5, application/ld+json;q=1e9",
    "Accept: " + "a/b," * 900,
    "Accept: application/json;q=0.1.2;;;", "Accept-Encoding: zstd;q=0, br;q=0, identity;q=0",
    "Accept-Encoding: gzip;q=x", "Accept-Encoding: " + "gzip," * 900, "If-None-Match: *",
    'If-None-Match: W/"', "If-None-Match: " + '"a",' * 900, 'If-Match: "x"', "If-Range: x",
    "If-Modified-Since: Thu, 99 Foo 9999", "Range: bytes=0-0,5-1,-7,9999999999999999999-",
    "Range: bytes=" + "0-1," * 900, "Range: lines=a", "Origin: null", "Origin: https://example.org",
    "Access-Control-Request-Method: DELETE", "Cookie: a=" + "b" * 4000, "X-Request-ID: " + "é" * 9,
    'X-Request-ID: "},{"a":"b', 'X-Forwarded-For: 127.0.0.1, ::1, "x", ' + "9." * 99,
    "X-Forwarded-Host: example.org", "X-HTTP-Method-Override: DELETE", 'Forwarded: for="_x"',
    "Content-Type: application/json", "Content-Type: text/plain; charset=utf-7", "Expect: nothing",
    "Upgrade: websocket\r\nConnection: upgrade",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings",
    "Content-Encoding: gzip", "Max-Forwards: 0", "Authorization: Basic ////", "Via: 1.1 x",
    "Referer: " + "r" * 3000, "User-Agent: ", "TE: trailers", "Connection: keep-alive, close, x",
)  # fmt: skip


@dataclass(frozen=True)
class Nasty:
    """Pieces to send in order; has `methods` if each piece is one well-formed request."""

    shape: str
    pieces: tuple[bytes, ...]
    methods: tuple[str, ...] = ()


def nasty(chance: random.Random) -> Nasty:
    """What to send over one connection."""
    make = chance.choices([make for make, _ in SHAPES], [weight for _, weight in SHAPES])[0]
    return make(chance)


def _bit(chance: random.Random) -> str:
    bit = chance.choice(BITS)
    return quote(bit) if chance.random() < 0.6 else bit


def _target(chance: random.Random) -> str:
    path = chance.choice(PATHS)
    if chance.random() < 0.3:
        path += "/" + chance.choice((*BITS, "xi-putin-victory-day-2025/verification", "." * 9))
    pairs = [
        f"{chance.choice(NAMES)}={_bit(chance)}" for _ in range(chance.choice((0, 1, 1, 2, 9)))
    ]
    if chance.random() < 0.02:
        pairs = [f"{chance.choice(NAMES)}{n}=1" for n in range(1500)]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


def _request(chance: random.Random, *headers: str) -> tuple[bytes, str]:
    method = chance.choice(METHODS)
    own = [chance.choice(HEADERS) for _ in range(chance.choice((0, 0, 1, 2, 4)))]
    lines = [f"{method} {_target(chance)} HTTP/1.1", "Host: localhost", *own, *headers]
    return "\r\n".join([*lines, "", ""]).encode(), method


def _plain(chance: random.Random) -> Nasty:
    request, method = _request(chance, "Connection: close")
    return Nasty("plain", (request,), (method,))


def _pipelined(chance: random.Random) -> Nasty:
    many = [_request(chance) for _ in range(chance.randint(2, 12))]
    last, method = _request(chance, "Connection: close")
    return Nasty(
        "pipelined",
        (b"".join(request for request, _ in many) + last,),
        (*(method for _, method in many), method),
    )


def _raw(chance: random.Random) -> Nasty:
    return Nasty("noise", (chance.randbytes(chance.randint(1, 400)) + b"\r\n\r\n",))


def _bytes_in_target(chance: random.Random) -> Nasty:
    target = bytes(chance.randint(1, 255) for _ in range(chance.randint(1, 60)))
    return Nasty("bytes in target", (b"GET /" + target + b" HTTP/1.1\r\nHost: a\r\n\r\n",))


def _mutated(chance: random.Random) -> Nasty:
    request = bytearray(_request(chance, "Connection: close")[0])
    for _ in range(chance.randint(1, 4)):
        request[chance.randrange(len(request))] = chance.randrange(256)
    return Nasty("mutated", (bytes(request),))


def _cut(chance: random.Random) -> Nasty:
    request = _request(chance)[0]
    return Nasty("cut off", (request[: chance.randrange(1, len(request))],))


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
_SMUGGLING: tuple[bytes, ...] = (
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
    b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef" + SMUGGLED,
    b"Content-Length: 5, 6\r\n\r\nabcdef" + SMUGGLED,
    b"Content-Length: +5\r\n\r\nabcde" + SMUGGLED,
    b"Content-Length: -1\r\n\r\n" + SMUGGLED,
    b"Content-Length: 0x5\r\n\r\nabcde" + SMUGGLED,
    b"Content-Length: 99999999999999999999999\r\n\r\n" + SMUGGLED,
    b"Content-Length : 0\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + SMUGGLED,
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc" + SMUGGLED,
    b"Transfer-Encoding: chunked\r\n\r\n1\nA\n0\n\n" + SMUGGLED,
    b"Transfer-Encoding: chunked\r\n\r\n1;x=\xff\r\nAB\r\n0\r\n\r\n" + SMUGGLED,
    b"X: a\r\n Content-Length: 40\r\n\r\n" + SMUGGLED,
    b"X: a\nContent-Length: 40\n\n" + SMUGGLED,
    b"X: a\rContent-Length: 40\r\n\r\n" + SMUGGLED,
    b"X: a\x00b\r\n\r\n" + SMUGGLED,
    b": empty\r\n\r\n" + SMUGGLED,
    b"Host: other\r\n\r\n" + SMUGGLED,
)


def _smuggling(chance: random.Random) -> Nasty:
    line = chance.choice((b"POST /quotes", b"GET /quotes", b"POST /articles/a/verification"))
    request = line + b" HTTP/1.1\r\nHost: localhost\r\n" + chance.choice(_SMUGGLING)
    return Nasty("smuggling", (request,))


def _first_line(chance: random.Random) -> Nasty:
    line = chance.choice((
        b"GET  / HTTP/1.1", b"GET / HTTP/9.9", b"GET /", b"get / HTTP/1.1", b"GET / http/1.1",
        b" GET / HTTP/1.1", b"GET\t/\tHTTP/1.1", b"GET quotes HTTP/1.1", b"GET * HTTP/1.1",
        b"GET http://a@b:99999/ HTTP/1.1", b"CONNECT a:1 HTTP/1.1", b"PRI * HTTP/2.0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"A" * 70_000 + b" / HTTP/1.1",
        b"GET /" + b"a" * chance.choice((9_000, 17_000, 90_000)) + b" HTTP/1.1",
        b"GET //evil.example/%2f.. HTTP/1.1", b"GET /? HTTP/1.1", b"GET /# HTTP/1.1",
    ))  # fmt: skip
    return Nasty("first line", (line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n",))


def _long_head(chance: random.Random) -> Nasty:
    headers = chance.choice((
        b"X: " + b"a" * chance.choice((60_000, 70_000, 300_000)),
        b"\r\n".join([b"X: a"] * chance.choice((90, 110, 9_000))),
        b"X" * 70_000 + b": a",
    ))  # fmt: skip
    request = b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers + b"\r\n\r\n"
    middle = chance.randrange(len(request))
    return Nasty("long head", (request[:middle], request[middle:]))


def _text(chance: random.Random) -> Nasty:
    body = chance.choice((
        b"", b"\xff" * 10, b"a" * 100_000, b"\xef\xbb\xbf\r\n" * 5_000, b"\x00" * 5_000,
        "\u0301".encode() * 20_000, b"a\n" * 30_000,
    ))  # fmt: skip
    head = (
        "POST /articles/xi-putin-victory-day-2025/verification HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: text/plain\r\nConnection: close\r\n"
    )
    if chance.random() < 0.3:
        parts = b"".join(
            b"%x\r\n%b\r\n" % (len(part), part)
            for part in (body[n : n + 7_000] for n in range(0, len(body), 7_000))
        )
        sent = f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + parts + b"0\r\nX: y\r\n\r\n"
    else:
        sent = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    return Nasty("text", (sent,), ("POST",))


Make = Callable[[random.Random], Nasty]
SHAPES: tuple[tuple[Make, int], ...] = (
    (_plain, 60), (_pipelined, 5), (_raw, 3), (_bytes_in_target, 5), (_mutated, 8), (_cut, 3),
    (_smuggling, 8), (_first_line, 4), (_long_head, 2), (_text, 2),
)  # fmt: skip


def stream(seed: int) -> Iterator[Nasty]:
    """An endless stream of requests, the same for the same `seed`."""
    chance = random.Random(seed)  # noqa: S311 - must be repeatable, not secret
    while True:
        yield nasty(chance)
