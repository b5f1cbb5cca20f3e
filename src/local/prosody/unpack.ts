/** Fetches a Prosody from the distribution's signed archive and unpacks it into a cache folder; installs nothing. */
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder.ts';
import { Unavailable } from '../server/local-server.ts';
import { type Apt, hasApt, installedPackages, openApt } from './apt.ts';
import {
  type ServerVersion,
  askedPackages,
  parseClosure,
  parseMadison,
  pickOffer,
  selectPackages,
} from './packages.ts';

const run = promisify(execFile);

/** How to run a Prosody: the command with its first arguments, and the environment it needs. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What was unpacked or found, for the terminal. */
  readonly label: string;
  readonly series: ServerVersion;
}

/** The unpacked Prosody of that series; fetched on first use (about 12 MB). Throws `Unavailable`. */
export async function unpackedProsody(series: ServerVersion, tell: (line: string) => void): Promise<Program> {
  const folder = join(await cacheFolder(), series);
  if (!(await exists(join(folder, 'versions.json')))) {
    if (!(await hasApt())) {
      throw new Unavailable(
        'no apt here to fetch Prosody with: install Prosody with your package manager, or name a server with --server wss://host/xmpp-websocket',
      );
    }
    tell(`Fetching ${series} into ${folder} (once)…`);
    await fetchInto(folder, series);
  }
  return program(folder, series);
}

async function fetchInto(folder: string, series: ServerVersion): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}.part-`);
  try {
    const apt = await openApt(join(temporary, 'apt'));
    const names = await resolve(apt, series);
    const debs = join(temporary, 'debs');
    const root = join(temporary, 'root');
    await mkdir(debs);
    await mkdir(root);
    await apt.download(names, debs);
    const files = (await readdir(debs)).filter((name) => name.endsWith('.deb')).sort();
    for (const name of files) await run('dpkg', ['-x', join(debs, name), root]);
    const versions = files.map((name) =>
      decodeURIComponent(name.replace(/_[^_]*\.deb$/, '')).replace('_', ' '),
    );
    await writeFile(
      join(temporary, 'versions.json'),
      JSON.stringify({ release: apt.codename, versions }, null, 2),
    );
    await rm(join(temporary, 'apt'), { recursive: true });
    await rm(debs, { recursive: true });
    try {
      await rename(temporary, folder);
    } catch (error) {
      // Another process was first: its tree is as good as ours.
      if (!(await exists(join(folder, 'versions.json')))) throw error;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Exact names: Prosody of the wanted series, then what apt says it stands on, cut to what is worth unpacking. */
async function resolve(apt: Apt, series: ServerVersion): Promise<string[]> {
  const offer = pickOffer(parseMadison(await apt.cache(['madison', 'prosody'])), series);
  if (offer === undefined) throw new Unavailable(`${apt.codename} and its backports offer no ${series}`);
  const prosody = `prosody=${offer.version}`;
  const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
    (r) => `--no-${r}`,
  );
  const asked = askedPackages(series);
  const closure = await apt.cache(['depends', '--recurse', ...only, prosody, ...asked]);
  const names = selectPackages(parseClosure(closure), await installedPackages());
  const modules = asked.includes('prosody-modules') ? [await newestModules(apt)] : [];
  return [...new Set([prosody, ...modules, ...names])];
}

async function newestModules(apt: Apt): Promise<string> {
  const [offer] = parseMadison(await apt.cache(['madison', 'prosody-modules']));
  if (offer === undefined) throw new Unavailable(`${apt.codename} offers no prosody-modules`);
  return `prosody-modules=${offer.version}`;
}

/** Paths are found, not assumed: the multiarch folder differs between processors. */
async function program(folder: string, series: ServerVersion): Promise<Program> {
  const root = join(folder, 'root');
  const lib = join(root, 'usr/lib');
  const multiarch: string[] = [];
  for (const name of await readdir(lib)) {
    if (/^[a-z0-9_]+-linux-gnu/.test(name)) multiarch.push(join(lib, name));
  }
  const library = multiarch[0];
  if (library === undefined)
    throw new Unavailable(`${lib} holds no library folder: delete ${folder} and try again`);
  // The installed path is the only thing in the package that ties Prosody to one place.
  const patched = join(folder, 'prosody.lua');
  const text = (await readFile(join(root, 'usr/bin/prosody'), 'utf8')).replaceAll(
    "'/usr/lib/prosody",
    `'${lib}/prosody`,
  );
  if ((await readFile(patched, 'utf8').catch(() => '')) !== text) await writeFile(patched, text);
  const known = JSON.parse(await readFile(join(folder, 'versions.json'), 'utf8')) as { versions: string[] };
  const label = known.versions.find((v) => v.startsWith('prosody ')) ?? series;
  return {
    command: join(root, 'usr/bin/lua5.4'),
    args: [patched],
    env: {
      LUA_PATH: `${root}/usr/share/lua/5.4/?.lua;${root}/usr/share/lua/5.4/?/init.lua`,
      LUA_CPATH: `${library}/lua/5.4/?.so`,
      LD_LIBRARY_PATH: library,
    },
    label: `${label} (unpacked)`,
    series,
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
