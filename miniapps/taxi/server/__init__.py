"""The back end of passengers and drivers. It knows the host only through HTTP: `wechatpy`, `wechatpayv3`."""
