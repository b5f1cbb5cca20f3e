/** Fetches Converse.js into the cache folder: an exact version, its integrity checked; nothing of it is shipped or depended on. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../src/local/cache-folder.ts';

const run = promisify(execFile);
export const converseVersion = '14.0.0';
const integrity =
  'sha512-LFUg030jDalV47vI/vyVPqYPZfJYXFbubq8v0cFDe2zXNeeGEk3Up0Fj/WTzT6t+6do+cAIToy73eAj7RNDj2Q==';

/** The folder of its build. */
export async function fetchConverse(tell: (line: string) => void): Promise<string> {
  const root = await cacheFolder();
  const folder = join(root, `converse.js-${converseVersion}`);
  const dist = join(folder, 'package', 'dist');
  if (await exists(join(dist, 'converse.min.js'))) return dist;
  tell(`Fetching converse.js ${converseVersion} into ${folder} (once)…`);
  await mkdir(root, { recursive: true });
  const temporary = await mkdtemp(`${folder}.part-`);
  try {
    const { stdout } = await run('npm', [
      'pack',
      `converse.js@${converseVersion}`,
      '--silent',
      '--pack-destination',
      temporary,
    ]);
    const archive = join(temporary, stdout.trim().split('\n').at(-1) ?? '');
    const hash = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${hash}` !== integrity)
      throw new Error(`converse.js ${converseVersion} is not what was published`);
    await run('tar', ['-xzf', archive, '-C', temporary]);
    await rm(archive);
    await rename(temporary, folder).catch(async (error: unknown) => {
      // Another process was first.
      if (!(await exists(join(dist, 'converse.min.js')))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return dist;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
