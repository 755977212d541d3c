"""Who we say we are."""

import pytest

from middlewares.identity import user_agent


@pytest.mark.parametrize("contact", ["desk@example.org", "https://example.org/about-the-robot", "  desk@example.org "])
def test_the_contact_stands_in_the_user_agent(contact: str) -> None:
    assert user_agent(contact) == f"Watchkeeper/0.1 (+{contact.strip()})"


def test_without_a_contact_the_name_stands_alone() -> None:
    assert user_agent("") == "Watchkeeper/0.1"


@pytest.mark.parametrize(
    "contact", ["me", "a b@example.org", "x@y.org\r\nX: 1", "ftp://example.org", "a@b) (evil", "@"]
)
def test_what_is_no_contact_is_refused_with_advice(contact: str) -> None:
    with pytest.raises(ValueError, match="CONTACT"):
        user_agent(contact)
