/** Starts a throw-away Prosody on loopback. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keep } from '../server/kept.ts';
import type { LocalServer } from '../server/local-server.ts';
import { writeAccount, writeRoster } from './accounts.ts';
import { type ServerOptions, configText } from './config.ts';
import type { Program } from './unpack.ts';

/** Modules for throw-away servers. */
export const pluginFolder = fileURLToPath(new URL('./plugins', import.meta.url));

export async function launchProsody(program: Program, options: ServerOptions = {}): Promise<LocalServer> {
  const domain = options.domain ?? 'localhost';
  const kept = await keep({
    name: 'Prosody',
    domain,
    path: '/xmpp-websocket',
    log: 'prosody.log',
    portTaken: /Failed to open server port|in use by another/i,
    prepare: async (folder, httpPort, token) => {
      await mkdir(join(folder, 'data'), { recursive: true });
      await mkdir(join(folder, 'certs'), { recursive: true });
      const config = join(folder, 'prosody.cfg.lua');
      const facts = { version: program.series, folder, pluginFolder, httpPort, token };
      await writeFile(config, configText(facts, options));
      return {
        command: program.command,
        args: [...program.args, '--config', config, '-F'],
        env: program.env,
      };
    },
  });
  const data = join(kept.folder, 'data');
  return Object.assign(kept, {
    label: program.label,
    domain,
    addAccount: (user: string, password: string, host = domain) => writeAccount(data, host, user, password),
    setRoster: (user, entries, requests = []) => writeRoster(data, domain, user, entries, requests),
    archive: async (entries) => (await kept.stage('archive', entries)) as string[],
    cut: async (user, condition, host = domain) =>
      Number(await kept.stage('cut', { user, host, ...(condition === undefined ? {} : { condition }) })),
  } satisfies Pick<LocalServer, 'label' | 'domain' | 'addAccount' | 'setRoster' | 'archive' | 'cut'>);
}
