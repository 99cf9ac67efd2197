/** Numbers as bits, bits as text that a URL may hold; and back, with an error for every surprise. */

/** Larger numbers are written plainly after this many ones. */
const ESCAPE = 20;
const PLAIN = 30;

/** @typedef {ReturnType<typeof bitWriter>} BitWriter */
/** @typedef {ReturnType<typeof bitReader>} BitReader */

export function bitWriter() {
  /** @type {number[]} */
  const bytes = [];
  let used = 8;

  /** The lowest `count` bits of a number, highest first. @param {number} value @param {number} count */
  function write(value, count) {
    for (let at = count - 1; at >= 0; at--) {
      if (used === 8) {
        bytes.push(0);
        used = 0;
      }
      bytes[bytes.length - 1] |= ((value >>> at) & 1) << (7 - used);
      used += 1;
    }
  }

  return {
    write,

    /** A number from 0 that is often below 2^k: its high part in ones, `k` bits as they are. @param {number} value @param {number} k */
    rice(value, k) {
      const high = value >>> k;
      if (high >= ESCAPE) {
        for (let at = 0; at < ESCAPE; at++) write(1, 1);
        write(value, PLAIN);
        return;
      }
      for (let at = 0; at < high; at++) write(1, 1);
      write(0, 1);
      write(value, k);
    },

    /** What was written; the last byte is filled with zeros. */
    bytes: () => Uint8Array.from(bytes),
  };
}

/** @param {Uint8Array} bytes */
export function bitReader(bytes) {
  let at = 0;

  /** @param {number} count @returns {number} @throws {RangeError} past the end */
  function read(count) {
    if (at + count > bytes.length * 8) throw new RangeError("The code ends too early.");
    let value = 0;
    for (let end = at + count; at < end; at++) {
      value = (value << 1) | ((bytes[at >> 3] >> (7 - (at & 7))) & 1);
    }
    return value >>> 0;
  }

  return {
    read,

    /** @param {number} k */
    rice(k) {
      let high = 0;
      while (high < ESCAPE && read(1)) high += 1;
      return high === ESCAPE ? read(PLAIN) : ((high << k) | read(k)) >>> 0;
    },
  };
}

/** Small numbers of both signs to small numbers from 0. @param {number} value */
export const zigzag = (value) => (value < 0 ? -2 * value - 1 : 2 * value);

/** @param {number} code */
export const unzigzag = (code) => (code & 1 ? -(code + 1) / 2 : code / 2);

/** The `k` that makes `rice` shortest for these numbers. @param {readonly number[]} values */
export function bestRice(values) {
  const cost = (/** @type {number} */ k) =>
    values.reduce((sum, value) => sum + Math.min(value >>> k, ESCAPE + PLAIN) + k, 0);
  let best = 0;
  for (let k = 1; k < 16; k++) if (cost(k) < cost(best)) best = k;
  return best;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** One byte that most accidents change. @param {ArrayLike<number>} bytes */
function check(bytes) {
  let sum = 7;
  for (let at = 0; at < bytes.length; at++) sum = (sum * 31 + bytes[at]) & 255;
  return sum;
}

/** Base64 for URLs, with a check byte at the end. @param {Uint8Array} bytes */
export function toText(bytes) {
  const all = [...bytes, check(bytes)];
  let text = "";
  for (let at = 0; at < all.length; at += 3) {
    const [a, b = 0, c = 0] = all.slice(at, at + 3);
    const word = (a << 16) | (b << 8) | c;
    const letters = [18, 12, 6, 0].map((shift) => LETTERS[(word >> shift) & 63]);
    text += letters.slice(0, Math.min(4, all.length - at + 1)).join("");
  }
  return text;
}

/** @param {string} text @returns {Uint8Array} @throws {RangeError} when it is not what `toText` wrote */
export function fromText(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [word, bits, at] = [0, 0, 0];
  for (const letter of text) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) throw new RangeError("The code holds a foreign letter.");
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (word >> bits) & 255;
  }
  const content = bytes.subarray(0, -1);
  if (bytes.length === 0 || bytes[bytes.length - 1] !== check(content))
    throw new RangeError("The code is damaged.");
  return content;
}
