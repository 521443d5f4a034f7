"""Draws the dashboard as an operator sees it: `docs/dashboard.webp`, with the figures of a local cloud of its own.

What the emulators cannot say (mails delivered, throttles, capacity) is drawn without figures. Figures and times are new
each time, and another machine has other fonts.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.stage import staged
from tests.cloud.conftest import LocalCloud
from tests.cloud.measured import lines, points
from tests.cloud.test_watching import damaged, measure
from tests.support import template
from tests.watching.alarms import ALARMS, Points, Watched, state
from tests.watching.named import of_widget, resources
from tools.browser import Device, NoBrowserError, launch, new_context
from tools.dashboard import widgets

PICTURE: Final = Path(__file__).parent.parent / "docs" / "dashboard.webp"
COLOURS: Final = 64
SPAN: Final = timedelta(seconds=75)
"""What a graph shows: a local cloud is as old as that."""
STEPS: Final = 15
CELL: Final = 44
"""Pixels of the dashboard's grid."""
INKS: Final = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#17becf")
STYLE: Final = f"""
  body {{ font: 12px/1.35 system-ui, sans-serif; color: #16191f; background: #f2f3f3; margin: 8px }}
  main {{ display: grid; grid-template-columns: repeat(24, {CELL}px); grid-auto-rows: {CELL}px }}
  section {{ background: #fff; border: 1px solid #d5dbdb; margin: 2px; padding: 6px 8px; overflow: hidden }}
  .text {{ background: none; border: none }} h2 {{ font-size: 15px; margin: 0 0 4px }} p {{ margin: 0 0 4px }}
  h3 {{ font-size: 12px; margin: 0 0 4px }} a {{ color: #0972d3 }}
  .values {{ display: flex; flex-wrap: wrap; gap: 2px 14px }} .values b {{ display: block; font-size: 18px }}
  .alarm {{ display: inline-block; margin: 3px; padding: 6px 10px; border-radius: 4px; color: #fff; font-weight: 600 }}
  .OK {{ background: #1d8102 }} .ALARM {{ background: #d13212 }} .none {{ color: #687078 }}
  ul {{ list-style: none; margin: 0; padding: 0; columns: 2; font-size: 9px }} svg {{ display: block; width: 100% }}
  table {{ border-collapse: collapse; width: 100%; font-size: 11px }} td, th {{ text-align: left; padding: 2px 6px }}
"""


def main() -> int:
    try:
        with sync_playwright() as playwright, TemporaryDirectory() as folder:
            browser = launch(playwright)
            print("… setting the stage", flush=True)
            with staged(Path(folder)) as stage:
                page = html(stage.cloud)
            with new_context(browser, Device(24 * CELL + 16, 900, touch=False)) as context:
                shown = context.new_page()
                shown.set_content(page)
                PICTURE.write_bytes(_small(shown.screenshot(full_page=True)))
    except NoBrowserError as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1e3:.0f} kB")
    return 0


def html(cloud: LocalCloud) -> str:
    """After an hour's work in small: what the stage has set, an error, and a round of the gauges."""
    with damaged(cloud) as reference:
        cloud.call("GET", f"/v1/registrations/{reference}", token=_staff(cloud))
    measure(cloud)
    now = datetime.now(UTC)
    known = {**points(cloud, now), **dict(_of_functions(cloud, now))}
    drawn = "".join(_widget(one, known, cloud, now) for one in widgets())
    return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style><main>{drawn}</main>"


def _staff(cloud: LocalCloud) -> str:
    answer = cloud.call("POST", "/v1/tokens", cloud.access["association"])
    return str(answer.body["access_token"])


def _of_functions(cloud: LocalCloud, now: datetime) -> Iterator[tuple[Watched, list[tuple[datetime, float]]]]:
    """These the emulator keeps itself."""
    for logical, one in resources("AWS::Serverless::Function").items():
        name = template.value(one["Properties"]["FunctionName"]).replace("-production-", "-local-")
        for metric, statistic in (("Errors", "Sum"), ("Duration", "Maximum"), ("Throttles", "Sum")):
            found = cloud.client("cloudwatch").get_metric_statistics(
                Namespace="AWS/Lambda",
                MetricName=metric,
                Dimensions=[{"Name": "FunctionName", "Value": name}],
                StartTime=now - SPAN,
                EndTime=now + timedelta(minutes=1),
                Period=60,
                Statistics=[statistic],
            )["Datapoints"]
            series = sorted((point["Timestamp"], float(point[statistic])) for point in found)
            yield Watched("AWS/Lambda", metric, frozenset({("FunctionName", logical)})), series


def _widget(widget: Mapping[str, Any], known: Points, cloud: LocalCloud, now: datetime) -> str:
    match widget["type"]:
        case "text":
            inside = _markdown(widget["properties"]["markdown"])
        case "alarm":
            inside = "".join(_alarms(known, now))
        case "log":
            inside = _errors(cloud)
        case _:
            inside = _graph(widget, known, now)
    title = widget["properties"].get("title", "")
    x, y, width, height = (widget[name] for name in ("x", "y", "width", "height"))
    place = f"grid-column: {x + 1} / span {width}; grid-row: {y + 1} / span {height}"
    head = f"<h3>{escape(title)}</h3>" if title else ""
    return f'<section class="{widget["type"]}" style="{place}">{head}{inside}</section>'


def _markdown(text: str) -> str:
    """As much of it as the dashboard uses."""
    plain = escape(text.replace("${Environment}", "local"), quote=False)
    plain = re.sub(r"^#+ (.*)$", r"<h2>\1</h2>", plain, flags=re.MULTILINE)
    plain = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", plain)
    plain = re.sub(r"\[(.+?)\]\(.+?\)", r"<a href>\1</a>", plain)
    return "".join(f"<p>{part}</p>" for part in plain.split("\n\n"))


def _alarms(known: Points, now: datetime) -> Iterator[str]:
    for properties in ALARMS.values():
        name = template.value(properties["AlarmName"]).replace("-production-", "-local-")
        yield f'<span class="alarm {state(properties, known, now=now + timedelta(seconds=1))}">{name}</span>'


def _errors(cloud: LocalCloud) -> str:
    names = ["timestamp", "service", "message", "exception_name", "reference", "correlation_id"]
    errors = [one for one in lines(cloud) if one.get("level") == "ERROR"][-20:]
    rows = [names, *([str(one.get(name, "")) for name in names] for one in errors)]
    drawn = ["".join(f"<td>{escape(cell)}" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}" for row in drawn) + "</table>"


def _graph(widget: Mapping[str, Any], known: Points, now: datetime) -> str:
    properties = widget["properties"]
    entries = [one for one in properties["metrics"] if isinstance(one[0], str)]  # the others are expressions
    series = [
        (entry[-1].get("label", ""), known.get(_watched(named), []))
        for entry, named in zip(entries, of_widget(widget), strict=True)
        if entry[-1].get("visible", True)
    ]
    if properties["view"] == "singleValue":
        return (
            f'<div class="values">{"".join(_value(label, found, properties["stat"]) for label, found in series)}</div>'
        )
    height = widget["height"] * CELL - 30 - 15 * ((len(series) + 1) // 2)
    return _curves([found for _, found in series], now, max(height, 30)) + _legend(series)


def _watched(named: Any) -> Watched:
    here = {"Environment": template.value({"Ref": "Environment"})}
    dimensions = frozenset((name, here.get(value, value)) for name, value in named.dimensions)
    return Watched(named.namespace, named.name, dimensions)


def _value(label: str, found: Sequence[tuple[datetime, float]], statistic: str) -> str:
    values = [value for _, value in found]
    shown = f"{sum(values) if statistic == 'Sum' else values[-1]:.0f}" if values else '<span class="none">–</span>'
    return f"<span><b>{shown}</b>{escape(label)}</span>"


def _curves(series: Sequence[Sequence[tuple[datetime, float]]], now: datetime, height: int) -> str:
    """Added up by steps of time, as a graph of the dashboard does by its period."""
    stepped = [_stepped(found, now) for found in series]
    if not any(stepped):
        return f'<p class="none" style="height: {height}px">pas de chiffre en local</p>'
    highest = max(value for found in stepped for value in found.values()) or 1
    drawn = []
    for ink, found in zip(INKS * 2, stepped, strict=False):
        dots = ((300 - at * 300 / STEPS, (height - 6) * (1 - value / highest) + 3) for at, value in found.items())
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in dots)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{ink}" stroke-width="2"/>')
    return (
        f'<svg viewBox="0 0 300 {height}" height="{height}" preserveAspectRatio="none">'
        f'<line x2="300" y1="{height - 1}" y2="{height - 1}" stroke="#d5dbdb"/>{"".join(drawn)}</svg>'
    )


def _stepped(found: Sequence[tuple[datetime, float]], now: datetime) -> dict[int, float]:
    """By steps before now, the oldest first; a step without anything is a zero once there was something."""
    steps: Counter[int] = Counter()
    for at, value in found:
        if now - SPAN <= at <= now:
            steps[int((now - at) / SPAN * STEPS)] += value  # type: ignore[assignment]
    return {at: steps[at] for at in range(STEPS - 1, -1, -1)} if steps else {}


def _legend(series: Sequence[tuple[str, Any]]) -> str:
    named = zip(INKS * 3, series, strict=False)
    labels = "".join(f'<li><span style="color: {ink}">■</span> {escape(label)}' for ink, (label, _) in named)
    return f"<ul>{labels}</ul>"


def _small(taken: bytes) -> bytes:
    small = io.BytesIO()
    with Image.open(io.BytesIO(taken)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.convert("RGB").save(small, "WEBP", lossless=True)
    return small.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
