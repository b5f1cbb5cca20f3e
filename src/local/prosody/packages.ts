/** Which packages make a relocatable Prosody: apt tells the names, this decides which of them to unpack. */

export type ServerVersion = 'prosody-13' | 'prosody-0.12';

/** What apt is asked for beside Prosody itself. The community modules bring SASL2, which only 13 can use. */
export function askedPackages(version: ServerVersion): readonly string[] {
  return version === 'prosody-13'
    ? ['lua5.4', 'lua-dbi-sqlite3', 'prosody-modules']
    : ['lua5.4', 'lua-dbi-sqlite3'];
}

/** One line of `apt-cache madison`. */
export interface Offer {
  readonly name: string;
  readonly version: string;
}

export function parseMadison(text: string): Offer[] {
  const offers: Offer[] = [];
  for (const line of text.split('\n')) {
    const [name, version] = line.split('|').map((part) => part.trim());
    if (name !== undefined && version !== undefined && version !== '') offers.push({ name, version });
  }
  return offers;
}

/** The newest-listed offer of the wanted series; apt lists offers newest first. */
export function pickOffer(offers: readonly Offer[], version: ServerVersion): Offer | undefined {
  const prefix = version === 'prosody-13' ? /^(\d+:)?13\./ : /^(\d+:)?0\.12\./;
  return offers.find((offer) => offer.name === 'prosody' && prefix.test(offer.version));
}

/** Names at the left margin of `apt-cache depends --recurse`; `<virtual>` ones cannot be downloaded. */
export function parseClosure(text: string): string[] {
  return text.split('\n').filter((line) => /^[a-z0-9]/.test(line));
}

/**
 * Lua, its C modules and the libraries that the system may lack. What is installed already and is no part of
 * Prosody's own stack (libc, OpenSSL, readline) stays the system's, so that its security updates count.
 */
export function selectPackages(closure: readonly string[], installed: ReadonlySet<string>): string[] {
  const own = /^(lua5\.4|lua-.+|liblua5\.4.*|libicu\d+|libsqlite3-0|libexpat1|libidn.*)$/;
  const borrowed = /^(libssl\d.*|libreadline\d.*|libtinfo\d.*|libstdc\+\+\d.*)$/;
  return closure.filter((name) => own.test(name) || (borrowed.test(name) && !installed.has(name)));
}
