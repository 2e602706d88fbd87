import { type Change, changeChannel } from "@/lib/audit/append";
import type { Runtime } from "@/lib/runtime/runtime";
import { lineOf } from "./line";

export interface ChangeListener {
  close(): Promise<void>;
}

/**
 * Calls `onChange` for every committed change, in whichever process it was made, and `onReconnect` after a gap in which some
 * may have been missed.
 */
export async function listenForChanges(
  runtime: Runtime,
  onChange: (change: Change) => void,
  onReconnect: () => void = () => {},
): Promise<ChangeListener> {
  const line = lineOf(runtime);
  const ear = {
    channel: changeChannel,
    hear: (payload: string) => onChange(JSON.parse(payload)),
    resume: onReconnect,
  };
  await line.join(ear);
  return { close: () => line.leave(ear) };
}
