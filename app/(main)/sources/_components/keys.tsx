import { Id } from "@/components/ui/id";
import { Tag } from "@/components/ui/status";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import type { KeyView } from "@/lib/tokens/list-keys";
import { WithdrawKey } from "./key-actions";

const states = {
  next: { word: "Published, signs next", hue: "pending" },
  signing: { word: "Signing", hue: "live" },
  verifying: { word: "Verifying only", hue: undefined },
} as const;

interface Props {
  keys: KeyView[];
  /** When another one begins to sign by itself. */
  next: string | null;
  withdrawable: boolean;
}

export function Keys({ keys, next, withdrawable }: Props) {
  return (
    <>
      {next ? (
        <p className="mb-3 text-muted">
          Next rotation: <RelativeTime at={next} />
        </p>
      ) : null}
      <Table label="Signing keys">
        <thead>
          <tr>
            <HeadCell>Key</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell>Signs since</HeadCell>
            <HeadCell>Made</HeadCell>
            <HeadCell>Good tokens</HeadCell>
            {withdrawable ? (
              <HeadCell>
                <span className="sr-only">What can be done</span>
              </HeadCell>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.kid}>
              <Cell>
                <Id value={key.kid} />
                <span className="block text-[13px] text-muted">{key.algorithm}</span>
              </Cell>
              <Cell className="whitespace-nowrap">
                <Tag hue={states[key.state].hue}>{states[key.state].word}</Tag>
              </Cell>
              <Cell className="whitespace-nowrap text-muted">
                <RelativeTime at={key.activeFrom} />
              </Cell>
              <Cell className="whitespace-nowrap text-muted">
                <RelativeTime at={key.createdAt} />
              </Cell>
              <Cell className="tabular">{key.liveTokens}</Cell>
              {withdrawable ? (
                <Cell>
                  <WithdrawKey kid={key.kid} liveTokens={key.liveTokens} />
                </Cell>
              ) : null}
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
