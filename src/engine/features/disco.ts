/** Service discovery (XEP-0030): answers about us, asks servers and people. */
import type { Jid } from '#lib/jid.ts';
import { domainOf } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { Discovered } from '#model/command.ts';
import type { CommandFailure } from '#model/failure.ts';
import { discoInfo, discoInfoNs, discoInfoQuery, hasFeature, type DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import { capsNode } from '#xmpp/xep/0115-caps.ts';
import { blockingNs } from '#xmpp/xep/0191-blocking.ts';
import { carbonsNs } from '#xmpp/xep/0280-carbons.ts';
import { groupchatFieldFeature, mamNs } from '#xmpp/xep/0313-mam.ts';
import { stanzaIdsNs } from '#xmpp/xep/0359-stanza-ids.ts';
import { iqCommandFailure } from '../command-failure.ts';
import type { Feature } from '../feature.ts';
import { ownCaps, ownInfo } from '../identity.ts';
import type { Link } from '../link.ts';

/** A server that is silent here must not keep anyone from signing in (F16). Milliseconds. */
const startupPatienceMs = 10_000;

export interface DiscoFeature extends Feature {
  /** Asks account and server what they offer, and keeps it in the link. Unanswered: they offer nothing. */
  learnServer(): Promise<void>;
  discover(jid: Jid): Promise<Result<Discovered, CommandFailure>>;
}

export const discoFeature = (link: Link): DiscoFeature => {
  const ask = async (to: Jid | undefined, timeoutMs?: number): Promise<DiscoInfo | undefined> => {
    const answer = await link.iq({
      type: 'get',
      payload: discoInfoQuery(),
      ...(to === undefined ? {} : { to }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    const info = answer.ok && answer.value ? discoInfo.decode(answer.value) : undefined;
    return info?.ok ? info.value : undefined;
  };

  return {
    claims: [
      {
        stanza: 'iq',
        type: 'get',
        ns: discoInfoNs,
        name: 'query',
        handler: ({ payload }) => {
          const node = payload?.attr('node');
          if (node === undefined) return ok(discoInfo.encode(ownInfo));
          if (node !== capsNode(ownCaps)) return err({ type: 'cancel', condition: 'item-not-found' });
          return ok(discoInfo.encode({ ...ownInfo, node }));
        },
      },
    ],
    learnServer: async () => {
      const domain = domainOf(link.ctx.jid) as Jid;
      const [account, server] = await Promise.all([
        ask(link.ctx.jid, startupPatienceMs),
        ask(domain, startupPatienceMs),
      ]);
      const offers = (feature: string): boolean =>
        [account, server].some((info) => info && hasFeature(info, feature));
      // Ids and archive are the account's own business: what the server announces for other services says nothing of it.
      const accountOffers = (feature: string): boolean =>
        account !== undefined && hasFeature(account, feature);
      link.archive.filtersRooms = accountOffers(groupchatFieldFeature);
      link.server = {
        isKnown: account !== undefined,
        stanzaIds: accountOffers(stanzaIdsNs),
        archive: accountOffers(mamNs),
        carbons: offers(carbonsNs),
        blocking: offers(blockingNs),
      };
      // A server that was silent offers what it did before.
      if (server !== undefined || account !== undefined)
        await link.applier.commit({
          server: { blocking: link.server.blocking, ...(account ? { archive: link.server.archive } : {}) },
        });
    },
    discover: async (jid) => {
      const answer = await link.iq({ type: 'get', to: jid, payload: discoInfoQuery() });
      if (!answer.ok) return err(iqCommandFailure(answer.error));
      const info = answer.value && discoInfo.decode(answer.value);
      if (!info?.ok) return err({ kind: 'unsupported' });
      const identities = info.value.identities.map(({ category, type, name }) => ({
        category,
        type,
        ...(name === undefined ? {} : { name }),
      }));
      return ok({ identities, features: [...new Set(info.value.features)] });
    },
  };
};
