"""The `Link` headers that lead from data to what explains it (RFC 8288, 8631, 9727)."""

LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
"""The facts are free of rights (CC0); quotations belong to those who said them."""

LICENCE = f'<{LICENCE_URL}>; rel="license"'.encode()
CATALOG = b'</.well-known/api-catalog>; rel="api-catalog"'
ABOUT = (
    b'</openapi.json>; rel="service-desc"; type="application/json", '
    b'</docs>; rel="service-doc"; type="text/html", '
    b'</openapi.json>; rel="describedby"; type="application/json", '
) + LICENCE
