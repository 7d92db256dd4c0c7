"""Evaluates every expression of the rules and dashboards against a running Prometheus.

evaluate.py files               what can be said without Prometheus: units, thresholds, runbooks, tests of alerts
evaluate.py http://HOST:PORT    the expressions: each must return data, or this exits with 1 and says which do not
"""

import json
import math
import pathlib
import re
import sys
import urllib.parse
import urllib.request

import yaml

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PROMETHEUS = CHECKOUT / "deploy/prometheus"
DASHBOARDS = sorted((CHECKOUT / "deploy/grafana").glob("*.json"))
# An alert's expression returns data when there is trouble; without the comparison it does so always.
COMPARISON = re.compile(r"\s(==|!=|>=|<=|>|<)\s[0-9.]+")
LABEL_VALUES = re.compile(r"label_values\((.+), (\w+)\)")


def rules():
    for name in ("recording.yml", "alerts.yml"):
        for group in yaml.safe_load((PROMETHEUS / name).read_text())["groups"]:
            yield from group["rules"]


def dashboards():
    for file in DASHBOARDS:
        yield file.name, json.loads(file.read_text())


def filled_in(expression):
    return expression.replace("$run", ".*").replace("$host_group", ".*")


def expressions():
    """(where, expression); an expression for a variable asks for its label, too."""
    for rule in rules():
        if "alert" in rule:
            yield f"alert {rule['alert']}", COMPARISON.sub("", rule["expr"])
        else:
            yield f"rule {rule['record']}", rule["expr"]
            yield f"rule {rule['record']}, recorded", rule["record"]
    for name, dashboard in dashboards():
        for variable in dashboard["templating"]["list"]:
            if variable["type"] == "query":
                selector, label = LABEL_VALUES.fullmatch(variable["definition"]).groups()
                yield f"{name}, variable {variable['name']}", f"count by ({label}) ({filled_in(selector)})"
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                yield f"{name}, {panel['title']}", filled_in(target["expr"])


def answer(server, expression):
    query = urllib.parse.urlencode({"query": expression})
    try:
        with urllib.request.urlopen(f"{server}/api/v1/query?{query}") as response:
            return json.load(response)["data"]["result"]
    except urllib.error.HTTPError as error:
        return [{"error": error.read().decode()}]


def without_data(server):
    for where, expression in expressions():
        result = answer(server, expression)
        if result and "error" in result[0]:
            yield f"{where}: {result[0]['error']}: {expression}"
        elif not any(math.isfinite(float(series["value"][1])) for series in result):
            yield f"{where}: {'not a number' if result else 'no data'}: {expression}"


def wrong_in_files():
    runbooks = (CHECKOUT / "docs/operate.md").read_text()
    tests = yaml.safe_load((CHECKOUT / "tests/deploy/alerts-test.yml").read_text())["tests"]
    fired = {
        case["alertname"] for test in tests for case in test["alert_rule_test"] if case.get("exp_alerts")
    }
    silent = {
        case["alertname"] for test in tests for case in test["alert_rule_test"] if not case.get("exp_alerts")
    }
    for rule in rules():
        if "alert" not in rule:
            continue
        name = rule["alert"]
        if name not in fired or name not in silent:
            yield f"alert {name} has no test in which it fires, or none in which it does not"
        if not rule["annotations"].get("runbook", "").startswith(f"docs/operate.md#{name.lower()}: "):
            yield f"alert {name} has no runbook line"
        if f"### {name}\n" not in runbooks:
            yield f"docs/operate.md has no section {name}"
        if "severity" not in rule["labels"] or "summary" not in rule["annotations"]:
            yield f"alert {name} has no severity or no summary"
    for name, dashboard in dashboards():
        yield from wrong_in_dashboard(name, dashboard)


def wrong_in_dashboard(name, dashboard):
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    if "datasource" not in variables or "run" not in variables:
        yield f"{name}: variables {variables}"
    if dashboard.get("id") is not None or not dashboard["uid"]:
        yield f"{name}: cannot be imported: its id must be left out and its uid set"
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]
    if len({panel["id"] for panel in dashboard["panels"]}) != len(dashboard["panels"]):
        yield f"{name}: two panels have one id"
    taken = set()
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        if cells & taken or place["x"] + place["w"] > 24:
            yield f"{name}: {panel['title']} lies on another panel"
        taken |= cells
    for panel in panels:
        defaults = panel["fieldConfig"]["defaults"]
        if not defaults.get("unit") or not defaults.get("thresholds", {}).get("steps"):
            yield f"{name}: {panel['title']} has no unit or no thresholds"
        if panel["datasource"]["uid"] != "${datasource}" or not panel["targets"]:
            yield f"{name}: {panel['title']} has no source or no query"


def main():
    if sys.argv[1] == "files":
        found = list(wrong_in_files())
    else:
        found = list(without_data(sys.argv[1]))
        print(f"{len(list(expressions()))} expressions, {len(found)} without data")
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
