interface RuleHelp {
  title: string;
  help: string;
}

/** What each rule is about, for tools that show a rule by itself. The message of a finding says what to do there. */
const rules: Record<string, RuleHelp> = {
  "access-schema": rule(
    "The trait is not of its form",
    "A field of the access trait is missing, unknown or of another form than the trait's schema says.",
  ),
  "access-shape": rule(
    "The trait has no properties",
    "An access trait needs properties: a map of fields with at least owners and roles.",
  ),
  "api-version": rule(
    "An Application of another API",
    "Only Applications of core.oam.dev/v1beta1 are read, by exactly this name.",
  ),
  "capped-duration": rule(
    "A duration is capped",
    "The strictest of the limits of role, service, environment and platform wins.",
  ),
  case: rule(
    "A field is spelt in another case",
    "Field names are case-sensitive; an API server ignores what it does not know.",
  ),
  "control-character": rule(
    "A control character",
    "YAML allows no control characters but tab and line break, and they hide what a file says.",
  ),
  credential: rule(
    "A credential in a declaration",
    "Whatever keeps Applications keeps their properties in clear text. Remove the value and replace the credential.",
  ),
  "duplicate-component": rule(
    "Two components of one name",
    "KubeVela refuses an Application in which two components have the same name.",
  ),
  "duration-order": rule(
    "The default is longer than the maximum",
    "A proposed duration can be at most the longest one allowed.",
  ),
  "file-too-large": rule("The file is too large", "A file of declarations has at most 1 MiB."),
  html: rule("A page instead of a file", "A login or error page was saved in the place of the file."),
  "inert-trust": rule(
    "A trust entry without effect",
    "A file never creates trust: only issuers that the platform registered count, for what it lets them say.",
  ),
  kind: rule(
    "It does not say what it is",
    "A declaration has apiVersion: core.oam.dev/v1beta1 and kind: Application.",
  ),
  legacy: rule(
    "A form of OAM from before v1beta1",
    "Forms older than core.oam.dev/v1beta1 are recognised and not read. Convert them.",
  ),
  "lfs-pointer": rule(
    "A pointer instead of a file",
    "The repository was fetched without Git LFS, so the file itself is not there.",
  ),
  name: rule(
    "A name that no cluster accepts",
    "Names are DNS-1123 labels: a-z, 0-9 and '-', at most 63 characters, and text to every YAML reader.",
  ),
  "nested-list": rule("A list inside a list", "A List is read one level deep."),
  "not-a-map": rule(
    "Not a declaration",
    "A document is a map of fields that begins with apiVersion and kind.",
  ),
  "not-read": rule(
    "The file could not be read",
    "It is too large, not a regular file, or a link that leads out of the folder.",
  ),
  "not-storable": rule(
    "A value that cannot be kept",
    "Escapes can spell control characters, halves of characters and numbers that are not finite.",
  ),
  "not-utf-8": rule("Not UTF-8", "Declarations are text in UTF-8."),
  "not-yaml": rule(
    "Neither YAML nor JSON",
    "The file has so many mistakes that it was never meant to be YAML.",
  ),
  "policy-changes-access": rule(
    "A policy changes who has access",
    "What an override or env-binding policy does to the access trait is not what was read here. Use properties.environments of the trait.",
  ),
  "reader-failed": rule("The reader failed", "That is a fault of Daypass, not of the file."),
  "reserved-key": rule(
    "A reserved key",
    "Keys such as __proto__ and constructor reach the prototypes of objects in some tools.",
  ),
  "self-conflict": rule("A role conflicts with itself", "A role may conflict with other roles only."),
  shape: rule("Not the shape of an Application", "Components and traits are lists of maps."),
  templated: rule("A template", "Helm and Go templates have to be rendered before they can be read."),
  "too-deep": rule("Nested too deep", "Values are nested at most 64 levels deep."),
  "too-few-approvers": rule(
    "A stage that nobody can satisfy",
    "A stage needs at least as many possible approvers, the requester left out, as must say yes.",
  ),
  "too-many-places": rule(
    "Too many places",
    "The roles of a trait can be asked for in at most 600 places together.",
  ),
  "too-many-components": rule("Too many components", "An Application has at most 500 components."),
  "too-many-documents": rule("Too many documents", "A file has at most 200 documents."),
  "too-many-values": rule("Too many values", "The file holds more values than any declaration needs."),
  "too-much-memory": rule("Too expensive to read", "Reading the file was stopped at the limit of memory."),
  "too-slow": rule("Too slow to read", "Reading the file was stopped at the limit of time."),
  "trait-too-large": rule("The trait is too large", "An access trait holds at most 20,000 values."),
  "trait-twice": rule("Two access traits on one component", "A component declares access once."),
  "unknown-name": rule(
    "A name that is not declared",
    "Every role, environment and policy that a trait mentions has to exist: an unknown name never means no rule.",
  ),
  "unreviewed-auto-approval": rule(
    "Automatic approval of a risky role",
    "A role of high risk that nobody approves needs a review afterwards.",
  ),
  "unused-environment": rule(
    "An environment without a role",
    "No role can be asked for in this environment.",
  ),
  "yaml-1.1": rule(
    "YAML 1.1 and 1.2 disagree",
    "KubeVela reads YAML 1.1, Daypass reads 1.2; in an access trait both must see the same value.",
  ),
  "yaml-alias": rule("A YAML alias", "Aliases are not read: a few lines of them expand to gigabytes."),
  "yaml-anchor": rule("A YAML anchor", "Anchors are not read, because aliases are not."),
  "yaml-directive": rule(
    "A YAML directive",
    "Directives change how the rest is read, and not all tools follow them.",
  ),
  "yaml-duplicate-key": rule(
    "A key stands there twice",
    "Some tools take the last of two equal keys, others refuse the file.",
  ),
  "yaml-merge": rule("A YAML merge key", "Some tools read merge keys and others do not."),
  "yaml-warning": rule("Doubtful YAML", "The document is YAML that tools are likely to read differently."),
  "yaml-tag": rule("An explicit YAML tag", "Tags say what a value is, and tools disagree about them."),
};

/** Of a rule without an entry, which is one of the YAML grammar. */
const grammar = rule("Not YAML", "The document breaks the grammar of YAML 1.2 here.");

export const helpOf = (id: string): RuleHelp => (Object.hasOwn(rules, id) ? rules[id] : undefined) ?? grammar;

function rule(title: string, help: string): RuleHelp {
  return { title, help };
}
