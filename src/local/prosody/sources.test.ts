/** Apt source files in the shapes found on Debian 12, Debian 13 and Ubuntu. */
import { describe, expect, it } from 'vitest';
import { mainArchive, parseDeb822, parseOneLine, privateSources } from './sources.ts';

const bookworm = `Types: deb
# a comment
URIs: http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb-src
URIs: http://mirror.example/source
Suites: bookworm
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;

describe('apt sources', () => {
  it('reads deb822 stanzas, leaving out sources and disabled ones', () => {
    expect(parseDeb822(bookworm)).toEqual([
      {
        uri: 'http://mirror.example/debian',
        suites: ['bookworm', 'bookworm-updates'],
        components: ['main'],
        signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
      },
    ]);
  });

  it('reads continuation lines and skips an inline key', () => {
    const [source] = parseDeb822(
      'Types: deb\nURIs: http://a.example/d\nSuites:\n trixie\n trixie-updates\nComponents: main\nSigned-By:\n -----BEGIN PGP\n .\n',
    );
    expect(source?.suites).toEqual(['trixie', 'trixie-updates']);
    expect(source).not.toHaveProperty('signedBy');
  });

  it('reads one-line entries with and without options', () => {
    expect(
      parseOneLine(
        '# x\ndeb [arch=amd64 signed-by=/k.gpg] http://a/debian trixie main contrib # y\ndeb http://b/u noble universe\n',
      ),
    ).toEqual([
      { uri: 'http://a/debian', suites: ['trixie'], components: ['main', 'contrib'], signedBy: '/k.gpg' },
      { uri: 'http://b/u', suites: ['noble'], components: ['universe'] },
    ]);
  });

  it('takes the archive of the release, not a third party of the same machine', () => {
    const sources = [...parseOneLine('deb http://vendor/x vendor-bookworm main'), ...parseDeb822(bookworm)];
    expect(mainArchive(sources, 'bookworm')?.uri).toBe('http://mirror.example/debian');
    expect(mainArchive(sources, 'sid')).toBeUndefined();
  });

  it('writes a private list on the same mirror and key', () => {
    const [archive] = parseOneLine('deb [signed-by=/k.gpg] http://a/debian bookworm main non-free');
    expect(archive && privateSources(archive, ['bookworm', 'bookworm-backports'])).toBe(
      'deb [signed-by=/k.gpg] http://a/debian bookworm main\ndeb [signed-by=/k.gpg] http://a/debian bookworm-backports main\n',
    );
  });
});
