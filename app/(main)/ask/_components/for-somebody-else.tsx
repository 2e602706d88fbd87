"use client";
import { useEffect, useId, useState } from "react";
import { Field, Input } from "@/components/ui/field";
import { people } from "../actions";
import type { Draft } from "./use-outlook";

interface Person {
  id: string;
  name: string;
  ref: string | null;
}

const settleMs = 200;

/** Finds people by name as one types; who is chosen is asked for by id. */
export function ForSomebodyElse({
  draft,
  change,
  problem,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problem: string | null;
}) {
  const list = useId();
  const [text, setText] = useState(draft.beneficiary ?? "");
  const [found, setFound] = useState<Person[]>([]);
  const { service, role } = draft;
  useEffect(() => {
    let outdated = false;
    const timer = setTimeout(async () => {
      const answer = await people({ service, role, q: nameIn(text) });
      if (!outdated && answer.ok) setFound(answer.value.items);
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [service, role, text]);
  const choose = (written: string) => {
    setText(written);
    const person = found.find((each) => wordsOf(each) === written);
    change({ beneficiary: person?.id ?? (written.trim() || undefined) });
  };
  return (
    <Field
      label="For somebody else"
      hint="They get the access, and are told. Neither of you can approve it. Empty: for yourself."
      error={problem}
    >
      {(ids) => (
        <>
          <Input
            {...ids}
            list={list}
            autoComplete="off"
            placeholder="Name"
            value={text}
            onChange={(event) => choose(event.target.value)}
          />
          <datalist id={list}>
            {found.map((person) => (
              <option key={person.id} value={wordsOf(person)} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

const wordsOf = ({ name, ref, id }: Person) => `${name} (${ref ?? id})`;
const nameIn = (text: string) => text.replace(/ \(.*$/, "");
