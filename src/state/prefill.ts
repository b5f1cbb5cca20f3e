/** What a link may fill into the sign-in form, and the warning when it points elsewhere. */
import type { SessionState } from './app.ts';
import { readWebSocket, type Config } from './config.ts';

/** Longest address that is put into the field; longer ones are no addresses. */
const addressLimit = 3071;

/** `search` and `hostname` are those of the page. A foreign WebSocket is one neither the page's host nor the operator named. */
export const readPrefill = (search: string, hostname: string, config: Config): SessionState['prefill'] => {
  const query = new URLSearchParams(search);
  const address = query.get('address')?.trim() ?? '';
  const webSocket = readWebSocket(query.get('ws'));
  const own = [hostname, ...(config.webSocket === undefined ? [] : [new URL(config.webSocket).hostname])];
  const isForeign = webSocket !== undefined && !own.includes(new URL(webSocket).hostname);
  return {
    ...(address === '' || address.length > addressLimit ? {} : { address }),
    ...(webSocket === undefined ? {} : { webSocket }),
    ...(isForeign ? { foreignHost: new URL(webSocket).host } : {}),
  };
};
