/** What of an Application it takes to read one trait as it would be read there. */
export interface Surroundings {
  namespace: string;
  application: string;
  component: string;
  topologies: readonly string[];
}

export interface Place {
  line: number;
  column: number;
}

const indent = " ".repeat(12);

/** An Application that declares nothing but `text`, the properties of an access trait. Nothing follows them. */
export function applicationAround(text: string, around: Surroundings): string {
  const lines = text.split("\n").map((line) => (line === "" ? "" : indent + line));
  return `${headOf(around)}${lines.join("\n")}\n`;
}

/** A place in that file as one in `text`, where it has to be pointed at. */
export function placeInText(text: string, around: Surroundings, { line, column }: Place): Place {
  const lines = text.split("\n");
  const above = headOf(around).split("\n").length - 1;
  if (line <= above) return { line: 1, column: 1 };
  const end = { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
  // What is open at the end of a text is missed on the line after it.
  if (line - above > lines.length) return end;
  const longest = (lines[line - above - 1] ?? "").length + 1;
  return { line: line - above, column: Math.min(Math.max(column - indent.length, 1), longest) };
}

// Names in quotes of JSON are names to YAML, whatever they hold.
function headOf({ namespace, application, component, topologies }: Surroundings): string {
  const policies = topologies.map((name) => `{ name: ${JSON.stringify(name)}, type: topology }`).join(", ");
  return `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: ${JSON.stringify(application)}, namespace: ${JSON.stringify(namespace)} }
spec:
  policies: [${policies}]
  components:
    - name: ${JSON.stringify(component)}
      traits:
        - type: access
          properties:
`;
}
