import { aws } from "./aws/cloud";
import { azure } from "./azure/cloud";
import type { Cloud } from "./cloud";

/** Every cloud of the library. The one list; what works on all clouds goes through it. */
export const clouds: readonly Cloud[] = [aws, azure] as unknown as readonly Cloud[];
