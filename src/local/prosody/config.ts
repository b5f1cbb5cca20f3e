/** Writes the configuration of a throw-away Prosody (0.12 or 13): loopback, one HTTP port, accounts in plain files. */
import type { Federation } from '../server/local-server.ts';
import type { ServerVersion } from './packages.ts';

export type LuaValue = string | number | boolean | readonly LuaValue[] | { readonly [key: string]: LuaValue };

export type HostSettings = Readonly<Record<string, LuaValue>>;

export interface ServerOptions {
  /** Virtual host; `localhost` unless told. */
  readonly domain?: string;
  /** Further virtual hosts on the same port, each with its own options over the global ones. */
  readonly extraHosts?: Readonly<Record<string, HostSettings>>;
  /** Modules of the usual set to leave out: `mam`, `carbons`, `smacks`, `sasl2`… */
  readonly withoutModules?: readonly string[];
  readonly extraModules?: readonly string[];
  /** Other servers on this machine that this one speaks to. */
  readonly federation?: Federation;
  /** Global options that replace or join those below. */
  readonly settings?: Readonly<Record<string, LuaValue>>;
}

export interface ConfigFacts {
  readonly version: ServerVersion;
  readonly folder: string;
  readonly pluginFolder: string;
  readonly httpPort: number;
  /** Key of the staging module. */
  readonly token: string;
}

const usual = [
  ...['roster', 'saslauth', 'disco', 'carbons', 'pep', 'private', 'blocklist', 'vcard4', 'version', 'time'],
  ...['ping', 'register', 'mam', 'csi', 'smacks', 'websocket', 'limits', 'kith_host_meta', 'kith_stage'],
];
/** On 0.12 any of these breaks every stream. */
const sasl2 = ['sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast'];

export function modulesOf(version: ServerVersion, options: ServerOptions): string[] {
  const federated = options.federation === undefined ? [] : ['s2s', 'dialback', 'kith_s2s'];
  const newer = version === 'prosody-13' ? sasl2 : [];
  const all = [...usual, ...newer, ...federated, ...(options.extraModules ?? [])];
  const without = new Set(options.withoutModules ?? []);
  return all.filter((name) => !without.has(name) && !(without.has('sasl2') && sasl2.includes(name)));
}

/**
 * Nothing leaves this machine: an address elsewhere bounces at once, and servers here call each other back in clear.
 * Prosody 13 loads its own host-meta beside ours unless told not to.
 */
function disabledModules({ federation, extraModules }: ServerOptions): string[] {
  return [
    ...(federation === undefined ? ['s2s'] : []),
    'tls',
    ...(extraModules?.includes('http_altconnect') === true ? [] : ['http_altconnect']),
  ];
}

export function configText(facts: ConfigFacts, options: ServerOptions): string {
  const { folder, httpPort } = facts;
  const { federation } = options;
  const domain = options.domain ?? 'localhost';
  const websocket = `ws://localhost:${httpPort}/xmpp-websocket`;
  const settings: Record<string, LuaValue> = {
    run_as_root: true,
    pidfile: `${folder}/prosody.pid`,
    data_path: `${folder}/data`,
    certificates: `${folder}/certs`,
    plugin_paths: [facts.pluginFolder],
    log: { info: `${folder}/prosody.log`, error: '*console' },
    interfaces: ['127.0.0.1'],
    local_interfaces: ['127.0.0.1'],
    c2s_ports: [],
    c2s_direct_tls_ports: [],
    s2s_ports: federation === undefined ? [] : [federation.port],
    s2s_direct_tls_ports: [],
    http_ports: [httpPort],
    http_interfaces: ['127.0.0.1'],
    https_ports: [],
    http_default_host: domain,
    http_external_url: `http://localhost:${httpPort}/`,
    http_cors_override: { websocket: { enabled: true } },
    cross_domain_websocket: true,
    consider_websocket_secure: true,
    c2s_require_encryption: false,
    allow_unencrypted_plain_auth: true,
    authentication: 'internal_hashed',
    // Accounts and rosters in files, which the launcher writes; archives in SQLite, which pages far faster.
    default_storage: 'internal',
    storage: { archive: 'sql' },
    sql: { driver: 'SQLite3', database: `${folder}/prosody.sqlite` },
    sqlite_tune: 'fast',
    allow_registration: true,
    // Without a rate of our own mod_limits holds every client to 10 KiB/s.
    limits: { c2s: { rate: '100mb/s', burst: '2s' } },
    smacks_hibernation_time: 300,
    archive_expires_after: 'never',
    default_archive_policy: true,
    max_archive_query_results: 250,
    push_notification_with_body: false,
    push_notification_with_sender: false,
    kith_websocket: websocket,
    kith_token: facts.token,
    modules_enabled: modulesOf(facts.version, options),
    modules_disabled: disabledModules(options),
    s2s_require_encryption: false,
    s2s_secure_auth: false,
    kith_s2s_ports: federation?.others ?? {},
    ...options.settings,
  };
  const hosts = Object.entries({ [domain]: {}, ...options.extraHosts });
  const sections = hosts.flatMap(([host, own]) => [`VirtualHost(${lua(host)})`, ...optionLines(own)]);
  return [...optionLines(settings), '', ...sections, ''].join('\n');
}

function optionLines(settings: HostSettings): string[] {
  return Object.entries(settings).map(([name, value]) => `${name} = ${lua(value)}`);
}

/** A Lua literal. Strings are quoted by decimal escapes wherever a character could end or bend them. */
export function lua(value: LuaValue): string {
  if (typeof value === 'string') return luaString(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return `{ ${value.map(lua).join(', ')} }`;
  const fields = Object.entries(value).map(([key, item]) => `[${luaString(key)}] = ${lua(item)}`);
  return `{ ${fields.join('; ')} }`;
}

function isList(value: LuaValue): value is readonly LuaValue[] {
  return Array.isArray(value);
}

function luaString(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = '"';
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    out += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return `${out}"`;
}
