import type { Diagnosis, DoctorStep, ReadRefusal } from "../doctor";

const MARKS = { ok: "ok     ", failed: "FAILED ", unknown: "unknown" } as const;

/** The ways of a ServiceAccount, each with its steps and, below them, what to do first. */
export function diagnosesText(diagnoses: readonly Diagnosis[]): string {
  return diagnoses
    .map(({ cloud, identity, steps, failed }) => {
      const lines = steps.map((step) => `  ${MARKS[step.result]}  ${step.title}: ${step.message}`);
      const open = steps.filter(({ result, fix }) => result === "unknown" && fix !== "");
      const end =
        failed !== undefined
          ? doFirst(failed)
          : open.length > 0
            ? ["  Nothing has failed. Not known:", ...open.map(({ title, fix }) => `    ${title}: ${fix}`)]
            : ["  Nothing has failed."];
      return [`${cloud}  ${identity ?? "(no identity)"}`, ...lines, "", ...end].join("\n");
    })
    .join("\n\n");
}

function doFirst({ title, fix, see }: DoctorStep): string[] {
  return [`  First: ${title}: ${fix}`, ...(see === undefined ? [] : [`  docs/troubleshooting.md: ${see}`])];
}

/** What a vendor's text says. */
export function refusalText(refusal: ReadRefusal | undefined): string {
  if (refusal === undefined) {
    return "This text is none that is known here. Give the ServiceAccount and files as well, and the steps are gone one by one.";
  }
  const { cloud, means, fix, see } = refusal;
  return [`${cloud}: ${means}`, `  ${fix}`, ...(see === undefined ? [] : [`  docs/troubleshooting.md: ${see}`])].join(
    "\n",
  );
}
