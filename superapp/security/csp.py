"""Security headers of every answer. The middleware adds them where a handler has not set its own; the frame of a
program sets its own policy (superapp/web/bridge), which is stricter."""

# Nothing but our own files; no inline script or style, no eval, no frame around us.
_PAGE = (
    "default-src 'none'; script-src {own}/static/ {own}/words/; style-src {own}/static/; img-src 'self' data: blob:; "
    "font-src {own}/static/; media-src 'self' blob:; connect-src 'self' {socket}; manifest-src 'self'; "
    "worker-src {own}/static/ {own}/service-worker.js; frame-src {frames}; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)

# A page that holds programs may ask the device what programs need, after the person allowed it in our own dialog. Their
# frames may not: they have an origin of their own and are given nothing (`allow`), and their document says so as well.
_LENT = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone")
HOSTING_PERMISSIONS = ", ".join(
    f"{name}=(self)" if name in _LENT else part
    for part in PERMISSIONS_POLICY.split(", ")
    for name in [part.partition("=")[0]]
)

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "referrer-policy": "same-origin",
    "permissions-policy": PERMISSIONS_POLICY,
    "cross-origin-opener-policy": "same-origin",
}
# This host only: its neighbours below the same name may have no TLS.
HSTS = "max-age=31536000"


def page_policy(own: str, *, hosts_programs: bool = False, view_hash: str = "") -> str:
    """The policy of a page of ours.

    own: our origin. hosts_programs: the page has program frames. Their addresses are the only ones a frame may have:
    without this, a program could leave for another server with its data in the address (design/runtime.md, 8).
    view_hash: of the script that draws programs, where the page writes their frames itself because there is no network:
    a frame inherits this policy, so the page names what the frame needs (decisions/0041).
    """
    policy = _PAGE.format(
        own=own, socket=own.replace("http", "ws", 1), frames=f"{own}/mp/" if hosts_programs else "'none'"
    )
    if not view_hash:
        return policy
    return policy.replace("script-src ", f"script-src '{view_hash}' ").replace("worker-src ", "worker-src blob: ")
