"""`InferenceSession.run` alone, on one small picture or zeros: its median in milliseconds. Takes the model and a side."""

import statistics
import sys
import time

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1])
side = int(sys.argv[2])
pixels = np.full((side, side, 3), 127, np.uint8)
pictures = {"images": pixels.reshape(-1), "sizes": np.array([[side, side]], np.int64), "image": pixels}
asked = {
    node.name: pictures[node.name]
    if node.name in pictures
    else np.zeros([size if isinstance(size, int) else 1 for size in node.shape], np.float32)
    for node in session.get_inputs()
}
times = []
for _ in range(2_000):
    begin = time.perf_counter()
    session.run(None, asked)
    times.append(1000 * (time.perf_counter() - begin))
print(statistics.median(times[200:]))
