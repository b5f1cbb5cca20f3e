/** Writes the configuration of a throw-away ejabberd: loopback, one HTTP port, everything in one SQLite file. */

export interface EjabberdOptions {
  /** Virtual host; `localhost` unless told. */
  readonly domain?: string;
}

export interface EjabberdFacts {
  readonly folder: string;
  readonly httpPort: number;
}

/** Where its WebSocket is, as in ejabberd's own examples. */
export const webSocketPath = '/ws';

/** JSON, which is YAML too. */
export function configText({ folder, httpPort }: EjabberdFacts, options: EjabberdOptions): string {
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
      ],
      auth_method: 'sql',
      auth_password_format: 'scram',
      default_db: 'sql',
      sql_type: 'sqlite',
      sql_database: `${folder}/ejabberd.sqlite`,
      acl: { local: { user_regexp: '' } },
      access_rules: { local: { allow: 'local' } },
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
    mod_stream_mgmt: { resend_on_timeout: 'if_offline', resume_timeout: 300 },
    mod_vcard: {},
    mod_version: {},
  };
}
