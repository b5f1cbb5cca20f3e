/** Where what is fetched once is kept: servers, and what Kith is measured beside. */
import { access, constants, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Unavailable } from './server/local-server.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** XDG cache, else ~/.cache, else the project's own `.cache`, whichever can be written. */
export async function cacheFolder(): Promise<string> {
  const xdg = process.env['XDG_CACHE_HOME'];
  const candidates = [...(xdg ? [xdg] : []), join(homedir(), '.cache')].map((path) => join(path, 'kith'));
  for (const path of [...candidates, join(projectRoot, '.cache')]) {
    try {
      await mkdir(path, { recursive: true });
      await access(path, constants.W_OK);
      return path;
    } catch {
      continue;
    }
  }
  throw new Unavailable('no writable cache folder: set XDG_CACHE_HOME');
}
