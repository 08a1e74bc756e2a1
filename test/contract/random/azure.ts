import type { Draw } from "./draw";
import type { RandomDocument } from "./random-document";
import { AUDIENCE, CLUSTER, GITHUB, OTHER_AUDIENCE, PATTERNS, REPOSITORIES, SUBJECTS } from "./words";

const AKS = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster";
const ISSUERS = [CLUSTER, CLUSTER, CLUSTER, GITHUB, GITHUB, AKS, `${AKS}/`, "https://kubernetes.default.svc"];

function expression(draw: Draw): string {
  const clause = () => {
    const claim = draw.of(["sub", "sub", "sub", "repository", "aud"]);
    if (claim === "repository") return `claims['repository'] eq '${draw.of(REPOSITORIES)}'`;
    if (claim === "aud") return `claims['aud'] eq '${AUDIENCE}'`;
    return draw.percent(50)
      ? `claims['sub'] matches '${draw.of(PATTERNS)}'`
      : `claims['sub'] eq '${draw.of(SUBJECTS)}'`;
  };
  return draw.list(1, 2, clause).join(" and ");
}

export function randomAzure(draw: Draw): RandomDocument {
  const federatedIdentityCredentials = draw.list(0, 4, () => ({
    name: `credential-${draw.below(1000)}`,
    issuer: draw.of(ISSUERS),
    ...(draw.percent(85)
      ? { subject: draw.percent(92) ? draw.of(SUBJECTS) : "system:serviceaccount:Shop:orders" }
      : { claimsMatchingExpression: expression(draw) }),
    audiences: draw.percent(85) ? [AUDIENCE] : draw.percent(70) ? [OTHER_AUDIENCE] : [AUDIENCE, OTHER_AUDIENCE],
  }));
  const onOtherClaims = federatedIdentityCredentials.filter(
    (credential) =>
      "claimsMatchingExpression" in credential && /repository|aud/.test(credential.claimsMatchingExpression),
  );
  const createdAt = draw.percent(50) ? { createdAt: "2025-01-01T00:00:00Z" } : {};
  return {
    trust: { cloud: "azure", federatedIdentityCredentials, ...createdAt },
    ways: [],
    others: (subjects) => ({ credentials: subjects }),
    othersHaveAudiences: true,
    // One token is made up for all expressions together, and two may ask for different values of one claim.
    mayStayOpen: onOtherClaims.length > 1,
  };
}
