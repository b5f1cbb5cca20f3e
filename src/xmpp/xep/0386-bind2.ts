/** XEP-0386: Bind 2, version 1.1.0 */
import { ok, type Result } from '#lib/result.ts';
import type { Codec } from '../codec/codec.ts';
import { element, mapCodec } from '../codec/element.ts';
import { attr, children, childText, flag, inside, optionalChild } from '../codec/field.ts';
import { nonEmpty } from '../codec/value.ts';
import { smEnable, smEnabled, smFailed, type SmEnable, type SmEnabled, type SmFailed } from './0198-sm.ts';
import { carbonsNs } from './0280-carbons.ts';
import { mamMetadata, type MamMetadata } from './0313-mam.ts';
import { csiNs } from './0352-csi.ts';

export const bind2Ns = 'urn:xmpp:bind:0';

export interface BindFeatures {
  /** Namespaces of what can be enabled while binding. */
  readonly features: readonly string[];
}

const feature = element('feature', bind2Ns, { var: attr('var', nonEmpty) });

/** What the server offers, in the `<inline/>` of SASL2 (§3.1). */
export const bindFeatures: Codec<BindFeatures> = mapCodec(
  element('bind', bind2Ns, { features: inside('inline', bind2Ns, children(feature), []) }),
  ({ features }) => ok({ features: features.map((one) => one.var) }),
  ({ features }) => ({ features: features.map((one) => ({ var: one })) }),
);

export interface BindRequest {
  /** Opens the resource; others can read it, so it names the software only (§5). */
  readonly tag?: string;
  readonly sm?: SmEnable;
  readonly carbons?: boolean;
  /** In which state of XEP-0352 the session begins. */
  readonly csi?: 'active' | 'inactive';
}

/** What the client asks for, inside `<authenticate/>` (§3.2). */
export const bindRequest: Codec<BindRequest> = mapCodec(
  element('bind', bind2Ns, {
    tag: childText('tag', bind2Ns),
    carbons: flag('enable', carbonsNs),
    sm: optionalChild(smEnable),
    active: flag('active', csiNs),
    inactive: flag('inactive', csiNs),
  }),
  ({ carbons, active, inactive, ...request }): Result<BindRequest, never> =>
    ok({
      ...request,
      ...(carbons ? { carbons } : {}),
      ...(active || inactive ? { csi: active ? 'active' : 'inactive' } : {}),
    }),
  ({ carbons = false, csi, ...request }: BindRequest) => ({
    ...request,
    carbons,
    active: csi === 'active',
    inactive: csi === 'inactive',
  }),
);

export interface BoundResult {
  readonly sm?: SmEnabled;
  readonly smFailed?: SmFailed;
  /** The server says so; it need not: carbons that were asked for are enabled in any case (§3.2). */
  readonly carbons: boolean;
  /** The archive's edges at the moment of binding. */
  readonly archive?: MamMetadata;
}

/** What the server did, inside `<success/>`. */
export const boundResult: Codec<BoundResult> = element('bound', bind2Ns, {
  sm: optionalChild(smEnabled),
  smFailed: optionalChild(smFailed),
  carbons: flag('enabled', carbonsNs),
  archive: optionalChild(mamMetadata),
});
