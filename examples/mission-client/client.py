"""A mission system in one file: it fetches its work from Swath, plans each capture, takes it, and delivers a file.

It needs Python 3.9 and nothing else. SWATH_URL, PROVIDER and PROVIDER_SECRET say where, as whom, and how it signs.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SWATH = os.environ.get("SWATH_URL", "http://127.0.0.1:8080")
PROVIDER = os.environ.get("PROVIDER", "mission")
SECRET = os.environ.get("PROVIDER_SECRET", "").encode()
# How much faster than real time it lives: 1 is real time.
SPEED = float(os.environ.get("SPEED", "1"))
FILES_PORT = int(os.environ.get("FILES_PORT", "8099"))

CAPABILITIES = {
    "products": ["*"],
    "hours_to_deliver": {"L0": 1, "L1A": 1, "L1B": 2, "L1C": 3, "L1D": 3, "L1D_SR": 4},
    "swath": {"swath_width_km": 10, "overlap_km": 0.5, "max_length_km": 100, "track_heading_deg": 193},
    "takes_requests": False,
}

# A line may also break in the middle of an answer.
TROUBLES = (OSError, http.client.HTTPException, ValueError)

# What it has been told to collect, by the id of the capture, until it is canceled or done.
captures = {}
files = {}


def ask(method, target, content=None):
    body = b"" if content is None else json.dumps(content).encode()
    headers = {"Content-Type": "application/json", **sign(method, target, body)}
    request = urllib.request.Request(SWATH + target, body or None, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as response:
        text = response.read()
    return json.loads(text) if text else {}


def sign(method, target, body):
    """HTTP Message Signatures (RFC 9421) in the one form that Swath takes."""
    # The path is that of the whole address: Swath may lie below one.
    url = urllib.parse.urlsplit(SWATH + target)
    digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    covered = '("@method" "@path" "@query" "content-digest" "swath-protocol")'
    parameters = (
        f'{covered};created={int(time.time())};nonce="{uuid.uuid4()}";keyid="{PROVIDER}"'
        ';alg="hmac-sha256";tag="provider-to-swath"'
    )
    base = "\n".join([
        f'"@method": {method}',
        f'"@path": {url.path}',
        f'"@query": ?{url.query}',
        f'"content-digest": {digest}',
        '"swath-protocol": 1',
        f'"@signature-params": {parameters}',
    ])
    signature = base64.b64encode(hmac.new(SECRET, base.encode(), hashlib.sha256).digest()).decode()
    return {
        "Swath-Protocol": "1",
        "Content-Digest": digest,
        "Signature-Input": f"swath={parameters}",
        "Signature": f"swath=:{signature}:",
    }


def report(target, content):
    """A report is sent again, as it is, until it is taken: Swath knows it by its id."""
    body = {"report_id": str(uuid.uuid4()), "occurred_at": written(datetime.now(timezone.utc)), **content}
    while True:
        try:
            return ask("POST", target, body)
        except TROUBLES as error:
            print(error, file=sys.stderr)
            time.sleep(2)


def plan(task):
    if read(task["window"]["end"]) < datetime.now(timezone.utc):
        return never("Its window is over")
    if task["capture_id"] not in captures:
        captures[task["capture_id"]] = task
        threading.Thread(target=collect, args=[task], daemon=True).start()
    return {"answer": {}}


def cancel(body):
    if captures.get(body["capture_id"], {}).get("has_begun"):
        return {"answer": {"outcome": "refused", "message": "The satellite is collecting it"}}
    captures.pop(body["capture_id"], None)
    return {"answer": {"outcome": "canceled"}}


def never(message):
    return {"refusal": {"class": "never", "message": message}}


# Each may come again, and is then answered as before.
ANSWERS = {
    "capabilities": lambda _: {"answer": CAPABILITIES},
    "assess": lambda _: {"answer": {"feasible": True}},
    "opportunities": lambda _: {"answer": {"opportunities": [], "has_more": False, "constraint": None}},
    "frames": lambda _: never("It plans no frames of its own"),
    "plan": plan,
    "produce": lambda _: never("It makes no files of other images"),
    "cancel": cancel,
}


def collect(task):
    """Here a real system would ask its planner, and its satellites."""
    at = f"/ops/v1/captures/{task['capture_id']}"
    now = datetime.now(timezone.utc)
    start = max(read(task["window"]["start"]), now)
    end = start + timedelta(seconds=8)
    access = {
        "satellite_name": "one",
        "start": written(start),
        "end": written(end),
        "off_nadir_deg": 5,
        "view_azimuth_deg": 100,
        "incidence_angle_deg": 6,
        "sun_elevation_deg": 40,
        "sun_azimuth_deg": 150,
    }
    report(f"{at}/reports", {"status": "scheduled", "access": access})
    time.sleep((end - now).total_seconds() / SPEED)
    if task["capture_id"] not in captures:
        return
    task["has_begun"] = True
    image = {"outcome_id": str(uuid.uuid4()), "access": access, "footprint": task["frame"], "cloud_cover_pct": 0}
    report(f"{at}/reports", {"status": "acquired", **image})
    for level in task["processing_levels"]:
        deliver(f"{at}/deliverables/{level}/reports", level, image)


def deliver(target, level, image):
    """The file is fetched from this process."""
    name = f"{image['outcome_id']}-{level}.json"
    content = json.dumps({"level": level, **image}).encode()
    files[f"/{name}"] = content
    file = {
        "key": "data",
        "file_name": name,
        "href": f"http://127.0.0.1:{FILES_PORT}/{name}",
        "media_type": "application/json",
        "roles": ["data"],
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    report(target, {"status": "ready", "files": [file]})


def read(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def written(moment):
    return moment.isoformat().replace("+00:00", "Z")


class Files(BaseHTTPRequestHandler):
    def do_GET(self):
        content = files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")


server = ThreadingHTTPServer(("127.0.0.1", FILES_PORT), Files)
threading.Thread(target=server.serve_forever, daemon=True).start()
while True:
    try:
        tasks = ask("GET", "/ops/v1/provider/tasks?limit=10&wait_s=20")["tasks"]
    except TROUBLES as error:
        print(error, file=sys.stderr)
        time.sleep(2)
        continue
    for task in tasks:
        kind = task["kind"]
        answer = ANSWERS[kind](task["body"]) if kind in ANSWERS else never(f"It does not know {kind}")
        try:
            ask("POST", f"/ops/v1/provider/tasks/{task['task_id']}/answer", answer)
        except TROUBLES as error:
            # An answer that does not arrive is asked for again; the other tasks go on.
            print(error, file=sys.stderr)
