/** XEP-0092: Software Version, version 1.1 */
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { childText } from '../codec/field.ts';
import { xml, type Xml } from '../codec/xml.ts';

export const versionNs = 'jabber:iq:version';

export interface SoftwareVersion {
  readonly name?: string;
  readonly version?: string;
  readonly os?: string;
}

/** Lenient: the specification demands name and version, answers lack them all the same. */
export const softwareVersion: Codec<SoftwareVersion> = element('query', versionNs, {
  name: childText('name', versionNs),
  version: childText('version', versionNs),
  os: childText('os', versionNs),
});

/** The payload that asks for it. */
export const versionQuery = (): Xml => xml('query', versionNs);
