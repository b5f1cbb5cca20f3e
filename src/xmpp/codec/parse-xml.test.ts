/** Reading XML without a DOM: what is not well-formed, not XMPP's or without bounds is refused (X04, X05, X06, X07). */
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { growth } from '#test/growth.ts';
import { fromDom, parseXml, readXml, type RootTag, serialize, toXml, type XmlElement } from './dom.ts';

const refusal = (text: string): string => {
  const parsed = parseXml(text);
  return parsed.ok ? 'accepted' : parsed.error.kind;
};

const dom = (text: string): XmlElement => {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  if (!root) throw new Error('no root');
  return fromDom(root);
};

describe('parseXml', () => {
  it('scopes namespaces, with `stream` known beforehand', () => {
    const el = must(
      parseXml(
        `<stream:features xmlns='jabber:client' xmlns:p="urn:p"><p:a p:x="1" y='2'/><b xmlns=''><c/></b><stream:error/></stream:features>`,
      ),
    );
    expect([el.name, el.ns]).toEqual(['features', 'http://etherx.jabber.org/streams']);
    const [a, b, error] = el.children();
    expect([a?.name, a?.ns, a?.attr('x'), a?.attr('y')]).toEqual(['a', 'urn:p', undefined, '2']);
    expect([b?.ns, b?.children()[0]?.ns]).toEqual(['', '']);
    expect(error?.ns).toBe('http://etherx.jabber.org/streams');
  });

  it('resolves the five entities, references and CDATA', () => {
    const el = must(
      parseXml(`<a b='&#x41;&#10;&quot;\n\t'>&lt;&amp;&gt;&apos;&#x1F600;<![CDATA[<b>&amp;]]>\r\nz</a>`),
    );
    expect(el.text()).toBe(`<&>'\u{1f600}<b>&amp;\nz`);
    expect(el.attr('b')).toBe('A\n"  ');
  });

  it('keeps text and elements in order', () => {
    expect(serialize(must(parseXml('<a>1<b/>2<c>3</c>4</a>')))).toBe('<a>1<b/>2<c>3</c>4</a>');
  });

  it.each([
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<a><!ENTITY b "c"></a>',
    "<?xml version='1.0'?><a/>",
    '<a><?php x ?></a>',
    '<a><!-- x --></a>',
    '<!---->',
  ])('X04: %s is restricted', (text) => {
    expect(refusal(text)).toBe('restricted');
  });

  it('X04: refuses entity bombs at once', () => {
    const bomb = `<!DOCTYPE a [${Array.from({ length: 1000 }, (_, i) => `<!ENTITY e${i + 1} "&e${i};&e${i};">`).join('')}]><a>&e1000;</a>`;
    expect(refusal(bomb)).toBe('restricted');
    expect(refusal('<a>&e1000;</a>')).toBe('not-well-formed');
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a',
    '<a/',
    '</a>',
    '<a></b>',
    '<a></a',
    '<a/><b/>',
    '<a/>x',
    'x<a/>',
    '<a><b></a></b>',
    '<a b></a>',
    '<a b=c/>',
    '<a b="1" b="2"/>',
    '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>',
    '<a b="1"c="2"/>',
    '<a b="<"/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a>&#x110000;</a>',
    '<a>&#xFFFE;</a>',
    '<a>]]></a>',
    '<a><![CDATA[x</a>',
    '<![CDATA[x]]><a/>',
    '<a>\u0000</a>',
    '<a>\u0008</a>',
    '<a>\ud800</a>',
    '<a>\ufffe</a>',
    '<p:a/>',
    '<a p:b="1"/>',
    '<a xmlns:p=""/>',
    '<a xmlns:xml="urn:x"/>',
    '<a xmlns:xmlns="urn:x"/>',
    '<a xmlns="http://www.w3.org/2000/xmlns/"/>',
    '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
    '<xmlns:a/>',
    '<a:b:c xmlns:a="u"/>',
    '<:a/>',
    '<1a/>',
    '< a/>',
    '<a / >',
    '\ufeff<a/>',
    '</wrapper><wrapper>',
    '<a></a:b>',
  ])('X05: %j is not well-formed', (text) => {
    expect(refusal(text)).toBe('not-well-formed');
  });

  it.each(['<a />', '<a\n>\n</a\n>', ' <a/>\n', "<a b = 'c'/>", '<é ü="ö"/>'])('%j is fine', (text) => {
    expect(refusal(text)).toBe('accepted');
  });

  it('X07: bounds depth, elements, attributes and size, without recursion', () => {
    const nested = (n: number) => '<a>'.repeat(n) + '</a>'.repeat(n);
    expect(refusal(nested(200))).toBe('accepted');
    expect(refusal(nested(201))).toBe('too-deep');
    expect(refusal(nested(10_000))).toBe('too-deep');
    expect(refusal(`<a>${'<b/>'.repeat(4999)}</a>`)).toBe('accepted');
    expect(refusal(`<a>${'<b/>'.repeat(50_000)}</a>`)).toBe('too-many');
    const attributes = (n: number) => `<a ${Array.from({ length: n }, (_, i) => `a${i}="1"`).join(' ')}/>`;
    expect(refusal(attributes(1000))).toBe('accepted');
    expect(refusal(attributes(50_000))).toBe('too-many');
    expect(refusal(`<a>${'x'.repeat(1_048_576)}</a>`)).toBe('too-large');
    expect(refusal(`<a>${'x'.repeat(262_144)}</a>`)).toBe('accepted');
  });

  it('takes more where the opening tag says that it is an answer, in turns of a thousand elements', () => {
    const list = (n: number) => `<a kind="answer">${'<b><c>d</c></b>'.repeat(n / 2)}</a>`;
    const isAnswer = (root: RootTag) => root.name === 'a' && root.attributes.get('kind') === 'answer';
    const read = (text: string) => {
      const reading = readXml(text, isAnswer);
      for (let turns = 1; ; turns++) {
        const { done, value } = reading.next();
        if (done === true) return { turns, outcome: value.ok ? 'accepted' : value.error.kind };
      }
    };
    expect(read(list(40_000))).toEqual({ turns: 41, outcome: 'accepted' });
    expect(read(list(800))).toEqual({ turns: 1, outcome: 'accepted' });
    expect(read(list(60_000)).outcome).toBe('too-many');
    expect(read(list(40_000).replace('answer', 'other')).outcome).toBe('too-many');
    expect(read(`<a kind="answer">${'x'.repeat(2_000_000)}</a>`).outcome).toBe('accepted');
    expect(read(`<a kind="answer">${'x'.repeat(8_388_608)}</a>`).outcome).toBe('too-large');
    expect(read(`<a kind="other">${'x'.repeat(2_000_000)}</a>`).outcome).toBe('too-large');
    expect(read(`<a kind="answer">${'x'.repeat(2_000_000)}\0</a>`).outcome).toBe('not-well-formed');
  });

  it.each<[string, (n: number) => string]>([
    ['text', (n) => `<a>${'x &amp; '.repeat(n)}</a>`],
    ['unclosed quotes', (n) => `<a b="${'x'.repeat(8 * n)}`],
    ['white space in a tag', (n) => `<a${' '.repeat(8 * n)}b`],
    ['a long name', (n) => `<${'a'.repeat(8 * n)}`],
    ['ampersands', (n) => `<a>${'&amp;'.repeat(n)}`],
    [
      'prefixes',
      (n) =>
        `<a>${Array.from({ length: Math.floor(n / 10) }, (_, i) => `<b xmlns:p${i}="u${i}"/>`).join('')}</a>`,
    ],
  ])('takes linear time for %s', (_, make) => {
    expect(growth(make, (text: string) => parseXml(text), 40_000)).toBeLessThan(3);
  });

  it('never throws, and what it accepts a DOM accepts as the same tree', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '=',
      '"',
      "'",
      ' ',
      '&',
      ';',
      '&amp;',
      '&#65;',
      '<a',
      '<a>',
      '</a>',
      '<b/>',
      '<p:a',
      'xmlns="u"',
      ' xmlns:p="v"',
      ' c="d"',
      '<![CDATA[',
      ']]>',
      '<!--',
      '<?',
      'x',
      'é',
      '\u0000',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 25 }).map((all) => all.join('')),
        ),
        (text) => {
          const parsed = parseXml(text);
          if (parsed.ok) expect(serialize(toXml(dom(text)))).toBe(serialize(parsed.value));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
