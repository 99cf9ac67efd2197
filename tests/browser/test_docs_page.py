"""The API's documentation page works from this server's files alone, under its own policy."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import is_complaint
from tests.servers import Server

pytestmark = pytest.mark.browser

VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


def test_the_docs_page_needs_no_other_server_and_breaks_no_rule(
    browser: Browser, server: Server
) -> None:
    context, abroad, said = browser.new_context(), [], []

    def only_ours(route: Route) -> None:
        if route.request.url.startswith((server.url, "data:", "blob:")):
            route.continue_()
        else:
            abroad.append(route.request.url)
            route.abort()

    context.route("**/*", only_ours)
    page = context.new_page()
    page.add_init_script(VIOLATIONS)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if is_complaint(line) else None)
    page.goto(f"{server.url}/docs")
    operation = page.locator("#operations-server-readHealth")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text('"ok"')
    assert page.evaluate("window.violations") == []
    assert (abroad, said) == ([], [])
    context.close()
