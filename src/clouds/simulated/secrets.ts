/** How Pulumi's SDK marks a value that is to stay secret, in the properties that mocks see. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

type Properties = Record<string, unknown>;

/** Properties as a vendor gets them: without the marks of what is to stay secret. */
export function withoutSecretMarks<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutSecretMarks) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = value as Properties;
  if (isMarked(fields)) return withoutSecretMarks(fields.value as T);
  return Object.fromEntries(Object.entries(fields).map(([key, member]) => [key, withoutSecretMarks(member)])) as T;
}

/** Marks the outputs again whose inputs were to stay secret, so that the program keeps them so. */
export function withSecretMarks(state: Properties, inputs: Properties): Properties {
  const marked = Object.keys(inputs).filter((key) => isMarked(inputs[key]) && key in state);
  return { ...state, ...Object.fromEntries(marked.map((key) => [key, { [MARK]: SECRET, value: state[key] }])) };
}

function isMarked(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && (value as Properties)[MARK] === SECRET;
}
