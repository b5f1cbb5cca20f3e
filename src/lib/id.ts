/** Identifiers for stanzas and rows. */

/** A random UUID (RFC 9562 version 4); needs a secure context, as all of Kith does. */
export const newId = (): string => crypto.randomUUID();
