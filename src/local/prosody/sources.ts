/** Reads the machine's own apt sources, so that no mirror's address is written anywhere in this project. */

/** One archive that apt may read: an address with its suites and components, and the key it is signed with. */
export interface AptSource {
  readonly uri: string;
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** Path of a keyring file; absent: apt's trusted keys. */
  readonly signedBy?: string;
}

/** deb822 files (`*.sources`, sources.list(5)): stanzas of fields, continuation lines indented, `#` comments. */
export function parseDeb822(text: string): AptSource[] {
  const found: AptSource[] = [];
  for (const stanza of text.split(/\n[ \t]*\n/)) {
    const fields = new Map<string, string>();
    let last: string | undefined;
    for (const line of stanza.split('\n')) {
      if (line.startsWith('#')) continue;
      const field = /^([A-Za-z-]+):[ \t]*(.*)$/.exec(line);
      if (field?.[1] !== undefined) {
        last = field[1].toLowerCase();
        fields.set(last, (field[2] ?? '').trim());
      } else if (last !== undefined && /^[ \t]/.test(line)) {
        fields.set(last, `${fields.get(last) ?? ''} ${line.trim()}`.trim());
      }
    }
    if (/^(no|false|0|off)$/i.test(fields.get('enabled') ?? '')) continue;
    if (!words(fields.get('types')).includes('deb')) continue;
    const key = fields.get('signed-by');
    for (const uri of words(fields.get('uris'))) {
      found.push({
        uri: trimSlash(uri),
        suites: words(fields.get('suites')),
        components: words(fields.get('components')),
        ...(key?.startsWith('/') ? { signedBy: key } : {}),
      });
    }
  }
  return found;
}

/** One-line files (`sources.list`, `*.list`): `deb [options] uri suite component…`. */
export function parseOneLine(text: string): AptSource[] {
  const found: AptSource[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*$/, '').trim();
    const parts = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (parts?.[2] === undefined || parts[3] === undefined) continue;
    const key = /(?:^|\s)signed-by=(\/\S+)/i.exec(parts[1] ?? '')?.[1];
    found.push({
      uri: trimSlash(parts[2]),
      suites: [parts[3]],
      components: words(parts[4]),
      ...(key === undefined ? {} : { signedBy: key }),
    });
  }
  return found;
}

/** The distribution's main archive: the first source that carries the suite named like the release itself. */
export function mainArchive(sources: readonly AptSource[], codename: string): AptSource | undefined {
  return sources.find((s) => s.suites.includes(codename) && s.components.includes('main'));
}

/** A private sources.list: the release and its backports, from the same mirror, under the same key. */
export function privateSources(archive: AptSource, suites: readonly string[]): string {
  const option = archive.signedBy === undefined ? '' : `[signed-by=${archive.signedBy}] `;
  const wanted = archive.components.filter((c) => c === 'main' || c === 'universe').join(' ');
  return suites.map((suite) => `deb ${option}${archive.uri} ${suite} ${wanted}\n`).join('');
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function trimSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}
