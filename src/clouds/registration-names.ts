import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { checkAnyIssuerUrl } from "../core/issuer-url";
import { show } from "../core/show";

/** What a cloud calls an issuer that is registered there, and where that belongs. */
interface RegistrationName {
  readonly form: RegExp;
  /** The entry of the issuer, as a program writes it. */
  readonly entry: (name: string) => string;
}

/** People have these at hand where the URL of the issuer is asked for: the other tools of each cloud take them. */
const REGISTRATION_NAMES: readonly RegistrationName[] = [
  { form: /^arn:[^:]*:iam::\d*:oidc-provider\/(?<url>.+)$/, entry: (name) => `aws: { oidcProviderArn: ${name} }` },
  { form: /^acs:ram::\d*:oidc-provider\//, entry: (name) => `alicloud: { oidcProviderArn: ${name} }` },
  { form: /^iam::[^:]*:oidc-?provider:/i, entry: (name) => `huawei: { clientId, oidcProviderUrn: ${name} }` },
  {
    form: /^(\/\/iam\.googleapis\.com\/)?projects\/[^/]+\/locations\/global\/workloadIdentityPools\//,
    entry: () => "gcp: { workloadIdentityPool, workloadIdentityProvider }",
  },
  { form: /^[a-z0-9.:-]+\.svc\.id\.goog$/, entry: (name) => `gcp: { gkeWorkloadPool: ${name} }` },
];

/** The fault of a registration's name in the place of the URL; nothing where it is none. */
function checkNoRegistrationName(url: unknown, path: string): Issue[] {
  if (typeof url !== "string") return [];
  for (const { form, entry } of REGISTRATION_NAMES) {
    const match = form.exec(url);
    if (match === null) continue;
    const issuer = match.groups?.url === undefined ? 'the "iss" of its tokens' : show(`https://${match.groups.url}`);
    const fix = `write { url: ${issuer}, ${entry(show(url))} }`;
    return [issue("issuer-url-scheme", path, `Cannot trust issuer ${show(url)}: it names a registration; ${fix}`)];
  }
  return [];
}

/** Managed clusters whose tokens say an issuer that does not end in a slash (the vendors' forms: EKS user guide, GKE API, read 2026-11). */
const WITHOUT_SLASH: readonly { vendor: string; form: RegExp }[] = [
  { vendor: "EKS", form: /^https:\/\/oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\/[^/]+\/$/ },
  {
    vendor: "GKE",
    form: /^https:\/\/container\.googleapis\.com\/v1\/projects\/[^/]+\/locations\/[^/]+\/clusters\/[^/]+\/$/,
  },
];

/** The fault of a slash behind an issuer of a vendor that writes none: no token would ever say it. */
function checkNoSlash(url: string, path: string): Issue[] {
  const of = WITHOUT_SLASH.find(({ form }) => form.test(url));
  if (of === undefined) return [];
  const fix = `write ${show(url.slice(0, -1))}: issuers of ${of.vendor} do not end in "/"`;
  return [issue("issuer-url-slash", path, `Cannot trust issuer ${show(url)}: ${fix}`)];
}

/** Faults of an issuer URL, told with what to write where a registration's name stands there; `check` has the cloud's own. */
export function checkClusterIssuerUrl(
  url: unknown,
  path: string,
  check: (url: unknown, path: string) => Issue[] = checkAnyIssuerUrl,
): Issue[] {
  const named = checkNoRegistrationName(url, path);
  if (named.length > 0) return named;
  const faults = check(url, path);
  return faults.length > 0 ? faults : checkNoSlash(url as string, path);
}
