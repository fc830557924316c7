"""SHACL constraints as SPARQL: each becomes one SELECT over the whole graph whose rows are what breaks it.

Only what the shapes use of SHACL Core and SHACL-SPARQL is known here; anything else is refused, never passed over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from chains.errors import Text
from chains.names import expand_term

__all__ = ["SH", "Constraints", "Node", "ShapeFacts", "Subclasses"]

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Subclasses: TypeAlias = Callable[[str], Sequence[str]]
"""Gives the IRIs of a class and of all its subclasses."""

SH: Final = expand_term("sh:")
_RDF: Final = expand_term("rdf:")
_XSD: Final = expand_term("xsd:")

_ON_VALUES: Final = frozenset(
    {"class", "datatype", "disjoint", "maxInclusive", "minInclusive", "node", "nodeKind", "or", "pattern", "xone"}
)
_ON_FOCUS: Final = frozenset({"hasValue", "maxCount", "minCount", "uniqueLang"})
_NO_CONSTRAINT: Final = frozenset(
    {SH + name for name in ("message", "severity", "property", "path", "sparql", "targetClass", "targetSubjectsOf")}
    | {expand_term(term) for term in ("rdf:type", "rdfs:comment", "rdfs:label")}
)

# A literal that is not of its datatype's form breaks sh:datatype; the store keeps it as it was written.
_FORMS: Final = {
    _XSD + "integer": "^[+-]?[0-9]+$",
    _XSD + "decimal": "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$",
    _XSD + "double": "^([+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)$",
    _XSD + "gYear": "^-?([1-9][0-9]{3,}|0[0-9]{3})(Z|[+-][0-9]{2}:[0-9]{2})?$",
}
_NODE_KINDS: Final = {SH + "IRI": "isIRI", SH + "Literal": "isLiteral"}


class ShapeFacts:
    """The statements of a file of shapes, by subject and predicate."""

    def __init__(self, path: Path) -> None:
        facts: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
                facts[quad.subject][quad.predicate.value].append(quad.object)
        self._facts = {node: dict(known) for node, known in facts.items()}

    def named(self, base: str) -> list[ox.NamedNode]:
        """Return the subjects whose IRI starts with *base*, sorted."""
        found = [node for node in self._facts if isinstance(node, ox.NamedNode) and node.value.startswith(base)]
        return sorted(found, key=str)

    def having(self, predicate: str) -> list[Node]:
        """Return the subjects that have a predicate, in the order of the file."""
        return [node for node, known in self._facts.items() if predicate in known]

    def predicates(self, node: Node) -> list[str]:
        """Return the IRIs of the predicates of a subject, sorted."""
        return sorted(self._facts.get(node, {}))

    def all(self, node: Node, predicate: str) -> list[Node]:
        """Return the objects of a subject's predicate, in the order of the file."""
        return self._facts.get(node, {}).get(predicate, [])

    def first(self, node: Node, predicate: str) -> Node | None:
        """Return the first object of a subject's predicate, ``None`` if there is none."""
        return next(iter(self.all(node, predicate)), None)

    def items(self, node: Node) -> Iterator[Node]:
        """Iterate over an RDF list."""
        while (item := self.first(node, _RDF + "first")) is not None:
            yield item
            node = self.all(node, _RDF + "rest")[0]

    def text(self, node: Node, predicate: str) -> Text | None:
        """Return the Chinese and English texts of a predicate, ``None`` unless both are there."""
        found = {text.language: text.value for text in self.all(node, predicate) if isinstance(text, ox.Literal)}
        return Text(found["zh"], found["en"]) if {"zh", "en"} <= found.keys() else None


class Constraints:
    """Writes the constraints of one shape as SPARQL."""

    def __init__(self, facts: ShapeFacts, shape: ox.NamedNode, subclasses: Subclasses) -> None:
        self._facts = facts
        self._shape = shape
        self._subclasses = subclasses
        self._names = count()
        self._target = self._write_target()

    def listed(self, node: Node) -> Iterator[tuple[str, Node]]:
        """Iterate over the constraints of a shape: local name and parameter.

        Raises:
            ValueError: a constraint is not known here.
        """
        for predicate in self._facts.predicates(node):
            component = predicate.removeprefix(SH)
            if predicate in _NO_CONSTRAINT:
                continue
            if component not in _ON_VALUES | _ON_FOCUS:
                raise ValueError(f"{self._shape.value} uses {predicate}, which is not known here")
            for parameter in self._facts.all(node, predicate):
                yield component, parameter

    def query(self, node: Node, component: str, parameter: Node) -> str:
        """Return the SELECT that finds what breaks a constraint: ``?this``, and ``?value`` where one is to blame.

        What few things break is looked for first, and whether they are targets of the shape is asked last.
        """
        path = self.path(node)
        if component in _ON_FOCUS:
            return self._focus_query(component, parameter, path)
        test = self._value_test(component, parameter, "?this", "?value" if path else "?this")
        if path is None:
            return f"SELECT DISTINCT ?this WHERE {{ {self._target} FILTER({test}) }}"
        steps = f"?this {path} ?value . FILTER EXISTS {{ {self._target} }}"
        if component == "disjoint":
            return f"SELECT DISTINCT ?this ?value WHERE {{ {steps} FILTER({test}) }}"
        values = f"SELECT DISTINCT ?value WHERE {{ ?any {path} ?value }}"
        wrong = f"SELECT ?value WHERE {{ {{ {values} }} FILTER({test}) }}"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {{ {wrong} }} {steps} }}"

    def select(self, constraint: Node) -> str:
        """Return the query of a SPARQL constraint, for all things of the target at once.

        To pre-bind ``$this`` to each thing of the target is the same as to ask afterwards whether it is one.
        """
        given = self._facts.first(constraint, SH + "select")
        body, brace, rest = given.value.rpartition("}") if given is not None else ("", "", "")
        if not brace or rest.strip():
            raise ValueError(f"{self._shape.value} has a query that does not end with its WHERE part")
        return f"{body} FILTER EXISTS {{ {self._target} }} }}".replace("$this", "?this")

    def path(self, node: Node) -> str | None:
        """Return the path of a property shape as SPARQL writes it, ``None`` for a node shape."""
        found = self._facts.first(node, SH + "path")
        return None if found is None else self._write_path(found)

    def _write_path(self, node: Node) -> str:
        if isinstance(node, ox.NamedNode):
            return str(node)
        if choices := self._facts.first(node, SH + "alternativePath"):
            return "(" + "|".join(self._write_path(step) for step in self._facts.items(choices)) + ")"
        if back := self._facts.first(node, SH + "inversePath"):
            return "^" + self._write_path(back)
        raise ValueError(f"{self._shape.value} has a path of a kind that is not known here")

    def _write_target(self) -> str:
        classes = sorted(self._facts.all(self._shape, SH + "targetClass"), key=str)
        subjects = sorted(self._facts.all(self._shape, SH + "targetSubjectsOf"), key=str)
        if not classes and not subjects:
            raise ValueError(f"{self._shape.value} has no target")
        parts = [self._instance("?this", cls) for cls in classes] + [f"?this {term} ?some" for term in subjects]
        return " UNION ".join(f"{{ {part} }}" for part in parts)

    def _instance(self, name: str, cls: Node) -> str:
        # The subclasses are written out: following rdfs:subClassOf for each thing takes five times as long.
        known = self._subclasses(cls.value)
        if len(known) == 1:
            return f"{name} a {cls} ."
        return f"VALUES ?type {{ {' '.join(f'<{iri}>' for iri in known)} }} {name} a ?type ."

    def _focus_query(self, component: str, parameter: Node, path: str | None) -> str:
        test = self._focus_test(component, parameter, "?this", path)
        if component not in {"maxCount", "uniqueLang"}:
            return f"SELECT DISTINCT ?this WHERE {{ {self._target} FILTER({test}) }}"
        groups, tag = "?this", ""
        if component == "uniqueLang":
            groups, tag = "?this ?tag", 'BIND(LCASE(LANG(?one)) AS ?tag) FILTER(?tag != "")'
        several = f"SELECT ?this WHERE {{ ?this {path} ?one {tag} }} GROUP BY {groups} HAVING(COUNT(DISTINCT ?one) > 1)"
        return f"SELECT DISTINCT ?this WHERE {{ {{ {several} }} FILTER EXISTS {{ {self._target} }} }}"

    # From here on, constraints become expressions that are true where the constraint is broken.

    def _broken(self, node: Node, this: str) -> str:
        """Return the expression that is true where *this* does not conform to a shape."""
        path = self.path(node)
        value = f"?v{next(self._names)}" if path else this
        inner = [self._broken(part, value) for part in self._facts.all(node, SH + "property")]
        outer = []
        for component, parameter in self.listed(node):
            if component in _ON_FOCUS:
                outer.append(self._focus_test(component, parameter, this, path))
            else:
                inner.append(self._value_test(component, parameter, this, value))
        if path and inner:
            inner = [f"EXISTS {{ {this} {path} {value} FILTER({' || '.join(inner)}) }}"]
        return f"({' || '.join([*outer, *inner])})"

    def _focus_test(self, component: str, parameter: Node, this: str, path: str | None) -> str:
        limit = (component, parameter.value)
        if path is None or (component.endswith("Count") and limit not in {("minCount", "1"), ("maxCount", "1")}):
            raise ValueError(f"{self._shape.value} counts in a way that is not known here: {component}")
        one, two = (f"?v{next(self._names)}" for _ in range(2))
        if component == "minCount":
            return f"NOT EXISTS {{ {this} {path} {one} }}"
        if component == "hasValue":
            return f"NOT EXISTS {{ {this} {path} {parameter} }}"
        tags = "" if component == "maxCount" else f'&& LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({two}))'
        return f"EXISTS {{ {this} {path} {one} . {this} {path} {two} FILTER(!sameTerm({one}, {two}) {tags}) }}"

    def _value_test(self, component: str, parameter: Node, this: str, value: str) -> str:
        if component == "class":
            return f"NOT EXISTS {{ {self._instance(value, parameter)} }}"
        if component == "node":
            return self._broken(parameter, value)
        if component == "or":
            return " && ".join(self._broken(part, value) for part in self._facts.items(parameter))
        if component == "xone":
            return (
                " + ".join(f"IF({self._broken(part, value)}, 0, 1)" for part in self._facts.items(parameter)) + " != 1"
            )
        return _plain_test(component, parameter, this, value)


def _plain_test(component: str, parameter: Node, this: str, value: str) -> str:
    tests = {
        "datatype": f"!({_is_of_type(parameter, value)})",
        "disjoint": f"EXISTS {{ {this} {parameter} {value} }}",
        "maxInclusive": f"!COALESCE({value} <= {parameter}, false)",
        "minInclusive": f"!COALESCE({value} >= {parameter}, false)",
        "nodeKind": f"!{_NODE_KINDS.get(parameter.value, 'isBlank')}({value})",
        "pattern": f"isBlank({value}) || !REGEX(STR({value}), {parameter})",
    }
    return tests[component]


def _is_of_type(datatype: Node, value: str) -> str:
    form = _FORMS.get(datatype.value)
    shaped = f" && REGEX(STR({value}), {ox.Literal(form)})" if form else ""
    return f"isLiteral({value}) && DATATYPE({value}) = {datatype}{shaped}"
