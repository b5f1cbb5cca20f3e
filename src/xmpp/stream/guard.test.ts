/** Hostile and broken frames (X01, X03 to X07) against the guard, and the Trusted Types policy. */
import { describe, expect, it, vi } from 'vitest';
import { growth } from '#test/growth.ts';
import { installXmlPolicy, vetFrame } from './guard.ts';

const inMessage = (payload: string): string => `<message xmlns='jabber:client'>${payload}</message>`;
const nested = (depth: number): string => '<x>'.repeat(depth) + '</x>'.repeat(depth);

describe('frames that pass', () => {
  it('gives the one element with its namespaces', () => {
    const frame = vetFrame("<message xmlns='jabber:client' from='a@b'><body>1 &lt; 2</body></message>");
    if (frame.kind !== 'element') throw new Error(frame.kind);
    expect([frame.el.name, frame.el.ns, frame.el.attr('from')]).toEqual(['message', 'jabber:client', 'a@b']);
    expect(frame.el.children()[0]?.text()).toBe('1 < 2');
  });

  it('knows the prefix of stream errors, which Prosody does not declare', () => {
    const frame = vetFrame(
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
    );
    if (frame.kind !== 'element') throw new Error(frame.kind);
    expect([frame.el.name, frame.el.ns]).toEqual(['error', 'http://etherx.jabber.org/streams']);
  });

  it.each([
    [
      'a nested stream error (X01)',
      "<x xmlns='urn:any'><error xmlns='http://etherx.jabber.org/streams'/></x>",
    ],
    ['a parsererror', "<parsererror xmlns='http://www.mozilla.org/newlayout/xml/parsererror.xml'/>"],
    ['what a browser acts upon', "<p xmlns='http://www.w3.org/1999/xhtml' style='color:red' onclick='x()'/>"],
    ['markup as text in CDATA', '<body><![CDATA[<!DOCTYPE x><?pi?><!-- no --> ]] > <b>]]></body>'],
    ['a greater-than sign in an attribute', "<x xmlns='urn:x' a='1 > 0' b=\"'\"/>"],
    ['astral characters', '<body>\u{1f600}</body>'],
  ])('takes %s for what it is: payload', (_, payload) => {
    const frame = vetFrame(inMessage(payload));
    expect(frame.kind === 'element' && frame.el.name).toBe('message');
  });

  it('ignores white space between frames', () => {
    expect(vetFrame(' \n')).toEqual({ kind: 'blank' });
    expect(vetFrame('')).toEqual({ kind: 'blank' });
  });

  it('takes 256 KiB, at a cost that grows no faster than the frame', () => {
    const frame = (n: number): string => inMessage(`<body>${'x &amp; y '.repeat(n)}</body>`);
    expect(vetFrame(frame(26_000)).kind).toBe('element');
    expect(growth(frame, vetFrame, 26_000)).toBeLessThan(3);
  });
});

describe('answers at length', () => {
  const of = { account: 'me@localhost', domain: 'localhost' };
  const items = '<item jid="a@b"><group>c</group></item>'.repeat(10_000);
  const iq = (attributes: string): string =>
    `<iq xmlns="jabber:client" id="1" ${attributes}><query xmlns="jabber:iq:roster">${items}</query></iq>`;

  it.each([
    ['without an address', `type="result"`],
    ['of the account itself', `from="me@localhost" type="result"`],
    ['of its server', `type='result' from='localhost'`],
  ])('takes one %s', (_, attributes) => {
    expect(vetFrame(iq(attributes), of).kind).toBe('element');
    // Nobody's stream: nobody's answer.
    expect(vetFrame(iq(attributes))).toEqual({ kind: 'dropped', reason: 'too-many', isStanza: true });
  });

  it.each([
    ['somebody else', `from="friend@localhost/x" type="result"`],
    ['another domain', `from="localhost.example" type="result"`],
    ['one who has our address in their resource', `from="friend@b/me@localhost" type="result"`],
    ['one who names us elsewhere', `from="friend@b" to="me@localhost" x=" from='localhost'" type="result"`],
    ['one who names us in a namespace', `xmlns:n="n" n:from="localhost" from="friend@b" type="result"`],
    ['one who asks', `type="set"`],
    ['one who fails', `type="error"`],
  ])('drops one of %s', (_, attributes) => {
    expect(vetFrame(iq(attributes), of)).toEqual({ kind: 'dropped', reason: 'too-many', isStanza: true });
  });

  it('drops a message of that length, whoever sent it', () => {
    const long = `<message xmlns="jabber:client" type="result">${items}</message>`;
    expect(vetFrame(long, of)).toEqual({ kind: 'dropped', reason: 'too-many', isStanza: true });
  });
});

describe('frames that end the stream', () => {
  it.each([
    ['binary', new ArrayBuffer(2), 'binary'],
    ['a doctype', `<!DOCTYPE a [<!ENTITY b "c">]>${inMessage('')}`, 'restricted-xml'],
    ['an external entity', inMessage('<!ENTITY x SYSTEM "file:///etc/passwd">'), 'restricted-xml'],
    ['a processing instruction', inMessage('<?php evil ?>'), 'restricted-xml'],
    ['an XML declaration', `<?xml version="1.0"?>${inMessage('')}`, 'restricted-xml'],
    ['a comment', inMessage('<!-- x -->'), 'restricted-xml'],
    ['a truncated frame', "<message xmlns='jabber:client'><body>cut", 'not-well-formed'],
    ['a truncated tag', "<message xmlns='jabber:client", 'not-well-formed'],
    ['crossed tags', inMessage('<a><b></a></b>'), 'not-well-formed'],
    ['an undeclared prefix', inMessage('<evil:x/>'), 'not-well-formed'],
    ['an unknown entity', inMessage('<body>&nbsp;</body>'), 'not-well-formed'],
    ['NUL', inMessage('<body>a\u0000b</body>'), 'not-well-formed'],
    ['NUL by reference', inMessage('<body>&#0;</body>'), 'not-well-formed'],
    ['U+FFFE', inMessage('<body>\ufffe</body>'), 'not-well-formed'],
    ['a lone surrogate', inMessage('<body>\ud800</body>'), 'not-well-formed'],
    ['the end of CDATA in text', inMessage('<body>]]></body>'), 'not-well-formed'],
    ['a doubled attribute', "<message xmlns='jabber:client' from='a' from='b'/>", 'not-well-formed'],
    ['two stanzas', inMessage('') + inMessage(''), 'not-well-formed'],
    ['text beside a stanza', `${inMessage('')}x`, 'not-well-formed'],
    ['text alone', 'hello', 'not-well-formed'],
    ['an escape from a wrapper', `${inMessage('')}</wrapper><wrapper>`, 'not-well-formed'],
  ])('%s', (_, data, reason) => {
    expect(vetFrame(data)).toEqual({ kind: 'broken', reason });
  });

  it.each([
    [
      'of entities within entities',
      (n: number) => `<!ENTITY a "ha">${`<!ENTITY b "${'&a;'.repeat(10)}">`.repeat(n)}`,
    ],
    ['of one long entity', (n: number) => `<!ENTITY a "${'ha'.repeat(10 * n)}">`],
    ['that never closes', (n: number) => '<!DOCTYPE m ['.repeat(n)],
  ])('refuses a bomb %s unread, at a cost that grows no faster than the frame (X04)', (_, entities) => {
    const bomb = (n: number): string => `<!DOCTYPE m [${entities(n)}]><message>&b;</message>`;
    expect(vetFrame(bomb(16_000))).toEqual({ kind: 'broken', reason: 'restricted-xml' });
    expect(growth(bomb, vetFrame, 16_000)).toBeLessThan(3);
  });
});

describe('frames that are dropped for their content', () => {
  const stanza = (reason: string): object => ({ kind: 'dropped', reason, isStanza: true });

  it('over 1 MiB, and counted as the stanza it is', () => {
    expect(vetFrame(inMessage(`<body>${'x'.repeat(10_485_760)}</body>`))).toEqual(stanza('too-large'));
  });

  it('deeper than 200 levels', () => {
    expect(vetFrame(inMessage(nested(199))).kind).toBe('element');
    expect(vetFrame(inMessage(nested(200)))).toEqual(stanza('too-deep'));
    expect(vetFrame(inMessage(nested(10_000)))).toEqual(stanza('too-deep'));
    expect(vetFrame(inMessage(nested(100_000)))).toEqual(stanza('too-deep'));
  });

  it.each([
    ['depth', nested],
    ['siblings', (n: number) => '<x/>'.repeat(n)],
    [
      'attributes',
      (n: number) => `<x ${Array.from({ length: n }, (_, i) => `a${i.toString(36)}=''`).join(' ')}/>`,
    ],
  ])('at a cost of %s that grows no faster than the frame', (_, payload) => {
    expect(growth((n) => inMessage(payload(n)), vetFrame, 80_000)).toBeLessThan(3);
  });

  it('with more than 5,000 elements or 1,000 attributes on one (X07)', () => {
    expect(vetFrame(inMessage('<x/>'.repeat(4_999))).kind).toBe('element');
    expect(vetFrame(inMessage('<x/>'.repeat(50_000)))).toEqual(stanza('too-many'));
    const attributes = Array.from({ length: 100_000 }, (_, i) => `a${i.toString(36)}=''`).join(' ');
    expect(vetFrame(inMessage(`<x ${attributes}/>`))).toEqual(stanza('too-many'));
  });

  it.each(['<\u3007/>', '<\u2180/>', '<a\u0387/>', '<a\u06dd/>'])('or read: %s has a legal name', (odd) => {
    expect(vetFrame(inMessage(odd)).kind).not.toBe('broken');
  });

  it('tells stanzas from the rest, which the server does not count', () => {
    const deep = nested(300);
    const features = `<features xmlns='http://etherx.jabber.org/streams'>${deep}</features>`;
    expect(vetFrame(features)).toEqual({ kind: 'dropped', reason: 'too-deep', isStanza: false });
    expect(vetFrame(`<messages xmlns='urn:x'>${deep}</messages>`)).toMatchObject({ isStanza: false });
    expect(vetFrame(`<iq\n xmlns='jabber:client'>${deep}</iq>`)).toMatchObject({ isStanza: true });
  });
});

describe('the Trusted Types policy', () => {
  it('lets text reach the XML parser alone, and only what passes the guard', () => {
    const rules: { createHTML: (text: string, type: string, sink: string) => string }[] = [];
    const createPolicy = vi.fn((_name: string, rule: (typeof rules)[number]) => rules.push(rule));
    vi.stubGlobal('trustedTypes', { createPolicy, defaultPolicy: null });
    installXmlPolicy();
    vi.stubGlobal('trustedTypes', { createPolicy, defaultPolicy: {} });
    installXmlPolicy();
    vi.unstubAllGlobals();
    expect(createPolicy.mock.calls.map(([name]) => name)).toEqual(['default']);
    const create = rules[0]?.createHTML;
    if (!create) throw new Error('no rule');
    const sink = 'DOMParser parseFromString';
    expect(create('<a/>', 'TrustedHTML', sink)).toBe('<a/>');
    expect(() => create('<a/>', 'TrustedHTML', 'Element innerHTML')).toThrow(TypeError);
    expect(() => create('<!DOCTYPE a><a/>', 'TrustedHTML', sink)).toThrow(TypeError);
    expect(() => create('<img src=x>', 'TrustedHTML', sink)).toThrow(TypeError);
  });

  it('asks nothing of a browser without Trusted Types', () => {
    expect(installXmlPolicy).not.toThrow();
  });
});
