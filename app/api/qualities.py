"""Lists with q-values, as in `Accept` and `Accept-Encoding` (RFC 9110, section 12.4.2)."""

import re

# RFC 9110 wants a digit before the point, which old clients in Java leave out: it is plain what
# they mean.
_QUALITY = re.compile(rb"(?:0?\.[0-9]{1,3}|0\.?|1(?:\.0{0,3})?)")


def qualities(header: bytes) -> dict[bytes, float]:
    """The names that a header lists, in lower case, each with its quality from 0 to 1.

    A part whose quality is not one is left out; of parameters other than `q` nothing is kept.
    """
    found = {}
    for part in header.split(b","):
        name, *parameters = (piece.strip() for piece in part.lower().split(b";"))
        if not name:
            continue
        quality = b"1"
        for parameter in parameters:
            key, _, value = parameter.partition(b"=")
            if key.strip() == b"q":
                quality = value.strip()
        if _QUALITY.fullmatch(quality):
            found[name] = float(quality)
    return found
