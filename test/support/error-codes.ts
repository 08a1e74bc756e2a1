import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const src = join(__dirname, "../../src");

/** What makes an error or a fault, with the code as its first argument. */
const MAKERS = ["issue", "WorkloadIdentityError", "HuaweiApiError"];

/**
 * The codes of errors that the sources can give, through constants, parameters and properties that carry them. Of those that are put
 * together, what they begin and end with: `trust-*`.
 */
export function codesInSources(): ReadonlySet<string> {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    // What a simulated vendor answers has the vendor's codes.
    .filter((file) => file.endsWith(".ts") && !/simulated|sandbox.provider|error-table/.test(file))
    .map((file) => ts.createSourceFile(file, readFileSync(join(src, file), "utf8"), ts.ScriptTarget.Latest, true));
  const nodes = files.flatMap(allNodes);
  const calls = grouped(nodes.filter(isCall), (call) => call.expression.getText().replace(/^.*\./, ""));
  const members = grouped(nodes.filter(ts.isPropertyAssignment), ({ name }) => name.getText());
  const codes = new Set<string>();
  const seen = new Set<ts.Node>();

  /** The calls of a function: by its name, in its own file where it is not exported. */
  const callsOf = (declared: ts.SignatureDeclaration) =>
    (calls.get(nameOf(declared)) ?? []).filter(
      (call) => isExported(declared) || call.getSourceFile() === declared.getSourceFile(),
    );
  const follow = (expression: ts.Node | undefined): void => {
    if (expression === undefined || seen.has(expression)) return;
    seen.add(expression);
    if (ts.isStringLiteralLike(expression)) codes.add(expression.text);
    else if (ts.isTemplateExpression(expression)) codes.add(patternOf(expression));
    else if (ts.isConditionalExpression(expression)) {
      follow(expression.whenTrue);
      follow(expression.whenFalse);
    } else if (ts.isPropertyAccessExpression(expression)) followMember(expression.name.text);
    else if (ts.isIdentifier(expression)) followName(expression);
    else if (ts.isAsExpression(expression) || ts.isParenthesizedExpression(expression)) follow(expression.expression);
  };
  const followMember = (name: string): void => {
    // Members called "code" are looked at anyway; what else carries a code says so.
    if (name === "code" || !/code|duplicate/i.test(name)) return;
    for (const { initializer } of members.get(name) ?? []) follow(initializer);
  };
  const followName = (identifier: ts.Identifier): void => {
    const declaration = declarationOf(identifier, files);
    if (declaration === undefined) return;
    if (ts.isVariableDeclaration(declaration)) follow(declaration.initializer);
    else if (ts.isBindingElement(declaration)) {
      const key = declaration.propertyName ?? declaration.name;
      const list = declaration.parent;
      const index = list.elements.indexOf(declaration as never);
      if (ts.isArrayBindingPattern(list)) followElements(list, index);
      else followMember(key.getText());
    } else {
      const { parent } = declaration;
      const index = parent.parameters.indexOf(declaration as never);
      if (declaration.initializer !== undefined) follow(declaration.initializer);
      for (const call of callsOf(parent)) follow(call.arguments?.[index]);
    }
  };
  /** Elements of rows that are written out where a loop or callback takes them apart. */
  const followElements = (list: ts.ArrayBindingPattern, index: number): void => {
    const rows = allNodes(list.getSourceFile()).filter(ts.isArrayLiteralExpression);
    const values = rows.map(({ elements }) => elements[index]).filter((each) => each !== undefined && isCode(each));
    for (const value of values) follow(value);
  };

  for (const maker of MAKERS) for (const call of calls.get(maker) ?? []) follow(call.arguments?.[0]);
  for (const { initializer } of members.get("code") ?? []) follow(initializer);
  for (const node of nodes.filter(ts.isPropertyDeclaration))
    if (node.name.getText() === "code") follow(node.initializer);
  return new Set([...codes].filter((code) => /^[a-z][a-z0-9]*(-[a-z0-9*]+)+$/.test(code)));
}

type Callable = ts.CallExpression | ts.NewExpression;

function isCall(node: ts.Node): node is Callable {
  return ts.isCallExpression(node) || ts.isNewExpression(node);
}

function isCode(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) && /^[a-z0-9]+(-[a-z0-9]+)+$/.test(node.text);
}

function allNodes(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function patternOf({ head, templateSpans }: ts.TemplateExpression): string {
  return [head.text, ...templateSpans.map(({ literal }) => literal.text)].join("*");
}

type Declaration = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

/** The nearest declaration of a name: in the functions around it, at the top of its file, or in the file that it is imported from. */
function declarationOf(identifier: ts.Identifier, files: readonly ts.SourceFile[]): Declaration | undefined {
  const named = (scope: ts.Node) =>
    allNodes(scope).find((node): node is Declaration => isDeclaration(node) && node.name.getText() === identifier.text);
  for (let scope: ts.Node = identifier.parent; scope !== undefined; scope = scope.parent) {
    const found = ts.isFunctionLike(scope) || ts.isSourceFile(scope) ? named(scope) : undefined;
    if (found !== undefined) return found;
  }
  return files.flatMap(({ statements }) => statements.filter(ts.isVariableStatement).map(named)).find(Boolean);
}

function isDeclaration(node: ts.Node): node is Declaration {
  return ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
}

/** Whether it, or what it is a member of, is exported. */
function isExported(node: ts.Node): boolean {
  for (let each = node; !ts.isSourceFile(each); each = each.parent) {
    if (ts.canHaveModifiers(each) && ts.getModifiers(each)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
      return true;
    }
  }
  return false;
}

/** How a function is called: by its own name, or that of the constant, member or class that it is. */
function nameOf(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return node.parent.name?.text ?? "";
  return (node.name ?? (node.parent as { name?: ts.Node }).name)?.getText() ?? "";
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) (groups.get(keyOf(item)) ?? groups.set(keyOf(item), []).get(keyOf(item))!).push(item);
  return groups;
}
