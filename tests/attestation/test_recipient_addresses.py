"""What names an organisation in a credential made for it alone."""

import pytest

from recourse.attestation.recipients import rules
from recourse.attestation.recipients.errors import NotAnAddress


@pytest.mark.parametrize(
    "address",
    [
        *("http://x.example", "https://", "x.example", "https://x.example/", "https://u@x.example"),
        *(
            "https://x.example?a",
            "https://x.example#a",
            "https://点.example",
            "https://x.example:x",
        ),
        *("https://" + "x" * 100, "ftp://x.example", "http://127.0.0.1:8000"),
    ],
)
def test_an_address_that_names_nobody_is_refused(address: str) -> None:
    with pytest.raises(NotAnAddress):
        rules.check_address(address, loopback=False)


def test_this_machine_will_do_in_a_demo_only() -> None:
    local = "http://127.0.0.1:8000"

    assert rules.check_address(local, loopback=True) == local
    with pytest.raises(NotAnAddress):
        rules.check_address("http://127.0.0.1.example", loopback=True)
