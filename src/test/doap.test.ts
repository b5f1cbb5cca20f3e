/** The DOAP file says what the banners of `xmpp/xep` say: the same extensions, each at the same version. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { must } from './builders.ts';
import { childrenOf, parseXml, type XmlElement } from '#xmpp/codec/dom.ts';

const source = join(import.meta.dirname, '..');
const xeps = join(source, 'xmpp', 'xep');
const doapNs = 'http://usefulinc.com/ns/doap#';
const supportNs = 'https://linkmauve.fr/ns/xmpp-doap#';

interface Banner {
  readonly file: string;
  readonly number: string;
  readonly version: string;
}

const banner = /^\/\*\*\s+(?:\* )?XEP-(\d{4}): [^\n]+, version (\d+(?:\.\d+)*)\s/;

const banners: readonly Banner[] = readdirSync(xeps)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => {
    const found = banner.exec(readFileSync(join(xeps, file), 'utf8'));
    return { file, number: found?.[1] ?? 'no banner', version: found?.[2] ?? '' };
  });

/** The parser keeps no attributes of other namespaces: `rdf:resource` is read by the element's own text of the file. */
const text = readFileSync(join(source, '..', 'public', 'doap.xml'), 'utf8').replace(/^<\?xml[^>]*\?>\s*/, '');
const document = must(parseXml(text.replaceAll('rdf:resource=', 'resource=')));
const [project] = childrenOf(document, 'Project', doapNs);

const supported: readonly XmlElement[] = childrenOf(project ?? document, 'implements', doapNs).flatMap(
  (one) => childrenOf(one, 'SupportedXep', supportNs),
);
const field = (el: XmlElement, name: string): string => childrenOf(el, name, supportNs)[0]?.text() ?? '';
const numberOf = (el: XmlElement): string =>
  /xep-(\d{4})\.html$/.exec(childrenOf(el, 'xep', supportNs)[0]?.attr('resource') ?? '')?.[1] ?? '';

it('every file opens with a banner of its own number', () => {
  expect(banners.length).toBeGreaterThan(0);
  for (const { file, number } of banners) expect(file).toMatch(new RegExp(`^${number}-[a-z0-9-]+\\.ts$`));
});

it('DOAP lists exactly these extensions, in order, at these versions', () => {
  const listed = supported.map((el) => `${numberOf(el)} ${field(el, 'version')}`);
  expect(listed).toEqual(banners.map(({ number, version }) => `${number} ${version}`).sort());
});

it('states are words of the vocabulary, and parts come with a note', () => {
  for (const el of supported) {
    expect(['complete', 'partial']).toContain(field(el, 'status'));
    if (field(el, 'status') === 'partial') expect(field(el, 'note'), numberOf(el)).not.toBe('');
  }
});

it('lists the core specifications', () => {
  const rfcs = childrenOf(project ?? document, 'implements', doapNs).flatMap(
    (one) => one.attr('resource') ?? [],
  );
  expect(rfcs.map((url) => url.slice(-7))).toEqual(['rfc6120', 'rfc6121', 'rfc7395', 'rfc7622']);
});
