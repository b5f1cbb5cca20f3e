/** Pages of the archive, and results that nobody asked for (S04, F10). */
import { describe, expect, test } from 'vitest';
import { err, ok, type Result } from '#lib/result.ts';
import type { Jid } from '#lib/jid.ts';
import { xml, type Xml, type XmlElement } from '#xmpp/codec/dom.ts';
import { mamQuery, type MamQuery } from '#xmpp/xep/0313-mam.ts';
import type { IqFailure, IqRequest } from '#xmpp/stream/session.ts';
import { bare, must } from '#test/builders.ts';
import { readXml } from '#test/fake-server/state.ts';
import { Pager } from './pager.ts';
import { ArchiveQueries } from './queries.ts';

const account = bare('alice@example.org');
const rsm = 'http://jabber.org/protocol/rsm';

const resultFor = (queryid: string, id: string): Xml =>
  readXml(
    `<message xmlns="jabber:client"><result xmlns="urn:xmpp:mam:2" queryid="${queryid}" id="${id}"><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client" from="bob@example.org" to="alice@example.org"><body>x</body></message></forwarded></result></message>`,
  );
const fin = (ids: readonly string[], complete = true): Xml =>
  xml(
    'fin',
    'urn:xmpp:mam:2',
    { complete: String(complete) },
    xml(
      'set',
      rsm,
      {},
      ids[0] !== undefined && xml('first', rsm, {}, ids[0]),
      ids[0] !== undefined && xml('last', rsm, {}, ids.at(-1)),
    ),
  );

/** An archive that answers as told; `deliver` gets results to the queries before the answer. */
class Script {
  readonly asked: MamQuery[] = [];
  readonly queries = new ArchiveQueries(
    (request) => this.#answer(request),
    account,
    () => `q${this.asked.length + 1}`,
  );
  readonly #steps: ((queryid: string) => Result<XmlElement | undefined, IqFailure>)[] = [];

  then(step: (queryid: string) => Result<XmlElement | undefined, IqFailure>): this {
    this.#steps.push(step);
    return this;
  }

  /** A page whose results all arrive. */
  page(ids: readonly string[], complete = true, arriving: readonly string[] = ids): this {
    return this.then((queryid) => {
      for (const id of arriving) expect(this.take(resultFor(queryid, id))).toBe(true);
      return ok(fin(ids, complete));
    });
  }

  take(message: Xml, from: Jid | undefined = account): boolean {
    return this.queries.take(from, message);
  }

  #answer(request: IqRequest): Promise<Result<XmlElement | undefined, IqFailure>> {
    const query = must(mamQuery.decode(request.payload));
    this.asked.push(query);
    const step = this.#steps.shift();
    if (!step) throw new Error('the script is over');
    return Promise.resolve(step(query.queryid ?? ''));
  }
}

describe('a query', () => {
  test('gathers the results of its page', async () => {
    const script = new Script().page(['a1', 'a2'], false);
    const page = must(await script.queries.page({ from: { after: 'a0' }, max: 100 }));
    expect(page.results.map(({ id }) => id)).toEqual(['a1', 'a2']);
    expect(page).toMatchObject({ first: 'a1', last: 'a2', complete: false });
    expect(script.asked[0]?.rsm).toEqual({ after: 'a0', max: 100 });
  });

  test('takes results from the own archive only, and only while it is open (S04)', async () => {
    const script = new Script().then((queryid) => {
      expect(script.take(resultFor(queryid, 'a1'), bare('eve@evil.example'))).toBe(false);
      expect(script.take(resultFor(queryid, 'a1'), bare('example.org'))).toBe(false);
      expect(script.take(resultFor('other', 'a1'))).toBe(false);
      expect(script.take(resultFor(queryid, 'a1'), undefined)).toBe(true);
      return ok(fin(['a1']));
    });
    expect(script.take(resultFor('q1', 'a0'))).toBe(false);
    expect(must(await script.queries.page({ from: { before: '' }, max: 10 })).results).toHaveLength(1);
    expect(script.take(resultFor('q1', 'a2'))).toBe(false);
  });

  test('takes each result once, however often it comes', async () => {
    const script = new Script().page(['a1', 'a2'], true, ['a1', 'a2', 'a1', 'a2']);
    const page = must(await script.queries.page({ from: { after: 'a0' }, max: 100 }));
    expect(page.results.map(({ id }) => id)).toEqual(['a1', 'a2']);
  });

  test('leaves rooms out where the archive can', async () => {
    const script = new Script().page([]).page([]);
    await script.queries.page({ from: { before: '' }, max: 10 });
    script.queries.filtersRooms = true;
    await script.queries.page({ from: { before: 'x', start: 0 }, max: 10, with: bare('bob@example.org') });
    expect(script.asked[0]).not.toHaveProperty('includeGroupchat');
    expect(script.asked[1]).toMatchObject({ includeGroupchat: false, with: 'bob@example.org', start: 0 });
  });
});

describe('the pager', () => {
  test('asks again for a page that came in part, then takes it with its edges (F10)', async () => {
    const script = new Script()
      .page(['a1', 'a2', 'a3'], true, ['a1', 'a2'])
      .page(['a1', 'a2', 'a3'], true, ['a2', 'a3']);
    const page = must(await new Pager(script.queries).fetch({ from: { before: '' }, max: 100 }));
    expect(page).toMatchObject({ first: 'a1', last: 'a3' });
    expect(page.results.map(({ id }) => id)).toEqual(['a2', 'a3']);
  });

  test('halves a page that fails until it gives up, also over several streams', async () => {
    const script = new Script();
    const pager = new Pager(script.queries);
    const request = { from: { after: 'a0' }, max: 8 };
    script.then(() => err({ kind: 'gone' }));
    expect(await pager.fetch(request)).toEqual(err({ kind: 'gone' }));
    for (let i = 0; i < 3; i++) script.then(() => err({ kind: 'timeout' }));
    expect(await pager.fetch(request)).toEqual(err({ kind: 'timeout' }));
    expect(script.asked.map(({ rsm: set }) => set?.max)).toEqual([8, 4, 2, 1]);
  });

  test('says when the place to begin at is not there', async () => {
    const script = new Script().then(() =>
      err({ kind: 'error', error: { type: 'cancel', condition: 'item-not-found' } }),
    );
    expect(await new Pager(script.queries).fetch({ from: { after: 'x' }, max: 8 })).toEqual(
      err({ kind: 'missing' }),
    );
  });
});
