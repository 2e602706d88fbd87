import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import { requestChanged } from "@/lib/requests/changed";
import type { RequestFacts } from "@/lib/requests/facts";
import { lockRequest } from "@/lib/requests/queries";
import { type CommentView, commentOnRequestSchema, type Mentioned } from "./schema";
import { sees } from "./sees";

/**
 * Says something about a request, to everybody who sees it; whoever sees it may, before and after it is decided. Refuses to
 * mention anybody who could not read it, and does not say who that would be.
 */
export async function commentOnRequest(ctx: Context, id: string, input: unknown): Promise<CommentView> {
  const { text, mentions } = parseInput(commentOnRequestSchema, input);
  return transact(ctx, "request.commented", async (tx) => {
    const facts = await lockRequest(tx, ctx, id);
    const author = actingPrincipal(ctx);
    const mentioned = await mentionedPeople(tx, ctx, facts, mentions);
    const { now } = facts.row;
    const commentId = newId("cmt");
    await tx.query("comment-write", insertComment, [commentId, id, author.id, text, mentions, now]);
    await tx.audit(
      now,
      [{ action: "request.commented", detail: { commentId, comment: text, mentions } }],
      [requestChanged(facts)],
    );
    return {
      id: commentId,
      author: { id: author.id, name: author.name },
      text,
      mentions: mentioned,
      at: now.toISOString(),
    };
  });
}

async function mentionedPeople(
  tx: Transaction,
  ctx: Context,
  facts: RequestFacts,
  ids: readonly string[],
): Promise<Mentioned[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<{ principal: Principal }>("people-mentioned", selectPeople, [ids]);
  const known = new Map(rows.map(({ principal }) => [principal.id, principal]));
  return ids.map((id, index) => {
    const person = known.get(id);
    if (person && sees(ctx, person, facts)) return { id, name: person.name };
    const message = "not somebody who can see this request, so they could not read what you say to them";
    throw new AppError("invalid-input", `mentions: ${message}`, {
      errors: [{ path: `mentions[${index}]`, message }],
    });
  });
}

const selectPeople = `select ${principalJson("p")} as principal from principal p where p.id = any($1)`;

const insertComment = `
insert into request_comment (id, request_id, author_id, body, mentions, created_at) values ($1, $2, $3, $4, $5, $6)`;
