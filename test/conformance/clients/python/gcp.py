import google.auth
from google.auth.transport.requests import Request
from report import report


def token():
    # The application default credentials: a file in the pod, or the metadata server of its node.
    credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    credentials.refresh(Request())
    return credentials.token


report({"token": token})
