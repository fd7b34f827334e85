"""A batch of rows over HTTP, as a client sends it: rows a second, the server's memory, and what others wait meanwhile.

Takes the server's URL, its process, and a CSV; prints JSON. Singles are asked one after the other on a connection of their own.
"""

import http.client
import json
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

URL, PROCESS, TABLE, ROW = urlsplit(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4].encode()
SINGLES = 2_000


def resident(which: str) -> float:
    """Return megabytes: VmRSS now, VmHWM at most."""
    status = Path(f"/proc/{PROCESS}/status").read_text(encoding="ascii")
    return int(status.split(f"{which}:")[1].split()[0]) / 1024


def connect() -> http.client.HTTPConnection:
    return http.client.HTTPConnection(URL.hostname or "", URL.port)


def single(connection: http.client.HTTPConnection) -> float:
    begin = time.perf_counter()
    connection.request("POST", "/api/v1/predict", ROW, {"content-type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return 1000 * (time.perf_counter() - begin)


def at(times: list[float], share: float) -> float:
    return sorted(times)[int(share * (len(times) - 1))]


def batch(found: dict[str, float]) -> None:
    connection = connect()
    begin = time.perf_counter()
    connection.request("POST", "/api/v1/predict/batch", TABLE.read_bytes(), {"content-type": "text/csv"})
    answer = connection.getresponse()
    rows = int(answer.headers["x-rows"])
    while answer.read(65_536):
        pass
    found["seconds"] = time.perf_counter() - begin
    found["rows"] = rows


def main() -> None:
    one = connect()
    for _ in range(300):
        single(one)
    begin = time.perf_counter()
    rest = [single(one) for _ in range(SINGLES)]
    by_one = SINGLES / (time.perf_counter() - begin)
    before = resident("VmRSS")
    found: dict[str, float] = {}
    alone = dict(found)
    batch(alone)
    work = threading.Thread(target=batch, args=(found,))
    one = connect()
    work.start()
    during = []
    while work.is_alive():
        during.append(single(one))
        time.sleep(0.002)
    print(
        json.dumps(
            {
                "rows": alone["rows"],
                "seconds": alone["seconds"],
                "byOne": by_one,
                "megabytes": resident("VmHWM") - before,
                "rest": {"p50": at(rest, 0.5), "p99": at(rest, 0.99)},
                "during": {"p50": at(during, 0.5), "p99": at(during, 0.99)},
            }
        )
    )


main()
