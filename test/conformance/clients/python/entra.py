from azure.identity import DefaultAzureCredential, WorkloadIdentityCredential
from report import report

SCOPE = "https://storage.azure.com/.default"

report(
    {
        "workload-identity": lambda: WorkloadIdentityCredential().get_token(SCOPE).token,
        "default": lambda: DefaultAzureCredential().get_token(SCOPE).token,
    }
)
