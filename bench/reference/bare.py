"""`InferenceSession.run` alone, on one small picture: its median in milliseconds. Takes the model and the picture's side."""

import statistics
import sys
import time

import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1])
side = int(sys.argv[2])
pixels = np.full((side, side, 3), 127, np.uint8)
names = {node.name for node in session.get_inputs()}
many = {"images": pixels.reshape(-1), "sizes": np.array([[side, side]], np.int64)}
asked = many if "sizes" in names else {"image": pixels}
times = []
for _ in range(2_000):
    begin = time.perf_counter()
    session.run(None, asked)
    times.append(1000 * (time.perf_counter() - begin))
print(statistics.median(times[200:]))
