import { actorOf, type Context } from "@/lib/context/context";
import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "@/lib/requests/facts";
import { objectionTo } from "@/lib/requests/policy";

/** Whether somebody can be told of what is said about a request: a person who can sign in, and would see it. */
export const sees = (ctx: Context, person: Principal, facts: RequestFacts): boolean =>
  person.kind === "user" &&
  person.deactivatedAt === null &&
  objectionTo("view", { ...ctx, actor: actorOf(person) }, facts) === null;
