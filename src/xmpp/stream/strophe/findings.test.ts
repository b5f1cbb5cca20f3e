// @vitest-environment node
/** The findings on strophe.js 5.0.0: each shown on plain Strophe, then on ours, against one server. */
import { Strophe } from 'strophe.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { came, messageOf, TrapRig, until } from '#test/trap-rig.ts';

let rig: TrapRig;
afterEach(() => rig.stop());

const { Status } = Strophe;

/** Strophe as it comes, up; its statuses, and the ids of the messages its handlers saw. */
const plain = async (options: object = {}) => {
  const statuses: number[] = [];
  const seen: string[] = [];
  const connection = new Strophe.Connection(rig.server.url, options);
  rig.atEnd(() => {
    connection.disconnect('over');
  });
  connection.connect('me@localhost', 'secret', (status) => {
    statuses.push(status);
  });
  await until(() => statuses.includes(Status.CONNECTED));
  const see = (el: Element): boolean => {
    seen.push(el.getAttribute('id') ?? '');
    return true;
  };
  connection.addHandler(see, null, 'message', null);
  return { connection, statuses, seen, socket: await rig.socket() };
};

describe('1: a stream error inside a payload (P1, X01)', () => {
  const poison = messageOf(
    'poison',
    "<x xmlns='urn:any'><error xmlns='http://etherx.jabber.org/streams'><conflict/></error></x>",
  );

  it('ends plain Strophe', async () => {
    rig = await TrapRig.start();
    const { statuses, socket } = await plain();
    socket.send(poison);
    await until(() => statuses.includes(Status.DISCONNECTED));
    expect(statuses).toContain(Status.ERROR);
  });

  it('is a payload to us', async () => {
    rig = await TrapRig.start();
    const { session, taken, socket } = await rig.ours();
    socket.send(poison, messageOf('next'));
    await came(taken, 'next');
    expect([taken, session.state]).toEqual([['poison', 'next'], 'bound']);
  });
});

describe('2: a handler that throws (P2, X02)', () => {
  it('is dropped by plain Strophe, with all that would have come', async () => {
    rig = await TrapRig.start();
    const { connection, seen, socket } = await plain();
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    rig.atEnd(() => {
      complaints.mockRestore();
    });
    const handler = vi.fn(() => {
      throw new Error('a bug');
    });
    connection.addHandler(handler, null, 'message', null);
    socket.send(messageOf('1'), messageOf('2'), messageOf('3'));
    await came(seen, '3');
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('costs us one stanza', async () => {
    rig = await TrapRig.start();
    let calls = 0;
    const { taken, socket } = await rig.ours(() => {
      if (++calls === 1) throw new Error('a bug');
      return Promise.resolve();
    });
    socket.send(messageOf('1'), messageOf('2'), messageOf('3'));
    await came(taken, '3');
    expect(calls).toBe(3);
  });
});

describe('3: acknowledgement', () => {
  const ask = "<r xmlns='urn:xmpp:sm:3'/>";

  it('comes from plain Strophe before anything is stored', async () => {
    rig = await TrapRig.withSm();
    const { socket } = await plain({ enableStreamManagement: true });
    await rig.admitted();
    socket.send(messageOf('1'), ask);
    expect(await socket.next(/^<a /)).toMatch(/h=['"]1['"]/);
  });

  it('comes from us when it is stored', async () => {
    rig = await TrapRig.withSm();
    const commits: (() => void)[] = [];
    const { socket } = await rig.ours(
      () =>
        new Promise((resolve) => {
          commits.push(resolve);
        }),
    );
    socket.send(messageOf('1'), ask);
    expect(await socket.next(/^<a /)).toMatch(/h=['"]0['"]/);
    commits[0]?.();
    expect(await socket.next(/^<a /)).toMatch(/h=['"]1['"]/);
  });
});

describe('4: a count that is too high (F03)', () => {
  const tooHigh = "<a xmlns='urn:xmpp:sm:3' h='99'/>";

  it('is taken by plain Strophe', async () => {
    rig = await TrapRig.withSm();
    const { statuses, seen, socket } = await plain({ enableStreamManagement: true });
    await rig.admitted();
    socket.send(tooHigh, messageOf('after'));
    await came(seen, 'after');
    expect(statuses).not.toContain(Status.DISCONNECTED);
  });

  it('ends a session of ours, which is then not resumed', async () => {
    rig = await TrapRig.withSm();
    const { session, closed, socket } = await rig.ours();
    socket.send(tooHigh);
    expect(await socket.next(/^<close/)).toContain('xmpp-framing');
    expect([closed, session.resumeState]).toEqual([[{ kind: 'dropped' }], undefined]);
  });
});

describe('5: a frame cut short (P8, X03)', () => {
  const cutShort = messageOf('whole').slice(0, -5);

  it('goes unnoticed in plain Strophe', async () => {
    rig = await TrapRig.start();
    const { statuses, seen, socket } = await plain();
    socket.send(cutShort, messageOf('after'));
    await came(seen, 'after');
    expect([seen, statuses.includes(Status.DISCONNECTED)]).toEqual([['after'], false]);
  });

  it('ends a stream of ours, without <close/> and without a part of a stanza; it can be resumed', async () => {
    rig = await TrapRig.withSm();
    const { session, taken, closed, socket } = await rig.ours();
    socket.send(messageOf('before'), cutShort, messageOf('after'));
    await socket.closed();
    expect([taken, closed]).toEqual([['before'], [{ kind: 'dropped' }]]);
    expect(socket.received.some((frame) => frame.startsWith('<close'))).toBe(false);
    expect(session.resumeState?.id).toBe('sm-1');
  });
});

describe('6: what reaches the browser', () => {
  const styled = messageOf(
    'styled',
    "<p xmlns='http://www.w3.org/1999/xhtml' style='color:red' onclick='x()'/>",
  );
  const doctype = `<!DOCTYPE m [<!ENTITY a "b">]>${messageOf('bomb')}`;
  const parsed = (): string[] => {
    const texts: string[] = [];
    const { parseFromString } = DOMParser.prototype;
    vi.spyOn(DOMParser.prototype, 'parseFromString').mockImplementation(function (
      this: DOMParser,
      text,
      type,
    ) {
      texts.push(text);
      return parseFromString.call(this, text, type);
    });
    rig.atEnd(() => vi.restoreAllMocks());
    return texts;
  };

  it('is everything in plain Strophe, through a sink of Trusted Types', async () => {
    rig = await TrapRig.start();
    const { seen, socket } = await plain();
    const texts = parsed();
    socket.send(doctype, styled);
    await came(seen, 'styled');
    expect(texts.some((text) => text.includes('<!DOCTYPE'))).toBe(true);
    expect(texts.some((text) => text.includes('onclick'))).toBe(true);
  });

  it('is nothing with us', async () => {
    rig = await TrapRig.start();
    const texts = parsed();
    const { taken, socket } = await rig.ours();
    socket.send(styled, doctype);
    await socket.closed();
    expect([taken, texts]).toEqual([['styled'], []]);
  });
});
