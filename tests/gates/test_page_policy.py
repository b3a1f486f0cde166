"""The policy that the page shows is the policy there is."""

import re
from pathlib import Path

from lemmata.gates.policy import Policy
from lemmata.gates.policy_reading import read_policies
from tests.repository.checkout import ROOT


def test_the_page_shows_every_key_with_its_default(tmp_path: Path) -> None:
    """What is shown reads back as the defaults; what is not shown would be a secret."""
    text = (ROOT / "docs" / "gates.md").read_text()
    (shown,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "lemmata.toml"
    path.write_text(shown)
    read = read_policies(path)
    assert read.default == Policy()
    known = {
        name for part in vars(Policy()).values() if hasattr(part, "__dict__") for name in vars(part)
    }
    assert known == {
        name for name in known if re.search(rf"^{name}\b|^\[.*\.{name}", shown, re.MULTILINE)
    }
    assert read.of("fee").accuracy.fields["total"].threshold == 0.95
