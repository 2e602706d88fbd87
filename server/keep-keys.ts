import type { Runtime } from "@/lib/runtime/runtime";
import { ensureSigningKey } from "@/lib/tokens/keys";

const everyMs = 3_600_000;

/** Makes sure that there is a key to sign with, now and from then on: keys change on a schedule of days. */
export async function keepKeys(runtime: Runtime): Promise<{ stop(): void }> {
  await ensureSigningKey(runtime);
  const timer = setInterval(() => {
    ensureSigningKey(runtime).catch((err: unknown) =>
      runtime.log.error({ err }, "the signing keys could not be looked after; it is tried again"),
    );
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
