// Checks and runs CEL expressions with Google's own implementation: one JSON object a line in, one a line out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/ext"
)

type question struct {
	Expression string         `json:"expression"`
	Variables  []string       `json:"variables"`
	Values     map[string]any `json:"values"`
}

// Fault is why the checker refuses the expression; else Type is what it comes to, and Value or Error what running it gives.
type answer struct {
	Fault string `json:"fault,omitempty"`
	Type  string `json:"type,omitempty"`
	Value any    `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	answers := json.NewEncoder(out)
	for lines.Scan() {
		var asked question
		fatal(json.Unmarshal(lines.Bytes(), &asked))
		fatal(answers.Encode(decide(asked)))
	}
	fatal(lines.Err())
}

// What expressions can use, by their variables.
var environments = map[string]*cel.Env{}

func environment(variables []string) *cel.Env {
	key := strings.Join(variables, " ")
	if known := environments[key]; known != nil {
		return known
	}
	options := []cel.EnvOption{
		ext.Strings(),
		cel.CrossTypeNumericComparisons(true),
		cel.Function("extract", cel.MemberOverload("string_extract_string",
			[]*cel.Type{cel.StringType, cel.StringType}, cel.StringType, cel.BinaryBinding(extract))),
	}
	for _, name := range variables {
		options = append(options, cel.Variable(name, cel.MapType(cel.StringType, cel.DynType)))
	}
	env, err := cel.NewEnv(options...)
	fatal(err)
	environments[key] = env
	return env
}

func decide(asked question) answer {
	env := environment(asked.Variables)
	ast, issues := env.Compile(asked.Expression)
	if issues.Err() != nil {
		return answer{Fault: issues.Err().Error()}
	}
	kind := ast.OutputType().String()
	program, err := env.Program(ast)
	if err != nil {
		return answer{Type: kind, Error: err.Error()}
	}
	value, _, err := program.Eval(asked.Values)
	if err != nil {
		return answer{Type: kind, Error: err.Error()}
	}
	return answer{Type: kind, Value: spelled(value)}
}

// As Google documents it for IAM conditions: what stands between the text before and after the one {name}, or nothing.
func extract(target, template ref.Val) ref.Val {
	text, pattern := string(target.(types.String)), string(template.(types.String))
	before, rest, opened := strings.Cut(pattern, "{")
	_, after, closed := strings.Cut(rest, "}")
	if !opened || !closed || strings.ContainsAny(before+after, "{}") || strings.Count(rest, "{") > 0 {
		return types.NewErr("extract: expected a template with one {name}")
	}
	_, found, ok := strings.Cut(text, before)
	if !ok {
		return types.String("")
	}
	if after == "" {
		return types.String(found)
	}
	found, _, ok = strings.Cut(found, after)
	if !ok {
		return types.String("")
	}
	return types.String(found)
}

// A value with its type, so that 1 and 1.0 differ.
func spelled(value ref.Val) any {
	switch known := value.(type) {
	case types.Bool:
		return bool(known)
	case types.String:
		return string(known)
	case types.Int:
		return map[string]string{"int": strconv.FormatInt(int64(known), 10)}
	case types.Uint:
		return map[string]string{"uint": strconv.FormatUint(uint64(known), 10)}
	case types.Double:
		if math.IsNaN(float64(known)) || math.IsInf(float64(known), 0) {
			return map[string]string{"double": "not finite"}
		}
		return map[string]float64{"double": float64(known)}
	case traits.Lister:
		items := []any{}
		for each := known.Iterator(); each.HasNext() == types.True; {
			items = append(items, spelled(each.Next()))
		}
		return items
	}
	return map[string]string{"other": fmt.Sprint(value.Type())}
}

func fatal(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
