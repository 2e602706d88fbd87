import type { Config } from "@/lib/config/config";
import { type Queryable, statement } from "@/lib/db/pool";
import { loadFacts, type RequestFacts } from "./facts";
import { type RequestRow, requestColumns, requestJoins } from "./row";

/** For Daypass itself, whatever anybody may see; null when there is none with this id. */
export async function loadRequest(db: Queryable, id: string, config: Config): Promise<RequestFacts | null> {
  const { rows } = await db.query<RequestRow>(statement("request-load", loadSql, [id]));
  const [facts] = await loadFacts(db, rows, config);
  return facts ?? null;
}

const loadSql = `select ${requestColumns} from access_request r ${requestJoins} where r.id = $1`;
