#!/usr/bin/env python3
"""Writes the dashboards: dashboards.py writes fleet-health.json and experiment.json beside itself; with --check it only says
whether they are what it would write. Every expression is evaluated against a real Prometheus by tests/deploy/metrics."""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
RUN = 'run=~"$run"'
GROUP = 'run=~"$run", host_group=~"$host_group"'
BY_GROUP = "{{host_group}} ({{scheduler}})"
PER_SECOND = "/ on (run) group_left () run:scxfleet_host_speed:rate1m"
FULL_WIDTH = 24


def steps(*pairs):
    """Thresholds: (value, colour), ascending; the first value is ignored."""
    return {
        "mode": "absolute",
        "steps": [
            {"color": colour, "value": None if index == 0 else value}
            for index, (value, colour) in enumerate(pairs)
        ],
    }


GREEN = steps((None, "green"))
SOME_IS_BAD = steps((None, "green"), (1, "red"))
NONE_IS_BAD = steps((None, "red"), (1, "green"))


def panel(title, unit, *queries, kind="timeseries", width=8, height=8, thresholds=GREEN, text="", lowest=0):
    """A panel; a query is (expression, legend)."""
    instant = kind in ("stat", "table")
    targets = []
    for index, (expression, legend) in enumerate(queries):
        target = {
            "datasource": SOURCE,
            "editorMode": "code",
            "expr": expression,
            "legendFormat": legend,
            "refId": chr(ord("A") + index),
            "instant": instant,
            "range": not instant,
        }
        if kind in ("table", "heatmap"):
            target["format"] = kind
        targets.append(target)
    defaults = {"unit": unit, "thresholds": thresholds}
    if lowest is not None and kind != "table":
        defaults["min"] = lowest
    if kind == "timeseries":
        custom = {"lineWidth": 1, "fillOpacity": 10, "showPoints": "never"}
        if len(thresholds["steps"]) > 1:
            custom["thresholdsStyle"] = {"mode": "line"}
        defaults["custom"] = custom
    options = {
        "timeseries": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}},
        "stat": {"colorMode": "value", "graphMode": "none", "reduceOptions": {"calcs": ["lastNotNull"], "values": False}},
        "table": {"showHeader": True},
        "heatmap": {"calculate": False, "yAxis": {"unit": "s"}, "color": {"mode": "scheme", "scheme": "Oranges"}},
    }[kind]
    return {
        "type": kind,
        "title": title,
        "description": text,
        "datasource": SOURCE,
        "targets": targets,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
        "gridPos": {"w": width, "h": height},
    }


def row(title):
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "gridPos": {"w": FULL_WIDTH, "h": 1}}


def table(title, text, *columns):
    """One line for each host group and scheduler; a column is (title, unit, expression)."""
    built = panel(title, "short", *((expression, "") for _, _, expression in columns), kind="table", width=FULL_WIDTH, text=text)
    names = {f"Value #{chr(ord('A') + index)}": name for index, (name, _, _) in enumerate(columns)}
    built["transformations"] = [
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {"excludeByName": {"Time": True, "__name__": True}, "renameByName": names}},
    ]
    built["fieldConfig"]["overrides"] = [
        {"matcher": {"id": "byName", "options": name}, "properties": [{"id": "unit", "value": unit}]}
        for name, unit, _ in columns
    ]
    return built


def placed(panels):
    """Gives panels their places, line by line, and numbers."""
    x = y = tallest = 0
    for number, item in enumerate(panels, 1):
        place = item["gridPos"]
        if x + place["w"] > FULL_WIDTH:
            x, y, tallest = 0, y + tallest, 0
        place.update(x=x, y=y)
        item["id"] = number
        x += place["w"]
        tallest = max(tallest, place["h"])
    return panels


def variable(name, label, query):
    return {
        "type": "query",
        "name": name,
        "label": label,
        "datasource": SOURCE,
        "query": {"query": query, "refId": name},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
    }


def dashboard(uid, title, text, variables, panels):
    source = {"type": "datasource", "name": "datasource", "label": "Prometheus", "query": "prometheus", "refresh": 1}
    return {
        "uid": uid,
        "title": title,
        "description": text,
        "tags": ["scxfleet"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "5s",
        "time": {"from": "now-15m", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [source, *variables]},
        "annotations": {"list": []},
        "links": [{"type": "dashboards", "title": "scxfleet", "tags": ["scxfleet"], "asDropdown": False, "includeVars": True, "keepTime": True}],
        "panels": placed(panels),
    }


def fleet_health():
    process = 'job=~"scxfleet-.*"'
    panels = [
        panel("Alerts", "short", ('count(ALERTS{alertname=~"Scxfleet.*", alertstate="firing"}) or vector(0)', ""),
              kind="stat", width=3, height=4, thresholds=SOME_IS_BAD, text="Alerts that fire; docs/operate.md has a section for each."),
        panel("Nodes up", "short", ("sum(scxfleet_node_up)", ""), kind="stat", width=3, height=4, thresholds=NONE_IS_BAD,
              text="Nodes that answered the coordinator and are of its build."),
        panel("Nodes", "short", ("sum by (state) (scxfleet_nodes)", "{{state}}"), kind="stat", width=6, height=4),
        panel("Runs", "short", ("sum by (state) (scxfleet_runs)", "{{state}}"), kind="stat", width=6, height=4),
        panel("Progress", "percentunit", (f"run:scxfleet_progress:ratio{{{RUN}}}", "{{run}}"), kind="stat", width=3, height=4),
        panel("Speed", "suffix: sim s/s", (f"run:scxfleet_speed:rate1m{{{RUN}}}", "{{run}}"), kind="stat", width=3, height=4,
              text="Simulated seconds per second."),
        row("The run"),
        panel("Speed", "suffix: sim s/s", (f"run:scxfleet_speed:rate1m{{{RUN}}}", "{{run}}"), text="Simulated seconds per second."),
        panel("Events", "suffix: /s", (f"run:scxfleet_events:rate1m{{{RUN}}}", "{{run}}")),
        panel("Windows", "suffix: /s", (f"run:scxfleet_windows:rate1m{{{RUN}}}", "{{run}}")),
        panel("Who is waited for", "percentunit", (f"run_node:scxfleet_awaited:ratio5m{{{RUN}}}", "{{node}}"),
              thresholds=steps((None, "green"), (0.3, "red")), text="Share of the time in which all other nodes had answered and waited for this one."),
        panel("Nodes at work", "percentunit", (f"sum by (node) (rate(scxfleet_run_node_busy_seconds_total{{{RUN}}}[1m]))", "{{node}}"),
              text="Share of the time between a grant and the node's answer, network included."),
        panel("Time of a window", "s",
              (f"histogram_quantile(0.5, sum by (run, le) (rate(scxfleet_run_window_seconds_bucket{{{RUN}}}[1m])))", "p50"),
              (f"histogram_quantile(0.99, sum by (run, le) (rate(scxfleet_run_window_seconds_bucket{{{RUN}}}[1m])))", "p99")),
        panel("Messages between hosts", "suffix: /s", (f"sum by (run) (rate(scxfleet_run_messages_total{{{RUN}}}[1m]))", "{{run}}")),
        panel("Phase", "short", (f"sum by (run, phase) (scxfleet_run_phase{{{RUN}}})", "{{run}}: {{phase}}"), text="1 for what is being done at present."),
        panel("Schedulers thrown out", "short", (f"sum by (host_group, scheduler) (scxfleet_ejections_total{{{RUN}}})", BY_GROUP), thresholds=SOME_IS_BAD),
        row("The processes"),
        panel("Scraped", "short", (f"up{{{process}}}", "{{job}} {{instance}}"), text="1 if the last scrape worked."),
        panel("Hosts", "short", (f"sum by (instance) (scxfleet_hosts{{{RUN}}})", "{{instance}}")),
        panel("Tasks", "short", (f"sum by (instance) (scxfleet_tasks{{{RUN}}})", "{{instance}}")),
        panel("Working on windows", "percentunit", (f"sum by (instance) (rate(scxfleet_window_busy_seconds_total{{{RUN}}}[1m]))", "{{instance}}")),
        panel("Waiting for windows", "percentunit", (f"sum by (instance) (rate(scxfleet_window_waiting_seconds_total{{{RUN}}}[1m]))", "{{instance}}"),
              text="Waiting for the coordinator and, through it, for the slowest process."),
        panel("CPU time", "suffix: CPUs", (f"rate(process_cpu_seconds_total{{{process}}}[1m])", "{{job}} {{instance}}")),
        panel("Heap", "percentunit", (f"instance:scxfleet_heap:ratio{{{process}}}", "{{job}} {{instance}}"),
              thresholds=steps((None, "green"), (0.9, "red")), text="Used of the largest that it may become."),
        panel("Collecting garbage", "percentunit", (f"instance:scxfleet_gc:ratio1m{{{process}}}", "{{job}} {{instance}}"),
              thresholds=steps((None, "green"), (0.1, "red"))),
        panel("Threads", "short", (f"jvm_threads_current{{{process}}}", "{{job}} {{instance}}")),
        row("Between the processes"),
        panel("gRPC sent", "Bps", ("sum by (job, instance) (rate(scxfleet_grpc_sent_bytes_total[1m]))", "{{job}} {{instance}}")),
        panel("gRPC received", "Bps", ("sum by (job, instance) (rate(scxfleet_grpc_received_bytes_total[1m]))", "{{job}} {{instance}}")),
        panel("Answer of a node", "s", ("scxfleet_node_answer_seconds", "{{node}}"), text="How long a node took when the coordinator last asked for its state."),
        panel("gRPC calls ended", "suffix: /s", ("sum by (service, code) (rate(scxfleet_grpc_calls_total[1m]))", "{{service}} {{code}}")),
        panel("gRPC calls open", "short", ("sum by (job, instance, service) (scxfleet_grpc_open_calls)", "{{job}} {{instance}} {{service}}")),
        panel("Builds", "short", ("count by (job, version, jdk) (scxfleet_build_info)", ""), kind="table", text="Nodes and coordinator must be of one build."),
    ]
    return dashboard("scxfleet-fleet", "scxfleet: fleet health", "Whether the fleet works, how fast, and who holds it up.",
                     [variable("run", "Run", "label_values(scxfleet_run_phase, run)")], panels)


def per_second(metric):
    return f"sum by (run, host_group, scheduler) (rate({metric}{{{GROUP}}}[1m])) {PER_SECOND}"


def experiment():
    def recorded(name):
        return f"run_group:scxfleet_{name}{{{GROUP}}}"

    per_sim = "suffix: /sim s"
    panels = [
        table("Side by side", "The last minute of each host group under its scheduler.",
              ("wake-up p50", "s", recorded("wakeup_latency_seconds:p50")),
              ("wake-up p99", "s", recorded("wakeup_latency_seconds:p99")),
              ("CPU busy", "percentunit", recorded("cpu_busy:ratio")),
              ("waiting tasks", "short", recorded("waiting_tasks:avg")),
              ("switches /sim s", "short", recorded("switches:rate")),
              ("migrations /sim s", "short", recorded("migrations:rate"))),
        row("Wake-ups"),
        panel("Wake-up latency p50", "s", (recorded("wakeup_latency_seconds:p50"), BY_GROUP)),
        panel("Wake-up latency p99", "s", (recorded("wakeup_latency_seconds:p99"), BY_GROUP)),
        panel("Wake-ups", per_sim, (per_second("scxfleet_wakeups_total"), BY_GROUP)),
        panel("Wake-up latency of the chosen host groups", "short",
              (f"sum by (le) (rate(scxfleet_wakeup_latency_seconds_bucket{{{GROUP}}}[1m]))", "{{le}}"), kind="heatmap", width=FULL_WIDTH,
              text="Wake-ups per second by latency, all chosen host groups together: choose one to see one."),
        row("CPUs"),
        panel("CPU busy", "percentunit", (recorded("cpu_busy:ratio"), BY_GROUP), text="Of the CPUs of the group's hosts; guests have none of their own."),
        panel("Tasks waiting for a CPU", "short", (recorded("waiting_tasks:avg"), BY_GROUP), text="Run-queue delay: on average over the simulated time."),
        panel("CPUs stolen from guests", "short", (recorded("stolen_cpus:avg"), BY_GROUP), text="CPUs that guests wanted and did not get, on average."),
        panel("Switches", per_sim, (recorded("switches:rate"), BY_GROUP)),
        panel("Migrations", per_sim, (recorded("migrations:rate"), BY_GROUP)),
        panel("Hosts", "short", (f"sum by (run, host_group) (scxfleet_hosts{{{GROUP}}})", "{{host_group}}")),
        row("GPUs"),
        panel("GPUs busy", "short", (recorded("busy_gpus:avg"), BY_GROUP), text="GPUs that execute kernels, on average."),
        panel("GPUs starved", "short", (recorded("starved_gpus:avg"), BY_GROUP),
              text="GPUs that idle while the task that feeds them waits for a CPU, on average."),
        panel("GPU kernels", per_sim, (per_second("scxfleet_gpu_kernels_total"), BY_GROUP)),
        row("sched_ext"),
        panel("Events of sched_ext", per_sim,
              (f"sum by (run, host_group, scheduler, event) (rate(scxfleet_sched_ext_events_total{{{GROUP}}}[1m])) {PER_SECOND}",
               "{{host_group}} ({{scheduler}}) {{event}}"), width=16),
        panel("Thrown out", "short", (f"sum by (run, host_group, scheduler) (scxfleet_ejections_total{{{GROUP}}})", BY_GROUP),
              thresholds=SOME_IS_BAD, width=4),
        panel("Enabled", "short", (f"sum by (run, host_group, scheduler) (scxfleet_scheduler_enables_total{{{GROUP}}})", BY_GROUP), width=4),
    ]
    return dashboard("scxfleet-experiment", "scxfleet: experiment", "The host groups of a run and their schedulers, side by side.",
                     [variable("run", "Run", "label_values(scxfleet_hosts, run)"),
                      variable("host_group", "Host group", 'label_values(scxfleet_switches_total{run=~"$run"}, host_group)')], panels)


def main():
    stale = []
    for name, content in (("fleet-health", fleet_health()), ("experiment", experiment())):
        file = FOLDER / f"{name}.json"
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if sys.argv[1:] == ["--check"]:
            if not file.exists() or file.read_text() != text:
                stale.append(file.name)
        else:
            file.write_text(text)
    if stale:
        sys.exit(f"not what dashboards.py writes: {', '.join(stale)}")


main()
