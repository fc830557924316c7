"""The terms that say a network in RDF, and how Python values and RDF literals stand for each other.

The terms lie in a namespace of their own, ``https://w3id.org/fourchains/network#``: they describe a data structure, not
education or industry, so they are no part of the ontology; each network that is written brings their definitions.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from chains.errors import InputError, Text
from chains.names import BASE, expand_term, shorten

__all__ = ["ATTRIBUTE", "NETWORK", "TERMS", "decode_value", "encode_value", "network_term"]

NETWORK: Final = BASE + "network#"
ATTRIBUTE: Final = BASE + "network/attribute/"
"""What the property of an attribute begins with; it ends in the attribute's name, percent-encoded."""

TERMS: Final[dict[str, tuple[str, Text]]] = {
    "Network": ("rdfs:Class", Text("网络", "network")),
    "Node": ("rdfs:Class", Text("节点", "node")),
    "Edge": ("rdfs:Class", Text("边", "edge")),
    "directed": ("rdf:Property", Text("有向", "is directed")),
    "multigraph": ("rdf:Property", Text("允许平行边", "may have parallel edges")),
    "from": ("rdf:Property", Text("起点", "from")),
    "to": ("rdf:Property", Text("终点", "to")),
    "key": ("rdf:Property", Text("键", "key")),
    "place": ("rdf:Property", Text("次序", "place in the order")),
    "none": ("rdfs:Resource", Text("无值", "no value")),
    "Tuple": ("rdfs:Datatype", Text("元组，写成 JSON", "tuple, as JSON")),
}
"""The terms by local name: what each is, and its label."""


def network_term(name: str) -> ox.NamedNode:
    """Return the IRI of one of :data:`TERMS`."""
    if name not in TERMS:
        raise KeyError(name)
    return ox.NamedNode(NETWORK + name)


def _type(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand_term(name))


_NONE: Final = network_term("none")
_JSON: Final = _type("rdf:JSON")
_TUPLE: Final = network_term("Tuple")


def _write_float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return repr(float(value)) if math.isfinite(value) else "INF" if value > 0 else "-INF"


def _write_decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError
    return format(value, "f")


# The order matters: a bool is an int, a datetime a date.
_WRITERS: Final[tuple[tuple[type, ox.NamedNode, Callable[[Any], str]], ...]] = (
    (bool, _type("xsd:boolean"), lambda value: "true" if value else "false"),
    (int, _type("xsd:integer"), lambda value: str(int(value))),
    (float, _type("xsd:double"), _write_float),
    (str, _type("xsd:string"), str),
    (bytes, _type("xsd:base64Binary"), lambda value: base64.b64encode(value).decode()),
    (Decimal, _type("xsd:decimal"), _write_decimal),
    (dt.datetime, _type("xsd:dateTime"), lambda value: value.isoformat()),
    (dt.date, _type("xsd:date"), lambda value: value.isoformat()),
)
_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "xsd:boolean": lambda text: text in {"true", "1"},
    "xsd:integer": int,
    "xsd:double": float,
    "xsd:string": str,
    "xsd:base64Binary": base64.b64decode,
    "xsd:decimal": Decimal,
    "xsd:dateTime": dt.datetime.fromisoformat,
    "xsd:date": dt.date.fromisoformat,
    "rdf:JSON": json.loads,
}


def encode_value(value: object, where: str) -> ox.NamedNode | ox.Literal:
    """Return a Python value as an RDF term.

    ``None`` is an IRI; text, truth values, whole and floating numbers (with NaN and infinities), decimals, bytes, days
    and times are typed literals; lists, dictionaries and tuples of such plain values are JSON.  Numbers of numpy become
    those of Python.

    Raises:
        InputError: it is of another type; *where* names the attribute.
    """
    if value is None:
        return _NONE
    if hasattr(value, "dtype") and hasattr(value, "item"):
        value = value.item()
    for kind, datatype, write in _WRITERS:
        if isinstance(value, kind):
            try:
                return ox.Literal(_check_text(write(value), where), datatype=datatype)
            except ValueError as error:
                raise _unfit(value, where) from error
    if isinstance(value, (list, dict, tuple)):
        return _encode_nested(value, where)
    raise _unfit(value, where)


def _encode_nested(value: list[Any] | dict[Any, Any] | tuple[Any, ...], where: str) -> ox.Literal:
    try:
        text = json.dumps(value, ensure_ascii=False, sort_keys=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise _unfit(value, where) from error
    plain = list(value) if isinstance(value, tuple) else value
    # Keys that are no text, or tuples within, would come back as something else.
    if json.loads(text) != plain:
        raise _unfit(value, where)
    return ox.Literal(_check_text(text, where), datatype=_TUPLE if isinstance(value, tuple) else _JSON)


def _check_text(text: str, where: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            Text("文本含有不成对的代理字符，RDF 不能表示", "the text holds a lone surrogate, which RDF cannot hold"),
            where=where,
            remedy=Text("请改正这个文本", "correct the text"),
        ) from error
    return text


def _unfit(value: object, where: str) -> InputError:
    name = type(value).__name__
    return InputError(
        Text(f"类型 {name} 的值不能写成 RDF", f"a value of type {name} has no form in RDF"),
        where=where,
        remedy=Text(
            "请先换成文本、数、日期、列表或字典", "turn it into a text, number, date, list or dictionary first"
        ),
    )


def decode_value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, where: str) -> Any:
    """Return the Python value of an RDF term that :func:`encode_value` gave.

    Raises:
        InputError: it is no such term.
    """
    if term == _NONE:
        return None
    if isinstance(term, ox.Literal):
        if term.datatype == _TUPLE:
            return tuple(json.loads(term.value))
        read = _READERS.get(shorten(term.datatype.value))
        if read is not None:
            return read(term.value)
    raise InputError(
        Text(f"{term} 不是属性的值", f"{term} is no value of an attribute"),
        where=where,
        remedy=Text("请用 chains.from_networkx 写出", "write it with chains.from_networkx"),
    )
