import { newId } from "@/lib/db/ids";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { deviceCodeHash, newDeviceCode, newUserCode, userCodeHash } from "./device-codes";

export const deviceLivesFor = 600;
export const pollEverySeconds = 5;

export interface StartedDevice {
  deviceCode: string;
  userCode: string;
}

/** Begins a sign-in of a program that has no browser (RFC 8628, section 3.1). `client` is what it calls itself. */
export async function startDevice(runtime: Runtime, client: string): Promise<StartedDevice> {
  const [deviceCode, userCode] = [newDeviceCode(), newUserCode()];
  await runtime.pool.query(
    statement("device-start", insertSql, [
      newId("dvc"),
      deviceCodeHash(deviceCode),
      userCodeHash(runtime, userCode),
      client,
      pollEverySeconds,
      deviceLivesFor,
    ]),
  );
  return { deviceCode, userCode };
}

const insertSql = `
insert into device_sign_in (id, device_hash, user_hash, client, interval_seconds, next_poll_at, created_at, expires_at)
values ($1, $2, $3, $4, $5, statement_timestamp(), statement_timestamp(), statement_timestamp() + make_interval(secs => $6))`;
