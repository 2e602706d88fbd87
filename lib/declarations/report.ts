import type { AccessTrait } from "./trait";
import type { Written } from "./written";

export type Verdict = "service" | "not-requestable" | "skipped" | "legacy" | "error";

/** One thing to say about a place in a file. Never quotes a value that could be a secret. */
export interface Message {
  severity: "error" | "warning";
  /** Stable kebab-case name of the rule, such as "yaml-alias". */
  rule: string;
  /** JSON path inside the document, such as "spec.components[0].traits[1]"; empty for the whole document. */
  path: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  message: string;
  hint: string | null;
}

/** A component with a valid access trait. */
export interface ServiceDeclaration {
  /** "namespace/application/component" */
  ref: string;
  namespace: string;
  application: string;
  component: string;
  trait: AccessTrait;
  /** Of the trait: see digestOf. */
  digest: string;
  /** Line of the trait. */
  line: number;
  written: Written;
}

export interface DocumentReport {
  /** Position in the file, from 0. */
  index: number;
  /** "core.oam.dev/v1beta1/Application", "v1/ConfigMap", "Appfile"; null where nothing says what it is. */
  kind: string | null;
  verdict: Verdict;
  messages: Message[];
  /** Empty unless the verdict is "service". */
  services: ServiceDeclaration[];
}

export interface FileReport {
  file: string;
  /** False: some document is an error, and nothing of the file may be published. */
  ok: boolean;
  /** Reading had to be stopped: at another time the same bytes may be read to their end. */
  isCutShort?: true;
  documents: DocumentReport[];
}
