import * as pulumi from "@pulumi/pulumi";
import { isLater } from "../core/known";
import { formerName } from "./former-name";
import { plainUrlOf } from "./handed-on-issuer";

/** A subject as far as names tell its cluster. */
interface NamedSubject {
  issuer?: unknown;
  namespace: string;
  serviceAccount: string;
  key?: string;
}

/** The word for a subject's cluster in names, `undefined` for none; and those that names of the subject may have had before. */
export interface ClusterWords {
  readonly word: string | undefined;
  readonly former: readonly (string | undefined)[];
  /** The word while the program wrote down the URL that is an output now; absent where it is among the former ones. */
  readonly written?: pulumi.Output<string | undefined>;
}

/** What something of a subject may have been called before, by the words for its cluster. */
export function formerNames(
  { word, former, written }: ClusterWords,
  nameOf: (word: string | undefined) => string,
): pulumi.Input<string>[] {
  return [...former.map(nameOf), ...(written === undefined ? [] : [formerName(nameOf(word), [written], nameOf)])];
}

/**
 * How names tell the clusters of subjects apart: by key, else by `ofUrl` of an URL that is plain, else not at all. A key may be set
 * later, and an issuer may be handed over by another component later: what was deployed under the word from before is found again,
 * unless another subject of these has that word now.
 */
export function clusterWords(subjects: readonly NamedSubject[], ofUrl: (url: string) => string): ClusterWords[] {
  const read = subjects.map(({ issuer, key }) => {
    const written = isLater(issuer) ? undefined : (issuer as { url?: unknown } | undefined)?.url;
    const plain = typeof written === "string";
    const handedOn = plainUrlOf(issuer);
    const words = plain
      ? [ofUrl(written), undefined]
      : [undefined, ...(handedOn === undefined ? [] : [ofUrl(handedOn)])];
    const later = plain || handedOn !== undefined ? undefined : laterUrl(issuer, written);
    return { plain, words: key === undefined ? words : [key, ...words], later };
  });
  return subjects.map((subject, index) => {
    const namesakes = subjects.flatMap((other, at) => (at !== index && sameAccount(subject, other) ? [at] : []));
    const { plain, words, later } = read[index]!;
    const taken = new Set(namesakes.map((at) => read[at]!.words[0]));
    // What has no word belongs to an issuer that is an output, if there is one.
    if (plain && namesakes.some((at) => !read[at]!.plain)) taken.add(undefined);
    const [word, ...more] = words;
    const former = more.filter((each) => each !== word && !taken.has(each));
    const written = later?.apply((url) => (typeof url === "string" && !taken.has(ofUrl(url)) ? ofUrl(url) : undefined));
    return { word, former: [...new Set(former)], ...(written === undefined ? {} : { written }) };
  });
}

/** The URL of an issuer where it is an output, or the issuer is; without any, there is none to wait for. */
function laterUrl(issuer: unknown, written: unknown): pulumi.Output<unknown> | undefined {
  if (isLater(written)) return pulumi.output(written);
  return isLater(issuer) ? pulumi.output(issuer as pulumi.Input<{ url?: unknown }>).url : undefined;
}

function sameAccount(one: NamedSubject, other: NamedSubject): boolean {
  return one.namespace === other.namespace && one.serviceAccount === other.serviceAccount;
}
