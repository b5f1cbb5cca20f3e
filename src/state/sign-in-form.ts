/** Reads what was typed to sign in, before anything is sent. */
import { domainOf, localOf } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { SignInRequest } from '#bridge/client.ts';
import type { ConnectFailure } from '#model/failure.ts';
import type { SignInForm } from './app.ts';
import { readWebSocket, type Config } from './config.ts';
import { readTypedAddress } from './typed-address.ts';

/** `canKeep`: this browser stores things. */
export const readSignInForm = (
  form: SignInForm,
  config: Config,
  canKeep: boolean,
): Result<SignInRequest, ConnectFailure> => {
  const jid = readTypedAddress(form.address, config.domain);
  if (!jid.ok || localOf(jid.value) === undefined) return err({ kind: 'invalid-address' });
  const { domain } = config;
  if (!config.features.otherDomains && domain !== undefined && domainOf(jid.value) !== domain)
    return err({ kind: 'other-domain', domain });
  const { webSocket: typed, password, remember } = form;
  const webSocket = readWebSocket(typed);
  if (typed !== undefined && webSocket === undefined) return err({ kind: 'insecure-websocket', url: typed });
  const address = webSocket === undefined ? {} : { webSocket };
  return ok({ jid: jid.value, password, remember: remember && canKeep, config, ...address });
};
