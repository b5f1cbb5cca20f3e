/** Starts a throw-away ejabberd on loopback: without Erlang's distribution, so no port but the one it is told. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { keep } from '../server/kept.ts';
import type { LocalServer } from '../server/local-server.ts';
import { type EjabberdOptions, configText, webSocketPath } from './config.ts';
import type { EjabberdProgram } from './find.ts';

const run = promisify(execFile);
const stageModule = fileURLToPath(new URL('./plugins/kith_stage.erl', import.meta.url));

export async function launchEjabberd(
  program: EjabberdProgram,
  options: EjabberdOptions = {},
): Promise<LocalServer> {
  const domain = options.domain ?? 'localhost';
  const kept = await keep({
    name: 'ejabberd',
    domain,
    path: webSocketPath,
    log: 'ejabberd.log',
    portTaken: /eaddrinuse|address already in use/i,
    prepare: async (folder, httpPort, token) => {
      await mkdir(join(folder, 'mnesia'), { recursive: true });
      await mkdir(join(folder, 'beam'), { recursive: true });
      await run(program.erlc, ['-I', program.include, '-o', join(folder, 'beam'), stageModule]);
      const config = join(folder, 'ejabberd.yml');
      await writeFile(config, configText({ folder, httpPort }, options));
      const paths = ['-pa', join(folder, 'beam'), '-mnesia', 'dir', `"${join(folder, 'mnesia')}"`];
      return {
        command: program.erl,
        args: ['-noinput', '+K', 'true', ...paths, '-s', 'ejabberd'],
        env: {
          HOME: folder,
          ERL_LIBS: program.libraries,
          ERL_CRASH_DUMP: '/dev/null',
          EJABBERD_CONFIG_PATH: config,
          EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
          KITH_TOKEN: token,
        },
      };
    },
  });
  return Object.assign(kept, {
    label: program.label,
    domain,
    addAccount: async (user, password, host = domain) => {
      await kept.stage('account', { user, host, password });
    },
    setRoster: async (user, entries, requests = []) => {
      await kept.stage('roster', { user, host: domain, entries, requests });
    },
    archive: async (entries) => {
      const placed = entries.map((entry) => ({ host: domain, ...entry }));
      return (await kept.stage('archive', placed)) as string[];
    },
    cut: async (user, condition, host = domain) =>
      Number(await kept.stage('cut', { user, host, ...(condition === undefined ? {} : { condition }) })),
  } satisfies Pick<LocalServer, 'label' | 'domain' | 'addAccount' | 'setRoster' | 'archive' | 'cut'>);
}
