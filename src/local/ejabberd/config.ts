/** Writes the configuration of a throw-away ejabberd: loopback, one HTTP port, everything in one SQLite file. */
import type { Federation } from '../server/local-server.ts';

export interface EjabberdOptions {
  /** Virtual host; `localhost` unless told. */
  readonly domain?: string;
  /** Another server on this machine. It must be called `localhost`, as ejabberd asks the system where a name leads. */
  readonly federation?: Federation;
}

export interface EjabberdFacts {
  readonly folder: string;
  readonly httpPort: number;
}

/** Where its WebSocket is, as in ejabberd's own examples. */
export const webSocketPath = '/ws';

/** JSON, which is YAML too. */
export function configText({ folder, httpPort }: EjabberdFacts, options: EjabberdOptions): string {
  const { federation } = options;
  const others = Object.keys(federation?.others ?? {});
  const outgoing = federation?.others['localhost'];
  if (others.some((name) => name !== 'localhost')) {
    throw new Error(`ejabberd finds no ${others.join(', ')} on this machine`);
  }
  return JSON.stringify(
    {
      hosts: [options.domain ?? 'localhost'],
      loglevel: 'info',
      listen: [
        // WebSocket streams take their limits from the first listener of plain streams. Nothing connects to this one.
        {
          port: `unix:${folder}/c2s`,
          module: 'ejabberd_c2s',
          max_stanza_size: 262_144,
          shaper: 'none',
          access: 'all',
        },
        {
          port: httpPort,
          ip: '127.0.0.1',
          module: 'ejabberd_http',
          request_handlers: {
            [webSocketPath]: 'ejabberd_http_ws',
            '/.well-known/host-meta': 'mod_host_meta',
            '/.well-known/host-meta.json': 'mod_host_meta',
            '/kith-stage': 'kith_stage',
          },
          custom_headers: { 'Access-Control-Allow-Origin': '*' },
        },
        ...(federation === undefined
          ? []
          : [{ port: federation.port, ip: '127.0.0.1', module: 'ejabberd_s2s_in' }]),
      ],
      s2s_use_starttls: false,
      ...(outgoing === undefined ? {} : { outgoing_s2s_port: outgoing }),
      auth_method: 'sql',
      auth_password_format: 'scram',
      default_db: 'sql',
      sql_type: 'sqlite',
      sql_database: `${folder}/ejabberd.sqlite`,
      acl: { local: { user_regexp: '' }, others: { server: others } },
      access_rules: { local: { allow: 'local' }, others: { allow: 'others' } },
      // Nothing leaves this machine.
      s2s_access: 'others',
      shaper: {},
      shaper_rules: { max_user_sessions: 100, max_user_offline_messages: 100_000 },
      modules: modules(httpPort),
    },
    null,
    2,
  );
}

/** Of ejabberd's usual set, what people who talk to each other need. */
function modules(httpPort: number): Readonly<Record<string, unknown>> {
  return {
    mod_blocking: {},
    mod_caps: {},
    mod_carboncopy: {},
    mod_client_state: {},
    mod_disco: {},
    mod_host_meta: { websocket_url: `ws://localhost:${httpPort}${webSocketPath}` },
    mod_last: {},
    mod_mam: { assume_mam_usage: true, default: 'always', request_activates_archiving: false },
    mod_offline: { access_max_user_messages: 'max_user_offline_messages' },
    mod_ping: {},
    mod_privacy: {},
    mod_private: {},
    mod_pubsub: { plugins: ['flat', 'pep'] },
    mod_register: { ip_access: 'all' },
    mod_roster: { versioning: true },
    mod_s2s_dialback: {},
    mod_stream_mgmt: { resend_on_timeout: 'if_offline', resume_timeout: 300 },
    mod_vcard: {},
    mod_version: {},
  };
}
