import { Code } from "@/components/ui/code";

/** Where something stands in a file: "orders.yaml:12", with the column where it is known. */
export function FilePlace({ file, line, column }: { file: string; line: number; column?: number }) {
  return <Code>{[file, line, ...(column === undefined ? [] : [column])].join(":")}</Code>;
}
