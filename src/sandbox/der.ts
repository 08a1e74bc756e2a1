/** The few forms of DER (ITU-T X.690) that a certificate is written in. */

export const sequence = (...items: Buffer[]) => tagged(0x30, ...items);
export const setOf = (...items: Buffer[]) => tagged(0x31, ...items);
export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));
export const octetString = (content: Buffer) => tagged(0x04, content);
export const utf8String = (text: string) => tagged(0x0c, Buffer.from(text));
/** `unused` is the number of bits at the end that do not count. */
export const bitString = (content: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), content);
/** A field with a number instead of a type: as a whole (explicit), or in place of its own tag (implicit). */
export const explicit = (number: number, ...items: Buffer[]) => tagged(0xa0 + number, ...items);
export const implicit = (number: number, content: Buffer) => tagged(0x80 + number, content);

/** A number that is not negative, big-endian. */
export function integer(bytes: Buffer): Buffer {
  const significant = bytes.subarray(
    Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0),
    ),
  );
  return tagged(0x02, significant[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), significant]) : significant);
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** UTCTime: certificates until 2049 are written so (RFC 5280, 4.1.2.5). */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return tagged(0x17, Buffer.from(digits.slice(2)));
}

function tagged(tag: number, ...items: Buffer[]): Buffer {
  const content = Buffer.concat(items);
  return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content]);
}

function length(count: number): number[] {
  if (count < 0x80) return [count];
  return count < 0x100 ? [0x81, count] : [0x82, count >> 8, count & 0xff];
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
