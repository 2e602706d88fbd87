import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import type { Config, SourceConfig } from "@/lib/config/config";
import { type Context, systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { decideProposal } from "@/lib/proposals/decide-proposal";
import { listProposals } from "@/lib/proposals/queries";
import { openSource } from "@/lib/sources/open-source";
import { type SyncResult, syncSource } from "@/lib/sources/sync-source";
import { ensureSigningKey } from "@/lib/tokens/keys";

/** A catalogue with one folder for a source, whose files a test writes. */
export interface TestCatalogue extends TestDatabase {
  source: SourceConfig;
  /** Writes the file of a service, or removes it where there is no trait; what it says then. `retouch` changes its text. */
  write(
    ref: string,
    trait: AccessTrait | null,
    retouch?: (text: string) => string,
  ): { path: string; text: string | null };
  sync(ctx?: Context): Promise<SyncResult>;
  /** Says yes to whatever of a service waits for an owner. */
  confirm(ref: string, owner: Principal): Promise<void>;
}

export async function createTestCatalogue(overrides: Partial<Config> = {}): Promise<TestCatalogue> {
  const folder = mkdtempSync(path.join(tmpdir(), "daypass-changes-"));
  const source: SourceConfig = {
    name: "catalogue",
    kind: "folder",
    path: folder,
    declares: ["*"],
    whenGone: "end",
  };
  const database = await createTestDatabase({ sources: [source], ...overrides });
  await ensureSigningKey(database.runtime);
  return {
    ...database,
    source,
    write(ref, trait, retouch = (text) => text) {
      const file = fileOf(ref, trait);
      if (file.text === null) rmSync(path.join(folder, file.path));
      else writeFileSync(path.join(folder, file.path), retouch(file.text));
      return file;
    },
    sync: (ctx = systemContext(database.runtime, "sync")) =>
      syncSource(ctx, source, openSource(source, database.runtime)),
    async confirm(ref, owner) {
      const ctx = contextOf(database.runtime, owner);
      for (const { id } of (await listProposals(ctx, { status: "pending", service: ref })).items)
        await decideProposal(ctx, id, { verdict: "approve" });
    },
    async drop() {
      rmSync(folder, { recursive: true, force: true });
      await database.drop();
    },
  };
}

/** The file in which a test declares a service. */
export function fileOf(ref: string, trait: AccessTrait | null): { path: string; text: string | null } {
  const [namespace, name, component] = ref.split("/");
  const application = {
    apiVersion: "core.oam.dev/v1beta1",
    kind: "Application",
    metadata: { name, namespace },
    spec: {
      components: [
        { name: component, type: "webservice", traits: [{ type: "access", properties: trait ?? {} }] },
      ],
    },
  };
  return { path: `${name}.yaml`, text: trait && stringify(application, { aliasDuplicateObjects: false }) };
}
