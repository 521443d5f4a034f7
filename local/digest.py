"""`make digest`: what the schedule does at the centres' eight o'clock, now. The mails appear on the mail page."""

import json
from typing import Any

from local.cloud import Cloud


def tell(cloud: Cloud) -> dict[str, int]:
    """Once a day and centre it remains: counts of the notices ordered, and of those with nothing to tell."""
    answer: dict[str, Any] = cloud.client("lambda").invoke(
        FunctionName=cloud.outputs["AttentionFunctionName"], Payload=json.dumps({"anytime": True})
    )
    told: dict[str, int] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(told)
    return told


def main() -> int:
    cloud = Cloud.of()
    print(f"{tell(cloud)['ordered']} mails ordered: {cloud.mail_url}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
