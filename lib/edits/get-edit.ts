import { stringify } from "yaml";
import type { Config } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { digestOf } from "@/lib/declarations/digest";
import { knownIssuersOf } from "@/lib/declarations/inert-trust";
import type { TraitBlock } from "@/lib/declarations/written";
import { applicationAround } from "./application-around";
import { linesOf } from "./editable";
import { loadEditable, surroundingsOf } from "./load-editable";
import type { EditRow } from "./row";

/** A declaration, ready to be edited. */
export interface EditView {
  ref: string;
  title: string;
  /** Of the version that its source says, which is what an edit changes. */
  version: number;
  /** Equal as long as both the version and its lines in the file are the same. */
  mark: string;
  isInForce: boolean;
  source: { name: string; kind: string };
  /** From the root of the repository for a git source, else from what the source reads. */
  file: string;
  /** Without indentation: as the team wrote it where that is known, else the trait in our words. */
  text: string;
  /** The lines that a patch changes; null where none can be made, and `whyNoPatch` says why. */
  block: TraitBlock | null;
  whyNoPatch: string | null;
  topologies: string[];
}

/** Opens the declaration of a service for somebody who may change it; refuses as `loadEditable` does. */
export async function getEdit(ctx: Context, ref: string): Promise<EditView> {
  const row = await loadEditable(ctx, ref);
  const block = await blockOf(ctx, row);
  const { config } = ctx.runtime;
  const text = block
    ? linesOf(block.text).text
    : stringify(row.trait, { lineWidth: 0, compat: "yaml-1.1" }).trimEnd();
  return {
    ref: row.ref,
    title: row.title,
    version: row.version,
    mark: digestOf([row.declared_id, row.file, block]),
    isInForce: row.declared_id === row.declaration_id,
    source: { name: row.source_name, kind: row.source_kind },
    file: fileOf(row, config),
    text,
    block,
    whyNoPatch: block ? null : whyNoPatch(row),
    topologies: row.topologies ?? [],
  };
}

/** The lines that are known, if what they say is what the catalogue has. */
async function blockOf(ctx: Context, row: EditRow): Promise<TraitBlock | null> {
  const { line, block } = row;
  if (line === null || block === null) return null;
  const { config, reader } = ctx.runtime;
  const content = applicationAround(linesOf(block).text, surroundingsOf(row));
  const issuers = knownIssuersOf(config);
  const report = await reader.read(new TextEncoder().encode(content), row.file, { issuers });
  const [service] = report.documents.flatMap(({ services }) => services);
  return service && digestOf(service.trait) === row.digest ? { line, text: block } : null;
}

function whyNoPatch({ source_kind, file, topologies, block }: EditRow): string {
  if (source_kind === "kubernetes")
    return "It comes from a cluster, so the file it was written in is not known here.";
  if (topologies === null)
    return `How it stands in ${file} is not known yet: it is looked at with the next sync.`;
  if (block !== null) return `What stands in ${file} is not what the catalogue has at the moment.`;
  return `In ${file} it does not stand on lines of its own: the file is JSON, or has it in braces.`;
}

function fileOf({ file, source_name }: EditRow, { sources }: Pick<Config, "sources">): string {
  const source = sources.find(({ name }) => name === source_name);
  return source?.kind === "git" && source.path !== "" ? `${source.path}/${file}` : file;
}
