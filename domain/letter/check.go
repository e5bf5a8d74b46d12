package letter

import (
	"reflect"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
)

// compileText compiles the text of the letter, in which the form's fields are functions.
func (p *parser) compileText(src source) {
	if strings.TrimSpace(src.text) != "" {
		p.form.text = p.compile("text", src, p.form.Fields)
	}
}

// compile reads a template, and walks it as it will run: what it names has to be there, and what it
// prints is marked as data. It begins with as many empty lines as stand before it in the file, so that
// every line has the file's number.
func (p *parser) compile(name string, src source, fields []Field) *template.Template {
	funcs := (&writer{form: &p.form}).funcs(fields)
	padded := strings.Repeat("\n", src.line-1) + src.text
	if strings.ContainsAny(src.text, marks) {
		p.bad(src.line, "utf8")
		return nil
	}
	t, err := template.New(name).Funcs(funcs).Parse(padded)
	if err != nil {
		p.bad(lineOfTemplate(err, src.line), "template", "why", why(err))
		return nil
	}
	if len(t.Templates()) > 1 || t.Tree == nil {
		p.bad(src.line, "nested")
		return nil
	}
	c := checker{p: p, source: padded, funcs: funcs, fields: map[string]bool{}, vars: []variable{{"$", reflect.TypeFor[Matter]()}}}
	for _, f := range fields {
		c.fields[f.Name] = true
	}
	if c.mark = "_plain"; name == "text" {
		c.mark = "_data"
	}
	c.list(t.Root, reflect.TypeFor[Matter]())
	return t
}

// at finds the place that text/template puts before its errors.
var at = regexp.MustCompile(`^template: [a-z]+:(\d+)(?::\d+)?: `)

func lineOfTemplate(err error, line int) int {
	if m := at.FindStringSubmatch(err.Error()); m != nil {
		n := 0
		for _, c := range m[1] {
			n = n*10 + int(c-'0')
		}
		return n
	}
	return line
}

func why(err error) string { return at.ReplaceAllString(err.Error(), "") }

// maxNested is how deep loops may lie within each other: a form cannot be made to run for ever.
const maxNested = 3

// checker walks a template with the types of what it names. A form may name fields of the Matter, call
// the functions that are there for it, and nothing else: no methods, no further templates.
type checker struct {
	p      *parser
	source string
	funcs  template.FuncMap
	fields map[string]bool
	vars   []variable
	loops  int
	mark   string // the function that what is printed goes through
}

type variable struct {
	name string
	of   reflect.Type
}

func (c *checker) bad(node parse.Node, key string, args ...any) {
	pos := min(int(node.Position()), len(c.source))
	c.p.bad(1+strings.Count(c.source[:pos], "\n"), key, args...)
}

func (c *checker) list(list *parse.ListNode, dot reflect.Type) {
	if list == nil {
		return
	}
	known := len(c.vars)
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
		case *parse.ActionNode:
			c.pipe(n.Pipe, dot)
			if len(n.Pipe.Decl) == 0 {
				c.asData(n.Pipe)
			}
		case *parse.IfNode:
			c.branch(&n.BranchNode, dot, func(reflect.Type) reflect.Type { return dot })
		case *parse.WithNode:
			c.branch(&n.BranchNode, dot, func(of reflect.Type) reflect.Type { return of })
		case *parse.RangeNode:
			if c.loops++; c.loops > maxNested {
				c.bad(n, "loops", "n", maxNested)
			}
			c.branch(&n.BranchNode, dot, func(of reflect.Type) reflect.Type {
				if of == nil || of.Kind() != reflect.Slice {
					c.bad(n, "range", "text", n.Pipe.String())
					return nil
				}
				return of.Elem()
			})
			c.loops--
		default:
			c.bad(n, "nested")
		}
	}
	c.vars = c.vars[:known]
}

// branch walks if, with and range: what they test, what they do with it, and what they do else.
func (c *checker) branch(n *parse.BranchNode, dot reflect.Type, within func(reflect.Type) reflect.Type) {
	known := len(c.vars)
	of := c.pipe(n.Pipe, dot)
	inner := within(of)
	if n.NodeType == parse.NodeRange {
		// One variable is the element, two are index and element.
		for i := range n.Pipe.Decl {
			v := &c.vars[len(c.vars)-len(n.Pipe.Decl)+i]
			if v.of = inner; i == 0 && len(n.Pipe.Decl) == 2 {
				v.of = reflect.TypeFor[int]()
			}
		}
	}
	c.list(n.List, inner)
	c.vars = c.vars[:known]
	c.list(n.ElseList, dot)
}

// pipe is the type of what a pipeline gives; nil where it is not known.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var last reflect.Type
	for i, cmd := range p.Cmds {
		args := make([]reflect.Type, 0, len(cmd.Args))
		for _, arg := range cmd.Args[1:] {
			args = append(args, c.value(arg, dot))
		}
		if i > 0 {
			args = append(args, last)
		}
		name, isCall := cmd.Args[0].(*parse.IdentifierNode)
		switch {
		case isCall:
			last = c.call(name, args)
		case len(args) > 0:
			c.bad(cmd, "function", "name", cmd.Args[0].String()) // a method, or a value called
			last = nil
		default:
			last = c.value(cmd.Args[0], dot)
		}
	}
	for _, v := range p.Decl {
		if p.IsAssign {
			continue
		}
		c.vars = append(c.vars, variable{v.Ident[0], last})
	}
	return last
}

func (c *checker) value(node parse.Node, dot reflect.Type) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.walk(n, dot, n.Ident)
	case *parse.VariableNode:
		for i := len(c.vars) - 1; i >= 0; i-- {
			if c.vars[i].name == n.Ident[0] {
				return c.walk(n, c.vars[i].of, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.walk(n, c.value(n.Node, dot), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot)
	case *parse.IdentifierNode:
		return c.call(n, nil)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	case *parse.NumberNode:
		return reflect.TypeFor[int]()
	}
	return nil
}

// walk follows the names of fields from a type.
func (c *checker) walk(node parse.Node, from reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if from == nil || from.Kind() != reflect.Struct {
			c.bad(node, "field_of", "name", node.String())
			return nil
		}
		field, ok := from.FieldByName(name)
		if !ok || !field.IsExported() {
			c.bad(node, "no_field", "name", name, "of", from.Name(), "allowed", fieldsOf(from))
			return nil
		}
		from = field.Type
	}
	return from
}

func fieldsOf(t reflect.Type) string {
	var names []string
	for f := range t.Fields() {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

// builtins of text/template that a form may call; what prints by a pattern, or calls, it may not.
func builtins() map[string]reflect.Type {
	yes, number := reflect.TypeFor[bool](), reflect.TypeFor[int]()
	return map[string]reflect.Type{"and": nil, "or": nil, "not": yes, "eq": yes, "ne": yes, "lt": yes, "le": yes, "gt": yes, "ge": yes, "len": number}
}

// call is the type of what a function gives.
func (c *checker) call(name *parse.IdentifierNode, args []reflect.Type) reflect.Type {
	if of, ok := builtins()[name.Ident]; ok {
		if of == nil && len(args) > 0 {
			return args[len(args)-1]
		}
		return of
	}
	fn, ok := c.funcs[name.Ident]
	if !ok || strings.HasPrefix(name.Ident, "_") {
		c.bad(name, "function", "name", name.Ident)
		return nil
	}
	t := reflect.TypeOf(fn)
	if fixed := t.NumIn(); len(args) != fixed && !t.IsVariadic() || t.IsVariadic() && len(args) < fixed-1 {
		c.bad(name, "arguments", "name", name.Ident, "n", fixed)
		return nil
	}
	for i, arg := range args {
		want := t.In(min(i, t.NumIn()-1))
		if t.IsVariadic() && i >= t.NumIn()-1 {
			want = want.Elem()
		}
		if arg == nil || arg.AssignableTo(want) {
			continue
		}
		c.bad(name, "argument", "name", name.Ident, "n", i+1, "type", want.String())
	}
	if (name.Ident == "first" || name.Ident == "last") && args[0] != nil && args[0].Kind() == reflect.Slice {
		return args[0].Elem()
	}
	return t.Out(0)
}

// asData ends a pipeline with the function that marks what it prints as data, and from which field of
// the form it comes.
func (c *checker) asData(p *parse.PipeNode) {
	cmd := &parse.CommandNode{NodeType: parse.NodeCommand, Pos: p.Pos, Args: []parse.Node{parse.NewIdentifier(c.mark).SetTree(nil).SetPos(p.Pos)}}
	field := ""
	if len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 {
		if name, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok && c.fields[name.Ident] {
			field = name.Ident
		}
	}
	cmd.Args = append(cmd.Args, &parse.StringNode{NodeType: parse.NodeString, Pos: p.Pos, Quoted: `""`, Text: field})
	p.Cmds = append(p.Cmds, cmd)
}
