"""Table → artifact: data → pipeline → evaluate → export → parity → publish. Serving never imports this."""
