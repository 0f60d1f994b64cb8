"""What watches the services: rules, dashboard and runbook hold together, and speak of metrics that exist."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from setup.paths import ROOT
from tests.support import need
from web.metrics import Metrics

pytestmark = pytest.mark.unit
FOLDER = ROOT / "deploy" / "monitoring"
RULES = yaml.safe_load((FOLDER / "grenswijzer.rules.yml").read_text(encoding="utf-8"))
TESTS = yaml.safe_load((FOLDER / "grenswijzer.rules.test.yml").read_text(encoding="utf-8"))
SCRAPES = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
ALL = [rule for group in RULES["groups"] for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in ALL if "alert" in rule}
RECORDED = {rule["record"] for rule in ALL if "record" in rule}
SHOWN = [target["expr"] for panel in PANELS for target in panel.get("targets", [])]
EXPRESSIONS = [rule["expr"] for rule in ALL] + SHOWN
RUNBOOK = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
#: What Prometheus itself knows, and what Debian's exporters tell: `prometheus-node-exporter` with its collector of
#: systemd, and `prometheus-blackbox-exporter`.
OF_OTHERS = {
    "up", "node_filesystem_avail_bytes", "node_filesystem_size_bytes", "node_memory_MemAvailable_bytes",
    "node_systemd_unit_state", "probe_ssl_earliest_cert_expiry", "probe_success",
}  # fmt: skip


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    need(shutil.which("promtool"), "promtool", "`apt-get install prometheus`")
    return subprocess.run(["promtool", *arguments], capture_output=True, text=True, check=False, cwd=FOLDER)


def metrics_in(expression: str) -> set[str]:
    """Return the metrics that an expression names: words before a brace, a bracket or nothing, but no function."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    # Labels are no metrics.
    bare = re.sub(r"\{[^}]*\}|\b(?:by|on|without)\s*\([^)]*\)", " ", bare)
    words = re.findall(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])", bare)
    return {word for word in words if word not in {"or", "and", "unless", "by", "on"} and not re.match(r"\d|e\d", word)}


def test_every_metric_that_is_named_exists() -> None:
    text = Metrics().render().decode()
    real = set(OF_OTHERS) | RECORDED
    for name, kind in re.findall(r"^# TYPE (\S+) (\w+)$", text, re.M):
        real |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"} if kind == "histogram" else {name}
    named = set().union(*map(metrics_in, EXPRESSIONS))
    assert len(named) > 20
    assert named <= real


def test_every_metric_of_ours_is_shown_or_watched() -> None:
    text = Metrics().render().decode()
    ours = {re.sub(r"_total$", "", name) for name in re.findall(r"^# TYPE (grenswijzer_\S+)", text, re.M)}
    named = {re.sub(r"_(bucket|sum|count|total)$", "", name) for name in set().union(*map(metrics_in, EXPRESSIONS))}
    # Whether there is a banner, and how many documents of their own, operators look up when they want to know.
    assert ours - named <= {"grenswijzer_banner", "grenswijzer_own_documents"}


@pytest.mark.parametrize("what", [("config", "prometheus.yml"), ("rules", "grenswijzer.rules.yml")])
def test_prometheus_reads_the_files(what: tuple[str, str]) -> None:
    done = promtool("check", *what)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_comes_when_it_must_and_not_before() -> None:
    done = promtool("test", "rules", "grenswijzer.rules.test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_tested_with_a_case_in_which_it_comes_and_one_in_which_it_does_not() -> None:
    cases = [case for test in TESTS["tests"] for case in test["alert_rule_test"]]
    fires = Counter(case["alertname"] for case in cases if case.get("exp_alerts"))
    # Where a case names the alerts that come, others of its series do not.
    silent = Counter(case["alertname"] for case in cases if not case.get("exp_alerts"))
    assert set(fires) == set(ALERTS)
    assert set(ALERTS) - set(silent) <= {"GrenswijzerCertificateEnds"}


def test_each_expression_of_the_dashboard_is_one(tmp_path: Path) -> None:
    rules = [{"record": f"shown:{number}", "expr": expression} for number, expression in enumerate(SHOWN)]
    file = tmp_path / "shown.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "shown", "rules": rules}]}), encoding="utf-8")
    done = promtool("check", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_says_how_bad_it_is_and_what_happened() -> None:
    for name, rule in ALERTS.items():
        assert re.fullmatch(r"Grenswijzer[A-Z]\w+", name)
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}, name
        assert rule["annotations"]["summary"], name


def test_the_runbook_has_one_row_for_each_alert_and_no_other() -> None:
    rows = re.findall(r"^\| `(Grenswijzer\w+)` \| (.+?) \| (.+?) \|$", RUNBOOK, re.M)
    assert Counter(name for name, _, _ in rows) == Counter(ALERTS.keys())


def test_what_is_scraped_is_where_the_units_listen() -> None:
    jobs = {job["job_name"]: job for job in SCRAPES["scrape_configs"]}
    unit = (ROOT / "deploy/systemd/grenswijzer-service@.service").read_text(encoding="utf-8")
    internal = re.findall(r"INTERNAL_PORT=(\d+)%i", unit)[0]
    (targets,) = (config["targets"] for config in jobs["grenswijzer"]["static_configs"])
    assert targets == [f"127.0.0.1:{internal}{number}" for number in (1, 2)]
    named = set(re.findall(r'job="([\w-]+)"', " ".join(EXPRESSIONS)))
    assert named <= jobs.keys()


def test_panels_have_a_place_of_their_own_and_the_chosen_source() -> None:
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    for one, other in itertools.combinations((panel["gridPos"] for panel in PANELS), 2):
        apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"], (one, other)
    for panel in PANELS:
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == "${datasource}", panel["title"]
