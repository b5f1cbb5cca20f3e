// @vitest-environment node
/** The session against a real Prosody 13. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/log.ts';
import { launchProsody, type LocalServer } from '#local/prosody/launch.ts';
import { unpackedProsody } from '#local/prosody/unpack.ts';
import { bare, must } from '#test/builders.ts';
import { createStropheSession } from './strophe/connection.ts';
let server: LocalServer;
beforeAll(async () => {
  server = await launchProsody(await unpackedProsody('prosody-13', console.log));
  await server.addAccount('alice', 'pw');
}, 60000);
afterAll(() => server.stop());
it('logs in', async () => {
  const s = createStropheSession({ clock: systemClock, log: silentLog });
  const b = await s.connect({
    jid: bare('alice@localhost'),
    webSocket: server.webSocket,
    credentials: { kind: 'password', password: 'pw' },
    userAgentId: crypto.randomUUID(),
  });
  console.log(JSON.stringify(b, null, 1), s.resumeState);
  console.log(await s.probe(2000));
  await s.close('drop');
  const c = await s.connect({
    jid: bare('alice@localhost'),
    webSocket: server.webSocket,
    credentials: { kind: 'password', password: 'pw' },
    userAgentId: crypto.randomUUID(),
    resume: s.resumeState!,
  });
  console.log(JSON.stringify(c, null, 1), s.resumeState);
  await s.close('bye');
});
