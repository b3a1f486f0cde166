"""Secrets: what can be used is taken out, whole and alone; talk of secrets passes."""

import pytest

from lemmata.screening import screen_input

# Put together from pieces, so that no scanner takes this file for a leak.
MIXED = "aB3dE6gH9jK2mN5p" + "Q8sT1vW4aB3dE6gH9jK2mN5p"
KEY = (
    "-----BEGIN RSA PRIV"
    + "ATE KEY-----\nProc-Type: 4,ENC\n\nMIIEvQ==\n-----END RSA PRIV"
    + "ATE KEY-----"
)

SECRETS = [
    ("AWS_SECRET_ACCESS_KEY={}", "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYzzzzzzzKEY"),
    ("Authorization: Bearer {}", MIXED),
    ("export OPENAI_API_KEY={}", "sk-" + "proj-" + MIXED),
    ("password = '{}'", "S3cret!pass"),
    ("DB_PASSWORD={}", "correct7horse"),
    ("postgresql://admin:{}@localhost/db", "pa55w0rd"),
    ("client_secret: {}", MIXED),
    ("see {} .", "hooks.slack.com/services/T00000000/B00000000/" + "X1a" * 8),
    ("the key {} is old", KEY),
    ("token: {}", "ghp_" + MIXED[:36]),
    ("AccountKey={}", MIXED + MIXED + "=="),
    ("it was {}!", "AKIA" + "IOSFODNN7EXAMPLE"),
]

NO_SECRETS = [
    "password: ********",
    "password = getpass.getpass()",
    "password=os.environ['PW']",
    "password: str, then password: <yours>",
    "The token is valid for 30 minutes.",
    "secret_key = settings.SECRET_KEY",
    "api_key=YOUR_API_KEY_HERE_1234",
    "access_token: str = Field(default=None)",
    "token_count = 123456789012345678",
    "https://example.com:8080/@user and mongodb://host:27017/db",
    "pwd: /usr/local/lib/python3",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "import sk_learn, ghp, xox, npm_run",
]


@pytest.mark.parametrize(("text", "secret"), SECRETS, ids=[text for text, _ in SECRETS])
def test_a_secret_is_taken_out_whole_and_alone(text: str, secret: str) -> None:
    """One placeholder stands for it, what stands around it stays, and it comes back."""
    screened = screen_input(text.format(secret))
    ((name, value),) = screened.vault.originals
    assert value == secret
    assert screened.text == text.format(name)
    assert screened.vault.restore(screened.text) == text.format(secret)
    assert not screened.is_blocked


@pytest.mark.parametrize("text", NO_SECRETS)
def test_talk_of_secrets_is_none(text: str) -> None:
    """Placeholders, variables, paths and digests pass."""
    assert screen_input(text).sightings == ()
