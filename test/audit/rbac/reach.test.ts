import { describe, expect, it } from "vitest";
import { bind, bindEverywhere, clusterRole, reachIn, role, rule, waysTo } from "./support";

const ORDERS = "shop/orders";
const RBAC = "rbac.authorization.k8s.io";
const mine = (...rules: Record<string, string[]>[]) => [
  role("shop", "r", ...rules),
  bind("shop", "Role/r", "user:alice"),
];
const all = (...rules: Record<string, string[]>[]) => [
  clusterRole("r", ...rules),
  bindEverywhere("ClusterRole/r", "user:alice"),
];

describe("who can become a ServiceAccount", () => {
  it.each([
    ["pods", ""],
    ["replicationcontrollers", ""],
    ["deployments", "apps"],
    ["replicasets", "apps"],
    ["statefulsets", "apps"],
    ["daemonsets", "apps"],
    ["jobs", "batch"],
    ["cronjobs", "batch"],
  ])("is whoever may create %s in its namespace", (resource, group) => {
    expect(waysTo(mine(rule("create", resource, group)), ORDERS)).toEqual(["User alice: run-pod"]);
    expect(waysTo(mine(rule("create", resource, "example.com")), ORDERS)).toEqual([]);
    expect(waysTo(mine(rule("create", resource, group)), "bank/orders")).toEqual([]);
    // Kubernetes never knows the name of what a POST makes.
    expect(waysTo(mine(rule("create", resource, group, ["orders"])), ORDERS)).toEqual([]);
    // An apply names it, and needs both verbs.
    expect(waysTo(mine(rule("create patch", resource, group, ["orders"])), ORDERS)[0]).toMatch(/^User alice: run-pod/);
  });

  it.each([
    ["deployments", "apps", true],
    ["replicasets", "apps", true],
    ["statefulsets", "apps", true],
    ["daemonsets", "apps", true],
    ["cronjobs", "batch", true],
    ["replicationcontrollers", "", true],
    ["jobs", "batch", false],
    ["podtemplates", "", false],
  ])("is whoever may change %s where their template can change", (resource, group, changes) => {
    const ways = changes ? ["User alice: change-workload"] : [];
    expect(waysTo(mine(rule("update", resource, group)), ORDERS)).toEqual(ways);
    expect(waysTo(mine(rule("patch", resource, group)), ORDERS)).toEqual(ways);
    expect(waysTo(mine(rule("get list watch delete", resource, group)), ORDERS)).toEqual([]);
  });

  it.each([
    ["create", "serviceaccounts/token", "mint-token"],
    ["create", "pods/exec", "enter-pod"],
    ["get", "pods/exec", "enter-pod"],
    ["create", "pods/attach", "enter-pod"],
    ["get", "pods/attach", "enter-pod"],
    ["create", "pods/portforward", "enter-pod"],
    ["get", "pods/proxy", "enter-pod"],
    ["create", "pods/proxy", "enter-pod"],
    ["delete", "*/proxy", "enter-pod"],
    ["update", "pods/ephemeralcontainers", "enter-pod"],
    ["patch", "pods/ephemeralcontainers", "enter-pod"],
    ["patch", "pods", "enter-pod"],
    ["create", "*/token", "mint-token"],
    ["create", "*/exec", "enter-pod"],
    ["impersonate", "serviceaccounts", "impersonate"],
  ])("is whoever may %s %s", (verb, resource, way) => {
    const end = way === "impersonate" ? " (cluster)" : "";
    expect(waysTo(mine(rule(verb, resource)), ORDERS)).toEqual([`User alice: ${way}${end}`]);
    expect(waysTo(all(rule(verb, resource)), ORDERS)).toEqual([`User alice: ${way}${end}`]);
  });

  it.each([
    ["get", "pods"],
    ["get", "serviceaccounts/token"],
    ["create", "serviceaccounts"],
    ["create", "pods/log"],
    ["create", "pods/ephemeralcontainers"],
    ["create", "pods/eviction"],
    ["patch", "deployments/scale"],
    ["bind escalate", "roles"],
  ])("is not whoever may only %s %s", (verb, resource) => {
    expect(waysTo(mine(rule(verb, resource, "* ")), ORDERS)).toEqual([]);
  });

  it.each([
    ["create", "mutatingwebhookconfigurations", true],
    ["update", "mutatingwebhookconfigurations", true],
    ["patch", "mutatingwebhookconfigurations", true],
    ["update", "mutatingadmissionpolicies", true],
    ["create", "mutatingadmissionpolicies mutatingadmissionpolicybindings", true],
    ["create", "mutatingadmissionpolicies", false],
    ["create", "mutatingadmissionpolicybindings", false],
    ["get list delete", "mutatingwebhookconfigurations", false],
    ["create", "validatingwebhookconfigurations", false],
  ])(
    "is whoever may %s %s of the cluster, where that changes pods as they are made: %#",
    (verbs, resources, changes) => {
      const given = rule(verbs, resources, "admissionregistration.k8s.io");
      expect(waysTo(all(given), ORDERS)).toEqual(changes ? ["User alice: mutate-pods"] : []);
      expect(waysTo(mine(given), ORDERS)).toEqual([]);
    },
  );

  it("is who changes a webhook of that name, and nobody who may only make one under a name", () => {
    const named = (verb: string) =>
      all(rule(verb, "mutatingwebhookconfigurations", "admissionregistration.k8s.io", ["injector"]));
    expect(waysTo(named("update"), ORDERS)).toEqual(["User alice: mutate-pods"]);
    expect(waysTo(named("create"), ORDERS)).toEqual([]);
  });

  describe("by a client certificate", () => {
    const CERTIFICATES = "certificates.k8s.io";
    const asks = rule("create get", "certificatesigningrequests", CERTIFICATES);
    const approves = rule("update", "certificatesigningrequests/approval", CERTIFICATES);
    const signer = (...names: string[]) => rule("approve", "signers", CERTIFICATES, names);
    const client = signer("kubernetes.io/kube-apiserver-client");

    it("is, in the cluster alone, who asks for one, approves it for the signer of clients and reads it", () => {
      expect(waysTo(all(asks, approves, client), ORDERS)).toEqual(["User alice: sign-certificate (cluster)"]);
      expect(waysTo(all(asks, approves, signer("kubernetes.io/*")), ORDERS)).toHaveLength(1);
      expect(waysTo(all(asks, approves, rule("*", "*", CERTIFICATES)), ORDERS)).toHaveLength(1);
    });

    it.each([
      ["asks", [approves, client]],
      ["approves", [asks, client]],
      ["has the signer", [asks, approves]],
      ["has that signer", [asks, approves, signer("kubernetes.io/kube-apiserver-client-kubelet", "example.com/*")]],
      ["reads it", [rule("create", "certificatesigningrequests", CERTIFICATES), approves, client]],
    ])("is nobody unless he %s", (_, rules) => {
      expect(waysTo(all(...rules), ORDERS)).toEqual([]);
    });

    it("goes on to clouds over a user who reaches them", () => {
      const admin = bind("shop", "Role/runner", "user:admin");
      const objects = [...all(asks, approves, client), role("shop", "runner", rule("create", "pods")), admin];
      expect(waysTo(objects, ORDERS)).toContain("User alice > User admin: run-pod");
    });
  });

  it("is not whoever has a wildcard that stands for something else", () => {
    expect(waysTo(mine(rule("create", "pods/*")), ORDERS)).toEqual([]);
    expect(waysTo(mine(rule("create", "po*")), ORDERS)).toEqual([]);
    expect(waysTo(mine(rule("creat*", "pods")), ORDERS)).toEqual([]);
    expect(waysTo(mine(rule("create", "pods", "cor*")), ORDERS)).toEqual([]);
    expect(waysTo(mine({ verbs: ["*"], nonResourceURLs: ["*"] }), ORDERS)).toEqual([]);
  });

  it("is only who may do it under its own name where a rule has names", () => {
    const token = (name: string) => waysTo(mine(rule("create", "serviceaccounts/token", "", [name])), ORDERS);
    expect(token("orders")).toEqual(["User alice: mint-token"]);
    expect(token("cart")).toEqual([]);
    expect(token("")).toEqual([]);
    const everywhere = all(rule("create", "serviceaccounts/token", "", ["orders"]));
    expect(waysTo(everywhere, ORDERS)).toEqual(["User alice: mint-token"]);
    expect(waysTo(everywhere, "bank/orders")).toEqual(["User alice: mint-token"]);
    expect(waysTo(everywhere, "bank/cart")).toEqual([]);
  });

  it("takes the empty name for a request that names nothing, as the authorizer does", () => {
    expect(waysTo(mine(rule("create", "pods", "", [""])), ORDERS)).toEqual(["User alice: run-pod"]);
    expect(waysTo(mine(rule("patch", "deployments", "apps", [""])), ORDERS)).toEqual([]);
  });

  it("is who may enter a pod of that name, where its pods are known", () => {
    const objects = mine(rule("create", "pods/exec", "", ["orders-1"]));
    const pod = (name: string, serviceAccount: string) => ({
      resource: "pods",
      namespace: "shop",
      name,
      serviceAccount,
    });
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [pod("orders-1", "orders")] })).toEqual([
      "User alice: enter-pod",
    ]);
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [pod("orders-1", "cart")] })).toEqual([]);
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [pod("orders-2", "orders")] })).toEqual([]);
    expect(waysTo(objects, ORDERS)).toEqual(["User alice: enter-pod"]);
  });

  it("is who may change a workload of that name, whatever it runs as today", () => {
    const objects = mine(rule("patch", "deployments", "apps", ["web"]));
    const web = { resource: "deployments", namespace: "shop", name: "web", serviceAccount: "web" };
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [web] })).toEqual(["User alice: change-workload"]);
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [{ ...web, resource: "statefulsets" }] })).toEqual(
      [],
    );
    expect(waysTo(objects, ORDERS, { tokenSecrets: [], workloads: [{ ...web, namespace: "bank" }] })).toEqual([]);
  });

  it("is who reaches the kubelet of its node, which only a right in the whole cluster gives", () => {
    expect(waysTo(all(rule("get", "nodes/proxy")), ORDERS)).toEqual(["User alice: enter-node"]);
    expect(waysTo(mine(rule("get", "nodes/proxy")), ORDERS)).toEqual([]);
    const pod = { resource: "pods", namespace: "shop", name: "o", serviceAccount: "orders", node: "n1" };
    const named = all(rule("get", "nodes/proxy", "", ["n1"]));
    expect(waysTo(named, ORDERS, { tokenSecrets: [], workloads: [pod] })).toEqual(["User alice: enter-node"]);
    expect(waysTo(named, ORDERS, { tokenSecrets: [], workloads: [{ ...pod, node: "n2" }] })).toEqual([]);
  });

  it.each(["get", "list", "watch"])("is, in the cluster alone, who may %s its long-lived token", (verb) => {
    const tokenSecrets = [{ namespace: "shop", name: "orders-token", serviceAccount: "orders" }];
    expect(waysTo(mine(rule(verb, "secrets")), ORDERS, { tokenSecrets })).toEqual(["User alice: read-token (cluster)"]);
    expect(waysTo(all(rule(verb, "secrets")), ORDERS, { tokenSecrets })).toEqual(["User alice: read-token (cluster)"]);
    expect(waysTo(mine(rule(verb, "secrets", "", ["orders-token"])), ORDERS, { tokenSecrets })).toEqual([
      "User alice: read-token (cluster)",
    ]);
    expect(waysTo(mine(rule(verb, "secrets", "", ["other"])), ORDERS, { tokenSecrets })).toEqual([]);
    expect(waysTo(mine(rule(verb, "secrets")), ORDERS)).toEqual([]);
  });

  it("is, in the cluster alone, who may make such a token and read it", () => {
    expect(waysTo(mine(rule("create get", "secrets")), ORDERS)).toEqual(["User alice: make-token (cluster)"]);
    expect(waysTo(mine(rule("create", "secrets"), rule("get", "secrets", "", ["x"])), ORDERS)).toEqual([
      "User alice: make-token (cluster)",
    ]);
    expect(waysTo(mine(rule("create", "secrets")), ORDERS)).toEqual([]);
  });

  it("reaches clouds by way of a ServiceAccount that mints its own tokens", () => {
    const objects = [
      ...mine(rule("impersonate", "serviceaccounts", "", ["orders"])),
      role("shop", "self", rule("create", "serviceaccounts/token", "", ["orders"])),
      bind("shop", "Role/self", "sa:shop/orders"),
    ];
    expect(waysTo(objects, ORDERS)).toEqual(["User alice > ServiceAccount shop/orders: mint-token"]);
  });

  it("is everybody in a group, each ServiceAccount among them", () => {
    const objects = (group: string) => [
      role("shop", "r", rule("create", "pods")),
      bind("shop", "Role/r", `group:${group}`),
    ];
    expect(waysTo(objects("devs"), ORDERS)).toEqual(["Group devs: run-pod"]);
    expect(waysTo(objects("system:authenticated"), ORDERS)).toEqual(["Group system:authenticated: run-pod"]);
    const dev = [role("dev", "d", rule("create", "deployments", "apps")), bind("dev", "Role/d", "user:bob")];
    expect(waysTo([...objects("system:serviceaccounts:dev"), ...dev], ORDERS)).toEqual([
      "Group system:serviceaccounts:dev: run-pod",
      "User bob > Group system:serviceaccounts:dev: run-pod",
    ]);
    expect(waysTo([...objects("system:serviceaccounts"), ...dev], ORDERS)).toEqual([
      "Group system:serviceaccounts: run-pod",
      "User bob > Group system:serviceaccounts: run-pod",
    ]);
  });

  it("is the group of all ServiceAccounts too, where that has every right", () => {
    expect(waysTo([bindEverywhere("ClusterRole/cluster-admin", "group:system:serviceaccounts")], ORDERS)).toEqual([
      expect.stringMatching(/^Group system:serviceaccounts: run-pod change-workload mint-token/),
    ]);
  });

  it("joins a right of somebody with one of a group that he is always in", () => {
    const objects = [
      ...mine(rule("create", "secrets")),
      role("shop", "s", rule("get", "secrets")),
      bind("shop", "Role/s", "group:system:authenticated"),
    ];
    expect(waysTo(objects, ORDERS)).toEqual(["User alice: make-token (cluster)"]);
  });

  it("follows one ServiceAccount to another, over namespaces, by the shortest way", () => {
    const objects = [
      role("dev", "runner", rule("create", "pods")),
      bind("dev", "Role/runner", "user:alice"),
      role("ops", "enter", rule("create", "pods/exec")),
      bind("ops", "Role/enter", "sa:dev/ci"),
      role("shop", "mint", rule("create", "serviceaccounts/token")),
      bind("shop", "Role/mint", "sa:ops/deployer"),
    ];
    expect(waysTo(objects, ORDERS)).toEqual([
      "ServiceAccount dev/ci > ServiceAccount ops/deployer: mint-token",
      "ServiceAccount ops/deployer: mint-token",
      "User alice > ServiceAccount dev/ci > ServiceAccount ops/deployer: mint-token",
    ]);
  });

  it("ends where ServiceAccounts become each other in a circle", () => {
    const objects = ["a", "b"].flatMap((namespace) => [
      role(namespace, "r", rule("create", "pods")),
      bind(namespace, "Role/r", namespace === "a" ? "sa:b/x" : "sa:a/x"),
    ]);
    expect(waysTo(objects, "a/x")).toEqual(["ServiceAccount b/x: run-pod"]);
  });

  it("follows users and groups that somebody may impersonate", () => {
    const admin = bindEverywhere("ClusterRole/cluster-admin", "user:root", "group:admins");
    const by = (...rules: Record<string, string[]>[]) =>
      waysTo([admin, ...all(...rules)], ORDERS).filter((way) => way.includes("alice"));
    expect(by(rule("impersonate", "users", "", ["root"]))[0]).toMatch(/^User alice > User root: run-pod/);
    expect(by(rule("impersonate", "users", "", ["carol"]))).toEqual([]);
    expect(by(rule("impersonate", "groups", "", ["admins"]))).toEqual([]);
    expect(by(rule("impersonate", "groups", "", ["admins"]), rule("impersonate", "users", "", ["carol"]))[0]).toMatch(
      /^User alice > Group admins: run-pod/,
    );
    expect(by(rule("impersonate", "groups users"))[0]).toMatch(/impersonate group system:masters, mint-token$/);
    expect(
      waysTo([admin, ...mine(rule("impersonate", "users"))], ORDERS).filter((way) => way.includes("alice")),
    ).toEqual([]);
  });

  it("is always who is in system:masters, by no rule", () => {
    const [path] = reachIn([]).everywhere;
    expect(path).toMatchObject({ actor: { kind: "Group", name: "system:masters" }, reachesClouds: true });
    expect(path?.steps[0]?.by).toEqual([]);
  });
});

describe("who can give himself such a right", () => {
  const binder = (...names: string[]) => rule("bind", "clusterroles", RBAC, names.length === 0 ? undefined : names);
  const makes = rule("create", "rolebindings", RBAC);

  it("is not who writes bindings or roles alone: the API server lets him hand on what he has", () => {
    const writes = rule("create update patch delete", "rolebindings clusterrolebindings roles clusterroles", RBAC);
    expect(waysTo(mine(writes), ORDERS)).toEqual([]);
    expect(waysTo(all(writes), ORDERS)).toEqual([]);
  });

  it("is who binds every ClusterRole, where he writes bindings", () => {
    expect(waysTo(mine(binder(), makes), ORDERS)[0]).toMatch(/^User alice: bind ClusterRole cluster-admin, run-pod/);
    expect(waysTo(mine(binder(), makes), "bank/orders")).toEqual([]);
    expect(waysTo(mine(binder()), ORDERS)).toEqual([]);
    expect(waysTo(all(binder(), rule("create", "clusterrolebindings", RBAC)), "bank/orders")[0]).toMatch(
      /bind ClusterRole/,
    );
    // A ClusterRoleBinding asks for the right to bind in the whole cluster.
    const inNamespace = [
      ...mine(binder()),
      clusterRole("c", rule("create", "clusterrolebindings", RBAC)),
      bindEverywhere("ClusterRole/c", "user:alice"),
    ];
    expect(waysTo(inNamespace, ORDERS)).toEqual([]);
  });

  it("is who binds a role that leads there, and not one that does not", () => {
    const roles = [clusterRole("runner", rule("create", "pods")), clusterRole("viewer", rule("get", "pods"))];
    expect(waysTo([...roles, ...mine(binder("runner"), makes)], ORDERS)).toEqual([
      "User alice: bind ClusterRole runner, run-pod",
    ]);
    expect(waysTo([...roles, ...mine(binder("viewer"), makes)], ORDERS)).toEqual([]);
    expect(waysTo([...roles, ...mine(binder("gone"), makes)], ORDERS)).toEqual([]);
    const local = [role("shop", "runner", rule("create", "pods")), ...mine(rule("bind", "roles", RBAC), makes)];
    expect(waysTo(local, ORDERS)).toEqual(["User alice: bind Role runner, run-pod"]);
  });

  it("is who writes himself into a binding of a role that he may bind", () => {
    const there = [clusterRole("runner", rule("create", "pods")), bind("shop", "ClusterRole/runner", "user:carol")];
    const name = "runner-to-carol";
    const alice = (ways: string[]) => ways.filter((way) => way.includes("alice"));
    expect(
      alice(waysTo([...there, ...mine(binder("runner"), rule("patch", "rolebindings", RBAC, [name]))], ORDERS)),
    ).toEqual(["User alice: bind ClusterRole runner, run-pod"]);
    expect(
      alice(waysTo([...there, ...mine(binder("runner"), rule("patch", "rolebindings", RBAC, ["other"]))], ORDERS)),
    ).toEqual([]);
    expect(alice(waysTo([...there, ...mine(rule("patch", "rolebindings", RBAC, [name]))], ORDERS))).toEqual([]);
  });

  it("is who may write more into a role that he has", () => {
    expect(waysTo(mine(rule("escalate update", "roles", RBAC)), ORDERS)).toEqual([
      "User alice: escalate Role r, mint-token",
    ]);
    expect(waysTo(mine(rule("escalate patch", "roles", RBAC, ["r"])), ORDERS)).toEqual([
      "User alice: escalate Role r, mint-token",
    ]);
    expect(waysTo(mine(rule("escalate patch", "roles", RBAC, ["s"])), ORDERS)).toEqual([]);
    expect(waysTo(mine(rule("escalate", "roles", RBAC)), ORDERS)).toEqual([]);
    expect(waysTo(all(rule("escalate update", "clusterroles", RBAC)), ORDERS)).toEqual([
      "User alice: escalate ClusterRole r, mint-token",
    ]);
    // What is written into a ClusterRole counts where it is bound, and roles of the cluster are written in the cluster.
    const bound = [
      clusterRole("view-it", rule("get", "pods")),
      bind("shop", "ClusterRole/view-it", "user:alice"),
      ...mine(rule("escalate update", "clusterroles", RBAC)),
    ];
    expect(waysTo(bound, ORDERS)).toEqual([]);
  });

  it("is who makes a role that a binding of his is waiting for", () => {
    const waiting = [bind("shop", "Role/ghost", "user:alice")];
    expect(waysTo([...waiting, ...mine(rule("escalate create", "roles", RBAC))], ORDERS)).toContain(
      "User alice: escalate Role ghost, mint-token",
    );
    expect(waysTo([...waiting, ...mine(rule("create", "roles", RBAC))], ORDERS)).toEqual([]);
  });

  it("is who makes a role with everything and binds it", () => {
    const rights = rule("escalate create bind", "roles", RBAC);
    expect(waysTo(mine(rights, makes), ORDERS)[0]).toMatch(/^User alice: escalate Role .*, mint-token$/);
    expect(waysTo(mine(rule("escalate create", "roles", RBAC), makes), ORDERS)).toEqual([]);
  });

  it("is who adds rules to an aggregated role that he has", () => {
    const aggregated = {
      ...clusterRole("edit-all"),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "example.com/to-edit": "true" } }] },
    };
    const mineNow = bind("shop", "ClusterRole/edit-all", "user:alice");
    const rights = (text: string) => all(rule(text, "clusterroles", RBAC));
    const aggregates = (ways: string[]) => ways.filter((way) => way.includes("aggregate"));
    expect(aggregates(waysTo([aggregated, mineNow, ...rights("escalate create")], ORDERS))).toEqual([
      "User alice: aggregate ClusterRole edit-all, mint-token",
    ]);
    expect(aggregates(waysTo([aggregated, mineNow, ...rights("create")], ORDERS))).toEqual([]);
  });

  it("has the rules that aggregation adds, from labels alone", () => {
    const labelled = {
      ...clusterRole("pods", rule("create", "pods")),
      metadata: { name: "pods", labels: { to: "edit" } },
    };
    const edit = {
      ...clusterRole("edit"),
      metadata: { name: "edit", labels: { to: "admin" } },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: "edit" } }] },
    };
    const admin = {
      ...clusterRole("admin"),
      aggregationRule: {
        clusterRoleSelectors: [{ matchExpressions: [{ key: "to", operator: "In", values: ["admin"] }] }],
      },
    };
    expect(waysTo([labelled, edit, admin, bind("shop", "ClusterRole/admin", "user:alice")], ORDERS)).toEqual([
      "User alice: run-pod",
    ]);
    expect(waysTo([edit, admin, bind("shop", "ClusterRole/admin", "user:alice")], ORDERS)).toEqual([]);
  });
});

describe("many roles and bindings", () => {
  it("are read in time that grows with their number", () => {
    const objects = (count: number) =>
      Array.from({ length: count }, (_, each) => [
        role(`n${each}`, "r", rule("create", "pods"), rule("bind escalate update", "roles", RBAC)),
        bind(`n${each}`, "Role/r", `user:u${each}`, `sa:n${(each + 1) % count}/x`),
      ]).flat();
    const milliseconds = (count: number) => {
      const input = objects(count);
      const start = process.cpuUsage();
      const reach = reachIn(input);
      expect(reach.in("n7").length).toBeGreaterThan(0);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    milliseconds(100);
    const few = milliseconds(100);
    // Looking through all for each would take a hundred times as long.
    expect(milliseconds(1000)).toBeLessThan(80 * Math.max(few, 10));
  });

  it("are told once for all ServiceAccounts of a place, so that many persons over many accounts stay readable", () => {
    const milliseconds = (count: number) => {
      const input = [
        clusterRole("edit", rule("create", "pods")),
        ...Array.from({ length: count }, (_, each) => [
          bindEverywhere("ClusterRole/edit", `sa:n${each}/x`),
          bind("shop", "ClusterRole/edit", `user:u${each}`),
        ]).flat(),
      ];
      const start = process.cpuUsage();
      const reach = reachIn(input);
      expect(reach.everywhere).toHaveLength(count + 1);
      expect(reach.in("shop")).toHaveLength(count);
      for (let each = 0; each < count; each++) expect(reach.on({ namespace: "shop", name: `s${each}` })).toEqual([]);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    milliseconds(50);
    const few = milliseconds(50);
    expect(milliseconds(500)).toBeLessThan(40 * Math.max(few, 10));
  });
});

describe("by impersonation for some requests alone", () => {
  const AUTHENTICATION = "authentication.k8s.io";
  const whom = (mode: string, resource: string, names?: string[]) =>
    rule(`impersonate:${mode}`, resource, AUTHENTICATION, names);
  const what = (mode: string, verb: string, resource: string) => rule(`impersonate-on:${mode}:${verb}`, resource);
  const runner = [
    clusterRole("runner", rule("create", "pods"), rule("create", "pods/exec")),
    bind("shop", "ClusterRole/runner", "user:bob", "sa:dev/ci", "group:ops"),
  ];
  const may = (...rules: ReturnType<typeof rule>[]) => [...runner, ...all(...rules)];
  /** How alice comes to shop/orders. */
  const ofAlice = (objects: object[]) => waysTo(objects, ORDERS).filter((way) => way.startsWith("User alice"));

  it.each([
    ["user-info", whom("user-info", "users", ["bob"]), "User bob"],
    ["user-info", whom("user-info", "users"), "User bob"],
    ["serviceaccount", whom("serviceaccount", "serviceaccounts", ["ci"]), "ServiceAccount dev/ci"],
    ["serviceaccount", whom("serviceaccount", "*"), "ServiceAccount dev/ci"],
    ["user-info", whom("user-info", "users groups", ["ops", "eve"]), "Group ops"],
  ])("is who may act in mode %s as somebody who may, for that: %#", (mode, identity, name) => {
    const told = ofAlice(may(identity, what(mode, "create", "pods")));
    expect(told).toEqual([`User alice: impersonate ${name}, run-pod`]);
    const both = ofAlice(may(identity, what(mode, "create", "*/exec")));
    expect(both).toEqual([`User alice: impersonate ${name}, enter-pod`]);
  });

  it.each([
    ["for another verb", [whom("user-info", "users"), what("user-info", "list", "pods")]],
    ["for another resource", [whom("user-info", "users"), what("user-info", "create", "secrets")]],
    ["in another mode", [whom("user-info", "users"), what("serviceaccount", "create", "pods")]],
    ["without a right to be somebody", [what("user-info", "create", "pods")]],
    ["without a right to a request", [whom("user-info", "users")]],
    ["for somebody else", [whom("user-info", "users", ["eve"]), what("user-info", "create", "pods")]],
    ["for a group without a user", [whom("user-info", "groups", ["ops"]), what("user-info", "create", "pods")]],
    ["in the group of the older right", [rule("impersonate:user-info", "users"), what("user-info", "create", "pods")]],
  ])("is nobody %s", (_, rules) => {
    expect(ofAlice(may(...rules))).toEqual([]);
  });

  it("ends where one of both ends", () => {
    const identity = whom("user-info", "users", ["bob"]);
    const action = role("bank", "on", what("user-info", "create", "pods"));
    expect(ofAlice([...may(identity), action, bind("bank", "Role/on", "user:alice")])).toEqual([]);
    const here = { ...action, metadata: { namespace: "shop", name: "on" } };
    expect(ofAlice([...may(identity), here, bind("shop", "Role/on", "user:alice")])).toHaveLength(1);
  });
});
