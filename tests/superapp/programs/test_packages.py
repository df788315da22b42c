"""Hostile packages. Each is refused with its own reason, and nothing of it reaches the disk outside the folder."""

import io
import stat
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

from superapp.programs.errors import PackageRefused
from superapp.programs.packages import PackageLimits, unpack

LIMITS = PackageLimits(
    zip_bytes_max=2_000_000, all_bytes_max=1_000_000, file_bytes_max=500_000, part_bytes_max=400_000, entries_max=100
)
APP = ("app.json", b'{"pages": ["a"], "subPackages": [{"root": "more/"}]}')


def made(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in (APP, *files):
            archive.writestr(name, body, compress_type=method)
    return buffer.getvalue()


def entry(name: str, mode: int = 0, extra: bytes = b"") -> zipfile.ZipInfo:
    one = zipfile.ZipInfo(name)
    one.create_system, one.external_attr, one.extra = 3, mode << 16, extra
    return one


def refusal(zipped: bytes, folder: Path, limits: PackageLimits = LIMITS) -> str:
    folder = Path(tempfile.mkdtemp(dir=folder))
    inner = folder / "source"
    with pytest.raises(PackageRefused) as refused:
        unpack(zipped, inner, limits)
    outside = [path for path in folder.rglob("*") if path != inner and inner not in path.parents]
    assert outside == []
    return refused.value.reason


def test_a_plain_package_is_unpacked(tmp_path: Path):
    zipped = made(("pages/首页.js", b"Page({})"), ("pages/", b""), ("images/a@2x.png", b"\x89PNG"))

    found = unpack(zipped, tmp_path / "source", LIMITS)

    assert [name for name, _ in found] == ["app.json", "images/a@2x.png", "pages/首页.js"]
    assert (tmp_path / "source/pages/首页.js").read_bytes() == b"Page({})"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.js", "parent_folder"),
        ("a/../../evil.js", "parent_folder"),
        ("/etc/passwd", "absolute_path"),
        ("C:/evil.js", "drive_letter"),
        ("c:evil.js", "drive_letter"),
        ("a\\..\\evil.js", "backslash"),
        ("a\x01.js", "control_character"),
        ("a\u202egpj.js", "direction_character"),
        ("a\u200b.js", "direction_character"),
        ("cafe\u0301.js", "not_normalised"),
        ("a//b.js", "name"),
        ("./a.js", "name"),
        ("a/./b.js", "name"),
        ("a .js ", "name"),
        ("a.", "name"),
        ("con.js", "name"),
        ("ab:stream", "name"),
        ("x" * 300, "name"),
        ("/".join("x" * 20), "name"),
        (".env", "secret"),
        ("keys/apiclient_key.pem", "secret"),
        (".git/config", "secret"),
        ("app.json", "duplicate_name"),
        ("APP.json", "case_collision"),
        ("app.json/x", "case_collision"),
        ("ａpp.json", "case_collision"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_mean_two_things_are_refused(tmp_path: Path, name: str, reason: str):
    assert refusal(made((name, b"x")), tmp_path) == reason


def test_a_nul_in_a_name_is_refused(tmp_path: Path):
    assert refusal(made(("a_b.js", b"x")).replace(b"a_b.js", b"a\0b.js"), tmp_path) == "control_character"


def test_a_name_without_a_known_encoding_is_refused(tmp_path: Path):
    assert refusal(made(("abcd.js", b"x")).replace(b"abcd.js", b"ab\xff\xfe.js"), tmp_path) == "name_encoding"


def test_folders_that_differ_in_case_collide(tmp_path: Path):
    assert refusal(made(("Pages/a.js", b"x"), ("pages/b.js", b"x")), tmp_path) == "case_collision"


def test_links_and_devices_are_refused(tmp_path: Path):
    link = made((entry("a.js", stat.S_IFLNK | 0o777), b"/etc/passwd"))
    hard = made((entry("a.js", stat.S_IFREG, struct.pack("<2H", 0x000D, 20) + b"\0" * 12 + b"app.json"), b""))
    device = made((entry("a.js", stat.S_IFCHR | 0o666), b""))

    assert refusal(link, tmp_path) == "link"
    assert refusal(hard, tmp_path) == "link"
    assert refusal(device, tmp_path) == "not_a_file"


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path):
    assert refusal(made(("a.js", b"\0" * 450_000)), tmp_path) == "compression_ratio"


def test_a_bomb_that_declares_little_is_stopped_while_unfolding(tmp_path: Path):
    zipped = made(("a.js", b"\0" * 450_000))
    lying = zipped.replace(struct.pack("<L", 450_000), struct.pack("<L", 450))

    assert refusal(lying, tmp_path) == "declared_size_differs"


def test_a_file_that_declares_more_than_it_holds_is_refused(tmp_path: Path):
    lying = made(("a.js", b"x" * 77)).replace(struct.pack("<L", 77), struct.pack("<L", 78))

    assert refusal(lying, tmp_path) == "declared_size_differs"


def test_entries_that_share_bytes_are_refused(tmp_path: Path):
    zipped = bytearray(made(("a.js", b"x"), ("b.js", b"x")))
    second = zipped.rfind(b"PK\x01\x02")
    first = zipped.rfind(b"PK\x01\x02", 0, second)
    zipped[second + 42 : second + 46] = zipped[first + 42 : first + 46]

    assert refusal(bytes(zipped), tmp_path) in {"entries_overlap", "damaged"}


def test_nested_archives_are_refused(tmp_path: Path):
    assert refusal(made(("inner.zip", made())), tmp_path) == "nested_archive"
    assert refusal(made(("inner.dat", b"\x1f\x8b rest")), tmp_path) == "nested_archive"


def test_a_hundred_thousand_entries_are_refused_without_reading_them(tmp_path: Path):
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, 0, 0, 0)
    assert refusal(b"PK\x05\x06" + end, tmp_path) == "too_many_entries"
    many = [(f"{number}.js", b"") for number in range(200)]
    assert refusal(made(*many), tmp_path) == "too_many_entries"


def test_a_directory_longer_than_its_number_says_is_refused(tmp_path: Path):
    zipped = bytearray(made(("a.js", b"x")))
    zipped[-14:-10] = struct.pack("<2H", 1, 1)

    assert refusal(bytes(zipped), tmp_path) == "damaged"


def test_sizes_have_limits(tmp_path: Path):
    assert refusal(made(("a.js", b"x" * 600_000), method=zipfile.ZIP_STORED), tmp_path) == "too_large"
    whole = made(*[(f"{name}.js", b"x" * 300_000) for name in "abcd"], method=zipfile.ZIP_STORED)
    assert refusal(whole, tmp_path) == "too_large"
    main = made(("a.js", b"x" * 300_000), ("b.js", b"x" * 150_000), method=zipfile.ZIP_STORED)
    assert refusal(main, tmp_path) == "package_too_large"
    assert refusal(b"PK" + b"\0" * 2_000_000, tmp_path) == "too_large"


def test_a_sub_package_counts_on_its_own(tmp_path: Path):
    zipped = made(("a.js", b"x" * 300_000), ("more/b.js", b"x" * 300_000), method=zipfile.ZIP_STORED)

    assert len(unpack(zipped, tmp_path / "source", LIMITS)) == 3


@pytest.mark.parametrize(
    "zipped",
    [b"", b"PK", b"hello", b"\0" * 100, made()[:-30], made()[:40] + made()[-22:]],
    ids=["empty", "two bytes", "text", "zeros", "cut short", "middle missing"],
)
def test_what_is_no_zip_is_refused(tmp_path: Path, zipped: bytes):
    assert refusal(zipped, tmp_path) in {"not_a_zip", "damaged"}


def test_an_encrypted_or_oddly_packed_entry_is_refused(tmp_path: Path):
    encrypted, method = bytearray(made(("a.js", b"x"))), made(("a.js", b"x" * 100), method=zipfile.ZIP_BZIP2)
    encrypted[encrypted.rfind(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(encrypted), tmp_path) == "encrypted"
    assert refusal(method, tmp_path) == "compression_method"


def test_a_flipped_bit_is_seen(tmp_path: Path):
    zipped = bytearray(made(("a.js", b"hello there"), method=zipfile.ZIP_STORED))
    zipped[zipped.find(b"hello there")] ^= 1

    assert refusal(bytes(zipped), tmp_path) == "damaged"


def test_a_local_header_that_names_another_file_is_refused(tmp_path: Path):
    zipped = made(("good.js", b"x"))

    assert refusal(zipped.replace(b"good.js", b"evil.js", 1), tmp_path) == "damaged"


def test_a_package_without_app_json_is_refused(tmp_path: Path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("shop/app.json", b"{}")

    assert refusal(buffer.getvalue(), tmp_path) == "app_json_missing"


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b'{"subPackages": 7}', b"[" * 100_000, b'{"subpackages": [{"root": 1}]}']
)
def test_a_strange_app_json_is_left_to_the_compiler(tmp_path: Path, body: bytes):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("app.json", body)

    assert unpack(buffer.getvalue(), tmp_path / "source", LIMITS) == [("app.json", len(body))]
