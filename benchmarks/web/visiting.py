"""Visit the demo page in a real browser with an empty cache, and open the chat."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.web.timeline import Load, Opening, Task, blocking_ms

#: As long as Lighthouse waits for nothing to happen.
QUIET_S = 5.0
POLL_MS = 100
PATIENCE_S = 60.0
#: In each frame: long tasks, and when focus first came.
OBSERVE = """(() => {
  window.seen = { tasks: [], focused: null, pressed: null };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) window.seen.tasks.push([task.startTime, task.duration]);
  }).observe({ type: "longtask", buffered: true });
  const now = (event) => performance.timeOrigin + event.timeStamp;
  addEventListener("focusin", (event) => { window.seen.focused ??= now(event); }, true);
  addEventListener("click", (event) => { window.seen.pressed ??= now(event); }, true);
})()"""
TIMES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
  ready: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
  tasks: window.seen.tasks,
})"""


@dataclass(frozen=True)
class Profile:
    """A device and its net."""

    title: str
    options: dict[str, Any]
    net: dict[str, float]
    slowdown: int = 1


#: Lighthouse's slow 4G as a browser applies it: a round trip of 150 ms and 1.6 Mbit/s, and what each request adds.
SLOW_4G = {"latency": 562.5, "downloadThroughput": 1474.56 * 1024 / 8, "uploadThroughput": 675 * 1024 / 8}
FAST = {"latency": 0.0, "downloadThroughput": -1, "uploadThroughput": -1}
PROFILES = {
    "desktop": Profile("desktop", {"viewport": {"width": 1280, "height": 860}}, FAST),
    "phone": Profile(
        "phone, 4 times slower, slow 4G",
        {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
        SLOW_4G,
        slowdown=4,
    ),
}


class NeverQuiet(Exception):
    """Something went on and on after a page was loaded."""


@dataclass
class Traffic:
    """What went over the wire."""

    under_way: set[str] = field(default_factory=set)
    finished: int = 0
    transferred: int = 0
    last: float = field(default_factory=time.monotonic)

    def follow(self, session: CDPSession) -> None:
        """Count what a page asks for from now on."""
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda event: self._note(event, begins=True))
        session.on("Network.loadingFinished", self._note)
        session.on("Network.loadingFailed", lambda event: self._note(event, counts=False))

    def _note(self, event: dict[str, Any], *, begins: bool = False, counts: bool = True) -> None:
        self.last = time.monotonic()
        if begins:
            self.under_way.add(event["requestId"])
            return
        self.under_way.discard(event["requestId"])
        if counts:
            self.finished += 1
            self.transferred += int(event["encodedDataLength"])


def visit(browser: Browser, url: str, profile: Profile, *, with_chat: bool) -> tuple[Load, Opening | None]:
    """Load the page; `with_chat` false: without the script of the chat, and nothing is opened.

    Raises:
        NeverQuiet: something goes on for a minute.
    """
    context = browser.new_context(**profile.options)
    try:
        page, traffic = context.new_page(), Traffic()
        session = context.new_cdp_session(page)
        traffic.follow(session)
        session.send("Network.emulateNetworkConditions", {"offline": False, **profile.net})
        session.send("Emulation.setCPUThrottlingRate", {"rate": profile.slowdown})
        if not with_chat:
            session.send("Network.setBlockedURLs", {"urls": ["*/widget.js"]})
        page.add_init_script(OBSERVE)
        page.goto(url)
        times = _when_quiet(page, traffic)
        load = Load(times["paint"], times["ready"], _tasks(times), traffic.finished, traffic.transferred)
        return load, _open(page, traffic, load) if with_chat else None
    finally:
        context.close()


def _open(page: Page, traffic: Traffic, load: Load) -> Opening:
    button = page.locator("grenswijzer-chat button")
    button.click()
    page.frame_locator("grenswijzer-chat iframe").locator("#question").wait_for()
    times = _when_quiet(page, traffic)
    pressed, origin = page.evaluate("[window.seen.pressed, performance.timeOrigin]")
    focused = page.frames[1].evaluate("window.seen.focused")
    return Opening(
        focused_ms=focused - pressed,
        blocking_ms=blocking_ms(_tasks(times), since=pressed - origin),
        requests=traffic.finished - load.requests,
        transferred=traffic.transferred - load.transferred,
    )


def _when_quiet(page: Page, traffic: Traffic) -> dict[str, Any]:
    """Wait until nothing was asked for, and the thread was free, for a while; return the times until then."""
    began, tasks = time.monotonic(), 0
    while time.monotonic() - began < PATIENCE_S:
        page.wait_for_timeout(POLL_MS)
        times: dict[str, Any] = page.evaluate(TIMES)
        if len(times["tasks"]) != tasks or traffic.under_way:
            tasks, traffic.last = len(times["tasks"]), time.monotonic()
        if time.monotonic() - traffic.last >= QUIET_S:
            return times
    raise NeverQuiet(f"{page.url} was not quiet for {QUIET_S:.0f} seconds within {PATIENCE_S:.0f}.")


def _tasks(times: dict[str, Any]) -> list[Task]:
    return [Task(start, duration) for start, duration in times["tasks"]]
