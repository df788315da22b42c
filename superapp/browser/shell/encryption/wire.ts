// The library says what must reach the server, this carries it there and gives the answer back; see
// superapp/web/pages/keys.py. Nothing of a key leaves the browser but what others are meant to have.
import {
  type KeysClaimRequest,
  type KeysQueryRequest,
  type KeysUploadRequest,
  type OlmMachine,
  RequestType,
  type ToDeviceRequest,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { Why } from './protocol.ts';

export type Request = KeysUploadRequest | KeysQueryRequest | KeysClaimRequest | ToDeviceRequest;

/** status: the server's; 0 when it could not be reached. */
export class NotSent extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`not sent: ${status}`);
    this.status = status;
  }

  get why(): Why {
    if (this.status === 0 || this.status >= 502) return 'offline';
    return this.status === 401 ? 'signed_out' : 'refused';
  }
}

const ADDRESSES: Partial<Record<RequestType, string>> = {
  [RequestType.KeysUpload]: '/keys/upload',
  [RequestType.KeysQuery]: '/keys/query',
  [RequestType.KeysClaim]: '/keys/claim',
  [RequestType.ToDevice]: '/keys/send',
};
const ANSWER_TIMEOUT_MS = 15_000;

export async function carry(machine: OlmMachine, request: Request): Promise<void> {
  const address = ADDRESSES[request.type];
  if (!address) return; // cross-signing, backups and verification by messages are not used here
  const body = JSON.parse(request.body) as Record<string, unknown>;
  if (request.type === RequestType.ToDevice) body['type'] = (request as ToDeviceRequest).event_type;
  const answer = await post(address, body);
  await machine.markRequestAsSent(request.id, request.type, JSON.stringify(answer));
}

export async function carryAll(machine: OlmMachine): Promise<void> {
  for (const request of await machine.outgoingRequests()) await carry(machine, request as Request);
}

export async function post(address: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch(() => null);
  if (!response) throw new NotSent(0);
  if (!response.ok) throw new NotSent(response.status);
  return (await response.json()) as Record<string, unknown>;
}
