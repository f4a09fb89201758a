"""Showing how far a long task is."""

import time
from collections.abc import Iterator

from tqdm import tqdm


def follow(name: str, total: int | None, steps: Iterator[int]) -> str:
    """Carry out the steps under a progress bar; returns a line with how many were done and at which rate."""
    started, done = time.monotonic(), 0
    with tqdm(total=total, desc=name, unit="条") as bar:
        for count in steps:
            bar.update(count)
            done += count
    seconds = time.monotonic() - started
    return f"{name}：{done} 条，用时 {seconds:.1f} 秒，每秒 {done / max(seconds, 0.001):.0f} 条"
