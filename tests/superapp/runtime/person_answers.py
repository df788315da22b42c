"""What the test host's bridge answers about the person, like superapp/web/bridge/person_calls: consent, details, chats.
One `PersonAnswers` for a site; it starts anew with every test."""

from dataclasses import dataclass, field
from typing import Any

INFO = {"nickName": "微信用户", "gender": 0, "language": "en", "avatarUrl": "data:image/svg+xml;base64,PHN2Zy8+"}


@dataclass
class PersonAnswers:
    """details: kind -> [(id, fields)]. newer: a newer version waits."""

    scopes: dict[str, bool] = field(default_factory=dict[str, bool])
    kept: dict[str, str] = field(default_factory=dict[str, str])
    details: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    newer: bool = False
    wants_messages: bool = True

    def answer(self, api: str, arg: dict[str, Any]) -> dict[str, Any] | None:
        """None: not an api of this kind."""
        if api == "setConsent":
            if arg["scope"] == "subscriptions":
                self.wants_messages = arg["granted"]
            else:
                self.scopes[arg["scope"]] = arg["granted"]
        elif api == "answerSubscriptions" and arg["keep"]:
            self.kept |= arg["answers"]
        elif api == "forgetProgram":
            self.scopes, self.kept = {}, {}
        elif api == "saveDetail":
            return self._save(arg["kind"], arg.get("id", ""), arg["fields"])
        elif api == "removeDetail":
            for rows in self.details.values():
                rows[:] = [row for row in rows if row["id"] != arg["id"]]
        return {"ok": self._told(api, arg)} if api in _KNOWN else None

    def _told(self, api: str, arg: dict[str, Any]) -> dict[str, Any]:
        match api:
            case "getSetting":
                return {"scopes": dict(self.scopes), "wants_messages": self.wants_messages, "kept": dict(self.kept)}
            case "getUserInfo":
                shown = INFO | ({"nickName": "Ann"} if arg["named"] else {})
                return {"userInfo": shown, "rawData": "raw", "signature": "s", "encryptedData": "e", "iv": "i"}
            case "getPhoneNumber":
                return {"code": f"phone-{arg['id']}", "encryptedData": "e", "iv": "i"}
            case "listDetails":
                return {"details": self.details.get(arg["kind"], [])}
            case "shareTargets" | "envelopeTargets":
                return {"chats": [{"id": "cnv_1", "title": "Ben Okafor", "seed": "per_2"}]}
            case "aboutProgram":
                about = {
                    "name": "People",
                    "developer": "Dora Fields",
                    "version": 3,
                    "domains": ["https://a.example:443"],
                }
                return about | {"released_at": "2026-11-01T10:00:00+00:00"}
            case "messageTemplates":
                says = ["What", "When"]
                return {"templates": [{"id": one, "title": f"News {one}", "says": says} for one in arg["ids"]]}
            case "openContact":
                return {"conversation_id": "cnv_1"}
            case "checkUpdate":
                return {"has_update": self.newer}
            case "showMerchantTransfer":
                return {"merchant": "Lantern Lane", "amount": "3.00 CNY", "remark": "Tea lottery", "reason": "Prize"}
            case "programName":
                return {"name": arg["appid"].capitalize()}
            case _:
                return {}

    def _save(self, kind: str, detail_id: str, fields: dict[str, str]) -> dict[str, Any]:
        if needed := next((name for name in ("userName", "purePhoneNumber") if fields.get(name) == ""), ""):
            return {"refused": {"errno": 1001, "errMsg": f"saveDetail:fail {needed}: Fill this in."}}
        rows = self.details.setdefault(kind, [])
        row = {"id": detail_id or f"dtl_{len(rows) + 1}", "fields": fields}
        rows[:] = [row, *(one for one in rows if one["id"] != row["id"])]
        return {"ok": row}


_KNOWN = {
    "getSetting",
    "setConsent",
    "getUserInfo",
    "getPhoneNumber",
    "listDetails",
    "useDetail",
    "removeDetail",
    "answerSubscriptions",
    "keepSubscription",
    "messageTemplates",
    "openContact",
    "forgetProgram",
    "shareTargets",
    "shareCard",
    "aboutProgram",
    "checkUpdate",
    "programName",
    "showMerchantTransfer",
    "takeMerchantTransfer",
    "envelopeTargets",
    "getEnvelopes",
}
