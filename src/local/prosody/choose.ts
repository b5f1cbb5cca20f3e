/** Which Prosody runs here: the unpacked one, fetched without asking; else one on the PATH; else a clear line. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Unavailable } from '../server/local-server.ts';
import type { ServerVersion } from './packages.ts';
import { type Program, unpackedProsody } from './unpack.ts';

const run = promisify(execFile);

/** For `npm start`: whatever works best. Tests call `unpackedProsody` with the version they are written for. */
export async function chooseProsody(
  tell: (line: string) => void,
  unpacked: typeof unpackedProsody = unpackedProsody,
): Promise<Program> {
  try {
    return await unpacked('prosody-13', tell);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    const installed = await installedProsody();
    if (installed === undefined) throw error;
    tell(`${error.message}; using the installed Prosody`);
    return installed;
  }
}

async function installedProsody(): Promise<Program | undefined> {
  try {
    const { stdout } = await run('prosodyctl', ['about']);
    const version = /Prosody\s+(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
    if (version === undefined) return undefined;
    const series: ServerVersion = version.startsWith('13.') ? 'prosody-13' : 'prosody-0.12';
    return { command: 'prosody', args: [], env: {}, label: `prosody ${version} (installed)`, series };
  } catch {
    return undefined;
  }
}
