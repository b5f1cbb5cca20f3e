/** Reads what was typed to sign in, before anything is sent. */
import { domainOf, localOf } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { SignInRequest } from '#bridge/client.ts';
import type { ConnectFailure } from '#model/failure.ts';
import type { SessionState, SignInForm } from './app.ts';
import { readWebSocket, type Config } from './config.ts';
import { readTypedAddress } from './typed-address.ts';

/** Whose host the WebSocket is of: whatever else was typed, a link may have led the hand. */
const isOnHostOf = (webSocket: string, prefill: SessionState['prefill']): boolean =>
  prefill.foreignHost !== undefined &&
  prefill.webSocket !== undefined &&
  new URL(webSocket).hostname === new URL(prefill.webSocket).hostname;

/** `canKeep`: this browser stores things. `prefill`: what the page's link had filled in. */
export const readSignInForm = (
  form: SignInForm,
  config: Config,
  canKeep: boolean,
  prefill: SessionState['prefill'] = {},
): Result<SignInRequest, ConnectFailure> => {
  const jid = readTypedAddress(form.address, config.domain);
  if (!jid.ok || localOf(jid.value) === undefined) return err({ kind: 'invalid-address' });
  const { domain } = config;
  if (!config.features.otherDomains && domain !== undefined && domainOf(jid.value) !== domain)
    return err({ kind: 'other-domain', domain });
  const { webSocket: typed, password, remember } = form;
  const webSocket = readWebSocket(typed);
  if (typed !== undefined && webSocket === undefined) return err({ kind: 'insecure-websocket', url: typed });
  const address =
    webSocket === undefined ? {} : { webSocket, webSocketFromLink: isOnHostOf(webSocket, prefill) };
  return ok({ jid: jid.value, password, remember: remember && canKeep, config, ...address });
};
