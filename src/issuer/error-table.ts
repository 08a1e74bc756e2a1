import type { ErrorTable } from "../core/error-table";

/** The codes of issuers that the program publishes. */
export const issuerErrors: ErrorTable = {
  "issuer-bucket-url-invalid": {
    meaning: "the URL of a bucket that exists cannot begin an issuer's URL",
    fix: "give it with `https://` and without a slash at its end",
  },
  "issuer-discovery-member-fixed": {
    meaning: "a member of the discovery document follows from the issuer and its keys",
    fix: "leave it out",
  },
  "issuer-discovery-members-invalid": {
    meaning: "`discoveryMembers` is no object of plain values",
    fix: "give such an object",
  },
  "issuer-host-count": {
    meaning: "an issuer is published in one place, and none or several are named",
    fix: "keep one of the hosts",
  },
  "issuer-invalid": { meaning: "the issuer that is to be published is none", fix: "mend it as the message says" },
  "issuer-jwks-path-invalid": {
    meaning: "the key set's path is not below the issuer",
    fix: "give a path such as `/keys.json`",
  },
  "issuer-key-active": {
    meaning: "a cluster signs with exactly one key",
    fix: "let the others be `Pending` or `Retiring`",
  },
  "issuer-key-count": {
    meaning: "there are no keys, or more than an issuer publishes",
    fix: "give the keys that the cluster has",
  },
  "issuer-key-id-twice": { meaning: "two keys have one `kid`", fix: "give one another `kid`, or leave it out" },
  "issuer-key-malformed": { meaning: "a key cannot be read", fix: "give it in one of the forms of the message" },
  "issuer-key-none": { meaning: "a text or file has no key", fix: "give PEM, a JSON Web Key, or a key set" },
  "issuer-key-private": {
    meaning: "a private key stands where a public one belongs",
    fix: "pass what `pulumi-workload-identity issuer keys` prints of it, and change the key: what has reached a state is no secret",
  },
  "issuer-key-since-invalid": {
    meaning: "the time of a key is no RFC 3339 with a time zone",
    fix: "write it like `2026-11-26T08:00:00Z`",
  },
  "issuer-key-twice": { meaning: "one key is given twice", fix: "leave one out" },
  "issuer-key-unsupported": {
    meaning: "clouds do not all take such a key",
    fix: "use RSA from 2048 bits, or EC on P-256, P-384 or P-521",
  },
  "issuer-keys-invalid": { meaning: "files of keys cannot be used", fix: "mend each as the message says" },
  "issuer-moved": {
    meaning: "a published issuer would move, while tokens and trusts name its old place",
    fix: "write it as it was; [publish a second one](self-managed-issuers.md) beside it to move",
  },
  "issuer-path-invalid": {
    meaning: "an issuer cannot be published at this path",
    fix: "use segments of letters, digits and `-`",
  },
  "issuer-rotation-unreadable": {
    meaning: "the plan of a rotation cannot be made out of this file",
    fix: "give the stack's export, or a key file, as the message says",
  },
  "issuer-wait-shorter-than-cache": {
    meaning: "keys are cached longer than a rotation would wait",
    fix: "set `waits.publicationSeconds` to `cacheSeconds` or more",
  },
  "issuer-cache-out-of-range": {
    meaning: "documents cannot be cached for so long",
    fix: "give seconds in the range of the message",
  },
  "issuer-rotation-backwards": { meaning: "a key that has signed would become pending", fix: "make it `Retiring`" },
  "issuer-rotation-since-moved": {
    meaning: "the time of a key that was deployed has changed",
    fix: "write it as it was",
  },
  "issuer-rotation-since-wrong": {
    meaning: "the time of a key that changes is not the time of this update",
    fix: "write the time of the message",
  },
  "issuer-rotation-still-signing": {
    meaning: "the active key would be dropped",
    fix: "make another one active, and keep this one as `Retiring`",
  },
  "issuer-rotation-still-used": {
    meaning: "tokens that a dropped key has signed may be in use",
    fix: "wait until the time of the message",
  },
  "issuer-rotation-too-early": {
    meaning: "clients may not know the key yet that would sign",
    fix: "wait until the time of the message",
  },
  "issuer-rotation-unpublished": {
    meaning: "a key would sign that was never published",
    fix: "add it as `Pending` first",
  },
  "issuer-wait-out-of-range": {
    meaning: "a rotation cannot wait for so long",
    fix: "give seconds in the range of the message",
  },
  "issuer-rotation-never-signed": {
    meaning: "a key would retire that has never signed",
    fix: "keep it as `Pending`, or leave it out",
  },
};
