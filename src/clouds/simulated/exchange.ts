import type { TraceStep } from "../../core/decision";
import type { Subject } from "../../core/subject";
import type { Token } from "../../core/token";
import type { DeployedResource, DeployedTrust } from "../deployed";

/**
 * A vendor's token service, as its clients see it: takes the vendor's requests, answers in the vendor's form, and refuses with the
 * vendor's error codes. It decides by the same `evaluate` as the verifier, over what is deployed at that moment.
 */
export interface TokenExchange {
  /** Host names that the vendor's clients call, for example `sts.eu-west-1.amazonaws.com`. */
  readonly hosts: readonly RegExp[];
  /** The answer to a request, or `undefined` where the vendor has no such endpoint. */
  handle(request: Request, context: ExchangeContext): Promise<Response | undefined>;
  /**
   * Variables that point the vendor's clients at the sandbox, where they have a setting for that. `origin` is this cloud's own, for example
   * `http://127.0.0.1:4321/aws`; the same port answers `https` too. A client that takes a host without a path also reaches `handle`.
   */
  environment(origin: string): Record<string, string>;
}

/** What a token service may know: the tokens' issuers, what is deployed, and what it handed out itself. */
export interface ExchangeContext {
  /**
   * Checks form, issuer, signature and times of a token; audience and subject are the trust's to decide. `algorithms` are the signatures
   * that this vendor takes by its own documents, `storedKeys` the key set that it stores for the issuer; without one it asks the issuer.
   */
  verify(jwt: string, algorithms: readonly SignatureAlgorithm[], storedKeys?: string): Promise<VerifiedToken>;
  /** The trusts of this cloud as they are deployed now. */
  readonly trusts: readonly DeployedTrust[];
  /** Every resource that is deployed now, those of other clouds and the cluster's objects included. */
  readonly resources: readonly DeployedResource[];
  /** What the client puts before the path, for answers that name further addresses: `https://<vendor host>`, or the origin it was pointed at. */
  readonly origin: string;
  /** The pod that calls, where it calls by the origin or proxy that its environment names: all that a service of its node knows. */
  readonly pod?: ExchangePod;
  /** Seconds since the epoch. */
  now(): number;
  /** A made-up secret that cannot be taken for a real one: it says so itself. */
  fake(kind: string): string;
  /** Remembers what a secret stands for, so that later calls with it are known. */
  remember(secret: string, session: ExchangeSession): void;
  recall(secret: string): ExchangeSession | undefined;
  /** Tells the sandbox's log how the decision was made; the client sees only the vendor's answer. */
  explain(decision: ExchangeLog): void;
}

/** A pod of one ServiceAccount, as the kubelet and the services of its node know it. */
export interface ExchangePod extends Subject {
  /** A token of the pod's ServiceAccount, as TokenRequest grants it. */
  token(audience: string): Promise<string>;
}

export interface ExchangeSession {
  /** What the caller became, in the vendor's words: a role session ARN, a principal, an email. */
  identity: string;
  subject: string;
  /** Seconds since the epoch. */
  expires: number;
}

export interface ExchangeLog {
  /** The endpoint, for example `AssumeRoleWithWebIdentity`. */
  call: string;
  /** What was asked for, for example a role ARN. */
  target: string;
  subject?: string;
  allowed: boolean;
  /** The vendor's error code where it is refused. */
  code?: string;
  trace: TraceStep[];
}

/** Signatures of JSON Web Tokens (RFC 7518, 3.1) that some vendor takes: always of a key pair, never of a shared secret. */
export type SignatureAlgorithm = "RS256" | "RS384" | "RS512" | "ES256" | "ES384" | "ES512";

export type VerifiedToken =
  | { valid: true; token: Token; keyId: string }
  | {
      valid: false;
      /** `unknown-issuer`: nobody answers with a key set for it. */
      reason: "malformed" | "unknown-issuer" | "bad-signature" | "expired" | "not-yet-valid";
      detail: string;
      /** The claims as the token says them, unverified, where it could be read at all. */
      claims?: Token;
      /** The key that its header names, likewise. */
      keyId?: string;
    };
