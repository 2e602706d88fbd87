import { cueDefinitions, cuePackages, indent } from "./cue";
import { traitParts } from "./part";

const description =
  "Declares who owns this component and which time-limited access to it may be requested. Renders no resources.";
const imports = `import (\n${indent(cuePackages.map((name) => `"${name}"`).join("\n"))}\n)\n`;
const generated = "Generated from lib/declarations/trait.ts by npm run publish-trait.";

/** The trait for `vela def apply`, and for the addon. It has a parameter only: whoever reads Applications acts on it. */
export function cueFile(): string {
  return `// ${generated}
${imports}
access: {
	type: "trait"
	annotations: {}
	labels: "ui-hidden": "true"
	description: ${JSON.stringify(description)}
	attributes: {
		podDisruptive: false
		appliesToWorkloads: ["*"]
	}
}
template: {
${indent(body())}}
`;
}

/** The same for `kubectl apply`. */
export function yamlFile(): string {
  return `# ${generated}
apiVersion: core.oam.dev/v1beta1
kind: TraitDefinition
metadata:
  name: access
  namespace: vela-system
  annotations:
    definition.oam.dev/description: ${description}
  labels:
    custom.definition.oam.dev/ui-hidden: "true"
spec:
  appliesToWorkloads:
    - "*"
  podDisruptive: false
  schematic:
    cue:
      template: |
${`${imports}\n${body()}`.replaceAll(/^(?=.)/gm, "        ")}`;
}

const body = () => `${cueDefinitions(traitParts())}\n\nparameter: #Access\n`;
