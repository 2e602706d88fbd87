import type { AuditAbout, AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Refusal } from "./ask";
import { type AskOutlook, assessAsk } from "./assess-ask";
import { asRefusal, bundleError, gravest, type ItemRefusal } from "./bundle-error";
import { type BundleItem, inLockingOrder, itemsOf } from "./bundle-items";
import type { BundleView } from "./bundle-view";
import { requestMade } from "./changed";
import { type LoadedAsk, loadAsk, requesterOf } from "./load-ask";
import { placeRequest } from "./place-request";
import { viewWritten } from "./queries";
import type { RequestRow } from "./row";
import { createBundleSchema } from "./schema";
import { signInDetail } from "./sign-in";
import type { RequestView } from "./view";

interface Placed {
  index: number;
  ask: LoadedAsk;
  row: RequestRow;
  events: AuditInput[];
  about: AuditAbout;
}

/**
 * Asks for several roles in one submit, each an ordinary request as if asked one after the other: all of them, or none where
 * one is refused, and then with what is wrong with every one of them. Afterwards each goes its own way.
 */
export async function createBundle(ctx: Context, input: unknown): Promise<BundleView> {
  const items = itemsOf(parseInput(createBundleSchema, input));
  return transact(ctx, "request.created", async (tx) => {
    const asker = requesterOf(ctx);
    tx.about.subject = asker.id;
    await tx.query("bundle-hold", holdServices, [
      [...new Set(items.map(({ input: { service } }) => service))],
    ]);
    // Whoever holds some of it, all before the first item: two bundles may name the same people in another order.
    await tx.query("bundle-hold-holders", holdHolders, [
      items.map(({ input: { beneficiary } }) => beneficiary ?? asker.id),
    ]);
    const bundleId = newId("bnd");
    const placed: Placed[] = [];
    const refusals: (ItemRefusal & { about: AuditAbout })[] = [];
    for (const item of inLockingOrder(items)) {
      const answer = await askFor(tx, ctx, item, { id: bundleId, placed });
      if ("row" in answer) placed.push(answer);
      else
        refusals.push(
          ...answer.refusals.map((refusal) => ({ ...refusal, index: item.index, about: answer.about })),
        );
    }
    const inOrder = refusals.toSorted((one, other) => one.index - other.index);
    const head = gravest(inOrder);
    if (head) {
      tellAbout(tx, head.about);
      throw bundleError(head, inOrder);
    }

    const views: RequestView[] = [];
    for (const { about, ask, events, row } of placed.sort((one, other) => one.index - other.index)) {
      tellAbout(tx, about);
      await tx.audit(ask.now, events, [requestMade(row, ask)]);
      views.push(await viewWritten(tx, ctx, row));
    }
    return { id: bundleId, items: views };
  });
}

// In the order of a sync, which holds the services that it changes one after the other.
const holdServices = "select 1 from service where ref = any($1::text[]) order by ref for share";

// Who they are, and whether the asker may ask for them, is looked at item by item.
const holdHolders =
  "select 1 from principal where id = any($1::text[]) or ref = any($1::text[]) order by id for no key update";

/** Every event is about one of them alone. */
function tellAbout(tx: Transaction, about: AuditAbout): void {
  delete tx.about.requestId;
  Object.assign(tx.about, about);
}

/** One item: written, or refused with all that stands in its way. What was written before it counts as asked for. */
async function askFor(
  tx: Transaction,
  ctx: Context,
  { index, input }: BundleItem,
  bundle: { id: string; placed: readonly Placed[] },
): Promise<Placed | { refusals: Refusal[]; about: AuditAbout }> {
  const about: AuditAbout = {
    service: input.service,
    detail: { role: input.role, environment: input.environment ?? null, bundle: bundle.id },
  };
  let ask: LoadedAsk;
  try {
    ask = await loadAsk(tx.db, ctx, input, { hold: true });
  } catch (error) {
    if (error instanceof AppError) return { refusals: [asRefusal(error)], about };
    throw error;
  }
  const beside = bundle.placed.map(({ row }) => row);
  ask.taken = ask.taken.map((taken) =>
    beside.some(({ id, grant_id }) => taken.id === id || taken.id === grant_id)
      ? { ...taken, kind: "beside" }
      : taken,
  );
  const outlook = assessAsk(ask, ctx.runtime.config);
  about.subject = ask.requester.id;
  about.detail = {
    role: ask.role,
    environment: outlook.environment,
    bundle: bundle.id,
    ...signInDetail(ctx, outlook.rules?.authContext ?? null),
  };
  const refusals = [...bundleRefusals(ask, outlook, bundle.placed), ...outlook.refusals];
  if (refusals.length > 0) return { refusals, about };
  try {
    const { row, events } = await placeRequest(tx, ask, outlook, bundle.id);
    return { index, ask, row, events, about: { ...about, requestId: row.id } };
  } catch (error) {
    // Somebody came between. The database may take nothing more in this transaction, so nothing more is looked at.
    if (!(error instanceof AppError)) throw error;
    tellAbout(tx, about);
    const refusal = { ...asRefusal(error), index };
    throw bundleError(refusal, [refusal]);
  }
}

/** What a bundle asks beyond the rules of each request. */
function bundleRefusals(ask: LoadedAsk, outlook: AskOutlook, placed: readonly Placed[]): Refusal[] {
  const twin = placed.find(
    ({ row }) =>
      row.service.id === ask.serviceId &&
      row.role === ask.role &&
      row.environment === outlook.environment &&
      row.requester.id === ask.requester.id,
  );
  const refusals: Refusal[] = [];
  if (twin)
    refusals.push({ code: "invalid-input", detail: `the same as items[${twin.index}]: ask for it once` });
  if (outlook.breakGlass)
    refusals.push({
      code: "invalid-input",
      path: "role",
      detail: `role: ${ask.role} is for emergencies, which are taken one at a time: ask for it by itself`,
    });
  return refusals;
}
