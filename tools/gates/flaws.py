"""The planted flaws, each with the gate that must find it, where, and what it must say."""

from typing import Final

from tools.gates.planting import Flaw, allowing, file, opening, setting, state, without

# Put together here, so that the scanner of secrets does not find them in this file. Made up: they open nothing.
ACCESS_KEY: Final = "AKIA" + "Z7Q4" * 4
TOKEN: Final = "q8Zt3vLx" + "W1nR7yKd" + "S5mB0cHf" + "J2gP9aTe"
PRIVATE_KEY: Final = "\n".join(
    ["-----BEGIN " + "PRIVATE KEY-----", f"MIIEvQ{TOKEN}{TOKEN}", f"-----END {'PRIVATE KEY'}-----"]
)

RIGHTS: Final = (
    Flaw(
        "every action of a service",
        allowing("MailerRole", "dynamodb:*", {"Fn::GetAtt": ["Table", "Arn"]}),
        "rights every-action at MailerRole/mailer/dynamodb:*: allows whatever there is or will be",
    ),
    Flaw(
        "every resource",
        allowing("PaymentRole", "dynamodb:DeleteItem", "*"),
        "rights every-resource at PaymentRole/payment/dynamodb:DeleteItem: on whatever there is or will be",
    ),
    Flaw(
        "everything, to a function",
        allowing("PrintingRole", "*", "*"),
        'checkov CKV_AWS_62 at PrintingRole: Ensure no IAM policies that allow full "*-*" administrative',
    ),
    Flaw(
        "the pages decrypt social security numbers",
        allowing("WebRole", "kms:Decrypt", {"Fn::GetAtt": ["NirKey", "Arn"]}),
        "rights decrypts at WebRole/web/kms:Decrypt: may decrypt",
    ),
    Flaw(
        "a function hands on any role",
        allowing("SeasonRole", "iam:PassRole", "*"),
        "rights gives-rights at SeasonRole/season/iam:PassRole: can give rights to somebody",
    ),
    Flaw(
        "an action that does not exist",
        allowing("RegisterRole", "dynamodb:PutItems", {"Fn::GetAtt": ["Table", "Arn"]}),
        "parliament UNKNOWN_ACTION at RegisterRole/register: Unknown action: Unknown action dynamodb:PutItems",
    ),
    Flaw(
        "an action on a resource that it does not know",
        allowing("DocumentsRole", "s3:GetObject", {"Fn::GetAtt": ["DocumentsBucket", "Arn"]}),
        "parliament RESOURCE_MISMATCH at DocumentsRole/documents/s3:GetObject: No resources match for the given",
    ),
    Flaw(
        "a role that a service takes on for anybody",
        without("TendingRole", "Properties.AssumeRolePolicyDocument.Statement.0.Condition"),
        "rights deputy at TendingRole/trust/sts:AssumeRole: scheduler.amazonaws.com may come for another account:",
    ),
    Flaw(
        "a bucket that everybody reads",
        opening("StaticBucketPolicy", "PolicyDocument", Principal="*", Action="s3:GetObject", Resource="*"),
        "rights everybody at StaticBucketPolicy/s3:GetObject: is open to everybody",
    ),
    Flaw(
        "a queue that everybody fills",
        opening("MailFeedbackPolicy", "PolicyDocument", Principal={"AWS": "*"}, Action="sqs:SendMessage", Resource="*"),
        "rights everybody at MailFeedbackPolicy/sqs:SendMessage: is open to everybody",
    ),
    Flaw(
        "a key that everybody uses",
        opening("SourceKey", "KeyPolicy", Principal={"AWS": "*"}, Action="kms:GenerateMac", Resource="*"),
        "checkov CKV_AWS_33 at SourceKey: Ensure KMS key policy does not contain wildcard (*) principal",
    ),
    Flaw(
        "a function that everybody calls",
        setting("RegisterPermission", "Properties.Principal", "*"),
        "template only-a-service-calls-a-function at RegisterPermission: lets * call Register",
    ),
    Flaw(
        "a function that any gateway calls",
        without("PaymentPermission", "Properties.SourceArn"),
        "checkov CKV_AWS_364 at PaymentPermission: Ensure that AWS Lambda function permissions delegated to AWS",
    ),
)

STORES: Final = (
    Flaw(
        "a bucket that may be made public",
        setting("DocumentsBucket", "Properties.PublicAccessBlockConfiguration.BlockPublicPolicy", False),
        "checkov CKV_AWS_54 at DocumentsBucket: Ensure S3 bucket has block public policy enabled",
    ),
    Flaw(
        "a bucket without encryption",
        without("StaticBucket", "Properties.BucketEncryption"),
        "template a-bucket-says-how-it-encrypts at StaticBucket: leaves its encryption to the account",
    ),
    Flaw(
        "a table that cannot be restored",
        without("Table", "Properties.PointInTimeRecoverySpecification"),
        "checkov CKV_AWS_28 at Table: Ensure DynamoDB point in time recovery (backup) is enabled",
    ),
    Flaw(
        "a table without a key of its own",
        without("Table", "Properties.SSESpecification"),
        "checkov CKV_AWS_119 at Table: Ensure DynamoDB Tables are encrypted using a KMS Customer Managed CMK",
    ),
    Flaw(
        "a table that one call deletes",
        setting("Table", "Properties.DeletionProtectionEnabled", False),
        "template a-store-of-people-is-protected at Table: can be deleted by one call",
    ),
    Flaw(
        "a table that goes with its stack",
        without("Table", "DeletionPolicy"),
        "template what-cannot-be-made-again-is-kept at Table: DeletionPolicy is not Retain",
    ),
    Flaw(
        "a key that is never rotated",
        setting("DocumentsKey", "Properties.EnableKeyRotation", False),
        "checkov CKV_AWS_7 at DocumentsKey: Ensure rotation for customer created CMKs is enabled",
    ),
    Flaw(
        "a queue without dead letters",
        without("MailQueue", "Properties.RedrivePolicy"),
        "template a-queue-gives-up-what-nobody-can-take at MailQueue: tries a message for ever: no dead letters",
    ),
    Flaw(
        "a queue without encryption",
        without("RightsFailures", "Properties.SqsManagedSseEnabled"),
        "template a-queue-is-encrypted at RightsFailures: keeps its messages as they are",
    ),
    Flaw(
        "queues that are spoken to in the clear",
        setting("QueuesPolicy", "Properties.PolicyDocument.Statement.0.Condition.Bool", {"aws:SecureTransport": True}),
        "template what-comes-in-the-clear-is-refused at LifecycleFailures: answers without TLS",
    ),
    Flaw(
        "a function slower than its queue allows",
        setting("Mailer", "Properties.Timeout", 60),
        "template a-batch-is-not-seen-twice at MailQueue: shows a message again before 360 s, six times the limit",
    ),
)

RUNNING: Final = (
    Flaw(
        "a route that asks nobody who they are",
        setting("ListPeople", "Properties.AuthorizationType", "NONE"),
        "template whoever-calls-is-known at ListPeople: GET /v1/people asks nobody who they are",
    ),
    Flaw(
        "a gateway without a limit",
        without("ApiStage", "Properties.DefaultRouteSettings"),
        "template the-gateway-slows-down-a-flood at ApiStage: has no limit of requests per second",
    ),
    Flaw(
        "a gateway without a log",
        without("ApiStage", "Properties.AccessLogSettings"),
        "checkov CKV_AWS_95 at ApiStage: Ensure API Gateway V2 has Access Logging enabled",
    ),
    Flaw(
        "an origin without TLS",
        setting(
            "Distribution",
            "Properties.DistributionConfig.Origins.0.CustomOriginConfig.OriginProtocolPolicy",
            "http-only",
        ),
        "template a-connection-is-modern at Distribution: speaks to an origin without TLS, or with an old one",
    ),
    Flaw(
        "browsers with an old TLS",
        setting(
            "Distribution",
            "Properties.DistributionConfig.ViewerCertificate.Fn::If.2.MinimumProtocolVersion",
            "TLSv1_2016",
        ),
        "template a-connection-is-modern at Distribution: lets browsers speak TLSv1_2016",
    ),
    Flaw(
        "pages without TLS",
        setting("Distribution", "Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy", "allow-all"),
        "checkov CKV_AWS_34 at Distribution: Ensure CloudFront Distribution ViewerProtocolPolicy is set to HTTPS",
    ),
    Flaw(
        "a log that is kept for ever",
        without("AccountLogs", "Properties.RetentionInDays"),
        "checkov CKV_AWS_66 at AccountLogs: Ensure that CloudWatch Log Group specifies retention days",
    ),
    Flaw(
        "a function with a log of Lambda's making",
        without("Web", "Properties.LoggingConfig"),
        "template a-log-is-kept-for-a-time at Web: writes to a log that is kept for ever",
    ),
    Flaw(
        "runs that fail without a trace",
        without("Attention", "Properties.EventInvokeConfig.DestinationConfig"),
        "template a-run-that-fails-is-kept at Attention: loses the runs that fail",
    ),
    Flaw(
        "a secret in a variable",
        setting("Catalogue", "Properties.Environment.Variables.SHOP_KEY", ACCESS_KEY),
        "checkov CKV_AWS_45 at Catalogue: Ensure no hard-coded secrets exist in Lambda environment",
    ),
    Flaw(
        "a runtime that gets no more repairs",
        setting("Printing", "Properties.Runtime", "python3.8"),
        "cfn-lint W2531 at Printing/Properties/Runtime: Runtime 'python3.8' was deprecated on '2024-10-14'.",
    ),
    Flaw(
        "a name that nothing has",
        setting("Deferral", "Properties.Environment.Variables.DOCUMENTS_BUCKET", {"Ref": "DocumentBucket"}),
        "cfn-lint E1020 at Deferral/Properties/Environment/Variables/DOCUMENTS_BUCKET/Ref: 'DocumentBucket' is",
    ),
    Flaw(
        "a value that the service does not know",
        setting("MailFeedback", "Properties.MessageRetentionPeriod", 9_999_999),
        "cfn-lint E3034 at MailFeedback/Properties/MessageRetentionPeriod: 9999999 is greater than the maximum of",
    ),
    Flaw(
        "a state machine that leaves no log",
        setting("StateMachine", "Properties.Logging.Level", "ERROR"),
        "template a-state-machine-tells-what-it-did-and-not-about-whom at StateMachine: leaves no log of every",
    ),
    Flaw(
        "a state that is never reached",
        state("Forgotten", {"Type": "Succeed"}),
        "asl MISSING_TRANSITION_TARGET at StateMachine: State Forgotten is not reachable",
    ),
    Flaw(
        "a state that goes nowhere",
        state("Lost", {"Type": "Pass", "Next": "Nowhere"}),
        "asl MISSING_TRANSITION_TARGET at StateMachine: Missing 'StartAt'|'Next'|'Default' target: Nowhere",
    ),
    Flaw(
        "a scanner told to look away",
        setting("Lifecycle", "Metadata", {"checkov": {"skip": [{"id": "CKV_AWS_45"}]}}),
        "template no-scanner-is-told-to-look-away at Lifecycle: tells checkov to look away",
    ),
    Flaw(
        "an address that is put in nowhere",
        without("StateMachine", "Properties.DefinitionSubstitutions"),
        "asl substitution at StateMachine: ${LifecycleFunctionArn} has no substitution",
    ),
)

FILES: Final = (
    Flaw(
        "a private key committed",
        file("local/planted.txt", PRIVATE_KEY),
        "secrets private-key at local/planted.txt#",
    ),
    Flaw(
        "an access key committed",
        file("docs/planted.md", f"Call it with `{ACCESS_KEY}`.\n"),
        "secrets aws-access-key at docs/planted.md#",
    ),
    Flaw(
        "a token committed",
        file("infra/planted.yaml", f'shop: "{TOKEN}"\n'),
        "secrets base64-high-entropy-string at infra/planted.yaml#",
    ),
    Flaw(
        "a password committed",
        file("local/planted.json", '{"password": "' + "correct horse" + '"}\n'),
        "secrets secret-keyword at local/planted.json#",
    ),
    Flaw(
        "a shell that runs what was typed",
        file("functions/planted/shell.py", "import subprocess\n\nsubprocess.run(input(), shell=True, check=True)\n"),
        "code S602 at functions/planted/shell.py: line 3: `subprocess` call with `shell=True` identified,",
    ),
    Flaw(
        "a pickle from outside",
        file("shared/planted.py", "import pickle\n\nwith open('x', 'rb') as given:\n    pickle.load(given)\n"),
        "code S301 at shared/planted.py: line 4: `pickle` and modules that wrap it can be unsafe when used to",
    ),
    Flaw(
        "a rule of security silenced without a reason",
        file("tools/planted.py", "eval(input())  # no" + "qa: S307\n"),
        "code silenced-without-a-reason at tools/planted.py: line 1: ",
    ),
    Flaw(
        "a secret that its scanner is told to pass over",
        file("docs/quiet.md", f"`{ACCESS_KEY}` <!-- pragma: " + "allowlist secret -->\n"),
        "code excepted-elsewhere at docs/quiet.md: line 1: belongs in infra/exceptions.yaml",
    ),
)

FLAWS: Final = (*RIGHTS, *STORES, *RUNNING, *FILES)
