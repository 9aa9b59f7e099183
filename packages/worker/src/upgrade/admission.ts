import type { Claim, ClaimStore, WorkerBackplane } from '@dsock/backplane';
import { createDeadline, type Deadline, type JwtVerifier } from '@dsock/common';
import { BrokerError, createConnectionId, isClaimId } from '@dsock/protocol';
import { type Connection, createConnection } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { ConnectRate } from './connect-rate.js';
import { type ConnectRequest, type Credential, readCredential } from './credentials.js';
import type { OriginCheck } from './origins.js';

/** How long a client waits for the answer to its upgrade at most. */
const ADMISSION_DEADLINE_MS = 1800;

/** What an admission decides with. */
export interface AdmissionContext {
  readonly hub: Hub;
  readonly backplane: WorkerBackplane;
  readonly verifyJwt: undefined | JwtVerifier;
  readonly isOriginAllowed: OriginCheck;
  readonly isWithinRate: ConnectRate;
  readonly defaultChannels: readonly string[];
  /** 0: no limit. */
  readonly maxConnections: number;
  readonly isDraining: () => boolean;
}

interface Identity {
  readonly user: string;
  readonly session: undefined | string;
  readonly channels: readonly string[];
}

/**
 * Decide on an upgrade.
 *
 * The connection that comes back is attached to the hub and routable; the caller opens or detaches it.
 * The order keeps promises 1, 2 and 6: read the claim, become routable, then use the claim up if nobody changed it.
 * A call for the target either finds this connection in the hub, or came first and changed the claim.
 * @throws {BrokerError} a code of the connect table; what refuses for a limit or a failure leaves the claim unused
 */
export async function admit(context: AdmissionContext, request: ConnectRequest): Promise<Connection> {
  if (context.isDraining()) throw new BrokerError('WORKER_DRAINING');
  if (!context.isWithinRate(request.address)) throw new BrokerError('RATE_LIMITED');
  if (!context.isOriginAllowed(request.origin)) throw new BrokerError('ORIGIN_NOT_ALLOWED');
  const credential = readCredential(request);
  assertRoom(context);
  const deadline = createDeadline(ADMISSION_DEADLINE_MS);
  return credential.kind === 'jwt'
    ? admitJwt(context, credential, deadline)
    : admitClaim(context, credential.value, deadline);
}

function assertRoom({ hub, maxConnections }: AdmissionContext): void {
  if (maxConnections > 0 && hub.size >= maxConnections) throw new BrokerError('TOO_MANY_CONNECTIONS');
}

async function admitJwt(context: AdmissionContext, credential: Credential, deadline: Deadline): Promise<Connection> {
  // A JWT where none can be verified is no credential at all.
  if (!context.verifyJwt) throw new BrokerError('MISSING_AUTHENTICATION');
  return attach(context, context.verifyJwt(credential.value), undefined, deadline);
}

async function admitClaim(context: AdmissionContext, id: string, deadline: Deadline): Promise<Connection> {
  const { claims } = context.backplane;
  if (!isClaimId(id)) throw new BrokerError('MISSING_CLAIM');
  let connection: undefined | Connection;
  try {
    for (;;) {
      const { claim, revision } = await readClaim(claims, id, deadline);
      connection = await attach(context, claim, connection, deadline);
      const outcome = await claims.take(claim, revision, deadline);
      if (outcome === 'taken') return connection;
      if (outcome === 'missing') throw new BrokerError('MISSING_CLAIM');
      // Somebody edited the claim. While it is read again, the connection stays where calls find it.
    }
  } catch (error) {
    if (connection) context.hub.detach(connection);
    throw error;
  }
}

async function readClaim(
  claims: ClaimStore,
  id: string,
  deadline: Deadline,
): Promise<{ claim: Claim; revision: string }> {
  const reading = await claims.read(id, deadline);
  switch (reading.kind) {
    case 'found':
      return reading;
    case 'missing':
      throw new BrokerError('MISSING_CLAIM');
    case 'expired':
      throw new BrokerError('EXPIRED_CLAIM');
    case 'corrupt':
      await claims.discard(id, deadline);
      throw new BrokerError('INVALID_EXPIRATION', { detail: 'The stored claim is corrupt; it is deleted.' });
  }
}

async function attach(
  context: AdmissionContext,
  identity: Identity,
  predecessor: undefined | Connection,
  deadline: Deadline,
): Promise<Connection> {
  const { hub, backplane, defaultChannels } = context;
  // What was asked of the predecessor is asked of its successor too.
  const earlier = predecessor?.admission;
  const channels = new Set([...identity.channels, ...defaultChannels]);
  for (const { kind, channel } of earlier?.operations ?? []) {
    if (kind === 'subscribe') channels.add(channel);
    else channels.delete(channel);
  }
  const { user, session } = identity;
  // Without an await until the successor is in its place, so that no call finds neither of the two.
  if (predecessor) hub.detach(predecessor);
  // Again, as others came in while the claim was read.
  assertRoom(context);
  const connection = createConnection({
    id: createConnectionId(backplane.proc),
    user,
    session,
    channels: [...channels],
  });
  if (earlier) connection.admission = { operations: [...earlier.operations], closing: earlier.closing };
  try {
    await hub.attach(connection, deadline);
  } catch (cause) {
    hub.detach(connection);
    throw new BrokerError('ERROR_GETTING_CLAIM', { detail: 'The connection could not be registered.', cause });
  }
  return connection;
}
