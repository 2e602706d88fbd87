import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";

const validForMs = 500;
const answerWithinMs = 2_000;

/** Whether the database answers, asked at most twice a second however many want to know. */
export type DatabaseCheck = () => Promise<boolean>;

export function createDatabaseCheck({ pool }: Pick<Runtime, "pool">): DatabaseCheck {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let verdict: Promise<boolean> = Promise.resolve(true);
  let asking = false;

  const ask = async (): Promise<boolean> => {
    asking = true;
    const answer = pool
      .query(statement("alive", "select 1"))
      .then(() => true)
      .catch(() => false)
      .finally(() => {
        asking = false;
      });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, answerWithinMs, false);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  };

  return () => {
    const now = performance.now();
    // While a question hangs there is no second one: a frozen database must not eat the pool.
    if (!asking && now - checkedAt >= validForMs) {
      verdict = ask();
      checkedAt = now;
    }
    return verdict;
  };
}
