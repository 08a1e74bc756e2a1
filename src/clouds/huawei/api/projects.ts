import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiClient } from "./client";

/** The id of a project that is given by id or by name; the project of a region is called like the region. */
export async function resolveProject(client: HuaweiClient, project: string): Promise<string> {
  if (/^[0-9a-f]{32}$/.test(project)) return project;
  const { projects } = await client.request<{ projects: { id: string; name: string }[] }>({
    service: "iam",
    method: "GET",
    path: "/v3/projects",
    query: { name: project },
  });
  const found = projects.find(({ name }) => name === project);
  if (found !== undefined) return found.id;
  throw new WorkloadIdentityError(
    "huawei-project-unknown",
    `Cannot find project ${show(project)}: expected the id of a project, or its name such as "cn-north-4"`,
  );
}
