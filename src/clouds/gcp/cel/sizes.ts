import { SERVICE_ACCOUNT_MAX_LENGTH } from "../../../core/subject";
import type { SubjectText } from "./subject-text";
import { PARTS } from "./subject-text";
import type { Symbolic } from "./symbolic";

/** How few and how many bytes something can have. */
interface Size {
  least: number;
  most: number;
}

/** The longest name of an API server; what else its tokens say is no longer. */
const CLAIM_MAX_BYTES = SERVICE_ACCOUNT_MAX_LENGTH;

/** The bytes of a mapped value, whatever the token; of an issuer that signs anything, the most that it needs. */
export function bytesOf(value: Symbolic): Size {
  if (value.kind === "text") return either(value.cases.map(({ text }) => bytesOfText(text)));
  if (value.kind === "list") return together(value.items.map(bytesOf));
  if (value.kind === "choice") return either(value.cases.map((each) => bytesOf(each.value)));
  return { least: 0, most: value.kind === "unknown" ? (value.maxBytes ?? CLAIM_MAX_BYTES) : 0 };
}

function bytesOfText(text: SubjectText): Size {
  return together(
    text.map((piece): Size => {
      if (typeof piece === "string") return { least: Buffer.byteLength(piece), most: Buffer.byteLength(piece) };
      return "part" in piece ? { least: 1, most: PARTS[piece.part].maxLength } : { least: 0, most: 0 };
    }),
  );
}

function together(sizes: readonly Size[]): Size {
  return sizes.reduce((sum, { least, most }) => ({ least: sum.least + least, most: sum.most + most }), {
    least: 0,
    most: 0,
  });
}

function either(sizes: readonly Size[]): Size {
  if (sizes.length === 0) return { least: 0, most: 0 };
  return { least: Math.min(...sizes.map(({ least }) => least)), most: Math.max(...sizes.map(({ most }) => most)) };
}
