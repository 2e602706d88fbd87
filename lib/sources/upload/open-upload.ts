import type pg from "pg";
import type { UploadSourceConfig } from "@/lib/config/config";
import { statement } from "@/lib/db/pool";
import type { OpenSource } from "../source";
import { shareSyncLock } from "../source-row";
import { type UploadedFile, uploadSnapshot } from "./snapshot";

/** What an administrator uploaded last, from the database: every process reads the same. */
export function openUpload({ name }: UploadSourceConfig, pool: pg.Pool): OpenSource {
  return {
    async read() {
      const rows = await readFiles(pool, name);
      const [first] = rows;
      return first ? uploadSnapshot(rows, first.author, first.at) : null;
    },
    // Whoever uploads syncs in the same transaction.
    watch() {},
    async close() {},
  };
}

interface StoredFile extends UploadedFile {
  author: string;
  at: Date;
}

async function readFiles(pool: pg.Pool, name: string): Promise<StoredFile[]> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin read only");
    // An upload that is being stored has the lock: what it replaces is not read while it does.
    await client.query(statement("sync-share", shareSyncLock));
    const { rows } = await client.query<StoredFile>(statement("upload-read", selectFiles, [name]));
    await client.query("commit");
    return rows;
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const selectFiles = `
select u.path, u.bytes, u.uploaded_at as at, p.name as author
from source_upload u join principal p on p.id = u.uploaded_by where u.source_name = $1`;
