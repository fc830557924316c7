"""Plans of the shipped region: what comes into question, what limits mean, what would be if."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from browser import visit
from click.testing import CliRunner, Result
from conftest import Run
from tiny import make_network

from chains.check import check_graph
from chains.cli import cli
from chains.errors import InputError, QueryError, UnknownName
from chains.gaps import find_gaps
from chains.gaps.contract import SUGGESTIONS
from chains.gaps.keeping import gaps_of
from chains.gaps.listing import GapList
from chains.gaps.reading.places import Places
from chains.gaps.reading.ties import Ties
from chains.graph import KnowledgeGraph, open_graph
from chains.network import Network
from chains.plan.actions import ACTION_KINDS, ACTION_SCHEMA
from chains.plan.asking import read_actions
from chains.plan.costs import DEFAULT_COSTS, read_costs
from chains.plan.greedy import choose_greedily
from chains.plan.limits import Limits
from chains.plan.objectives import OBJECTIVES, Setting, make_problem, mix_settings
from chains.plan.planning import list_curve, list_plans, score_stability
from chains.plan.requests import Requests, identify_actions
from chains.plan.rivals import list_rivals, measure_ways
from chains.plan.running import Wish, find_plan, read_objective
from chains.plan.scope import set_scope
from chains.plan.supposing import SUPPOSED, Action, list_supposed, suppose
from chains.plan.teaching import Teaching
from chains.plan.telling import Teller, say_certificate
from chains.plan.what_if import find_consequences
from chains.report import write_atlas
from chains.report.plans.ticks import list_ticks

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CITY = "常州"
PAIR = "partnership:建东职业技术学院:常柴股份有限公司"


@pytest.fixture(scope="module")
def network(region: KnowledgeGraph) -> Network:
    """The network of the shipped region."""
    return region.network()


@pytest.fixture(scope="module")
def gaps(region: KnowledgeGraph) -> GapList:
    """Its gaps."""
    return gaps_of(region)


@pytest.fixture(scope="module")
def settings(network: Network, gaps: GapList) -> dict[str, Setting]:
    """Every objective of the whole region."""
    scope = set_scope(network, gaps)
    return {name: objective.read(scope) for name, objective in OBJECTIVES.items()}


@pytest.fixture(scope="module")
def city(network: Network) -> str:
    """The IRI of the city that most tests are about."""
    return Places(network).find(CITY)


def plan_of(network: Network, gaps: GapList, **wish: object):
    """The plan of the city for a budget of 200, unless asked otherwise."""
    return find_plan(network, gaps, Wish(**{"budget": 200.0, "city": CITY, **wish}))  # type: ignore[arg-type]


# --- what comes into question ---


@pytest.mark.parametrize("name", sorted(OBJECTIVES))
def test_actions_stand_once_and_close_what_is_open(settings: dict[str, Setting], network: Network, name: str):
    """Each action is of a known kind and stands once, with an identifier of its own; each closes a part of an element."""
    setting = settings[name]
    assert setting.actions.height > 1000
    assert set(setting.actions["kind"]) <= set(ACTION_KINDS)
    assert not setting.actions.is_duplicated().any()
    assert len(set(identify_actions(setting.actions, network))) == setting.actions.height
    assert set(setting.closes["action"]) == set(range(setting.actions.height))
    assert setting.closes["element"].max() < setting.elements.height
    assert setting.closes["part"].is_between(0, 1, closed="right").all()
    assert setting.elements["start"].is_between(0, 1).all()


def test_no_link_on_record_is_an_action(settings: dict[str, Setting], network: Network):
    """What is offered already is not opened, and who works together need not begin to."""
    for kind, link in (("open-programme", "offers"), ("partnership", "partners-with")):
        known = set(network.links(link).select("source", "target").iter_rows())
        for setting in settings.values():
            rows = setting.actions.filter(pl.col("kind") == kind).select("actor", "thing")
            assert not known & set(rows.iter_rows())


def test_skills_that_count_are_asked_for_and_too_little_taught(settings: dict[str, Setting], network: Network):
    """What is open of a skill of a city follows from counting its offerings anew."""
    elements = settings["skills"].elements
    offers = network.links("offers").select(institution="source", programme="target").unique()
    develops = network.links("develops-skill").select(programme="source", skill="target").unique()
    homes = network.nodes.select("region", institution=pl.int_range(pl.len(), dtype=pl.UInt32))
    taught = offers.join(homes, on="institution").join(develops, on="programme").group_by("region", "skill").len()
    iris = network.nodes.get_column("iri")
    counts = {(region, iris[skill]): n for region, skill, n in taught.iter_rows()}
    for row in elements.filter(pl.col("start") == 0).head(200).iter_rows(named=True):
        assert counts.get((row["city"], row["about"]), 0) == 0
    for row in elements.filter((pl.col("start") > 0) & (pl.col("start") < 1)).head(200).iter_rows(named=True):
        whole = counts[row["city"], row["about"]] / row["start"]
        assert whole == pytest.approx(round(whole))


def test_institutions_open_only_what_is_near_to_what_they_offer(network: Network):
    """A programme comes into question where the institution offers one of its group and level, and nowhere else."""
    teaching = Teaching(network)
    offered = teaching._offered
    able = set(offered.select("actor", "level", "group").iter_rows())
    meant: dict[int, set[tuple[str, str]]] = {}
    for thing, level, group in offered.select("thing", "level", "group").unique().iter_rows():
        meant.setdefault(thing, set()).add((level, group))
    rows = teaching.openings().select("actor", "thing").rows()
    assert rows
    assert all(any((actor, level, group) in able for level, group in meant[thing]) for actor, thing in rows)


def test_isolated_actors_are_those_without_any_tie(settings: dict[str, Setting], network: Network):
    """Every element is an actor that no tie reaches, and every action joins one of them."""
    tied = Ties(network).tied
    elements = settings["isolated"].elements["about"].to_list()
    assert not any(tied[network.index[iri]] for iri in elements)
    assert len(elements) == len(set(elements))


def test_suggestions_are_no_gaps_to_close(settings: dict[str, Setting]):
    """The objective counts findings: a suggestion that is taken is replaced by the next."""
    kinds = {name.rsplit("-", 1)[0] for name in settings["gaps"].elements["about"]}
    assert kinds
    assert not kinds & SUGGESTIONS


def test_mix_counts_each_objective_by_its_share(settings: dict[str, Setting]):
    """The weight of all that is open is 1, and twice as much of it comes from what counts twice."""
    mixed = mix_settings([(settings["skills"], 2.0), (settings["isolated"], 1.0)])
    weights = mixed.elements["weight"] * (1.0 - mixed.elements["start"])
    first = settings["skills"].elements.height
    assert weights.sum() == pytest.approx(1.0)
    assert weights[:first].sum() == pytest.approx(2 / 3)
    assert mixed.actions.height == settings["skills"].actions.height + settings["isolated"].actions.height
    with pytest.raises(ValueError, match="shares"):
        mix_settings([(settings["skills"], 0.0)])


def test_the_same_partnership_of_two_objectives_is_one_action(settings: dict[str, Setting]):
    """What connects isolated actors and closes gaps too is paid for once in a mix, and counts for both."""
    mixed = mix_settings([(settings["gaps"], 1.0), (settings["isolated"], 1.0)])
    pairs = mixed.actions.filter(pl.col("kind") == "partnership").select("actor", "thing")
    assert not pairs.is_duplicated().any()
    first = settings["gaps"].elements.height
    both = mixed.closes.group_by("action").agg(low=pl.col("element").min(), high=pl.col("element").max())
    assert both.filter((pl.col("low") < first) & (pl.col("high") >= first)).height > 100


def test_what_a_page_adds_up_is_what_the_plan_gains(network: Network, gaps: GapList):
    """Of shared teaching only that for the city of the action counts, not that for every other city nearby."""
    plan = plan_of(network, gaps, objective="skills", excluded=("add-skill", "open-programme"))
    assert set(plan.setting.actions[list(plan.solution.items)]["kind"]) == {"share-teaching"}
    one = next(tick for tick in list_ticks(set_scope(network, gaps), plan) if tick["open"] and any(tick["closes"]))
    parts = list(one["starts"])
    for pairs in one["closes"]:
        for element, part in pairs:
            parts[element] += part
    gained = sum(
        w * (min(1, part) - start) for w, part, start in zip(one["weights"], parts, one["starts"], strict=True)
    )
    assert gained == pytest.approx(plan.solution.gain, rel=1e-4)


def test_distances_are_those_of_cities(settings: dict[str, Setting], network: Network):
    """Partners in one city are 0 km apart, those of two cities some; a project lies where its participant does."""
    actions = settings["gaps"].actions
    ways, regions = measure_ways(actions, network), network.nodes.get_column("region")
    homes, places = (regions.gather(actions[end]).to_list() for end in ("actor", "thing"))
    for way, kind, home, place in zip(ways, actions["kind"], homes, places, strict=True):
        # The centre of a province is not on record.
        cities = {home, place} <= {*Places(network).cities, None}
        if cities and home is not None and (place is not None or kind != "partnership"):
            assert (way > 0) == (place is not None and home != place)


def test_choosing_looks_at_few_actions(settings: dict[str, Setting]):
    """A hundred actions of more than fifty thousand take at least fifty times fewer looks than looking at all every time."""
    problem = make_problem(settings["skills"], read_costs())
    found = choose_greedily(problem, Limits(most=100))
    assert len(problem.costs) > 50_000
    assert len(found.items) == 100
    assert found.evaluations * 50 <= 100 * len(problem.costs)


# --- plans ---


def test_plan_of_a_city(network: Network, gaps: GapList, city: str):
    """It keeps the budget, no actor acts more than twice, all that it answers is of the city, and it is the best."""
    plan = plan_of(network, gaps)
    steps = Teller(network, gaps).tell(plan)
    assert len(steps) > 3
    assert steps[-1].spent == sum(plan.costs) <= 200
    assert plan.verdict == "optimal"
    actors = [end for step in steps for end in (step.actor, *([step.thing] if step.kind == "partnership" else []))]
    assert max(actors.count(actor) for actor in actors) <= 2
    homes = dict(network.nodes.select("iri", "region").iter_rows())
    assert all(city in {homes[step.actor], homes[step.thing]} for step in steps)
    regions = {gap.id: gap.region for gap in gaps}
    answered = [name for step in steps for name in step.gaps]
    assert answered
    assert {regions[name] for name in answered} == {city}
    assert all(step.sources for step in steps)
    assert "optimal" in say_certificate(plan, "gaps").en


def test_gains_add_up_to_what_is_closed(network: Network, gaps: GapList):
    """What the steps close, element by element, is their gain, and the last share is the whole gain over all that is open."""
    plan = plan_of(network, gaps)
    for place, gain in enumerate(plan.solution.gains):
        assert sum(part for _, part in plan.closed_by(place)) == pytest.approx(gain)
    steps = Teller(network, gaps).tell(plan)
    assert steps[-1].share == pytest.approx(plan.solution.gain / plan.open)


def test_no_rule_gains_more_than_the_plan(network: Network, gaps: GapList):
    """Largest gap first, cheapest, nearest and chance gain no more; a bigger budget never gains less."""
    plan = plan_of(network, gaps)
    rivals = list_rivals(plan, measure_ways(plan.setting.actions, network))
    assert set(rivals) == {"largest", "cheapest", "nearest", "random"}
    assert all(0 < gain <= plan.solution.gain + 1e-9 for gain in rivals.values())
    points = list_curve(list_plans(plan))
    assert len(points) == 10
    gained = [point.gain for point in points]
    assert gained == sorted(gained)
    assert all(point.gain <= point.bound + 1e-9 for point in points)


def test_stability_is_a_share_and_whole_where_all_is_bought(network: Network, gaps: GapList):
    """Shares lie between 0 and 1; with money for everything whatever adds something stays."""
    plan = plan_of(network, gaps)
    stays = score_stability(plan, draws=10)
    assert ((stays >= 0) & (stays <= 1)).all()
    assert stays.mean() > 0.5
    rich = plan_of(network, gaps, budget=100_000.0, per_actor=None, seconds=0)
    assert score_stability(rich, draws=5).mean() > 0.7


def test_industry_chain_narrows_a_plan(network: Network, gaps: GapList):
    """A plan for one industry chain answers gaps about it, and only skills that it asks for."""
    scope = set_scope(network, gaps, chain="集成电路")
    whole = set_scope(network, gaps)
    assert 0 < len(scope.chosen) < len(whole.chosen)
    assert scope.skills is not None
    names = set(network.nodes.get_column("iri").gather(scope.skills))
    assert set(OBJECTIVES["skills"].read(scope).elements["about"]) <= names
    with pytest.raises(UnknownName, match="集成电路"):
        set_scope(network, gaps, chain="集成电")


# --- limits in words ---


def test_what_must_be_is_there_and_what_must_not_is_not(network: Network, gaps: GapList):
    """A named action is chosen, and nothing about an excluded actor is."""
    plan = plan_of(network, gaps, objective="isolated", musts=(PAIR,), excluded=("常州工学院", "join-project"))
    steps = Teller(network, gaps).tell(plan)
    ends = {end for step in steps for end in (step.link[0], step.link[2])}
    names = dict(network.nodes.select("label_zh", "iri").iter_rows())
    assert {names["建东职业技术学院"], names["常柴股份有限公司"]} <= ends
    assert names["常州工学院"] not in ends


def test_quotas_are_kept(network: Network, gaps: GapList):
    """At least two actions for one city and at most one of a kind."""
    plan = find_plan(network, gaps, Wish(budget=150.0, quotas=("淮南>=2", "join-project<=1")))
    chosen = plan.setting.actions[list(plan.solution.items)]
    regions, there = network.nodes.get_column("region"), Places(network).find("淮南")
    ends = zip(*(regions.gather(chosen[end]) for end in ("actor", "thing")), strict=True)
    assert sum(there in pair for pair in ends) >= 2
    assert (chosen["kind"] == "join-project").sum() <= 1


def test_a_request_means_all_that_it_says(settings: dict[str, Setting], network: Network):
    """A region means all that lies in it, a kind its name too, and half a description every action that fits it."""
    setting = settings["gaps"]
    read = Requests(setting.actions, network).read
    province, city = (read(excluded=(name,)).excluded for name in ("江苏", "常州"))
    assert city < province
    assert read(excluded=("校企合作",)).excluded == read(excluded=("partnership",)).excluded
    of_one = read(excluded=("partnership:常州大学",)).excluded
    assert len(of_one) > 1
    assert read(excluded=("partnership：常州大学",)).excluded == of_one
    pair = setting.actions[min(of_one)]
    iris = [network.nodes["iri"][pair[end][0]] for end in ("actor", "thing")]
    assert len(read(musts=(f"partnership:{iris[0]}:{iris[1]}",)).musts) == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"musts": ("partnership:常州大学",)}, "actions"),
        ({"excluded": ("软件和信息服务",)}, "no action is about such a thing"),
        ({"musts": ("partnership:常柴股份有限公司:常州大学",)}, "cannot be the actor"),
        ({"budget": 0.0}, "budget 0"),
        ({"budget": -5.0}, "budget -5"),
        ({"budget": float("nan")}, "budget nan"),
        ({"quotas": ("常州 lots",)}, "cannot be read"),
        ({"budget": 20.0, "quotas": ("partnership>=9",)}, "the budget of 20, the quota"),
        (
            {"objective": "isolated", "budget": 10.0, "musts": (PAIR,)},
            "the budget of 10, that there must be partnership-",
        ),
        ({"objective": "isolated", "musts": (PAIR,), "excluded": (PAIR,)}, "that there must not be partnership-"),
        ({"musts": ("常州大学",)}, "there is no action"),
        ({"musts": ("partnership:常州大学:常州大学",)}, "cannot be the thing"),
        ({"musts": ("partnership:常州大学:上海汽车集团股份有限公司",)}, "none of the actions"),
        ({"objective": "skills=-1"}, "no number above 0"),
    ],
)
def test_wishes_that_cannot_be_kept(network: Network, gaps: GapList, wish: dict[str, object], words: str):
    """The error says what is wrong: a number, a request that means nothing, or the limits in conflict."""
    with pytest.raises(QueryError) as caught:
        plan_of(network, gaps, **wish)
    assert words in caught.value.say("en")


@pytest.mark.parametrize(
    "wish",
    [
        {"objective": "skils"},
        {"city": "常洲"},
        {"excluded": ("常州大學院",)},
        {"musts": ("partnership:常州大学堂:常柴股份有限公司",)},
        {"musts": ("partnershp:常州大学:常柴股份有限公司",)},
    ],
)
def test_names_that_are_not_known(network: Network, gaps: GapList, wish: dict[str, object]):
    """An unknown objective, city, actor or kind of action is named, with the nearest."""
    with pytest.raises(UnknownName):
        plan_of(network, gaps, objective=wish.pop("objective", "isolated"), **wish)


def test_nothing_to_do_is_said(network: Network):
    """Without gaps there is no action, and that is an error, not an empty plan."""
    with pytest.raises(QueryError, match="no action"):
        find_plan(network, [], Wish(budget=1.0))


@pytest.mark.parametrize(
    "network",
    [
        make_network([], alone=["city-a"]),
        make_network([("offers", "school-a", "programme-a")], {"city-a": ["school-a"]}),
        make_network([("active-in-chain", "firm-a", "chain-a")], {"city-a": ["firm-a"]}),
        make_network([("active-in-chain", "firm-a", "chain-a"), ("offers", "school-a", "programme-a")]),
    ],
    ids=["nothing", "no enterprises", "no institutions", "no places"],
)
@pytest.mark.filterwarnings("error")
def test_regions_that_lack_one_side(network: Network):
    """Without demand, enterprises, institutions or places there is nothing to do, whatever the objective: that is said."""
    gaps = find_gaps(network)
    for objective in (*OBJECTIVES, "gaps,skills,isolated"):
        with pytest.raises(QueryError, match="no action"):
            find_plan(network, gaps, Wish(objective=objective, budget=50.0))


def test_one_pair_is_one_plan():
    """An institution and an enterprise of one city are one partnership; every simple rule finds it, however far they are."""
    links = [("active-in-chain", "firm-a", "chain-a"), ("offers", "school-a", "programme-a")]
    network = make_network(links, {"city-a": ["firm-a", "school-a"], "city-b": []})
    plan = find_plan(network, find_gaps(network), Wish(budget=50.0))
    assert len(plan.solution.items) == 1
    gain = pytest.approx(plan.solution.gain)
    rivals = list_rivals(plan, measure_ways(plan.setting.actions, network))
    assert rivals == {"largest": gain, "cheapest": gain, "nearest": gain, "random": gain}


def test_objectives_are_read():
    """A mix names objectives with shares; without one a share is 1."""
    assert read_objective("gaps") == {"gaps": 1.0}
    assert read_objective("skills = 2 , isolated") == {"skills": 2.0, "isolated": 1.0}


# --- costs ---


def test_shipped_costs_cover_every_kind():
    """Every kind of action has a cost above 0, with what it rests on in both languages."""
    costs = read_costs()
    assert set(costs) == set(ACTION_KINDS)
    assert all(cost.amount > 0 and cost.assumption.zh and cost.assumption.en for cost in costs.values())
    assert DEFAULT_COSTS.is_file()


def test_own_costs_replace_shipped_ones(tmp_path: Path):
    """Kinds that the table names have its cost; the others keep theirs."""
    table = tmp_path / "costs.csv"
    table.write_text("\ufeffkind,cost\npartnership,7.5\n", encoding="utf-8")
    assert (read_costs(table)["partnership"].amount, read_costs(table)["join-project"].amount) == (7.5, 5.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind,cost\npartnership,-1\n", "row 2: cost"),
        ("kind,cost\npartnership,\n", "no number above 0"),
        ("kind,cost\npartnership,abc\n", "'abc'"),
        ("kind,cost\npartnership,inf\n", "'inf'"),
        ("kind,cost\npartnership,1\npartnership,2\n", "twice"),
        ("kind,price\npartnership,1\n", "columns kind and cost"),
        ("", "columns kind and cost"),
        ("kind,cost\npartnershp,1\n", "partnership"),
    ],
)
def test_costs_that_are_wrong(tmp_path: Path, text: str, words: str):
    """Missing, negative and unreadable costs are refused with file, row and remedy."""
    table = tmp_path / "costs.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_costs(table)
    assert words in caught.value.say("en")


# --- what if ---


def test_supposed_links_stand_apart(network: Network):
    """The network gains just the links of the actions, in a named graph of their own; the one given stays as it is."""
    before = network.edges.height
    [pair] = read_actions(network, [PAIR])
    found = suppose(network, [pair])
    assert network.edges.height == before
    added = found.edges.filter(pl.col("graph") == SUPPOSED)
    assert added.height == 1 == found.edges.height - before
    row = added.row(0, named=True)
    assert (found.nodes["iri"][row["source"]], found.nodes["iri"][row["target"]]) == (pair.actor, pair.thing)


def test_supposed_skill_is_taught_by_one_institution_only(network: Network):
    """A skill added to a curriculum counts one more offering in the city of the institution, and none elsewhere."""
    row = Teaching(network).additions().sort(*ACTION_SCHEMA).row(0, named=True)
    iris = network.nodes.get_column("iri")
    action = Action("add-skill", *(iris[row[name]] for name in ("actor", "thing", "skill")), row["city"])
    rows = [Teaching(one).wanted.select("city", "skill", "taught") for one in (network, suppose(network, [action]))]
    changed = rows[0].join(rows[1], on=["city", "skill"]).filter(pl.col("taught") != pl.col("taught_right"))
    assert [(city, skill, new - old) for city, skill, old, new in changed.rows()] == [(row["city"], row["skill"], 1)]


def test_two_skills_of_one_programme_are_one_offering_more(network: Network):
    """Skills added to one programme of one institution share the variant of it, which is offered once."""
    rows = Teaching(network).additions().sort(*ACTION_SCHEMA)
    twice = rows.filter(pl.struct("actor", "thing").is_duplicated()).head(2).rows(named=True)
    iris = network.nodes.get_column("iri")
    actions = [Action("add-skill", *(iris[row[end]] for end in ("actor", "thing", "skill"))) for row in twice]
    links = list_supposed(network, actions)
    assert [kind for _, kind, _ in links] == ["offers", "develops-skill", "develops-skill"]
    assert suppose(network, actions).edges.height == network.edges.height + 3


def test_what_is_on_record_is_not_supposed_again(network: Network, gaps: GapList):
    """A partnership on record changes nothing, and is told apart; so is a skill that the programme develops."""
    iris = network.nodes.get_column("iri")
    source, target = network.links("partners-with").select("source", "target").row(0)
    programme, skill = network.links("develops-skill").select("source", "target").row(0)
    pair = Action("partnership", iris[source], iris[target])
    taught = Action("add-skill", iris[source], iris[programme], iris[skill])
    assert suppose(network, [pair]).edges.height == network.edges.height
    found = find_consequences(network, gaps, [pair, taught])
    assert (found.actions, found.known) == ((), (pair, taught))
    assert (found.closed, found.opened, found.changed) == ((), (), ())


def test_consequences_of_a_partnership(network: Network, gaps: GapList, city: str):
    """An institution and an enterprise without a tie are connected: two fewer are isolated, and gaps about such narrow."""
    [pair] = read_actions(network, [PAIR])
    found = find_consequences(
        network, gaps, [pair, Action("share-teaching", pair.actor, pair.thing)], cities=frozenset({city})
    )
    before, after = next((one.before, one.after) for one in found.indices if one.objective == "isolated")
    assert after == before - 2
    assert [action.kind for action in found.left_out] == ["share-teaching"]
    isolated = [(old, new) for old, new in found.changed if old.kind == "isolated"]
    assert isolated
    assert all(new.severity < old.severity for old, new in isolated)
    assert all(SUPPOSED in gap.sources or gap in gaps for gap in found.opened if gap.sources)


def test_actions_that_cannot_be_read(network: Network, tmp_path: Path):
    """A word that is neither file nor action, an unknown name, and a file that is no plan are told apart."""
    with pytest.raises(QueryError, match="neither a file nor an action"):
        read_actions(network, ["partnership"])
    with pytest.raises(UnknownName, match="常柴股份有限公司"):
        read_actions(network, ["partnership:常州大学:常柴股份"])
    with pytest.raises(QueryError, match="cannot be the thing"):
        read_actions(network, ["partnership:常州大学:常州大学"])
    with pytest.raises(QueryError, match="things are called"):
        read_actions(network, ["open-programme:常州大学:酒店管理"])
    with pytest.raises(UnknownName, match="kind of action"):
        read_actions(network, ["partner:常州大学:常柴股份有限公司"])
    (tmp_path / "plan.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no plan"):
        read_actions(network, [str(tmp_path)])


# --- files and command ---


def write(path: Path) -> Result:
    """Write the plan of the city into a folder, by the command."""
    return CliRunner().invoke(cli, ["plan", "--city", CITY, "--budget", "100", "-o", str(path), "--lang", "en"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan of the city as files."""
    path = tmp_path_factory.mktemp("plans") / "plan"
    assert write(path).exit_code == 0
    return path


def test_files_of_a_plan(folder: Path):
    """The folder has the page, the map, lists in both languages, the curve and the actions, and they agree."""
    with (folder / "plan.en.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    actions = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["actions"]
    assert [row["id"] for row in rows] == [one["id"] for one in actions]
    assert sum(float(row["cost"]) for row in rows) <= 100
    with (folder / "curve.csv").open(encoding="utf-8", newline="") as file:
        points = [tuple(map(float, row.values())) for row in csv.DictReader(file)]
    assert points[-1][0] == 100
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(row["id"] in page for row in rows)
    assert "Content-Security-Policy" in page
    assert {"map.html", "plan.zh.csv", "plan.zh.md", "plan.en.md"} <= {path.name for path in folder.iterdir()}


def test_turtle_of_a_plan_keeps_the_shapes(folder: Path):
    """The plan as RDF conforms, has an action for each row with its cost, and names the gaps that it answers."""
    actions = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["actions"]
    graph = open_graph(folder / "plan.ttl")
    assert check_graph(graph) == []
    rows = graph.query(
        "SELECT ?action ?cost (COUNT(DISTINCT ?gap) AS ?gaps) WHERE { ?plan a ch:Plan ; ch:hasAction ?action . "
        "?action ch:actionCost ?cost ; ch:answersGap ?gap } GROUP BY ?action ?cost"
    ).values()
    assert {str(row[0]).rsplit("/", 1)[1] for row in rows} == {one["id"] for one in actions}
    assert sum(float(str(row[1])) for row in rows) <= 100


def test_a_plan_is_the_same_twice(folder: Path, tmp_path: Path):
    """Written again, every file has the same bytes."""
    assert write(tmp_path / "plan").exit_code == 0
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "plan" / path.name).read_bytes(), path.name


def test_a_folder_of_something_else_is_kept(run_chains: Run, tmp_path: Path):
    """A folder that holds what is no plan is not replaced."""
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    found = run_chains("plan", "--city", CITY, "--budget", "100", "-o", str(tmp_path))
    assert found.returncode == 1
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "mine"


def test_command_prints_the_plan_and_its_certificate(run_chains: Run):
    """The list ends with what is certain; without a budget and a number it is misuse."""
    found = run_chains("plan", "--city", CITY, "--budget", "60", "--lang", "zh")
    assert found.returncode == 0
    assert "optimal" in found.stdout
    assert "建立校企合作" in found.stdout
    assert run_chains("plan", "--city", CITY).returncode == 2


def test_command_reads_its_own_plan(run_chains: Run, folder: Path):
    """``chains what-if`` takes the folder, tells indices, and says that nothing is written."""
    found = run_chains("what-if", str(folder), "--first", "1", "--city", CITY, "--lang", "en", "--format", "json")
    assert found.returncode == 0
    told = json.loads(found.stdout)
    assert len(told["supposed"]) == 1
    assert {one["objective"] for one in told["indices"]} == set(OBJECTIVES)


def test_atlas_has_a_plan_if_asked(small: KnowledgeGraph, tmp_path: Path):
    """With a wish the atlas has the plan in a folder of its own and links to it; without one it has neither."""
    write_atlas(small, tmp_path / "with", wish=Wish(budget=100.0))
    write_atlas(small, tmp_path / "without")
    assert (tmp_path / "with" / "plan" / "plan.ttl").is_file()
    assert 'href="plan/index.html"' in (tmp_path / "with" / "index.html").read_text(encoding="utf-8")
    assert 'href="../index.html"' in (tmp_path / "with" / "plan" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "without" / "plan").exists()
    assert "plan/index.html" not in (tmp_path / "without" / "index.html").read_text(encoding="utf-8")


# --- the page ---


@pytest.mark.browser
def test_page_of_a_plan(chromium: Browser, folder: Path):
    """The slider shows the list of each budget; what is left unticked is closed no more; nothing is asked from outside."""
    with visit(chromium) as here:
        page = here.open(folder / "index.html")
        rows = page.locator("[data-list]:visible tbody tr:has(th[scope=row] code)")
        whole, closed = rows.count(), page.locator('[data-closed="2"]')
        before = float(closed.inner_text().split()[0])
        page.locator('[data-take="0"]').uncheck()
        assert float(closed.inner_text().split()[0]) < before
        page.locator("#slider").fill("0")
        assert rows.count() < whole
        assert page.locator("#budget").inner_text() == "10"
        assert not here.requests
        assert not here.complaints
