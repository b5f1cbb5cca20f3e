/** The README’s server samples are what the headers say; `npx tsx src/local/fill-readme.ts` writes them anew. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './headers.ts';
import { fillIn, samples } from './samples.ts';

const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

describe('server samples', () => {
  it('stand in the README as they are generated', () => {
    expect(readme).toBe(fillIn(readme));
  });

  it('carry the whole policy, for one operator’s hosts', () => {
    const policy = contentSecurityPolicy({ connect: ['https://example.org', 'wss://chat.example.org'] });
    for (const { name, text } of samples()) {
      if (name !== 'prosody-config') expect(text, name).toContain(policy);
    }
  });

  it('throws where the README lacks a place', () => {
    expect(() => fillIn('# nothing')).toThrow('no place for the sample nginx');
  });
});
