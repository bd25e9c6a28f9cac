"""The `Link` headers that lead from data to what explains it (RFC 8288, 8631, 9727)."""

CATALOG = '</.well-known/api-catalog>; rel="api-catalog"'
ABOUT = (
    '</openapi.json>; rel="service-desc"; type="application/json", '
    '</docs>; rel="service-doc"; type="text/html", '
    '</openapi.json>; rel="describedby"; type="application/json"'
)
