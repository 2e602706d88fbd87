import { Code } from "@/components/ui/code";
import { Card, Facts } from "@/components/ui/layout";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { ServiceDetailView } from "@/lib/services/view";

export function AboutCard({ service }: { service: ServiceDetailView }) {
  return (
    <Card>
      <Facts
        items={[
          { name: "Owners", value: oneOfWords(service.owners.map(referenceWords), "and") },
          { name: "Places", value: service.places.map((place) => place.title).join(", ") || "one, unnamed" },
          ...(service.system ? [{ name: "System", value: service.system }] : []),
          ...(service.lifecycle ? [{ name: "Lifecycle", value: service.lifecycle }] : []),
          { name: "Name", value: <Code>{service.ref}</Code> },
        ]}
      />
      {service.links.length > 0 ? (
        <ul className="mt-3 grid gap-1 border-line border-t pt-3 text-sm">
          {service.links.map((link) => (
            <li key={link.url}>
              <a
                href={link.url}
                rel="noreferrer"
                className="break-words text-accent underline-offset-2 hover:underline"
              >
                {link.title ?? link.url}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}
