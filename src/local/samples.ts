/** Server configurations for the README, written from the headers that the tests run under. */
import {
  type HeaderOptions,
  contentTypes,
  hashedCaching,
  hashedPath,
  otherCaching,
  securityHeaders,
} from './headers.ts';

/** Placeholder host and folder of all samples. */
const host = 'chat.example.org';
const folder = '/srv/kith';
const single: HeaderOptions = { connect: ['https://example.org', 'wss://chat.example.org'] };

export interface Sample {
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

export function samples(): readonly Sample[] {
  return [
    { name: 'nginx', language: 'nginx', text: nginx() },
    { name: 'caddy', language: 'caddyfile', text: caddy() },
    { name: 'prosody-module', language: 'lua', text: prosodyModule() },
    { name: 'prosody-config', language: 'lua', text: prosodyConfig() },
    { name: 'ejabberd', language: 'yaml', text: ejabberd() },
  ];
}

/** The text that stands between a sample's markers in the README. */
export function block(sample: Sample): string {
  return `<!-- sample:${sample.name} -->\n\n\`\`\`${sample.language}\n${sample.text}\`\`\`\n\n<!-- /sample -->`;
}

/** Puts every sample between its markers; a missing marker throws. */
export function fillIn(readme: string): string {
  return samples().reduce((text, sample) => {
    const marked = new RegExp(`<!-- sample:${sample.name} -->[\\s\\S]*?<!-- /sample -->`);
    if (!marked.test(text)) throw new Error(`README.md has no place for the sample ${sample.name}`);
    return text.replace(marked, () => block(sample));
  }, readme);
}

function nginx(): string {
  const headers = securityHeaders(single).map(([name, value]) => `    add_header ${name} "${value}" always;`);
  return `map $uri $kith_caching {
    ~^${hashedPath} "${hashedCaching}";
    default "${otherCaching}";
}

server {
    listen 443 ssl;
    server_name ${host};
    # ssl_certificate and ssl_certificate_key as usual
    root ${folder};
    index index.html;
    types_hash_max_size 4096;
    include mime.types;
    types { application/manifest+json webmanifest; }
    gzip on;
    gzip_types text/css text/javascript application/javascript application/json application/manifest+json image/svg+xml;

${headers.join('\n')}
    add_header Cache-Control $kith_caching;

    # Prosody: 5280/xmpp-websocket, ejabberd: 5280/ws or 5443/ws
    location = /xmpp-websocket {
        proxy_pass http://127.0.0.1:5280/xmpp-websocket;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 15m;
    }
}
`;
}

function caddy(): string {
  const headers = securityHeaders(single).map(([name, value]) => `\t\t${name} "${value}"`);
  return `${host} {
\troot * ${folder}
\tencode zstd gzip
\theader {
${headers.join('\n')}
\t\t?Cache-Control "${otherCaching}"
\t}
\t@hashed {
\t\tpath ${hashedPath}*
\t\tfile
\t}
\theader @hashed Cache-Control "${hashedCaching}"
\treverse_proxy /xmpp-websocket 127.0.0.1:5280
\tfile_server
}
`;
}

/** Prosody's mod_http_files sends no headers of one's own, so a module of a few lines wraps the same file server. */
export function prosodyModule(options: HeaderOptions = single): string {
  const headers = securityHeaders(options).map(
    ([name, value]) => `\t${name.toLowerCase().replaceAll('-', '_')} = "${value}";`,
  );
  const types = Object.entries(contentTypes).map(([ending, type]) => `\t${ending} = "${type}";`);
  return `-- mod_kith.lua: serves Kith with its headers
module:depends("http");
local found, files = pcall(require, "prosody.net.http.files");
if not found then files = require "net.http.files"; end

local headers = {
${headers.join('\n')}
};
local types = {
${types.join('\n')}
};
local serve = files.serve({
\tpath = module:get_option_string("kith_folder", "${folder}");
\tmime_map = types;
\tindex_files = { "index.html" };
});

module:provides("http", {
\tname = "kith";
\tdefault_path = "/";
\troute = {
\t\t["GET /*"] = function (event, path)
\t\t\tfor name, value in pairs(headers) do
\t\t\t\tevent.response.headers[name] = value;
\t\t\tend
\t\t\tlocal hashed = event.request.path:sub(1, ${hashedPath.length}) == "${hashedPath}";
\t\t\tevent.response.headers.cache_control = hashed and "${hashedCaching}" or "${otherCaching}";
\t\t\tlocal result = serve(event, path);
\t\t\tif result == 404 then
\t\t\t\tevent.response.headers.cache_control = "no-store";
\t\t\tend
\t\t\treturn result;
\t\tend;
\t};
});
`;
}

function prosodyConfig(): string {
  return `plugin_paths = { "/etc/prosody/modules" }   -- where mod_kith.lua is
http_default_host = "example.org"           -- ${host} leads here
http_external_url = "https://${host}/"      -- as the world sees it
consider_websocket_secure = true            -- only where a TLS proxy stands in front

VirtualHost "example.org"
    modules_enabled = {
        "kith", "websocket", "http_altconnect",
        "carbons", "mam", "smacks", "csi", "blocklist", "pep", "vcard4",
        "sasl2", "sasl2_bind2", "sasl2_sm",  -- Prosody 13 with prosody-modules
    }
    kith_folder = "${folder}"
`;
}

/** One set of headers for all files: mod_http_fileserver cannot tell the hashed ones apart. */
function ejabberd(): string {
  const headers = [...securityHeaders(single), ['Cache-Control', otherCaching] as const];
  const types = Object.entries(contentTypes).map(([ending, type]) => `      '.${ending}': '${type}'`);
  return `hosts: [example.org, ${host}] # files are served under known hosts only

listen:
  - port: 443
    module: ejabberd_http
    tls: true
    request_handlers:
      /xmpp-websocket: ejabberd_http_ws
      /.well-known/host-meta: mod_host_meta
      /.well-known/host-meta.json: mod_host_meta
      /: mod_http_fileserver

modules:
  mod_host_meta:
    websocket_url: 'wss://${host}/xmpp-websocket'
  mod_http_fileserver:
    docroot: '${folder}'
    directory_indices: ['index.html']
    content_types:
${types.join('\n')}
    custom_headers:
${headers.map(([name, value]) => `      '${name}': ${quoted(value)}`).join('\n')}
`;
}

/** A YAML string; the values here hold neither backslashes nor both kinds of quotes. */
function quoted(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}
