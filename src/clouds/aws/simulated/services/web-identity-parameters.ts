import type { StsFault } from "./answer";

/** Shortest and longest session in seconds, whatever the role says (STS API, AssumeRoleWithWebIdentity, 2026-05). */
const SESSION_SECONDS = { min: 900, max: 43_200, default: 3600 };

const ROLE_ARN = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w/.@+=,-]+$/;

/** What a call of `AssumeRoleWithWebIdentity` asks for, and the first answer where STS does not look further. */
export interface WebIdentityParameters {
  roleArn: string;
  sessionName: string;
  jwt: string;
  seconds: number;
  fault?: StsFault;
}

/** Reads and checks parameters by the constraints of the service's model (botocore, sts/2011-06-15). */
export function checkWebIdentityParameters(parameters: URLSearchParams): WebIdentityParameters {
  const text = (name: string) => parameters.get(name) ?? "";
  const asked = text("DurationSeconds");
  const read = {
    roleArn: text("RoleArn"),
    sessionName: text("RoleSessionName"),
    jwt: text("WebIdentityToken"),
    seconds: asked === "" ? SESSION_SECONDS.default : Number(asked),
  };
  const constraints = [
    ...lengthOf("roleArn", read.roleArn, parameters.has("RoleArn"), 20, 2048),
    ...lengthOf("roleSessionName", read.sessionName, parameters.has("RoleSessionName"), 2, 64),
    ...(/^[\w+=,.@-]*$/.test(read.sessionName)
      ? []
      : [violated(`'${read.sessionName}' `, "roleSessionName", "satisfy regular expression pattern: [\\w+=,.@-]*")]),
    ...lengthOf("webIdentityToken", read.jwt, parameters.has("WebIdentityToken"), 4, 20_000, true),
    ...durationFaults(read.seconds, asked),
  ];
  const message = constraints.length > 0 ? counted(constraints) : `${read.roleArn} is invalid`;
  return constraints.length === 0 && ROLE_ARN.test(read.roleArn)
    ? read
    : { ...read, fault: { status: 400, code: "ValidationError", message } };
}

function violated(value: string, name: string, rule: string): string {
  return `Value ${value}at '${name}' failed to satisfy constraint: Member must ${rule}`;
}

/** Values of secrets are not repeated. */
function lengthOf(name: string, value: string, given: boolean, min: number, max: number, secret = false): string[] {
  const shown = secret ? "" : given ? `'${value}' ` : "null ";
  if (!given) return [violated(shown, name, "not be null")];
  if (value.length < min) return [violated(shown, name, `have length greater than or equal to ${min}`)];
  return value.length > max ? [violated(shown, name, `have length less than or equal to ${max}`)] : [];
}

function durationFaults(seconds: number, asked: string): string[] {
  const { min, max } = SESSION_SECONDS;
  if (seconds >= min && seconds <= max && Number.isInteger(seconds)) return [];
  const rule = seconds > max ? `less than or equal to ${max}` : `greater than or equal to ${min}`;
  return [violated(`'${asked}' `, "durationSeconds", `have value ${rule}`)];
}

function counted(constraints: readonly string[]): string {
  return `${constraints.length} validation error${constraints.length === 1 ? "" : "s"} detected: ${constraints.join("; ")}`;
}
