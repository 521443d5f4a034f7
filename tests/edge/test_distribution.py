"""The distribution in front of the pages, and the bucket of their files, as the template makes them."""

from typing import Any, Final

from functions.web import assets, viewer
from shared.http.headers import TWO_YEARS_OF_HTTPS
from tests.security.test_deployment import RESOURCES, actions, properties, statements

CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED: Final = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER_EXCEPT_HOST_HEADER: Final = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
CONFIG: Final[dict[str, Any]] = properties("Distribution")["DistributionConfig"]
PAGES: Final[dict[str, Any]] = CONFIG["DefaultCacheBehavior"]
(FILES,) = CONFIG["CacheBehaviors"]
ORIGINS: Final = {one["Id"]: one for one in CONFIG["Origins"]}


def test_the_pages_and_the_api_get_all_that_was_sent_and_nothing_of_them_is_kept() -> None:
    assert PAGES["TargetOriginId"] == "api"
    assert set(PAGES["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    assert PAGES["CachePolicyId"] == CACHING_DISABLED
    assert PAGES["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER


def test_the_files_come_from_the_bucket_and_from_the_pages_when_it_lacks_one() -> None:
    assert FILES["PathPattern"] == f"{assets.PREFIX}*"
    assert (FILES["CachePolicyId"], FILES["Compress"]) == (CACHING_OPTIMIZED, True)
    (group,) = CONFIG["OriginGroups"]["Items"]
    assert group["Id"] == FILES["TargetOriginId"]
    assert [one["OriginId"] for one in group["Members"]["Items"]] == ["static", "api"]
    assert 403 in group["FailoverCriteria"]["StatusCodes"]["Items"]  # what S3 says to whoever may not list


def test_what_is_asked_for_by_http_is_asked_for_again_by_https() -> None:
    assert {one["ViewerProtocolPolicy"] for one in (PAGES, FILES)} == {"redirect-to-https"}
    own = CONFIG["ViewerCertificate"]["Fn::If"][2]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    to_the_api = ORIGINS["api"]["CustomOriginConfig"]
    assert (to_the_api["OriginProtocolPolicy"], to_the_api["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])


def test_every_answer_has_the_headers_of_the_functions() -> None:
    policy = properties("SiteHeaders")["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert [one["ResponseHeadersPolicyId"] for one in (PAGES, FILES)] == [{"Ref": "SiteHeaders"}] * 2
    assert policy["ContentTypeOptions"] == {"Override": True}
    https = policy["StrictTransportSecurity"]
    said = f"max-age={https['AccessControlMaxAgeSec']}" + "; includeSubDomains" * https["IncludeSubdomains"]
    assert {"Strict-Transport-Security": said} == TWO_YEARS_OF_HTTPS


def test_nobody_writes_down_who_looks_at_what() -> None:
    assert "Logging" not in CONFIG
    assert {one["Type"] for one in RESOURCES.values()} & {
        "AWS::Logs::DeliverySource",
        "AWS::CloudFront::RealtimeLogConfig",
    } == set()


def test_the_edge_shows_a_secret_that_web_alone_may_read() -> None:
    (shown,) = ORIGINS["api"]["OriginCustomHeaders"]
    assert shown["HeaderName"].lower() == viewer.EDGE
    assert shown["HeaderValue"] == {"Fn::Sub": "{{resolve:secretsmanager:${EdgeProof}}}"}
    assert "OriginCustomHeaders" not in ORIGINS["static"]
    assert RESOURCES["EdgeProof"]["Properties"]["GenerateSecretString"]["PasswordLength"] >= 32
    may = [
        (role, actions(one), one["Resource"])
        for role in (name for name, one in RESOURCES.items() if one["Type"] == "AWS::IAM::Role")
        for one in statements(role)
        if any(action.startswith("secretsmanager:") for action in actions(one))
    ]
    assert may == [("WebRole", ["secretsmanager:GetSecretValue"], {"Fn::GetAtt": "EdgeProof.Id"})]


def test_the_bucket_is_read_by_this_distribution_alone_and_by_nobody_without_tls() -> None:
    assert set(properties("StaticBucket")["PublicAccessBlockConfiguration"].values()) == {True}
    denied, read = properties("StaticBucketPolicy")["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Action"]) == ("Deny", "s3:*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": False}}
    assert (read["Principal"], read["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    (by,) = read["Condition"]["StringEquals"].values()
    assert by["Fn::Sub"].endswith("distribution/${Distribution}")
    assert read["Resource"] == {"Fn::Sub": "${StaticBucket.Arn}/static/*"}
