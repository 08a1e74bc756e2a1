import os

from huaweicloudsdkcore.auth.provider import EnvCredentialProvider, OidcStsCredentialProvider
from huaweicloudsdkiam.v3 import IamClient, KeystoneListAuthDomainsRequest
from report import report


def account(provider):
    client = (
        IamClient.new_builder()
        .with_credentials(provider.get_credentials())
        .with_endpoint(os.environ["HUAWEICLOUD_SDK_IAM_ENDPOINT"])
        .build()
    )
    return client.keystone_list_auth_domains(KeystoneListAuthDomainsRequest()).domains[0].id


report(
    {
        "identity-provider": lambda: account(EnvCredentialProvider.get_global()),
        "trust-agency": lambda: account(OidcStsCredentialProvider.get_global()),
    }
)
