import * as pulumi from "@pulumi/pulumi";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { WiringForm } from "../../core/wiring-form";
import type { GcpWorkloadIdentityArgs } from "./args";
import { gcpCredentialConfiguration } from "./credential-configuration";
import type { GcpFinalIssuer } from "./final-issuers";
import { gcpMechanisms } from "./mechanisms/choice";
import type { GcpPoolField } from "./mechanisms/mechanism";
import { GCP_TOKEN_PATH, gcpGkeWiring, gcpProjectedWiring, gcpWebhookWiring } from "./wiring";

/** What the pods of one cluster carry. */
export interface GcpPodWiring {
  wiring: Wiring<pulumi.Input<string>>;
  /** The `external_account` file; empty on GKE. */
  credentialConfiguration: pulumi.Output<string>;
}

/** What the pods of one issuer's cluster carry. `email` is that of the service account; absent with direct access. */
export function gcpPodWiring(
  issuer: pulumi.Output<GcpFinalIssuer>,
  kind: GcpPoolField,
  email: pulumi.Input<string> | undefined,
  args: GcpWorkloadIdentityArgs,
): GcpPodWiring {
  const { project, token, mountPath = DEFAULT_MOUNT_PATH, autopilot = false, gcloud = false } = args;
  const account = email === undefined ? {} : { serviceAccountEmail: email };
  const { target, audiences } = gcpMechanisms[kind];
  if (target === undefined) {
    return {
      wiring: gcpGkeWiring<pulumi.Input<string>>({ ...account, autopilot }),
      credentialConfiguration: pulumi.output(""),
    };
  }
  const { accessTokenLifetimeSeconds, universeDomain } = args;
  const credentialConfiguration = pulumi.all([issuer, email]).apply(([{ registration }, serviceAccountEmail]) =>
    gcpCredentialConfiguration({
      audience: target(registration),
      tokenFile: `${mountPath}/${token?.path ?? GCP_TOKEN_PATH}`,
      ...(serviceAccountEmail === undefined ? {} : { serviceAccountEmail }),
      ...(accessTokenLifetimeSeconds === undefined ? {} : { accessTokenLifetimeSeconds }),
      ...(universeDomain === undefined ? {} : { universeDomain }),
    }),
  );
  const provider = issuer.apply(({ registration }) => registration.workloadIdentityProvider ?? "");
  const audience = issuer.apply(({ registration }) => audiences(registration)[0]);
  const expiration = token?.expirationSeconds === undefined ? {} : { expirationSeconds: token.expirationSeconds };
  const wiring =
    args.wiring === WiringForm.Webhook && email !== undefined
      ? gcpWebhookWiring<pulumi.Input<string>>({ provider, audience, serviceAccountEmail: email, ...expiration })
      : gcpProjectedWiring<pulumi.Input<string>>({
          audience,
          credentialConfiguration,
          mountPath,
          gcloud,
          ...(project === undefined ? {} : { project }),
          ...(token?.path === undefined ? {} : { tokenPath: token.path }),
          ...expiration,
        });
  return { wiring, credentialConfiguration };
}
