"""What the page of the ontology calls the parts of OWL, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chains.errors import Text

__all__ = ["CHARACTERISTICS", "RELATIONS", "SECTIONS", "SORTS"]

SECTIONS: Final[Mapping[str, Text]] = {
    "core: things, regions, sources": Text("核心：事物、地区、来源", "Core: things, regions, sources"),
    "education": Text("教育链", "Education chain"),
    "talent": Text("人才链", "Talent chain"),
    "industry": Text("产业链", "Industry chain"),
    "innovation": Text("创新链", "Innovation chain"),
    "links across chains": Text("跨链的链接", "Links across chains"),
    "statistics and gaps": Text("统计指标与断点", "Statistics and gaps"),
    "what follows from other statements": Text("由其他陈述推出的关系", "What follows from other statements"),
    "what the code lists and terms say of themselves": Text(
        "代码表与术语的自述", "What code lists and terms say of themselves"
    ),
    "others": Text("其他", "Others"),
}
"""Titles of the banners of ``chains.ttl``."""

SORTS: Final[Mapping[str, Text]] = {
    "owl:Class": Text("类", "class"),
    "owl:ObjectProperty": Text("对象属性", "object property"),
    "owl:DatatypeProperty": Text("数据属性", "datatype property"),
    "owl:AnnotationProperty": Text("注释属性", "annotation property"),
}
"""Sorts of term by their type in OWL."""

CHARACTERISTICS: Final[Mapping[str, Text]] = {
    "owl:FunctionalProperty": Text("函数性（至多一个值）", "functional (one value at most)"),
    "owl:InverseFunctionalProperty": Text(
        "反函数性（一个值至多属于一个事物）", "inverse functional (a value is of one thing at most)"
    ),
    "owl:TransitiveProperty": Text("传递", "transitive"),
    "owl:SymmetricProperty": Text("对称", "symmetric"),
    "owl:AsymmetricProperty": Text("非对称", "asymmetric"),
    "owl:ReflexiveProperty": Text("自反", "reflexive"),
    "owl:IrreflexiveProperty": Text("反自反", "irreflexive"),
}
"""What OWL says of properties."""

_NARROWER: Final = Text("窄于", "narrower than")
_BROADER: Final = Text("宽于", "broader than")
_SAME: Final = Text("等同于", "the same as")
_NEAR: Final = Text("近似于", "close to")
_SEE: Final = Text("参见", "see also")

RELATIONS: Final[Mapping[str, tuple[Text, Text]]] = {
    "rdfs:subClassOf": (_NARROWER, _BROADER),
    "rdfs:subPropertyOf": (_NARROWER, _BROADER),
    "skos:broadMatch": (_NARROWER, _BROADER),
    "skos:narrowMatch": (_BROADER, _NARROWER),
    "owl:equivalentClass": (_SAME, _SAME),
    "owl:equivalentProperty": (_SAME, _SAME),
    "owl:sameAs": (_SAME, _SAME),
    "skos:exactMatch": (_SAME, _SAME),
    "skos:closeMatch": (_NEAR, _NEAR),
    "skos:relatedMatch": (_SEE, _SEE),
    "rdfs:seeAlso": (_SEE, _SEE),
}
"""How an alignment reads from our term to the outside one, and from the outside term to ours."""
