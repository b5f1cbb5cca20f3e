/** Finds the ejabberd that is installed here, with the Erlang it runs on. */
import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Unavailable } from '../server/local-server.ts';

const run = promisify(execFile);

export interface EjabberdProgram {
  readonly erl: string;
  readonly erlc: string;
  /** Folder of Erlang's libraries beside its own, for ERL_LIBS. */
  readonly libraries: string;
  /** Headers that ejabberd's own modules are compiled with. */
  readonly include: string;
  readonly label: string;
}

const install = 'on Debian and Ubuntu: apt-get install ejabberd erlang-p1-sqlite3';

/** Throws `Unavailable`. */
export async function findEjabberd(): Promise<EjabberdProgram> {
  const control = await onPath('ejabberdctl');
  const erl = await onPath('erl');
  const erlc = await onPath('erlc');
  if (control === undefined || erl === undefined || erlc === undefined) {
    throw new Unavailable(`no ejabberd here; ${install}`);
  }
  const libraries = librariesOf(await readFile(control, 'utf8'));
  const { stdout } = await run(erl, ['-noshell', '-eval', probe], {
    env: { ...process.env, ERL_LIBS: libraries },
    timeout: 30_000,
  });
  const facts = parseProbe(stdout);
  return { erl, erlc, libraries, include: facts.include, label: `ejabberd ${facts.version} (installed)` };
}

/** Where ejabberdctl, a shell script, looks for libraries. */
export function librariesOf(script: string): string {
  return /^(?:export )?ERL_LIBS=['"]?([^'"\n]*)/m.exec(script)?.[1] ?? '';
}

/** Prints where three modules are, how messages are archived and the version, a line each. */
const probe = `
  [io:format("~s~n", [code:which(Module)]) || Module <- [ejabberd_app, sqlite3, compile]],
  code:ensure_loaded(mod_mam_sql),
  io:format("~s~n", [erlang:function_exported(mod_mam_sql, store, 8)]),
  application:load(ejabberd),
  io:format("~s~n", [case application:get_key(ejabberd, vsn) of {ok, V} -> V; undefined -> "" end]),
  halt().`;

export function parseProbe(output: string): { include: string; version: string } {
  const [server = '', database = '', compiler = '', archives = '', version = ''] = output.trim().split('\n');
  if (!server.startsWith('/')) throw new Unavailable(`Erlang does not find its ejabberd; ${install}`);
  if (!database.startsWith('/')) throw new Unavailable(`ejabberd ${version} lacks its SQLite; ${install}`);
  if (!compiler.startsWith('/')) throw new Unavailable('Erlang has no compiler here');
  if (archives !== 'true') {
    throw new Unavailable(`ejabberd ${version} keeps its archive in another way than 23.01 does`);
  }
  return { include: join(dirname(server), '../include'), version };
}

/** Debian keeps ejabberdctl where only root's PATH leads, and lets everybody read it. */
async function onPath(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders.filter((path) => path !== '')) {
    const path = join(folder, name);
    const found = await access(path, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
