/** SCRAM: the vectors of RFC 5802 §5 and RFC 7677 §3, stored keys, and every way a server may cheat (A03). */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import type { Credentials, ScramHashName } from '../session.ts';
import { fromUtf8, toBase64, utf8 } from './base64.ts';
import { Scram, type SaslOffer } from './scram.ts';

interface Setup {
  hash?: ScramHashName;
  username?: string;
  credentials?: Credentials;
  nonce?: string;
  offer?: SaslOffer;
}

const pencil: Credentials = { kind: 'password', password: 'pencil' };
const scram = (setup: Setup = {}): Scram =>
  new Scram({
    hash: setup.hash ?? 'SHA-1',
    username: setup.username ?? 'user',
    credentials: setup.credentials ?? pencil,
    nonce: setup.nonce ?? 'fyko+d2lbbFgONRv9qkxdawL',
    offer: setup.offer ?? { mechanisms: ['SCRAM-SHA-1'] },
  });
const rfc5802 = 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096';

describe('SCRAM', () => {
  it('speaks the exchange of RFC 5802 §5 with SHA-1', async () => {
    const login = scram();
    expect(fromUtf8(login.first())).toBe('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL');
    expect(fromUtf8(must(await login.answer(utf8(rfc5802))))).toBe(
      'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    );
    expect(login.verify(utf8('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='))).toBe(true);
  });

  it('speaks the exchange of RFC 7677 §3 with SHA-256', async () => {
    const login = scram({ hash: 'SHA-256', nonce: 'rOprNGfwEbeRWgbNEkqO' });
    const first = 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096';
    expect(fromUtf8(must(await login.answer(utf8(first))))).toBe(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    );
    expect(login.verify(utf8('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).toBe(true);
  });

  it('agrees with another implementation on SHA-512 and an escaped, non-ASCII name', async () => {
    const login = scram({ hash: 'SHA-512', username: 'a,b=\u00fc', nonce: 'abc' });
    const first = 'r=abcdef,s=c2FsdHNhbHQ=,i=5000';
    expect(fromUtf8(login.first())).toBe('n,,n=a=2Cb=3D\u00fc,r=abc');
    const salted = pbkdf2Sync('pencil', Buffer.from('saltsalt'), 5000, 64, 'sha512');
    const mac = (key: Buffer, text: string): Buffer => createHmac('sha512', key).update(text).digest();
    const signed = `n=a=2Cb=3D\u00fc,r=abc,${first},c=biws,r=abcdef`;
    const clientKey = mac(salted, 'Client Key');
    const signature = mac(createHash('sha512').update(clientKey).digest(), signed);
    const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0))).toString('base64');
    expect(fromUtf8(must(await login.answer(utf8(first))))).toBe(`c=biws,r=abcdef,p=${proof}`);
    expect(login.verify(utf8(`v=${mac(mac(salted, 'Server Key'), signed).toString('base64')}`))).toBe(true);
  });

  it('logs in with the keys of an earlier login, without the password', async () => {
    const earlier = scram();
    must(await earlier.answer(utf8(rfc5802)));
    const keys = earlier.keys;
    if (!keys) throw new Error('no keys');
    const login = scram({ credentials: { kind: 'scram', keys } });
    expect(fromUtf8(must(await login.answer(utf8(rfc5802))))).toContain('p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=');
    expect(login.verify(utf8('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='))).toBe(true);
    for (const other of [rfc5802.replace('i=4096', 'i=8192'), rfc5802.replace('QSXC', 'QSXD')]) {
      const refused = await scram({ credentials: { kind: 'scram', keys } }).answer(utf8(other));
      expect(refused).toEqual({ ok: false, error: { kind: 'not-recognised', everyTime: false } });
    }
  });

  it('prepares the password', async () => {
    const plain = scram({ credentials: { kind: 'password', password: 'IX' } });
    const fancy = scram({ credentials: { kind: 'password', password: 'I\u00adX' } });
    expect(await fancy.answer(utf8(rfc5802))).toEqual(await plain.answer(utf8(rfc5802)));
    const impossible = scram({ credentials: { kind: 'password', password: 'a\u0000b' } });
    expect(await impossible.answer(utf8(rfc5802))).toEqual({ ok: false, error: { kind: 'wrong-password' } });
  });
});

describe('a server that cheats or errs', () => {
  it.each([
    ['another nonce', 'r=somethingElse,s=QSXCR+Q6sek8bf92,i=4096', 'server-not-verified'],
    ['our nonce alone', 'r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096', 'server-not-verified'],
    ['one iteration', rfc5802.replace('4096', '1'), 'scram-iterations'],
    ['4,095 iterations', rfc5802.replace('4096', '4095'), 'scram-iterations'],
    ['2^31 iterations', rfc5802.replace('4096', '2147483648'), 'scram-iterations'],
    ['10,000,001 iterations', rfc5802.replace('4096', '10000001'), 'scram-iterations'],
    ['an empty salt', rfc5802.replace('QSXCR+Q6sek8bf92', ''), 'scram-malformed'],
    ['a salt that is not base64', rfc5802.replace('QSXC', '!!'), 'scram-malformed'],
    ['iterations that are no number', rfc5802.replace('4096', '4096.5'), 'scram-malformed'],
    ['a mandatory extension', `m=ext,${rfc5802}`, 'scram-malformed'],
    ['another order', 's=QSXCR+Q6sek8bf92,r=fyko+d2lbbFgONRv9qkxdawL3,i=4096', 'scram-malformed'],
    ['an error in place of a challenge', 'e=unknown-user', 'scram-malformed'],
    ['nothing', '', 'scram-malformed'],
  ])('fails closed on %s', async (_, message, why) => {
    const login = scram();
    const result = await login.answer(utf8(message));
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).toContain(why);
    expect(login.verify(utf8('v='))).toBe(false);
    expect(login.keys).toBeUndefined();
  });

  it('fails on bytes that are not UTF-8', async () => {
    expect((await scram().answer(Uint8Array.from([0x72, 0x3d, 0xff]))).ok).toBe(false);
  });

  it.each([
    'v=rmF9pqV8S7suAoZWja4dJRkFsLQ=',
    'v=rmF9',
    'v=',
    '',
    'e=invalid-proof',
    'x=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  ])('is not believed with %j', async (final) => {
    const login = scram();
    must(await login.answer(utf8(rfc5802)));
    expect(login.verify(utf8(final))).toBe(false);
  });

  it('is not believed before it was asked', () => {
    expect(scram().verify(utf8('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='))).toBe(false);
  });
});

describe('downgrade protection (XEP-0474)', () => {
  const offer: SaslOffer = {
    mechanisms: ['SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'],
    channelBindings: ['tls-server-end-point', 'tls-exporter'],
  };

  it('accepts the hash of its full example and refuses an altered offer', async () => {
    const first = utf8(`${rfc5802},h=G6k/rBLDqgOhRRaCuuatSDFkJ08=`);
    expect((await scram({ offer }).answer(first)).ok).toBe(true);
    const stripped = await scram({ offer: { ...offer, mechanisms: ['SCRAM-SHA-1'] } }).answer(first);
    expect(stripped).toEqual({ ok: false, error: { kind: 'mechanism-too-weak' } });
    expect((await scram({ offer: { mechanisms: offer.mechanisms } }).answer(first)).ok).toBe(false);
  });

  it('leaves out the separator where no channel bindings were advertised', async () => {
    const hash = toBase64(Uint8Array.from(createHash('sha1').update('PLAIN\x1eSCRAM-SHA-1').digest()));
    const login = scram({ offer: { mechanisms: ['SCRAM-SHA-1', 'PLAIN'] } });
    expect((await login.answer(utf8(`${rfc5802},h=${hash}`))).ok).toBe(true);
  });
});
