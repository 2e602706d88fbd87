import { Cell, HeadCell, Table } from "@/components/ui/table";
import type { NotificationTopic } from "@/lib/notifications/kinds";
import type { PersonalChannel, Preferences } from "@/lib/notifications/preferences";

const names: Record<PersonalChannel, string> = { mail: "Mail", slack: "Slack" };

const rows: [topic: NotificationTopic, name: string, note: string][] = [
  ["asked", "I am asked", "Requests and changes that wait for your yes or no"],
  ["mine", "My requests", "What becomes of what you asked for"],
  ["ending", "My access ends", "Soon, or because somebody ended it"],
  ["alarms", "Break-glass and reviews", "Break-glass comes in quiet hours, too"],
  ["mentions", "Mentions", "Somebody mentions you, or names you their stand-in"],
];

/** What, and where: a row a topic, a box a channel. */
export function TopicTable({
  topics,
  channels,
  onChange,
}: {
  topics: Preferences["topics"];
  channels: PersonalChannel[];
  onChange: (topics: Preferences["topics"]) => void;
}) {
  return (
    <Table label="What reaches you, and where">
      <thead>
        <tr>
          <HeadCell>What</HeadCell>
          {channels.map((channel) => (
            <HeadCell key={channel} className="w-20 text-center">
              {names[channel]}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([topic, name, note]) => (
          <tr key={topic}>
            <Cell>
              <span className="font-medium">{name}</span>
              <span className="block text-[13px] text-muted">{note}</span>
            </Cell>
            {channels.map((channel) => (
              <Cell key={channel} className="text-center">
                <input
                  type="checkbox"
                  aria-label={`${name}: ${names[channel]}`}
                  className="size-4 accent-(--accent)"
                  checked={topics[topic][channel]}
                  onChange={(event) =>
                    onChange({ ...topics, [topic]: { ...topics[topic], [channel]: event.target.checked } })
                  }
                />
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
