/** Milliseconds between two words of how far it is. */
const INTERVAL = 500;

const TAKE_LINE_BACK = "\r\u001b[K";

/** A terminal, or what a command writes instead; progress is for the eyes alone. */
type Screen = Pick<NodeJS.WriteStream, "write"> & { isTTY?: boolean };

/** Says how many of all are done, from half a second on, on the standard error of a terminal alone; the last word takes it all back. */
export function counted(what: string, screen: Screen = process.stderr): (done: number, all: number) => void {
  if (!isWatched(screen)) return () => {};
  let last = Date.now();
  let told = false;
  return (done, all) => {
    if (done === all && told) screen.write(TAKE_LINE_BACK);
    if (done === all || Date.now() - last < INTERVAL) return;
    last = Date.now();
    told = true;
    screen.write(`\r${done} of ${all} ${what}`);
  };
}

/** Says what is being done while it is, in the same way. */
export async function during<T>(what: string, work: () => Promise<T>, screen: Screen = process.stderr): Promise<T> {
  let told = false;
  const timer = setTimeout(() => {
    told = true;
    if (isWatched(screen)) screen.write(`${what} ...`);
  }, INTERVAL);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (told && isWatched(screen)) screen.write(TAKE_LINE_BACK);
  }
}

/** Whether somebody looks at it, and the place for it can be taken back. */
function isWatched(screen: Screen): boolean {
  return screen.isTTY === true && process.env.TERM !== "dumb";
}
