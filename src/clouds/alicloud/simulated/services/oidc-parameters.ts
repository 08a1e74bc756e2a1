import type { AlicloudStsFault } from "./answer";

/** Shortest session in seconds, and that of a call that names none (STS API, AssumeRoleWithOIDC, 2025-12). */
const SESSION_SECONDS = { min: 900, default: 3600 };
/** Characters of a token (STS API, AssumeRoleWithOIDC, 2025-12). */
const TOKEN_LENGTH = { min: 4, max: 20_000 };

const ROLE_ARN = /^acs:ram::\d+:role\/[A-Za-z0-9.-]{1,64}$/;
const PROVIDER_ARN = /^acs:ram::\d+:oidc-provider\/[A-Za-z0-9._-]{1,128}$/;
const SESSION_NAME = /^[A-Za-z0-9.@_-]{2,64}$/;

/** What a call of `AssumeRoleWithOIDC` asks for, and the first answer where STS does not look further. */
export interface OidcParameters {
  roleArn: string;
  providerArn: string;
  sessionName: string;
  jwt: string;
  seconds: number;
  fault?: AlicloudStsFault;
}

/** The session is too short, or longer than the role allows. */
export const DURATION_INVALID: AlicloudStsFault = {
  status: 400,
  code: "InvalidParameter.DurationSeconds",
  message: "The DurationSeconds is invalid.",
};

/** What STS says of a token that is none, or that its issuer's keys did not sign. */
export const OIDC_TOKEN_INVALID: AlicloudStsFault = {
  status: 401,
  code: "AuthenticationFail.OIDCToken.Invalid",
  message: "The OIDC Token is invalid.",
};

const missing = (name: string): AlicloudStsFault => ({
  status: 400,
  code: `MissingParameter.${name}`,
  message: `Parameter ${name} is required.`,
});
const malformed = (name: string): AlicloudStsFault => ({
  status: 400,
  code: `InvalidParameter.${name}`,
  message: `The parameter ${name} is wrongly formed.`,
});

export function checkOidcParameters(parameters: URLSearchParams): OidcParameters {
  const text = (name: string) => parameters.get(name) ?? "";
  const asked = text("DurationSeconds");
  const read = {
    roleArn: text("RoleArn"),
    providerArn: text("OIDCProviderArn"),
    sessionName: text("RoleSessionName"),
    jwt: text("OIDCToken"),
    seconds: asked === "" ? SESSION_SECONDS.default : Number(asked),
  };
  const fault = firstFault(read);
  return fault === undefined ? read : { ...read, fault };
}

function firstFault(read: OidcParameters): AlicloudStsFault | undefined {
  const { roleArn, providerArn, sessionName, jwt, seconds } = read;
  if (sessionName === "") {
    const message = "RoleSessionName is mandatory for this action.";
    return { status: 400, code: "MissingRoleSessionName", message };
  }
  if (providerArn === "") return missing("OIDCProviderArn");
  if (roleArn === "") return missing("RoleArn");
  if (jwt === "") return missing("OIDCToken");
  if (!SESSION_NAME.test(sessionName)) return malformed("RoleSessionName");
  if (!(seconds >= SESSION_SECONDS.min) || !Number.isInteger(seconds)) return DURATION_INVALID;
  if (!PROVIDER_ARN.test(providerArn)) {
    const message = "Parameter OIDCProviderArn is not valid";
    return { status: 403, code: "AuthenticationFail.NoPermission", message };
  }
  if (!ROLE_ARN.test(roleArn)) return malformed("RoleArn");
  return jwt.length < TOKEN_LENGTH.min || jwt.length > TOKEN_LENGTH.max ? OIDC_TOKEN_INVALID : undefined;
}
