/** `npm run doctor -- https://chat.example.org user@example.org`: looks at a deployment and says what is missing. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { examine } from './doctor/examine.ts';
import { printed } from './doctor/finding.ts';
import { webOf, type WebOptions } from './doctor/web.ts';

const usage = `npm run doctor -- https://chat.example.org user@example.org [--connect-to host:port]

Looks at the page, its headers and policy, at how the WebSocket is found, at the WebSocket, and, with the password
(asked for, or in KITH_PASSWORD), at archive, push, carbons and blocking. Changes nothing. Ends with 1 if something is wrong.
--connect-to reaches every host there instead: to look at a deployment before the DNS leads to it.`;

/** Undefined: these arguments are not to be understood. */
function readArguments(): { url: URL; address: string; connectTo: WebOptions['connectTo'] } | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { 'connect-to': { type: 'string' } },
  });
  if (Object.keys(values).some((name) => name !== 'connect-to')) return undefined;
  const [page = '', address = ''] = positionals;
  if (positionals.length !== 2 || !/^https?:/.test(page) || !URL.canParse(page)) return undefined;
  if (!/^([^@/\s]+@)?[^@/\s]+$/.test(address)) return undefined;
  const to = values['connect-to'];
  const [, host, port] = /^(.+):(\d+)$/.exec(typeof to === 'string' ? to : '') ?? [];
  if (to !== undefined && (host === undefined || port === undefined)) return undefined;
  const connectTo = host === undefined ? undefined : { host, port: Number(port) };
  return { url: new URL(page), address, connectTo };
}

/** Without an echo; undefined where nobody can be asked, or nothing is typed. */
async function askPassword(address: string): Promise<string | undefined> {
  const given = process.env['KITH_PASSWORD'];
  if (given !== undefined) return given === '' ? undefined : given;
  if (!process.stdin.isTTY || !address.includes('@')) return undefined;
  process.stderr.write(`Password of ${address} (Enter: go without): `);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const typed = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => {
      resolve('');
    });
  });
  lines.close();
  process.stderr.write('\n');
  return typed === '' ? undefined : typed;
}

const wish = readArguments();
if (wish === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const { url, address, connectTo } = wish;
  const password = await askPassword(address);
  const chapters = await examine(webOf(connectTo === undefined ? {} : { connectTo }), {
    url,
    address,
    password,
  });
  console.log(printed(chapters));
  const isWrong = chapters.some(({ findings }) => findings.some(({ level }) => level === 'wrong'));
  process.exitCode = isWrong ? 1 : 0;
}
