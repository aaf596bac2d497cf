"""Where messages may be posted to, and how a fault reads."""

import pytest

from pos_app.domain.hooks import Hook, HookFailure, HookFault, HookKind, hook_url_allowed


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://crm.example.com/pos?shop=1", True),
        ("https://crm.example.com:8443", True),
        ("http://127.0.0.1:9000/hook", True),
        ("http://localhost/hook", True),
        ("http://crm.example.com/", False),
        ("https://me:password@crm.example.com/", False),
        ("http://me@127.0.0.1/", False),
        ("https://crm.example.com:0/", False),
        ("https://crm.example.com:port/", False),
        ("https://[crm/", False),
        ("https://", False),
        ("https://crm.example.com/\r\nX: y", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_messages_travel_encrypted_or_not_at_all(url: str, *, allowed: bool) -> None:
    assert hook_url_allowed(url) is allowed


def test_a_hook_without_a_list_wants_everything() -> None:
    assert all(Hook("all").wants(kind) for kind in HookKind)
    some = Hook("some", (HookKind.SALE_FAILED,))
    assert [kind for kind in HookKind if some.wants(kind)] == [HookKind.SALE_FAILED]


def test_a_fault_reads_as_one_line() -> None:
    assert str(HookFault(HookFailure.EXIT, "3")) == "exit 3"
    assert str(HookFault(HookFailure.TLS)) == "tls"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("exit 3", HookFault(HookFailure.EXIT, "3")),
        ("tls", HookFault(HookFailure.TLS)),
        ("not_started Permission denied", HookFault(HookFailure.NOT_STARTED, "Permission denied")),
        ("something else", None),
        ("", None),
    ],
)
def test_a_fault_is_read_back_from_its_line(text: str, fault: HookFault | None) -> None:
    assert HookFault.read(text) == fault
