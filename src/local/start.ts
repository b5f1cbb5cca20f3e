/** `npm start` and `npm run dev`: a whole Kith on this machine, with a real server and a history to look at. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, createServer } from 'vite';
import { type SignIn, stageDemo } from './demo/stage.ts';
import { developmentHeaders, loopback } from './headers.ts';
import { untilEnded } from './lifetime.ts';
import { freePort } from './ports.ts';
import { chooseServer, findServer, readWish } from './server/choose.ts';
import { type LocalServer, Unavailable } from './server/local-server.ts';
import { serveStatic } from './static.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const configFile = `${root}vite.config.ts`;

const { values } = parseArgs({
  options: {
    dev: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    server: { type: 'string' },
    port: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm start -- [--no-build] [--port N] [--server prosody-13 | prosody-0.12 | ejabberd | wss://host/xmpp-websocket | host]
npm run dev -- [--port N] [--server …]`);
} else {
  await main().catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`Cannot start a server: ${error.message}`);
    process.exit(1);
  });
}

async function main(): Promise<void> {
  const closers: (() => Promise<void>)[] = [];
  untilEnded(
    async () => {
      for (const close of closers.reverse()) await close();
    },
    { interruptIsSuccess: true },
  );
  const port = values.port === undefined ? 0 : Number(values.port);
  const asked = values.server ?? process.env['XMPP_SERVER'];
  const wish = asked === undefined ? undefined : readWish(asked);
  const existing = wish !== undefined && 'address' in wish ? wish.address : undefined;

  let server: LocalServer | undefined;
  let signIns: readonly SignIn[] = [];
  if (existing === undefined) {
    const named = wish !== undefined && 'kind' in wish ? wish.kind : undefined;
    const choice = await (named === undefined ? chooseServer(console.log) : findServer(named, console.log));
    const own = await choice.launch();
    server = own;
    closers.push(() => own.stop());
    signIns = await stageDemo(server, new Date());
    console.log(`XMPP server: ${server.label}, ${server.webSocket}`);
  } else {
    console.log(`XMPP server: ${existing} (not started here)`);
  }

  const origin = values.dev ? await develop(port, closers) : await serve(port, closers);
  console.log('');
  if (server === undefined) {
    const query = existing?.includes('://') ? `?ws=${encodeURIComponent(existing)}` : '';
    console.log(`Kith: ${origin}/${query}`);
  }
  for (const { address, password } of signIns) {
    const query = `address=${address}&ws=${server?.webSocket ?? ''}`;
    console.log(`${address}  password ${password}\n  ${origin}/?${query}`);
  }
  console.log('\nCtrl-C ends everything; nothing of it is kept.');
}

async function serve(port: number, closers: (() => Promise<void>)[]): Promise<string> {
  if (!values['no-build']) await build({ configFile, logLevel: 'warn' });
  const site = await serveStatic({ folder: `${root}dist`, headers: loopback, port });
  closers.push(() => site.stop());
  return site.origin;
}

async function develop(port: number, closers: (() => Promise<void>)[]): Promise<string> {
  // A port of its own each time: what the browser kept of an earlier throw-away server must not meet this one.
  const chosen = port === 0 ? await freePort() : port;
  const vite = await createServer({
    configFile,
    server: {
      host: 'localhost',
      port: chosen,
      strictPort: true,
      headers: Object.fromEntries(developmentHeaders()),
    },
  });
  await vite.listen();
  closers.push(() => vite.close());
  return `http://localhost:${chosen}`;
}
