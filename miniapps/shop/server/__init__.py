"""The shop's own back end. It knows the host only through HTTP: `wechatpy` for sign-in, `wechatpayv3` for money."""
