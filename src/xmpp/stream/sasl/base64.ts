/** Bytes, UTF-8 and base64 (RFC 4648 §4) as SASL exchanges need them. */

/** Bytes in a buffer of their own, as WebCrypto asks for. */
export type Bytes = Uint8Array<ArrayBuffer>;

const alphabet = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Undefined when the bytes are not UTF-8. */
export const fromUtf8 = (bytes: Bytes): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

export const toBase64 = (bytes: Bytes): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Undefined for anything but plain, padded base64; blanks around it are allowed, as element text may have them. */
export const fromBase64 = (text: string): Bytes | undefined => {
  const compact = text.trim();
  return alphabet.test(compact) ? Uint8Array.from(atob(compact), (char) => char.charCodeAt(0)) : undefined;
};

/** Compares in a time that does not depend on where the two differ. */
export const sameBytes = (a: Bytes, b: Bytes): boolean => {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
};
