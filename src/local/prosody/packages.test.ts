/** Choosing packages from what apt prints. */
import { describe, expect, it } from 'vitest';
import { parseClosure, parseMadison, pickOffer, selectPackages } from './packages.ts';

const madison = `   prosody | 13.0.1-1~bpo12+1 | http://m/debian bookworm-backports/main amd64 Packages
   prosody | 0.12.3-1+deb12u1 | http://m/debian bookworm/main amd64 Packages
`;

describe('packages', () => {
  it('finds the offer of each series', () => {
    const offers = parseMadison(madison);
    expect(pickOffer(offers, 'prosody-13')?.version).toBe('13.0.1-1~bpo12+1');
    expect(pickOffer(offers, 'prosody-0.12')?.version).toBe('0.12.3-1+deb12u1');
    expect(pickOffer(offers.slice(1), 'prosody-13')).toBeUndefined();
  });

  it('reads the closure without virtual names and relations', () => {
    expect(
      parseClosure(
        'prosody\n  Depends: adduser\n  Depends: <lua5.4-expat>\n    lua-expat\n<lua5.4-expat>\nlibicu72\n',
      ),
    ).toEqual(['prosody', 'libicu72']);
  });

  it('unpacks the own stack always and system libraries only where they are missing', () => {
    const closure = [
      'prosody',
      'adduser',
      'lua5.4',
      'lua-sec',
      'libicu76',
      'libssl3t64',
      'libreadline8',
      'libc6',
      'perl',
    ];
    expect(selectPackages(closure, new Set(['libssl3t64']))).toEqual([
      'lua5.4',
      'lua-sec',
      'libicu76',
      'libreadline8',
    ]);
  });
});
