"""Who may use which address of the host: one row for each route, read by test_idor_matrix.py."""

import json

from tests.superapp.chat.browsers import SEALED
from tests.superapp.web.idor import Row
from tests.superapp.web.idor_admin_rows import ADMIN_ROWS
from tests.superapp.web.idor_merchant_rows import MERCHANT_ROWS
from tests.superapp.web.idor_wallet_rows import WALLET_ROWS

# Of a browser that claims to be somebody else's.
KEYS_OF_ANN = {"user_id": "@per_0:superapp", "device_id": "DEVICEAAAA", "keys": {}}

PEOPLE_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/"): Row("public"),
    ("GET", "/manifest.webmanifest"): Row("public"),
    ("GET", "/icons/{kind}/{size}"): Row("public", "/icons/any/192"),
    ("GET", "/service-worker.js"): Row("public"),
    ("GET", "/offline"): Row("public"),
    ("GET", "/offline/{page}"): Row("public", "/offline/chats"),
    ("GET", "/rt/{hash}/{name}"): Row("public", "/rt/0/view.js"),
    ("GET", "/static"): Row("public", "/static/tokens.css"),
    ("POST", "/bridge/call/{api}"): Row("own", "/bridge/call/login", {"arg": {}}, is_json=True),
    ("POST", "/bridge/sessions"): Row("own", "", {"appid": "{appid}", "path": ""}, is_json=True),
    ("POST", "/bridge/sessions/close"): Row("anns", "", {}, is_json=True),
    ("POST", "/bridge/stream/request"): Row("own", "", {"arg": {}}, is_json=True),
    ("GET", "/console"): Row("develop"),
    ("POST", "/console/api/programs/{appid}/versions"): Row("token", "/console/api/programs/{appid}/versions"),
    ("GET", "/console/api/programs/{appid}/versions/{number}"): Row(
        "token", "/console/api/programs/{appid}/versions/1"
    ),
    ("PUT", "/console/api/programs/{appid}/domains"): Row(
        "token", "/console/api/programs/{appid}/domains", {"domains": []}, is_json=True
    ),
    ("PUT", "/console/api/programs/{appid}/about"): Row(
        "token", "/console/api/programs/{appid}/about", {"category": "food"}, is_json=True
    ),
    ("GET", "/console/programs/{appid}/messages"): Row("develop", "/console/programs/wx0000000000000000/messages"),
    ("POST", "/console/programs/{appid}/messages"): Row(
        "develop", "/console/programs/wx0000000000000000/messages", {"tid": "1001", "kid-1": "on", "kid-2": "on"}
    ),
    ("POST", "/console/programs/{appid}/messages/{template_id}/drop"): Row(
        "develop", "/console/programs/wx0000000000000000/messages/tmpl-x/drop"
    ),
    ("POST", "/console/programs/{appid}/push"): Row(
        "develop", "/console/programs/wx0000000000000000/push", {"url": ""}
    ),
    ("GET", "/chats/{id}/card"): Row("anns", "/chats/{chat}/card"),
    ("POST", "/chats/{id}/card"): Row("anns", "/chats/{chat}/card", {"client_id": "c1"}, is_json=True),
    ("POST", "/chats/{id}/card/drop"): Row("anns", "/chats/{chat}/card/drop", {}, is_json=True),
    ("SOCKET", "/bridge/socket"): Row("socket"),
    ("SOCKET", "/live"): Row("socket"),
    ("GET", "/words/{name}"): Row("public", "/words/uk-0.js"),
    ("GET", "/healthz"): Row("public"),
    ("GET", "/readyz"): Row("public"),
    ("GET", "/metrics"): Row("public"),
    ("GET", "/mp/{appid}/{hash}/frame.html"): Row("public", "/mp/{appid}/{hash}/frame.html"),
    ("GET", "/mp/{appid}/{hash}/~{token}/{address}"): Row("public", "/mp/{appid}/{hash}/~unknown/eA"),
    ("GET", "/mp/{appid}/{hash}/{path}"): Row("public", "/mp/{appid}/{hash}/logic.js"),
    ("GET", "/chats"): Row("own"),
    ("POST", "/chats"): Row("own", "", {"person_id": "per_nobody"}),
    ("GET", "/chats/older"): Row("anns", "/chats/older?behind={chat}"),
    ("GET", "/chats/new"): Row("own", "/chats/new?q=ben"),
    ("GET", "/find"): Row("own", "/find?q=ben"),
    ("GET", "/search"): Row("anns", "/search?in={chat}&q=canary"),
    ("GET", "/chats/{id}"): Row("anns", "/chats/{chat}"),
    ("GET", "/chats/{id}/messages"): Row("anns", "/chats/{chat}/messages?before=9"),
    ("POST", "/chats/{id}/messages"): Row("anns", "/chats/{chat}/messages", {"text": "intruder"}, is_json=True),
    ("POST", "/chats/{id}/messages/{seq}/edit"): Row(
        "anns", "/chats/{chat}/messages/1/edit", {"text": "intruder"}, is_json=True
    ),
    ("POST", "/chats/{id}/messages/{seq}/unsend"): Row("anns", "/chats/{chat}/messages/1/unsend", {}, is_json=True),
    ("POST", "/chats/{id}/messages/{seq}/reaction"): Row(
        "anns", "/chats/{chat}/messages/1/reaction", {"emoji": "👍"}, is_json=True
    ),
    ("POST", "/chats/{id}/messages/{seq}/pin"): Row("anns", "/chats/{chat}/messages/1/pin", {"pinned": True}, True),
    ("POST", "/chats/{id}/pictures"): Row("anns", "/chats/{chat}/pictures?client_id=c1"),
    ("GET", "/chats/{id}/pictures/{name}"): Row("anns", "/chats/{chat}/pictures/{picture}.webp"),
    ("GET", "/chats/forward"): Row("own"),
    ("POST", "/chats/{id}/files"): Row("anns", "/chats/{chat}/files?client_id=f1&name=a.txt"),
    ("POST", "/chats/{id}/voices"): Row("anns", "/chats/{chat}/voices?client_id=v1&seconds=2"),
    ("GET", "/chats/{id}/files/{name}"): Row("anns", "/chats/{chat}/files/{file}"),
    ("POST", "/chats/{id}/cards"): Row(
        "anns", "/chats/{chat}/cards", {"kind": "sticker", "sticker": "hello", "client_id": "s1"}, is_json=True
    ),
    ("GET", "/chats/{id}/people"): Row("anns", "/chats/{group}/people"),
    ("POST", "/chats/{id}/typing"): Row("anns", "/chats/{chat}/typing", {}, is_json=True),
    ("POST", "/chats/{id}/messages/{seq}/forward"): Row(
        "anns", "/chats/{chat}/messages/1/forward", {"to": ["{chat}"], "client_id": "w1"}, is_json=True
    ),
    ("GET", "/chats/{id}/messages/{seq}/previews/{name}"): Row(
        "anns", "/chats/{chat}/messages/1/previews/{preview}.webp"
    ),
    ("POST", "/chats/{id}/messages/{seq}/no-preview"): Row(
        "anns", "/chats/{chat}/messages/1/no-preview", {}, is_json=True
    ),
    ("POST", "/encrypted"): Row("own", "", {"person_id": "{ann}"}),
    ("POST", "/chats/{id}/encrypted"): Row(
        "anns", "/chats/{encrypted}/encrypted", {"content": SEALED, "client_id": "intruder"}, is_json=True
    ),
    ("POST", "/chats/{id}/sealed"): Row(
        "anns", "/chats/{encrypted}/sealed", {"content": json.dumps(SEALED), "client_id": "intruder"}
    ),
    ("GET", "/chats/{id}/messages/{seq}/sealed"): Row("anns", "/chats/{encrypted}/messages/1/sealed"),
    ("GET", "/chats/{id}/safety"): Row("anns", "/chats/{encrypted}/safety"),
    ("POST", "/keys/upload"): Row("anns", "", {"device_keys": KEYS_OF_ANN}, is_json=True),
    ("POST", "/keys/query"): Row("own", "", {"device_keys": {"@per_0:superapp": []}}, is_json=True),
    ("POST", "/keys/claim"): Row(
        "own", "", {"one_time_keys": {"@per_0:superapp": {"DEVICEAAAA": "signed_curve25519"}}}, is_json=True
    ),
    ("POST", "/keys/send"): Row(
        "own", "", {"type": "m.room.encrypted", "messages": {"@per_0:superapp": {"DEVICEAAAA": {}}}}, is_json=True
    ),
    ("POST", "/keys/collect"): Row("anns", "", {"done": []}, is_json=True),
    ("POST", "/chats/{id}/kept"): Row("anns", "/chats/{chat}/kept", {"muted": "on"}),
    ("POST", "/chats/{id}/read"): Row("anns", "/chats/{chat}/read", {"seq": 1}, is_json=True),
    ("POST", "/groups"): Row("own", "", {"title": "Trip"}),
    ("GET", "/groups/new"): Row("own"),
    ("GET", "/groups/{id}"): Row("anns", "/groups/{group}"),
    ("POST", "/groups/{id}/people"): Row("anns", "/groups/{group}/people", {"person_id": "{ann}"}),
    ("POST", "/groups/{id}/removed"): Row("anns", "/groups/{group}/removed", {"person_id": "{ann}"}),
    ("POST", "/groups/{id}/roles"): Row("anns", "/groups/{group}/roles", {"person_id": "{ann}", "role": "member"}),
    ("POST", "/groups/{id}/title"): Row("anns", "/groups/{group}/title", {"title": "intruder"}),
    ("POST", "/groups/{id}/quiet"): Row("anns", "/groups/{group}/quiet", {"state": "on"}),
    ("POST", "/groups/{id}/link"): Row("anns", "/groups/{group}/link", {"state": "on"}),
    ("POST", "/groups/{id}/approval"): Row("anns", "/groups/{group}/approval", {"state": "on"}),
    ("POST", "/groups/{id}/requests"): Row("anns", "/groups/{group}/requests", {"person_id": "{ann}", "answer": "yes"}),
    ("POST", "/groups/{id}/announcement"): Row("anns", "/groups/{group}/announcement", {"text": "intruder"}),
    ("POST", "/groups/{id}/leave"): Row("anns", "/groups/{group}/leave"),
    ("GET", "/chats/{id}/messages/{seq}/reach"): Row("anns", "/chats/{group}/messages/1/reach"),
    ("GET", "/join/{code}"): Row("own", "/join/none"),
    ("POST", "/join/{code}"): Row("own", "/join/none"),
    ("POST", "/join/{code}/withdraw"): Row("own", "/join/none/withdraw"),
    ("GET", "/contacts"): Row("own"),
    ("GET", "/contacts/list"): Row("own"),
    ("GET", "/contacts/find"): Row("own", "/contacts/find?q=olga"),
    ("GET", "/contacts/nearby"): Row("own"),
    ("POST", "/contacts/nearby"): Row("own", "", {"row": "2700", "column": "3700"}),
    ("POST", "/contacts/nearby/hide"): Row("own"),
    ("GET", "/contacts/requests"): Row("own"),
    ("POST", "/contacts/requests"): Row("own", "", {"person_id": "{ann}", "note": "hi"}),
    ("POST", "/contacts/requests/{id}/accept"): Row("anns", "/contacts/requests/{friend}/accept"),
    ("POST", "/contacts/requests/{id}/decline"): Row("anns", "/contacts/requests/{friend}/decline"),
    ("POST", "/contacts/requests/{id}/withdraw"): Row("anns", "/contacts/requests/{friend}/withdraw"),
    ("GET", "/people/{id}"): Row("own", "/people/{ann}"),
    ("GET", "/people/pictures/{name}"): Row("own", "/people/pictures/none.webp"),
    ("POST", "/people/{id}/remark"): Row("anns", "/people/{friend}/remark", {"remark": "intruder"}),
    ("POST", "/people/{id}/remove"): Row("own", "/people/{friend}/remove"),
    ("POST", "/people/{id}/block"): Row("own", "/people/{ann}/block"),
    ("POST", "/people/{id}/unblock"): Row("own", "/people/{ann}/unblock"),
    ("GET", "/people/{id}/report"): Row("own", "/people/{ann}/report"),
    ("POST", "/people/{id}/report"): Row(
        "anns", "/people/{ann}/report", {"cause": "spam", "conversation_id": "{chat}", "seq": "1"}
    ),
    ("GET", "/add/{code}"): Row("own", "/add/none"),
    ("GET", "/scan"): Row("own"),
    ("GET", "/me/data"): Row("own"),
    ("POST", "/me/data/export"): Row("own"),
    ("POST", "/me/data/leave"): Row("own", "", {"handle": "ann"}),
    ("GET", "/me/privacy"): Row("own"),
    ("POST", "/me/privacy"): Row("own", "", {"found_by": "not"}),
    ("GET", "/me/number"): Row("own"),
    ("POST", "/me/number"): Row("own", "", {"number": "?"}),
    ("POST", "/me/number/confirm"): Row("own", "", {"code": "000000"}),
    ("POST", "/me/number/forget"): Row("own"),
    ("POST", "/me/number/remove"): Row("own"),
    ("GET", "/me/code"): Row("own"),
    ("POST", "/me/code"): Row("own"),
    ("GET", "/me/profile"): Row("own"),
    ("POST", "/me/profile"): Row("own", "", {"name": ""}),
    ("POST", "/me/profile/picture"): Row("own"),
    ("POST", "/me/profile/picture/remove"): Row("own"),
    ("GET", "/feed"): Row("own"),
    ("GET", "/feed/channels"): Row("own", "/feed/channels?q=harbour"),
    ("GET", "/feed/channels/{handle}"): Row("own", "/feed/channels/harbour"),
    ("POST", "/feed/channels/{handle}/follow"): Row("own", "/feed/channels/harbour/follow", {"state": "on"}),
    ("GET", "/feed/pictures/{name}"): Row("own", "/feed/pictures/none.webp"),
    ("GET", "/feed/posts/{id}"): Row("own", "/feed/posts/{post}"),
    ("POST", "/feed/posts/{id}/like"): Row("own", "/feed/posts/{post}/like", {"state": "on"}),
    ("GET", "/feed/posts/{id}/report"): Row("own", "/feed/posts/{post}/report"),
    ("POST", "/feed/posts/{id}/report"): Row("own", "/feed/posts/{post}/report", {"cause": "spam"}),
    ("GET", "/console/channels"): Row("keep"),
    ("POST", "/console/channels"): Row("keep", "", {"name": "Quay", "handle": "quay", "description": ""}),
    ("GET", "/console/channels/{id}"): Row("anns", "/console/channels/{channel}"),
    ("POST", "/console/channels/{id}"): Row("anns", "/console/channels/{channel}", {"name": "intruder"}),
    ("POST", "/console/channels/{id}/posts"): Row(
        "anns", "/console/channels/{channel}/posts", {"text": "intruder", "advertising": "no"}
    ),
    ("POST", "/console/channels/{id}/posts/{post_id}/delete"): Row(
        "anns", "/console/channels/{channel}/posts/{post}/delete"
    ),
    ("POST", "/console/channels/{id}/close"): Row("anns", "/console/channels/{channel}/close"),
    ("GET", "/me"): Row("own"),
    ("POST", "/me/theme"): Row("own", "", {"theme": "dark"}),
    ("GET", "/me/notifications"): Row("own"),
    ("POST", "/me/notifications"): Row("own", "", {"time_zone": "UTC"}),
    ("POST", "/me/notifications/devices"): Row(
        "own", "", {"endpoint": "x", "keys": {"p256dh": "x", "auth": "x"}}, True
    ),
    ("POST", "/me/notifications/devices/{id}/off"): Row("anns", "/me/notifications/devices/{push_device}/off"),
    ("POST", "/me/notifications/devices/{id}/test"): Row("anns", "/me/notifications/devices/{push_device}/test"),
    ("GET", "/me/passkeys"): Row("own"),
    ("POST", "/me/passkeys"): Row("own", "", {"credential": {}}, is_json=True),
    ("POST", "/me/passkeys/options"): Row("own", "", {}, is_json=True),
    ("POST", "/me/passkeys/remove"): Row("anns", "", {"credential_id": "{passkey}"}),
    ("GET", "/p/{appid}"): Row("own", "/p/{appid}"),
    ("GET", "/programs"): Row("own"),
    ("GET", "/programs/{appid}"): Row("own", "/programs/{appid}"),
    ("GET", "/programs/{appid}/picture"): Row("public", "/programs/wx0000000000000000/picture"),
    ("POST", "/programs/{appid}/pin"): Row("own", "/programs/{appid}/pin", {"state": "on"}),
    ("POST", "/programs/{appid}/rating"): Row("own", "/programs/{appid}/rating", {"stars": "1", "words": "hm"}),
    ("POST", "/programs/{appid}/rating/remove"): Row("own", "/programs/{appid}/rating/remove"),
    ("GET", "/me/sessions"): Row("own"),
    ("POST", "/me/sessions/end-others"): Row("own"),
    ("POST", "/me/sessions/{session_id}/end"): Row("anns", "/me/sessions/{session}/end"),
    ("GET", "/sign-in"): Row("public"),
    ("POST", "/sign-in"): Row("public", "", {"handle": "ann", "password": "wrong"}),
    ("POST", "/sign-in/passkey/options"): Row("public", "", {}, is_json=True),
    ("POST", "/sign-in/passkey"): Row("public", "", {"credential": {"id": "{passkey}"}}, is_json=True),
    ("POST", "/demo/sign-in"): Row("public", "", {"person_id": "{ann}"}),
    ("GET", "/o/{token}"): Row("public", "/o/unknown"),
    ("POST", "/sign-out"): Row("public"),
    ("GET", "/sign-up"): Row("public"),
    ("POST", "/sign-up"): Row("public", "", {"handle": "ann", "name": "Ann", "password": "a long new password"}),
    ("POST", "/sign-up/passkey/options"): Row("public", "", {"handle": "ann", "name": "Ann"}, is_json=True),
    ("POST", "/sign-up/passkey"): Row("public", "", {"credential": {}}, is_json=True),
    ("GET", "/sns/jscode2session"): Row(
        "public", "/sns/jscode2session?appid={appid}&secret=x&js_code={code}&grant_type=authorization_code"
    ),
    ("GET", "/cgi-bin/token"): Row("public", "/cgi-bin/token?grant_type=client_credential&appid={appid}&secret=x"),
    ("POST", "/cgi-bin/stable_token"): Row(
        "public", "", {"grant_type": "client_credential", "appid": "{appid}", "secret": "x"}, is_json=True
    ),
    ("POST", "/cgi-bin/message/subscribe/send"): Row("public", "", {"touser": "x"}, is_json=True),
    ("POST", "/cgi-bin/message/subscribe/owed"): Row("public", "", {"touser": "x"}, is_json=True),
    ("POST", "/cgi-bin/message/custom/send"): Row("public", "", {"touser": "x", "msgtype": "text"}, is_json=True),
    ("POST", "/cgi-bin/message/custom/typing"): Row("public", "", {"touser": "x"}, is_json=True),
    ("POST", "/cgi-bin/message/order/send"): Row("public", "", {"touser": "x"}, is_json=True),
    ("POST", "/cgi-bin/media/upload"): Row("public", "/cgi-bin/media/upload?type=image"),
    ("GET", "/wxaapi/newtmpl/getcategory"): Row("public"),
    ("GET", "/wxaapi/newtmpl/getpubtemplatetitles"): Row("public"),
    ("GET", "/wxaapi/newtmpl/getpubtemplatekeywords"): Row("public"),
    ("POST", "/wxaapi/newtmpl/addtemplate"): Row("public", "", {"tid": 1001}, is_json=True),
    ("GET", "/wxaapi/newtmpl/gettemplate"): Row("public"),
    ("POST", "/wxaapi/newtmpl/deltemplate"): Row("public", "", {"priTmplId": "x"}, is_json=True),
    ("POST", "/wxa/business/getuserphonenumber"): Row("public", "", {"code": "{code}"}, is_json=True),
}
ROWS = ADMIN_ROWS | MERCHANT_ROWS | WALLET_ROWS | PEOPLE_ROWS
