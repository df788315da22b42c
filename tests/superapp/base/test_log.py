"""Secrets never reach a log line, whoever passes them in and however deep they hide."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from superapp.base.log import REMOVED, clean_text, configure_logs, redact


def cleaned(**event: object) -> dict[str, object]:
    return dict(redact(None, "info", dict(event)))


SECRET_NAMES = (
    "pin password new_password token developer_token cookie set-cookie authorization secret appsecret api_key "
    "apiv3_key private_key_pem pay_sign paySign session_key csrf_token"
)


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_a_field_that_holds_a_secret_is_removed(name: str) -> None:
    assert cleaned(**{name: "246802"}) == {name: REMOVED}


@pytest.mark.parametrize("name", ["serial_no", "key_id", "token_id", "person_id", "route", "amount_minor", "keyboard"])
def test_a_field_that_only_sounds_alike_stays(name: str) -> None:
    assert cleaned(**{name: "value"}) == {name: "value"}


def test_secrets_inside_other_structures_are_removed() -> None:
    event = cleaned(request={"headers": [{"Cookie": "sa_session=abc"}], "body": {"pin": "246802", "page": 3}})
    assert event == {"request": {"headers": [{"Cookie": REMOVED}], "body": {"pin": REMOVED, "page": 3}}}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer sadev_abcdefgh", "sadev_abcdefgh"),
        ("sent Cookie: sa_session=Zm9vYmFy; theme=dark", "Zm9vYmFy"),
        ("__Host-sa_session=Zm9vYmFy", "Zm9vYmFy"),
        ("GET /sns/jscode2session?appid=wx1&secret=d3adb33f&js_code=1", "d3adb33f"),
        ('{"pin": "246802", "order": 1}', "246802"),
        ("{'password': 'hunter2hunter2'}", "hunter2hunter2"),
        ('WECHATPAY2-SHA256-RSA2048 mchid="1",signature="c2lnbmF0dXJl"', 'mchid="1"'),
        ("-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----", "MIIEvQ"),
        ("[SQL: INSERT]\n[parameters: ('per_1', '$argon2id$v=19$m=65536')]\nend", "argon2id"),
    ],
)
def test_a_secret_inside_text_is_removed(text: str, secret: str) -> None:
    assert secret not in clean_text(text)


def test_bytes_are_named_by_their_length_only() -> None:
    assert cleaned(body=b"pin=246802") == {"body": "[10 bytes]"}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs("json", stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_line_is_json_with_the_request_id(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="req_1"):
        structlog.get_logger("x").info("paid", amount_minor=888)
    line = json.loads(lines.getvalue())
    assert (line["event"], line["request_id"], line["amount_minor"], line["level"]) == ("paid", "req_1", 888, "info")


def test_a_traceback_is_cleaned_as_well(lines: io.StringIO) -> None:
    try:
        raise ValueError("could not read pin=246802")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "ValueError" in lines.getvalue()
    assert "246802" not in lines.getvalue()


def test_other_libraries_are_cleaned_as_well(lines: io.StringIO) -> None:
    logging.getLogger("somebody").warning("retrying with %s", "Bearer abcdefgh")
    assert "abcdefgh" not in lines.getvalue()
    assert "retrying" in lines.getvalue()


def test_a_line_break_in_a_value_forges_no_second_line(lines: io.StringIO) -> None:
    structlog.get_logger("x").info("signed_in", name='Ann\n{"event": "paid"}')
    assert len(lines.getvalue().strip().splitlines()) == 1


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_line_break_in_the_words_of_another_library_forges_no_second_line(form: str, lines: io.StringIO) -> None:
    stream = io.StringIO()
    configure_logs(form, stream=stream)
    logging.getLogger("somebody").warning("no such name: %s", "Ann\r\n\u2028[error] forged \x1b[2J\x85")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
