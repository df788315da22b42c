"""The food program's own back end. It knows the host only through HTTP: `wechatpy` for sign-in, `wechatpayv3` for
money. What is decided without looking anything up lives in `rules`."""
