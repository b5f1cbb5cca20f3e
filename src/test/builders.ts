/** Short ways to make checked values in tests; each throws when its text is not legal. */
import { isFull, parseBareJid, parseJid, type BareJid, type FullJid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';

/** The value of a success; throws what the failure says. */
export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(`expected a success: ${JSON.stringify(result.error)}`);
  return result.value;
};

export const bare = (text: string): BareJid => must(parseBareJid(text));

export const full = (text: string): FullJid => {
  const jid = must(parseJid(text));
  if (!isFull(jid)) throw new Error(`${text} has no resource`);
  return jid;
};
