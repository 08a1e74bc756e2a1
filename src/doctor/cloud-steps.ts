import { ISSUER_ENTRIES } from "../clouds/issuer-entries";
import { keySet } from "../core/key-set";
import { show } from "../core/show";
import { subjectClaim } from "../core/subject";
import { kubernetesToken } from "../core/token";
import { explain } from "../verifier/explain";
import type { Patient, StepOutcome } from "./patient";
import { failed, issuerOf, ok, unknown } from "./patient";

/** Steps that the vendor decides. */

const ISSUER_FIX =
  "take the issuer from the cluster, and write it where it is registered and trusted byte for byte, a slash at the end included";
const GIVE_ISSUER =
  "give --cluster <name>=<issuer>, or a file with what kubectl get --raw /.well-known/openid-configuration prints";

export function checkIssuer(patient: Patient): StepOutcome {
  const { admitted, registrations, pair, cluster, token } = patient;
  const issuer = issuerOf(patient);
  if (issuer === undefined) return unknown("nothing says the issuer of the cluster's tokens", GIVE_ISSUER);
  if (token !== undefined && cluster?.issuer !== undefined && token.iss !== cluster.issuer) {
    return failed(
      `the token is of ${show(token.iss)}, and cluster ${cluster.name} signs as ${show(cluster.issuer)}`,
      "take a token of this cluster",
    );
  }
  const trusted = admitted?.issuers.map((each) => each.issuer) ?? [];
  if (trusted.includes(issuer)) return ok(`tokens and trust name ${show(issuer)}`);
  const known = [...new Set([...trusted, ...registrations.map((each) => each.issuer)])];
  const near = known.find((each) => each !== issuer && almost(each) === almost(issuer));
  if (near !== undefined && !known.includes(issuer)) {
    return failed(`tokens name ${show(issuer)}, and the cloud knows ${show(near)}: almost the same`, ISSUER_FIX);
  }
  if (pair !== undefined) return ok(`the vendor leads tokens of ${show(issuer)} to the identity`);
  if (trusted.length === 0 || !registrations.some((each) => each.issuer === issuer)) {
    return unknown(`the identity trusts nobody of ${show(issuer)}; see below`, "");
  }
  return failed(`tokens name ${show(issuer)}, and the identity trusts ${trusted.map(show).join(", ")}`, ISSUER_FIX);
}

/** What people and tools change on the way. */
function almost(issuer: string): string {
  return issuer
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/+$/, "");
}

export function checkKeys(patient: Patient): StepOutcome {
  const { registrations, cluster, published } = patient;
  const issuer = issuerOf(patient);
  const stored = registrations.find((each) => each.issuer === issuer && each.jwks !== undefined)?.jwks;
  if (stored !== undefined) {
    const [theirs, ours] = [keySet(stored), cluster?.jwks === undefined ? undefined : keySet(cluster.jwks)];
    if ("malformed" in theirs)
      return failed(`the stored keys cannot be read: ${theirs.malformed}`, "store today's key set of the cluster");
    if (ours === undefined || "malformed" in ours) {
      return unknown(
        "the vendor stores keys, and no input has those of the cluster",
        "add what this prints: kubectl get --raw /openid/v1/jwks",
      );
    }
    const missing = [...ours.keys()].filter((thumbprint) => !theirs.has(thumbprint));
    return missing.length === 0
      ? ok("the vendor stores every key of the cluster")
      : failed(
          `the vendor does not store ${missing.length} of the cluster's ${ours.size} keys`,
          "store today's key set, both keys during a rotation",
        );
  }
  const error = published?.find(({ result }) => result === "error");
  if (error !== undefined) return failed(error.message, error.fix);
  if (published !== undefined) return ok("discovery document and key set are there, and name each other");
  return unknown(
    "nobody has looked at what the issuer publishes",
    `pulumi-workload-identity issuer check ${issuer ?? "<url>"}, or --check-issuer here`,
  );
}

export function checkRegistration(patient: Patient): StepOutcome {
  const { registrations, admitted, cloud, pair, hasIdentities } = patient;
  const issuer = issuerOf(patient);
  if (!(ISSUER_ENTRIES as readonly string[]).includes(cloud.name)) return ok(`${cloud.title} registers no issuers`);
  if (issuer === undefined) return unknown("nothing says the issuer of the cluster's tokens", GIVE_ISSUER);
  const found = registrations.find((each) => each.issuer === issuer);
  if (found !== undefined) return ok(`${found.id} is registered for it`);
  // A pool that is the vendor's own has no registration; that of another account stands in another export.
  if (pair !== undefined || admitted?.issuers.some((each) => each.issuer === issuer)) {
    return unknown(
      `no input has a registration of ${show(issuer)}, and the trust names it`,
      "add the export that has it, unless the vendor knows the cluster itself",
    );
  }
  if (!hasIdentities && registrations.length === 0) {
    return unknown(`no input is of ${cloud.title}`, `add an export of its registrations and identities`);
  }
  return failed(
    `no input has a registration of ${show(issuer)} on ${cloud.title}`,
    "register the issuer in the identity's account, or add the export that has its registration",
  );
}

export function checkTrust(patient: Patient): StepOutcome {
  const { audit, cloud, identity, pair, namespace, serviceAccount, token, admitted } = patient;
  const issuer = issuerOf(patient);
  if (identity === undefined)
    return unknown("the identity is not among the inputs", `add an export of ${cloud.title}'s identities`);
  if (pair?.decision === "allow" && token === undefined)
    return ok(`it lets ${namespace}/${serviceAccount} in by ${pair.reason || "an association"}`);
  if (issuer === undefined) return unknown("nothing says the issuer of the cluster's tokens", GIVE_ISSUER);
  const asked =
    token ??
    kubernetesToken(
      issuer,
      subjectClaim({ namespace, serviceAccount }),
      admitted?.audience ?? cloud.defaultAudience(identity.trust),
    );
  const decision = cloud.evaluate(identity.trust, asked);
  const { lines } = explain(decision);
  if (decision.decision === "allow") return ok(`it lets ${namespace}/${serviceAccount} in`);
  const { trust: whole, missing } = audit.whole?.(identity.trust) ?? { trust: identity.trust, missing: [] };
  if (decision.decision === "unknown" && missing.length > 0 && cloud.evaluate(whole, asked).decision === "allow") {
    return unknown(
      `no input has ${missing.map(({ id }) => id).join(", ")}, which the trust names; with it, it lets ${namespace}/${serviceAccount} in`,
      "add the export that has the registration, or register the issuer",
    );
  }
  const why = lines.filter((line) => !line.startsWith("+")).join("; ");
  if (decision.decision === "unknown")
    return unknown(`it hangs on something that is not modelled: ${why}`, "look at that part of the trust");
  return failed(
    `it does not let ${namespace}/${serviceAccount} of ${show(issuer)} in: ${why}`,
    `trust exactly this issuer, namespace and ServiceAccount, or run the pod as the ServiceAccount that is trusted`,
  );
}

export function checkGrants({ identity }: Patient): StepOutcome {
  if (identity === undefined) return unknown("the identity is not among the inputs", "");
  const { grants } = identity;
  if (grants.length > 0) return ok(`it has ${grants.join(", ")}`);
  return failed(
    "no input has anything that is granted to it",
    "grant it what the pod needs, or add the export that has its grants",
  );
}

export function tellWaits({ audit }: Patient): StepOutcome {
  return ok(audit.refusals.waits);
}
