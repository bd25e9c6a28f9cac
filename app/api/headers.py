"""The headers that answers have whatever they answer, as ASGI wants them."""

Header = tuple[bytes, bytes]

ID = b"x-request-id"

ALWAYS: tuple[Header, ...] = (
    (b"vary", b"Accept, Accept-Encoding"),
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        (
            b"Link, ETag, Repr-Digest, X-Request-ID, Content-Disposition, Retry-After, Allow, "
            b"RateLimit, RateLimit-Policy"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""What every answer has, unless its route says otherwise."""

ALWAYS_NAMES = frozenset(name for name, _ in ALWAYS)

PREFLIGHT: tuple[Header, ...] = (
    (
        b"access-control-allow-headers",
        b"Accept, Content-Type, If-None-Match, X-Request-ID",
    ),
    (b"access-control-max-age", b"86400"),
)
# A minute without asking again, then only with: data changes seldom, but nobody is told when.
DATA = (b"cache-control", b"public, max-age=60, must-revalidate")
ELSE = (b"cache-control", b"no-store")

OF_THE_BODY = frozenset(
    {b"content-type", b"content-length", b"content-disposition", b"repr-digest"}
)
"""What says nothing where there is no body."""

OF_THE_BYTES = frozenset({b"content-length", b"etag", b"repr-digest"})
"""What holds of a body no longer once it is coded."""
