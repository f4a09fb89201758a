"""Calm landscapes of Qinghai, drawn rather than photographed, so that nobody's rights are touched."""

import io
import math
import random
from collections.abc import Callable
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 800
Colour = tuple[int, int, int]
Point = tuple[float, float]
SNOW, HAZE = (246, 249, 252), (206, 221, 234)


def draw(name: str) -> bytes:
    """A JPEG of 1200 × 800 pixels: one of SCENES, the same every time."""
    chance = random.Random(name)  # noqa: S311 -- shapes of mountains, not secrets
    stored = io.BytesIO()
    SCENES[name](chance).convert("RGB").save(stored, "JPEG", quality=88, optimize=True)
    return stored.getvalue()


def gradient(top: Colour, bottom: Colour, height: int = HEIGHT) -> Image.Image:
    """A vertical blend from one colour to the other."""
    mask = Image.linear_gradient("L").resize((WIDTH, height))
    return Image.composite(Image.new("RGB", mask.size, bottom), Image.new("RGB", mask.size, top), mask)


def ridge(chance: random.Random, base: float, rise: float, roughness: float = 0.56) -> list[Point]:
    """A skyline: midpoint displacement between the two edges of the picture."""
    heights = [base, base]
    while len(heights) < 257:
        middles = [(a + b) / 2 + chance.uniform(-rise, rise) for a, b in pairwise(heights)]
        heights = [h for pair in zip(heights[:-1], middles, strict=True) for h in pair] + heights[-1:]
        rise *= roughness
    return [(x * WIDTH / (len(heights) - 1), y) for x, y in enumerate(heights)]


def land(scene: Image.Image, line: list[Point], colour: Colour, ground: Colour | None = None) -> None:
    """Everything below the line, in one colour or fading into another towards the bottom."""
    mask = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    outline = [*line, (WIDTH, HEIGHT), (0, HEIGHT)]
    ImageDraw.Draw(mask).polygon([(x * 2, y * 2) for x, y in outline], fill=255)
    top = int(min(y for _x, y in line))
    fill = Image.new("RGB", (WIDTH, HEIGHT), colour)
    if ground and top < HEIGHT:
        fill.paste(gradient(colour, ground, HEIGHT - max(top, 0)), (0, max(top, 0)))
    scene.paste(fill, mask=mask.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def snow(scene: Image.Image, line: list[Point], depth: float, chance: random.Random) -> None:
    """Snow on the upper part of a skyline."""
    crest = sorted(y for _x, y in line)[len(line) // 3]
    mask = Image.new("L", scene.size)
    pen = ImageDraw.Draw(mask)
    for x, y in line:
        if y < crest + depth:
            reach = (crest + depth - y) * chance.uniform(0.45, 0.8)
            pen.polygon([(x - 5, y + 2), (x + 5, y + 2), (x + chance.uniform(-12, 12), y + reach)], fill=235)
    scene.paste(Image.new("RGB", scene.size, SNOW), mask=mask.filter(ImageFilter.GaussianBlur(1.2)))


def glow(scene: Image.Image, x: int, y: int, size: int, colour: Colour) -> None:
    """A soft light, such as a low sun."""
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).ellipse((x - size, y - size, x + size, y + size), fill=210)
    scene.paste(Image.new("RGB", scene.size, colour), mask=mask.filter(ImageFilter.GaussianBlur(size * 0.8)))


def clouds(scene: Image.Image, chance: random.Random, count: int = 6) -> None:
    """A few long thin clouds in the upper third."""
    mask = Image.new("L", scene.size)
    pen = ImageDraw.Draw(mask)
    for _number in range(count):
        x, y, width = chance.uniform(-100, WIDTH), chance.uniform(50, 240), chance.uniform(140, 380)
        for _puff in range(9):
            left, size = x + chance.uniform(0, width), chance.uniform(9, 26)
            pen.ellipse((left, y - size / 2, left + width / 3, y + size / 2), fill=150)
    scene.paste(Image.new("RGB", scene.size, (255, 255, 255)), mask=mask.filter(ImageFilter.GaussianBlur(9)))


def water(scene: Image.Image, level: int, near: Colour, chance: random.Random) -> None:
    """A lake from `level` to the bottom, which mirrors what stands above it."""
    height = HEIGHT - level
    mirror = scene.crop((0, level - height, WIDTH, level)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirror = mirror.filter(ImageFilter.GaussianBlur(5))
    tone = gradient((150, 190, 214), near, height)
    scene.paste(Image.blend(mirror, tone, 0.62), (0, level))
    pen = ImageDraw.Draw(scene, "RGBA")
    for _ripple in range(260):
        y = level + height * chance.random() ** 0.7
        length = 14 + (y - level) * 0.35 * chance.random()
        x = chance.uniform(-40, WIDTH)
        pen.line((x, y, x + length, y), fill=(255, 255, 255, chance.randint(16, 62)), width=1 + int((y - level) / 190))


def turbine(pen: ImageDraw.ImageDraw, x: float, foot: float, size: float, turn: float) -> None:
    """A wind turbine, `size` pixels high to its hub."""
    hub = foot - size
    pen.polygon(
        [(x - size * 0.022, foot), (x + size * 0.022, foot), (x + size * 0.011, hub), (x - size * 0.011, hub)],
        fill=(250, 252, 253, 255),
    )
    for blade in range(3):
        angle = turn + blade * 2 * math.pi / 3
        across, along = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        root = size * 0.13
        pen.polygon(
            [
                (x + along[0] * 2, hub + along[1] * 2),
                (x + across[0] * root + along[0] * size * 0.03, hub + across[1] * root + along[1] * size * 0.03),
                (x + across[0] * size * 0.62, hub + across[1] * size * 0.62),
                (x - along[0] * 2, hub - along[1] * 2),
            ],
            fill=(250, 252, 253, 255),
        )
    pen.ellipse((x - size * 0.024, hub - size * 0.024, x + size * 0.024, hub + size * 0.024), fill=(226, 232, 237, 255))


def lake(chance: random.Random) -> Image.Image:
    """Qinghai Lake under snow mountains, with rape fields on the near shore."""
    scene = gradient((88, 150, 205), (222, 236, 244))
    clouds(scene, chance)
    far = ridge(chance, 330, 70)
    land(scene, far, (137, 163, 190), HAZE)
    snow(scene, far, 34, chance)
    land(scene, ridge(chance, 392, 24), (108, 141, 150), (160, 187, 190))
    water(scene, 430, (28, 92, 140), chance)
    land(scene, ridge(chance, 690, 16), (122, 150, 74), (176, 170, 52))
    pen = ImageDraw.Draw(scene, "RGBA")
    for _flower in range(5200):
        y = 716 + 84 * chance.random()
        size = 1 + (y - 716) / 30
        x = chance.uniform(0, WIDTH)
        pen.ellipse((x, y, x + size, y + size), fill=(240, 206 + chance.randint(-16, 20), 56, 215))
    return scene


def mountains(chance: random.Random) -> Image.Image:
    """The Kunlun range at dawn, ridge behind ridge."""
    scene = gradient((96, 132, 178), (250, 219, 190))
    glow(scene, 880, 330, 120, (255, 236, 200))
    tones: list[Colour] = [(170, 176, 196), (133, 146, 174), (96, 114, 146), (62, 84, 112), (38, 58, 78)]
    for number, tone in enumerate(tones):
        line = ridge(chance, 330 + number * 88, 92 - number * 12)
        land(scene, line, tone, tuple(min(255, part + 42) for part in tone))  # type: ignore[arg-type]
        if number < 2:
            snow(scene, line, 46, chance)
    return scene


def wind(chance: random.Random) -> Image.Image:
    """A wind farm on the grassland."""
    scene = gradient((92, 160, 214), (226, 240, 246))
    clouds(scene, chance, 8)
    land(scene, ridge(chance, 470, 46), (150, 178, 190), (176, 200, 188))
    land(scene, ridge(chance, 540, 22), (138, 168, 118), (120, 152, 92))
    big = scene.resize((WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(big, "RGBA")
    for x, foot, size in [(190, 556, 120), (380, 566, 140), (1040, 560, 126), (560, 600, 210), (850, 640, 290)]:
        turbine(pen, x * 2, foot * 2, size * 2, chance.uniform(0, math.pi))
    turbine(pen, 600, 1400, 860, 0.55)
    scene = big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    land(scene, ridge(chance, 664, 14), (104, 142, 74), (84, 122, 60))
    return scene


def solar(chance: random.Random) -> Image.Image:
    """Rows of photovoltaic panels in the Gobi, in perspective."""
    scene = gradient((74, 138, 200), (248, 228, 200))
    glow(scene, 250, 240, 70, (255, 244, 214))
    line = ridge(chance, 372, 40)
    land(scene, line, (146, 150, 168), (196, 186, 176))
    land(scene, [(0, 420), (WIDTH, 414)], (206, 186, 150), (168, 146, 108))
    big = scene.resize((WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(big, "RGBA")
    for row in range(13):
        near = (row / 12) ** 1.9
        top, height = 2 * (436 + near * 300), 2 * (7 + near * 74)
        width = 2 * (44 + near * 250)
        start = -width * chance.random() - width
        for panel in range(int(WIDTH * 2 / width) + 4):
            x, lean = start + panel * width * 1.06, height * 0.35
            corners = [(x + lean, top), (x + width + lean, top), (x + width, top + height), (x, top + height)]
            pen.polygon(corners, fill=(30, 58, 106, 255), outline=(188, 204, 222, 255))
            for cell in (0.25, 0.5, 0.75):
                pen.line(
                    (x + lean + width * cell, top, x + width * cell, top + height), fill=(96, 128, 176, 255), width=2
                )
            pen.line((x + lean / 2, top + height / 2, x + width + lean / 2, top + height / 2), fill=(96, 128, 176, 255))
    return big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def river(chance: random.Random) -> Image.Image:
    """The upper Yellow River, winding through a wide valley."""
    scene = gradient((120, 170, 212), (236, 236, 222))
    clouds(scene, chance, 5)
    land(scene, ridge(chance, 300, 74), (152, 150, 160), (188, 178, 166))
    land(scene, ridge(chance, 372, 40), (150, 138, 112), (168, 160, 118))
    land(scene, ridge(chance, 440, 18), (134, 152, 92), (96, 128, 70))
    left, right = [], []
    for step in range(101):
        depth = step / 100
        y = 446 + (HEIGHT - 440) * depth
        middle = 620 + math.sin(depth * 6.2 + 0.4) * (60 + 250 * depth)
        half = 5 + 120 * depth**1.5
        left.append((middle - half, y))
        right.append((middle + half, y))
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).polygon(left + right[::-1], fill=255)
    stream = gradient((196, 220, 230), (70, 142, 160), 360)
    scene.paste(stream, (0, 440), mask.filter(ImageFilter.GaussianBlur(1.5)).crop((0, 440, WIDTH, HEIGHT)))
    return scene


def city(chance: random.Random) -> Image.Image:
    """Xining in the evening, between its two mountains."""
    scene = gradient((84, 112, 168), (252, 214, 180))
    glow(scene, 640, 420, 110, (255, 226, 180))
    land(scene, ridge(chance, 400, 56), (124, 122, 148), (156, 146, 160))
    for base, tone, low, high in [(560, (116, 124, 156), 40, 170), (640, (72, 86, 122), 60, 230)]:
        pen, x = ImageDraw.Draw(scene, "RGBA"), -10.0
        while x < WIDTH:
            width, height = chance.uniform(34, 76), chance.uniform(low, high)
            pen.rectangle((x, base - height, x + width, HEIGHT), fill=tone)
            for window_y in range(int(base - height) + 10, base + 90, 16):
                for window_x in range(int(x) + 7, int(x + width) - 8, 13):
                    if chance.random() < 0.42:
                        pen.rectangle((window_x, window_y, window_x + 5, window_y + 7), fill=(255, 226, 160, 170))
            x += width + chance.uniform(2, 14)
    land(scene, ridge(chance, 716, 12), (50, 74, 66), (36, 56, 52))
    return scene


def railway(chance: random.Random) -> Image.Image:
    """A train on a viaduct below the mountains."""
    scene = gradient((104, 164, 212), (232, 240, 240))
    clouds(scene, chance)
    far = ridge(chance, 330, 84)
    land(scene, far, (140, 158, 182), HAZE)
    snow(scene, far, 40, chance)
    land(scene, ridge(chance, 470, 30), (134, 160, 116), (150, 172, 108))
    big = scene.resize((WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(big, "RGBA")
    for x in range(-60, WIDTH * 2 + 60, 200):
        pen.polygon([(x - 16, 1080), (x + 16, 1080), (x + 22, 1420), (x - 22, 1420)], fill=(190, 192, 188, 255))
    pen.rectangle((0, 1052, WIDTH * 2, 1090), fill=(212, 214, 210, 255))
    pen.rounded_rectangle((330, 966, 1900, 1050), 38, fill=(244, 247, 249, 255))
    pen.polygon([(1860, 966), (1996, 1040), (1996, 1050), (1800, 1050)], fill=(244, 247, 249, 255))
    pen.rectangle((330, 1022, 1980, 1034), fill=(32, 96, 160, 255))
    for x in range(372, 1840, 44):
        if (x - 372) % 352 < 308:
            pen.rounded_rectangle((x, 984, x + 30, 1008), 6, fill=(52, 76, 100, 255))
    scene = big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    land(scene, ridge(chance, 686, 12), (120, 152, 80), (92, 126, 62))
    return scene


def process(chance: random.Random) -> Image.Image:
    """Five steps from draft to publication, as an infographic without words, which stand beside it."""
    scene = gradient((244, 248, 252), (226, 236, 246))
    big = scene.resize((WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(big, "RGBA")
    tones = [(32, 96, 160), (44, 122, 150), (58, 140, 120), (150, 130, 60), (178, 84, 56)]
    places = [(260 + step * 470, 640 + (step % 2) * 240) for step in range(len(tones))]
    pen.line(places, fill=(170, 186, 204, 255), width=14)
    for step, ((x, y), tone) in enumerate(zip(places, tones, strict=True)):
        pen.ellipse((x - 150, y - 150, x + 150, y + 150), fill=(255, 255, 255, 255), outline=tone, width=16)
        for dot in range(step + 1):
            angle = 2 * math.pi * dot / (step + 1) - math.pi / 2
            radius = 62 if step else 0
            centre = x + math.cos(angle) * radius, y + math.sin(angle) * radius
            pen.ellipse((centre[0] - 26, centre[1] - 26, centre[0] + 26, centre[1] + 26), fill=tone)
    return big.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


SCENES: dict[str, Callable[[random.Random], Image.Image]] = {
    scene.__name__: scene for scene in (lake, mountains, wind, solar, river, city, railway, process)
}
