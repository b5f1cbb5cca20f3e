/** A colour for a name that is the same in every client (XEP-0392). */
import { sha1 } from './sha1.ts';

const known = new Map<string, number>();

/** The hue angle of a text in degrees, 0 to below 360 (XEP-0392 §5.1): the first 16 bits of its SHA-1, little-endian. */
export const consistentHue = (text: string): number => {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const [low = 0, high = 0] = sha1(new TextEncoder().encode(text));
  const hue = ((low + high * 256) / 65_536) * 360;
  if (known.size >= 2000) known.clear();
  known.set(text, hue);
  return hue;
};
