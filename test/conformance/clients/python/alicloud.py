import os

from alibabacloud_credentials.client import Client
from alibabacloud_credentials.models import Config
from report import report


def keys(client):
    credential = client.get_credential()
    return {
        "accessKeyId": credential.access_key_id,
        "accessKeySecret": credential.access_key_secret,
        "securityToken": credential.security_token,
    }


def oidc_role_arn():
    return Client(
        Config(
            type="oidc_role_arn",
            role_arn=os.environ["ALIBABA_CLOUD_ROLE_ARN"],
            oidc_provider_arn=os.environ["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
            oidc_token_file_path=os.environ["ALIBABA_CLOUD_OIDC_TOKEN_FILE"],
            role_session_name="conformance",
        )
    )


report({"oidc-role-arn": lambda: keys(oidc_role_arn()), "default": lambda: keys(Client())})
