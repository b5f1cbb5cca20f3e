/** Pages of the archive, and results that nobody asked for (S04, F10). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok, type Result } from '#lib/result.ts';
import type { Jid } from '#lib/jid.ts';
import { xml, type Xml, type XmlElement } from '#xmpp/codec/dom.ts';
import { mamQuery, type MamQuery } from '#xmpp/xep/0313-mam.ts';
import type { IqFailure, IqRequest } from '#xmpp/stream/session.ts';
import { bare, must } from '#test/builders.ts';
import { readXml } from '#test/fake-server/state.ts';
import { Pager } from './pager.ts';
import { ArchiveQueries, type ArchivePage } from './queries.ts';

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

/** An archive of `a0`, `a1`, … whose bad messages do what they do. */
class FakeArchive {
  readonly asked: MamQuery[] = [];
  readonly ids: readonly string[];
  /** Every answer comes with a refused stanza of somebody else. */
  refusesOthers = false;
  readonly #queries: ArchiveQueries;
  readonly pager: Pager;

  constructor(size: number, harms: Readonly<Record<number, 'dropped' | 'broken' | 'silent'>>) {
    this.ids = Array.from({ length: size }, (_, i) => `a${i}`);
    const bad = (id: string) => harms[this.ids.indexOf(id)];
    this.#queries = new ArchiveQueries(
      (request) => {
        const query = must(mamQuery.decode(request.payload));
        this.asked.push(query);
        const page = this.#page(query);
        if (page.some((id) => bad(id) === 'silent')) return Promise.resolve(err({ kind: 'timeout' }));
        if (page.some((id) => bad(id) === 'broken')) {
          this.#queries.noteBroken();
          return Promise.resolve(err({ kind: 'gone' }));
        }
        for (const id of page)
          if (bad(id) === 'dropped') this.#queries.noteDropped();
          else this.#queries.take(account, resultFor(query.queryid ?? '', id));
        if (this.refusesOthers) this.#queries.noteDropped();
        return Promise.resolve(ok(fin(page, false)));
      },
      account,
      () => `q${this.asked.length + 1}`,
    );
    this.pager = new Pager(this.#queries);
  }

  #page({ rsm: set }: MamQuery): readonly string[] {
    const { after, before, max = 0 } = set ?? {};
    if (after !== undefined) return this.ids.slice(this.ids.indexOf(after) + 1).slice(0, max);
    return (before === '' ? this.ids : this.ids.slice(0, this.ids.indexOf(before ?? ''))).slice(-max);
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
  const ids = (page: ArchivePage) => page.results.map(({ id }) => id);

  test('asks again for a page that came in part without a word (F10)', async () => {
    const script = new Script().page(['a1', 'a2', 'a3'], true, ['a1', 'a2']).page(['a1', 'a2', 'a3'], true);
    const page = must(await new Pager(script.queries).fetch({ from: { before: '' }, max: 100 }));
    expect(page).toMatchObject({ first: 'a1', last: 'a3', gaps: [] });
    expect(ids(page)).toEqual(['a1', 'a2', 'a3']);
  });

  test('finds what was refused in the middle of a page, and names it', async () => {
    const archive = new FakeArchive(100, { 37: 'dropped' });
    const page = must(await archive.pager.fetch({ from: { before: '' }, max: 200 }));
    expect(page.ids).toEqual(archive.ids);
    expect(page.gaps).toEqual([{ at: 37, kind: 'message' }]);
    expect(page.results).toHaveLength(99);
    expect(archive.asked.length).toBeLessThan(12);
  });

  test('takes a page for whole that holds as many as were asked for, whatever else was refused', async () => {
    const archive = new FakeArchive(100, {});
    archive.refusesOthers = true;
    const page = must(await archive.pager.fetch({ from: { after: 'a10' }, max: 20 }));
    expect(page).toMatchObject({ first: 'a11', last: 'a30', gaps: [] });
    expect(archive.asked).toHaveLength(1);
    const rest = must(await archive.pager.fetch({ from: { after: 'a90' }, max: 20 }));
    expect(rest).toMatchObject({ first: 'a91', last: 'a99', gaps: [] });
    expect(archive.asked).toHaveLength(3);
  });

  test('finds every one of them, however they lie, and not with a flood of questions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(59), { maxLength: 60 }), async (bad) => {
        const archive = new FakeArchive(60, Object.fromEntries(bad.map((at) => [at, 'dropped'])));
        const page = must(await archive.pager.fetch({ from: { before: '' }, max: 100 }));
        expect(archive.asked.length).toBeLessThan(130);
        if (page.gaps.some(({ kind }) => kind === 'messages')) return;
        expect(page.ids).toEqual(archive.ids);
        expect(page.gaps.map(({ at }) => at)).toEqual(bad.toSorted((a, b) => a - b));
      }),
    );
  });

  test('confines what ends the stream in three steps, over several streams', async () => {
    const archive = new FakeArchive(300, { 150: 'broken' });
    const read: string[] = [];
    let broken = 0;
    for (let after = 'a99'; ;) {
      const page = await archive.pager.fetch({ from: { after }, max: 100 });
      if (page.ok) {
        read.push(...page.value.ids);
        after = page.value.last ?? '';
      } else if (page.error.kind === 'gone') broken += 1;
      else {
        expect(page.error).toEqual({ kind: 'unreadable' });
        break;
      }
    }
    expect(read.at(-1)).toBe('a149');
    expect(broken).toBe(3);
    const { length } = archive.asked;
    expect(await archive.pager.fetch({ from: { after: 'a149' }, max: 100 })).toEqual(
      err({ kind: 'unreadable' }),
    );
    expect(archive.asked).toHaveLength(length);
    archive.pager.forgive({ from: { after: 'a149' } }, 1);
    expect(await archive.pager.fetch({ from: { after: 'a149' }, max: 100 })).toEqual(err({ kind: 'gone' }));
    expect(archive.asked.at(-1)?.rsm?.max).toBe(1);
  });

  test('gives up a message that is not answered after a few tries, and asks in full beyond trouble', async () => {
    const archive = new FakeArchive(300, { 5: 'silent' });
    const sizes = () => archive.asked.splice(0).map(({ rsm: set }) => set?.max);
    expect(await archive.pager.fetch({ from: { after: 'a4' }, max: 100 })).toEqual(
      err({ kind: 'unreadable' }),
    );
    expect(sizes()).toEqual([100, 10, 1, 1]);
    must(await archive.pager.fetch({ from: { after: 'a5' }, max: 100 }));
    expect(sizes()).toEqual([100]);
  });

  test('does not hold a message to blame when there was no stream', async () => {
    const script = new Script();
    const pager = new Pager(script.queries);
    for (let i = 0; i < 5; i++) {
      script.then(() => err({ kind: 'offline' }));
      expect(await pager.fetch({ from: { after: 'a0' }, max: 8 })).toEqual(err({ kind: 'offline' }));
    }
    expect(script.asked.map(({ rsm: set }) => set?.max)).toEqual([8, 8, 8, 8, 8]);
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
