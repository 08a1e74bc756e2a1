import type { TokenExchange } from "../../simulated/exchange";
import { answerIamCredentials } from "./services/iam-credentials";
import { answerMetadataServer } from "./services/metadata-server";
import { answerTokenInfo } from "./services/token-info";
import { answerTokenService } from "./services/token-service";

/** Google Cloud as workloads reach it: Security Token Service, IAM Credentials, and the metadata server of GKE nodes. */
export const gcpExchange: TokenExchange = {
  hosts: [
    // Global, with mutual TLS, and of one region.
    /^sts(\.mtls|\.[a-z0-9-]+\.rep)?\.googleapis\.com$/,
    /^iamcredentials(\.mtls)?\.googleapis\.com$/,
    // Other universes, for example apis-s3ns.fr.
    /^(sts|iamcredentials)\.apis-[a-z0-9-]+\.[a-z]+$/,
    /^oauth2\.googleapis\.com$/,
    /^metadata(\.google\.internal)?\.?$/,
    /^169\.254\.169\.254$/,
  ],
  async handle(request, context) {
    return (
      (await answerTokenService(request, context)) ??
      (await answerIamCredentials(request, context)) ??
      (await answerTokenInfo(request, context)) ??
      (await answerMetadataServer(request, context))
    );
  },
  // Clients of an external account take every address from their file. The metadata server is a host and no more:
  // the first variable is for what clients ask, the second for how some of them find out that they are on Google Cloud.
  environment: (origin) => ({ GCE_METADATA_HOST: new URL(origin).host, GCE_METADATA_IP: new URL(origin).host }),
};
