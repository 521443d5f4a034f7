"""Texts of the template with its intrinsic functions worked out, as far as linters of policies need them."""

import re
from typing import Any, Final

from tools.translate import REGION

ACCOUNT: Final = "123456789012"
PSEUDO: Final = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "certif-up",
    "AWS::URLSuffix": "amazonaws.com",
}
HERE: Final = f"{REGION}:{ACCOUNT}"
ARNS: Final = {
    "AWS::Cognito::UserPool": f"arn:aws:cognito-idp:{HERE}:userpool/{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{HERE}:table/{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:{HERE}:key/{{}}",
    "AWS::Lambda::Alias": f"arn:aws:lambda:{HERE}:function:{{}}:live",
    "AWS::Lambda::Function": f"arn:aws:lambda:{HERE}:function:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{HERE}:log-group:{{}}:*",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{HERE}:{{}}",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{HERE}:secret:{{}}-a1b2c3",
    "AWS::StepFunctions::StateMachine": f"arn:aws:states:{HERE}:stateMachine:{{}}",
}
VARIABLE: Final = re.compile(r"\$\{([\w:.]+)\}")


class Resolver:
    """Resources stand for their logical names; parameters for their defaults; of two branches the first is taken."""

    def __init__(self, template: dict[str, Any]) -> None:
        self._resources: dict[str, Any] = template["Resources"]
        self._parameters: dict[str, Any] = template.get("Parameters", {})

    def resolved(self, given: Any) -> Any:
        match given:
            case {"Ref": name}:
                return self._reference(name)
            case {"Fn::GetAtt": [name, *attribute]}:
                return self._attribute(name, ".".join(attribute))
            case {"Fn::Sub": [text, variables]}:
                return self._text(text, self.resolved(variables))
            case {"Fn::Sub": text}:
                return self._text(text, {})
            case {"Fn::If": [_, chosen, _]}:
                return self.resolved(chosen)
            case dict():
                return {name: self.resolved(one) for name, one in given.items()}
            case list():
                return [self.resolved(one) for one in given]
        return given

    def _reference(self, name: str) -> str:
        if self._type(name) == "AWS::Lambda::Alias":  # of which a reference is the ARN
            return self._attribute(name, "Arn")
        return PSEUDO.get(name) or str(self._parameters.get(name, {}).get("Default", name))

    def _type(self, name: str) -> str:
        return str(self._resources.get(name, {}).get("Type", ""))

    def _attribute(self, name: str, attribute: str) -> str:
        arn = ARNS.get(self._type(name), "{}").format(name)
        return f"{arn}/stream/1" if attribute == "StreamArn" else arn

    def _text(self, text: str, variables: dict[str, str]) -> str:
        def put(match: re.Match[str]) -> str:
            name, _, attribute = match[1].partition(".")
            return variables.get(name) or (
                self._attribute(name, attribute) if attribute else str(self.resolved({"Ref": name}))
            )

        return VARIABLE.sub(put, text)
