/** Capabilities: the examples of XEP-0115 §5.2 and §5.3, and answers made to deceive (S21). */
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { parseXml } from '#xmpp/codec/dom.ts';
import { discoInfo, type DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import { capsNode } from '#xmpp/xep/0115-caps.ts';
import { ownCaps, ownInfo } from './identity.ts';
import { capsString, computeVer, verifyCaps } from './caps-hash.ts';

const disco = 'http://jabber.org/protocol/disco';
const features = [
  'http://jabber.org/protocol/muc',
  `${disco}#items`,
  `${disco}#info`,
  'http://jabber.org/protocol/caps',
];

const simple: DiscoInfo = {
  identities: [{ category: 'client', type: 'pc', name: 'Exodus 0.9.1' }],
  features,
  forms: [],
};

const complex = must(
  discoInfo.decode(
    must(
      parseXml(`<query xmlns='${disco}#info' node='http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w='>
        <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>
        <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>
        ${features.map((feature) => `<feature var='${feature}'/>`).join('')}
        <x xmlns='jabber:x:data' type='result'>
          <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>
          <field var='ip_version' type='text-multi'><value>ipv6</value><value>ipv4</value></field>
          <field var='os'><value>Mac</value></field>
          <field var='os_version'><value>10.5.1</value></field>
          <field var='software'><value>Psi</value></field>
          <field var='software_version'><value>0.11</value></field>
        </x>
      </query>`),
    ),
  ),
);

const form = (type: string, ...values: string[]): DiscoInfo['forms'][number] => ({
  type: 'result',
  instructions: [],
  fields: [
    { var: 'FORM_TYPE', type: 'hidden', values: [type] },
    { var: 'v', values },
  ],
});

const announced = (ver: string, hash = 'sha-1') => ({ hash, node: 'https://x', ver });

describe('computeVer', () => {
  it('gives what we announce of ourselves', async () => {
    expect(await computeVer(ownInfo)).toBe(ownCaps.ver);
  });

  it('gives the hash of the simple example', async () => {
    expect(await computeVer(simple)).toBe('QgayPKawpkPSDYmwT/WM94uAlu0=');
  });

  it('gives the hash of the complex example', async () => {
    expect(capsString(complex)).toContain('ip_version<ipv4<ipv6<os<Mac<');
    expect(await computeVer(complex)).toBe('q07IKJEyjvHSyhy//CH0CxmKi8w=');
  });

  it('sorts by octets, not by code units', () => {
    const info = { ...simple, features: ['\u{10000}', '\uffee'] };
    expect(capsString(info)).toBe('client/pc//Exodus 0.9.1<\uffee<\u{10000}<');
  });
});

describe('verifyCaps', () => {
  it('believes an answer whose hash was announced', async () => {
    expect(await verifyCaps(announced('QgayPKawpkPSDYmwT/WM94uAlu0='), simple)).toBe('verified');
    expect(await verifyCaps(announced('q07IKJEyjvHSyhy//CH0CxmKi8w='), complex)).toBe('verified');
  });

  it('tells a wrong hash from one that it cannot compute', async () => {
    expect(await verifyCaps(announced('AAAA'), simple)).toBe('mismatch');
    expect(await verifyCaps(announced('AAAA', 'md2'), simple)).toBe('unknown-hash');
    expect(await verifyCaps(announced('AAAA', '__proto__'), simple)).toBe('unknown-hash');
  });

  it.each<[string, DiscoInfo]>([
    ['the same identity twice', { ...simple, identities: [...simple.identities, ...simple.identities] }],
    ['the same feature twice', { ...simple, features: [...features, `${disco}#info`] }],
    ['the same form twice', { ...simple, forms: [form('a', '1'), form('a', '2')] }],
    [
      'a form of two types',
      {
        ...simple,
        forms: [
          {
            type: 'result',
            instructions: [],
            fields: [{ var: 'FORM_TYPE', type: 'hidden', values: ['a', 'b'] }],
          },
        ],
      },
    ],
    ['a feature spliced from two', { ...simple, features: ['a<b'] }],
    [
      'a name that goes on as a feature',
      { ...simple, identities: [{ category: 'client', type: 'pc', name: 'x<urn:y' }] },
    ],
    ['a form value that goes on as a field', { ...simple, forms: [form('a', 'x<y')] }],
  ])('S21: ill-formed by %s', async (_, info) => {
    expect(await verifyCaps(announced(await computeVer(info)), info)).toBe('ill-formed');
  });

  it('ignores forms without a hidden FORM_TYPE', async () => {
    const open: DiscoInfo = {
      ...simple,
      forms: [{ type: 'result', instructions: [], fields: [{ var: 'FORM_TYPE', values: ['a'] }] }],
    };
    expect(await verifyCaps(announced('QgayPKawpkPSDYmwT/WM94uAlu0='), open)).toBe('verified');
  });

  it('names the node to ask', () => {
    expect(capsNode(announced('abc='))).toBe('https://x#abc=');
  });
});
