/** A private apt: its own lists and cache in a folder, the system's keys and proxies, nothing written to the system. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Unavailable } from '../server/local-server.ts';
import { type AptSource, mainArchive, parseDeb822, parseOneLine, privateSources } from './sources.ts';

const run = promisify(execFile);

export interface Apt {
  /** `apt-cache` with the private lists; gives its standard output. */
  cache(args: readonly string[]): Promise<string>;
  /** `apt-get download` of exact names (or name=version) into `folder`. */
  download(names: readonly string[], folder: string): Promise<void>;
  readonly codename: string;
}

/** Sets up the private lists in `folder` and updates them (about 10 MB from the machine's own mirror). */
export async function openApt(folder: string): Promise<Apt> {
  const codename = await releaseCodename();
  const archive = mainArchive(await readSources(), codename);
  if (archive === undefined) throw new Unavailable(`apt has no source for ${codename}`);
  await mkdir(join(folder, 'lists/partial'), { recursive: true });
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true });
  const config = join(folder, 'apt.conf');
  await writeFile(config, configText(folder));
  await writeFile(join(folder, 'sources.list'), privateSources(archive, [codename, `${codename}-backports`]));
  try {
    await get(config, ['update']);
  } catch {
    // A release without backports makes the whole update fail: ask again for the release alone.
    await writeFile(join(folder, 'sources.list'), privateSources(archive, [codename]));
    await get(config, ['update']);
  }
  return {
    codename,
    cache: async (args) => (await run('apt-cache', ['-c', config, ...args], { maxBuffer: 1 << 26 })).stdout,
    download: (names, into) => get(config, ['download', ...names], into),
  };
}

/** Names of the packages that dpkg says are installed here. */
export async function installedPackages(): Promise<Set<string>> {
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], {
    maxBuffer: 1 << 26,
  });
  const lines = stdout.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(lines.map((line) => line.slice(0, line.indexOf(' '))));
}

export async function hasApt(): Promise<boolean> {
  try {
    await run('apt-get', ['--version']);
    await run('dpkg', ['--version']);
    return true;
  } catch {
    return false;
  }
}

async function get(config: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await run('apt-get', ['-q', '-c', config, ...args], {
      maxBuffer: 1 << 26,
      timeout: 300_000,
      ...(cwd === undefined ? {} : { cwd }),
    });
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const line = text.split('\n').find((l) => l.startsWith('E:')) ?? text.split('\n')[0] ?? '';
    throw new Unavailable(`apt-get ${args[0] ?? ''} failed: ${line}`);
  }
}

/** `-c` files are read last, so `#clear` takes the system's hooks out of this private run. */
function configText(folder: string): string {
  return [
    `Dir::Etc::sourcelist "${folder}/sources.list";`,
    'Dir::Etc::sourceparts "-";',
    `Dir::State::lists "${folder}/lists";`,
    `Dir::Cache "${folder}/cache";`,
    'Acquire::Languages "none";',
    'Acquire::Retries "3";',
    'APT::Update::Error-Mode "any";',
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    // Root's apt drops to a user who cannot read a private folder; signatures are checked all the same.
    ...(process.getuid?.() === 0 ? ['APT::Sandbox::User "root";'] : []),
    '',
  ].join('\n');
}

async function releaseCodename(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const name = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1];
  if (name === undefined) throw new Unavailable('/etc/os-release names no release');
  return name;
}

async function readSources(): Promise<AptSource[]> {
  const parts = '/etc/apt/sources.list.d';
  const names = await readdir(parts).catch(() => [] as string[]);
  const found = parseOneLine(await readFile('/etc/apt/sources.list', 'utf8').catch(() => ''));
  for (const name of names.sort()) {
    const text = await readFile(join(parts, name), 'utf8').catch(() => '');
    if (name.endsWith('.sources')) found.push(...parseDeb822(text));
    if (name.endsWith('.list')) found.push(...parseOneLine(text));
  }
  return found;
}
