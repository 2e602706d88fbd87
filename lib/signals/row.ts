import type { Config } from "@/lib/config/config";
import { supportedEvents } from "./event-types";

export interface StreamRow {
  id: string;
  ref: string;
  method: "push" | "poll";
  endpoint_url: string | null;
  sealed_authorization: Buffer | null;
  events_requested: string[];
  events_delivered: string[];
  description: string | null;
  status: StreamStatus;
  status_reason: string | null;
}

export type StreamStatus = "enabled" | "paused" | "disabled";

export const authorizationPurpose = "signal streams";

export const deliveryMethods = { push: "urn:ietf:rfc:8935", poll: "urn:ietf:rfc:8936" } as const;

/** Seconds between two verifications. */
export const verificationInterval = 10;

/** Whom the tokens of a service's streams are for. */
export const audienceOf = ({ baseUrl }: Pick<Config, "baseUrl">, ref: string) => `${baseUrl}/services/${ref}`;

/** A stream's configuration as its receiver sees it (SSF 1.0, section 8.1.1); what it is authorized with stays with us. */
export function configurationOf(config: Pick<Config, "baseUrl">, row: StreamRow) {
  const endpointUrl = row.endpoint_url ?? `${config.baseUrl}/ssf/poll/${row.id}`;
  return {
    stream_id: row.id,
    iss: config.baseUrl,
    aud: audienceOf(config, row.ref),
    delivery: { method: deliveryMethods[row.method], endpoint_url: endpointUrl },
    events_supported: supportedEvents,
    events_requested: row.events_requested,
    events_delivered: row.events_delivered,
    min_verification_interval: verificationInterval,
    ...(row.description === null ? {} : { description: row.description }),
  };
}

export type StreamConfiguration = ReturnType<typeof configurationOf>;

export const statusOf = ({ id, status, status_reason }: StreamRow) => ({
  stream_id: id,
  status,
  ...(status_reason === null ? {} : { reason: status_reason }),
});
