"""The template as it is deployed: the SAM template translated to CloudFormation. Calls no AWS."""

import logging
from pathlib import Path
from typing import Any

from boto3.session import Session
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

TEMPLATE = Path(__file__).parent.parent / "infra" / "template.yaml"
REGION = "eu-west-3"
BUCKET = "not-uploaded"
LOCAL_PATHS = ("CodeUri", "ContentUri", "DefinitionUri")

# Of a switch inside AWS's own service it says, once a function, that it has none.
logging.getLogger("samtranslator.feature_toggle").setLevel(logging.ERROR)


def translate(template: dict[str, Any]) -> dict[str, Any]:
    """The CloudFormation template that SAM makes of it; local paths become objects of a bucket, as in a deployment."""
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for name in LOCAL_PATHS:
            if isinstance(properties.get(name), str):
                properties[name] = f"s3://{BUCKET}/{properties[name]}"
    return translated(template, {})


def translated(template: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
    """Of a template whose local paths have been uploaded."""
    # No managed policies by name: the translator would ask IAM for them.
    translator = Translator({}, Parser(), boto_session=Session(region_name=REGION))
    made: dict[str, Any] = translator.translate(template, parameter_values=parameters, passthrough_metadata=True)
    translator.metrics.publish()  # to nobody: it would complain of them when it goes
    return made
