/** `npm run doctor` on a deployment over TLS: the README's Prosody sample as it stands, and one with mistakes. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pluginFolder } from '../../src/local/prosody/launch.ts';
import { prosodyModule } from '../../src/local/samples.ts';
import { expect, test } from '../fixtures.ts';
import { serveTls } from '../tls.ts';

test.describe.configure({ mode: 'serial' });

const root = fileURLToPath(new URL('../..', import.meta.url));
const domain = 'doctor.test';

interface Report {
  readonly code: number;
  readonly text: string;
}

/** As an operator runs it, on names that lead to this machine. */
const doctor = (address: string, password: string, trusted: string): Promise<Report> =>
  new Promise((resolve) => {
    const args = ['--import', 'tsx', 'src/local/doctor.ts', `https://${domain}/`, address];
    const to = ['--connect-to', `127.0.0.1:${process.env['KITH_TLS_PORT'] ?? ''}`];
    const env = { ...process.env, KITH_PASSWORD: password, NODE_EXTRA_CA_CERTS: trusted };
    execFile(process.execPath, [...args, ...to], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });

for (const { name, change, withoutModules, hostMeta, code, lines } of [
  {
    name: 'finds nothing wrong with the sample',
    change: (module: string) => module,
    withoutModules: [],
    hostMeta: ['http_altconnect'],
    code: 0,
    lines: [
      `ok      https://${domain}/ is Kith`,
      'ok      Content-Security-Policy is as Kith is built for',
      `ok      host-meta.json names wss://${domain}/xmpp-websocket`,
      'ok      signs in by SCRAM-SHA-1',
      'ok      message archive (XEP-0313)',
      'ok      blocking (XEP-0191)',
      '0 wrong',
    ],
  },
  {
    name: 'says what is missing',
    change: (module: string) =>
      module
        .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
        .replace(/.*x_frame_options.*\n/, ''),
    withoutModules: ['mam', 'carbons', 'blocklist'],
    hostMeta: [],
    code: 1,
    lines: [
      "WRONG   script-src also allows 'unsafe-inline'",
      'WRONG   no X-Frame-Options',
      `WRONG   https://${domain}/.well-known/host-meta.json is not there (status 404)`,
      'WRONG   no message archive (XEP-0313)',
      'WRONG   no carbons (XEP-0280)',
      'better  no blocking (XEP-0191)',
    ],
  },
]) {
  test(`the doctor ${name}`, async ({ launch }) => {
    const folder = await mkdtemp(join(tmpdir(), 'kith-doctor-'));
    const headers = { connect: [`https://${domain}`, `wss://${domain}`] };
    await writeFile(join(folder, 'mod_kith.lua'), change(prosodyModule(headers)));
    const stack = await launch({
      domain,
      extraModules: ['kith', ...hostMeta],

      withoutModules: [...withoutModules, 'kith_host_meta'],
      settings: {
        plugin_paths: [pluginFolder, folder],
        kith_folder: join(root, 'dist'),
        http_external_url: `https://${domain}/`,
      },
    });
    const front = await serveTls({ forward: stack.server.httpPort });
    try {
      const trusted = join(folder, 'certificate.pem');
      await writeFile(trusted, front.certificate);
      const account = await stack.createAccount();
      const { code: ended, text } = await doctor(account.jid, account.password, trusted);
      for (const line of lines) expect(text).toContain(line);
      expect(text).not.toContain(account.password);
      expect(ended).toBe(code);

      const stranger = await doctor(account.jid, 'not the password', trusted);
      expect(stranger.text).toContain('the server does not take this address and password');
      const alone = await doctor(account.jid, '', trusted);
      expect(alone.text).toContain('needs the password');
      await writeFile(trusted, '');
      const distrusted = await doctor(account.jid, '', trusted);
      expect(distrusted.text).toContain('the certificate is self-signed');
    } finally {
      await front.stop();
      await rm(folder, { recursive: true });
    }
  });
}

test('the doctor says how it is used', async () => {
  const usage = await new Promise<Report>((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/local/doctor.ts', 'chat.example.org'],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
      },
    );
  });
  expect(usage.code).toBe(2);
  expect(usage.text).toContain('npm run doctor -- https://chat.example.org user@example.org');
});
