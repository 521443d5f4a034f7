"""What CloudFront does to a request before the pages see it, in an engine of JavaScript."""

import json
from typing import Any

from playwright.sync_api import Browser

from functions.web import viewer
from tests.edge.test_distribution import PAGES
from tests.security.test_deployment import properties


def test_the_address_of_the_viewer_is_told_whatever_they_claim(browser: Browser) -> None:
    """On an event as CloudFront makes them."""
    assert PAGES["FunctionAssociations"] == [
        {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "ViewerFunction.FunctionARN"}}
    ]
    assert properties("ViewerFunction")["AutoPublish"] is True
    claimed = {viewer.VIEWER: {"value": "203.0.113.1"}, "cookie": {"value": "a=b"}}
    request: dict[str, Any] = {"method": "GET", "uri": "/", "headers": claimed}
    event = {"viewer": {"ip": "2001:db8::7"}, "request": request}
    page = browser.new_page()
    passed_on = page.evaluate(
        f"() => {{ {properties('ViewerFunction')['FunctionCode']} return handler({json.dumps(event)}) }}"
    )
    page.close()
    assert passed_on == request | {"headers": claimed | {viewer.VIEWER: {"value": "2001:db8::7"}}}
