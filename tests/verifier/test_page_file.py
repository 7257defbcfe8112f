"""The committed page is the one that was built: its digest is on record, and it may reach nothing but itself."""

import base64
import hashlib
import json
import re

from partwell.verifier import page


def test_the_page_is_the_one_on_record():
    """A changed file, or one built without renewing its digest, is noticed."""
    assert hashlib.sha256(page.PATH.read_bytes()).hexdigest() == page.sha256()


def test_the_page_may_run_its_own_script_and_reach_nothing():
    """Script and style are allowed by their hashes; every other source is refused, and no form is sent anywhere."""
    text = page.PATH.read_text(encoding="utf-8")
    policy = dict(part.strip().split(" ", 1) for part in page.policy().split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    for name, source in (("script", "script-src"), ("style", "style-src")):
        inline = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        assert [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in inline] == [
            policy[source]
        ]
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", text)


def test_what_it_is_built_of_is_pinned():
    """Exact versions, locked with their digests, without the name of any host."""
    wanted = json.loads(page.PATH.with_name("package.json").read_text())
    pinned = wanted["dependencies"] | wanted["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())
    locked = json.loads(page.PATH.with_name("package-lock.json").read_text())["packages"]
    for name, version in pinned.items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")
    assert not any("resolved" in entry for entry in locked.values())
