import { describe, expect, it } from "vitest";
import { mentionAt, splitAtMentions, withMention } from "./mention-at";

describe("a name that is being typed", () => {
  it.each<[string, { start: number; typed: string } | null]>([
    ["", null],
    ["hello", null],
    ["riley@example.com", null],
    ["@  ", null],
    ["@ ", null],
    ["@a\n", null],
    [`@${"x".repeat(60)}`, null],
    ["@", { start: 0, typed: "" }],
    ["ask @ol", { start: 4, typed: "ol" }],
    ["(@Olivia Or", { start: 1, typed: "Olivia Or" }],
    ["a\n@Ømar", { start: 2, typed: "Ømar" }],
    ["@Omar and @S", { start: 10, typed: "S" }],
  ])("in %j", (text, found) => {
    expect(mentionAt(text, text.length)).toEqual(found);
  });

  it("is none before the text, nor after a name that was picked", () => {
    expect(mentionAt("@ol", 0)).toBeNull();
    expect(mentionAt("@Olivia Ortega ", 15, ["Olivia Ortega"])).toBeNull();
    expect(mentionAt("@Olivia Ortega which", 20, ["Olivia Ortega"])).toBeNull();
    expect(mentionAt("@Olivia O", 9, ["Olivia Ortega", "Olivia Ostby"])).toMatchObject({ typed: "Olivia O" });
  });

  it("is completed where it stands, and the rest stays", () => {
    expect(withMention("ask @ol first", 7, 4, "Olivia Ortega")).toEqual({
      text: "ask @Olivia Ortega first",
      caret: 19,
    });
  });
});

describe("a text with mentions", () => {
  it("is cut at the whole names, of two alike at the longer one, and no name is an expression", () => {
    expect(splitAtMentions("hi @Sam Stone, @Sam", ["Sam", "Sam Stone"])).toEqual([
      "hi ",
      "@Sam Stone",
      ", ",
      "@Sam",
      "",
    ]);
    expect(splitAtMentions("a @x.* b @xyz", ["x.*"])).toEqual(["a ", "@x.*", " b @xyz"]);
    expect(splitAtMentions("@nobody", [])).toEqual(["@nobody"]);
    expect(splitAtMentions("@A (B) [C]-D", ["A (B) [C]-D"])).toEqual(["", "@A (B) [C]-D", ""]);
  });
});
