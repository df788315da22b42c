"""Kestrel's own back end, for passengers and drivers. It knows the host only through HTTP: `wechatpy`, `wechatpayv3`."""
