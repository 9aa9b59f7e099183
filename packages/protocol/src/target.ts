/** What a call addresses. Exactly one kind; a session only ever narrows a user. */
export type Target =
  | { readonly kind: 'connection'; readonly id: string }
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'user'; readonly user: string; readonly session: undefined | string };

/** A target that claims can match: a connection id never does. */
export type ClaimTarget = Exclude<Target, { kind: 'connection' }>;

/** Whether a holder of `user`, `session` and `channels` belongs to `target`. */
export function matchesTarget(
  target: ClaimTarget,
  holder: { readonly user: string; readonly session: undefined | string; readonly channels: readonly string[] },
): boolean {
  if (target.kind === 'channel') return holder.channels.includes(target.channel);
  return holder.user === target.user && (target.session === undefined || holder.session === target.session);
}
