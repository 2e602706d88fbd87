import { SourceFailure } from "./source-failure";

const declarationFile = /\.(?:ya?ml|json)$/i;

/** What a source of files may hold; more than that is a mistake about where it points. */
export const mostFiles = 20_000;
export const deepestFolder = 16;

/** Whether a file of this name may hold declarations. */
export const isDeclarationFile = (name: string) => declarationFile.test(name);

/** Whether a file or folder of this name is left alone, with everything in it. */
export const isLeftAlone = (name: string) => name.startsWith(".") || name === "node_modules";

export const tooManyFiles = () =>
  new SourceFailure(
    `The source holds more than ${mostFiles} declaration files.`,
    "Point it at the folder of the declarations.",
  );

export const tooDeep = (at: string) =>
  new SourceFailure(
    `The source is nested more than ${deepestFolder} levels deep, at ${at.slice(0, 300)}.`,
    "Point it at the folder of the declarations.",
  );
