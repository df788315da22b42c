"""The pictures that the demo's people send: drawn here, so that nothing foreign is shipped."""

import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

SIZE = WIDTH, HEIGHT = 1200, 800
WATER = 560  # where it begins, from above
SWAY = 40  # as far as the waves go to either side
NIGHT, DUSK, WARM, STONE = (17, 24, 51), (122, 62, 84), (255, 196, 118), (34, 30, 46)
GLOWS = ((255, 120, 60), (255, 170, 80), (255, 92, 72), (255, 214, 140))


def lanterns_on_the_bridge() -> bytes:
    """A JPEG: an old bridge at night, hung with lanterns, and their light in the water."""
    return _jpeg(_scene())


def a_lantern() -> bytes:
    """A square JPEG: the lanterns in the middle of the bridge."""
    return _jpeg(_scene().crop((490, 190, 730, 430)).resize((480, 480)))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _scene() -> Image.Image:
    chance = random.Random(8)  # the same picture every time
    scene = _sky()
    drawing = ImageDraw.Draw(scene)
    for _ in range(70):
        x, y, size = chance.randrange(WIDTH), chance.randrange(300), chance.choice((1, 1, 2))
        drawing.ellipse((x, y, x + size, y + size), fill=(214, 214, 232))
    _far_shore(drawing, chance)
    _bridge(drawing)
    lit = ImageChops.screen(scene, _lights(chance))
    lit.paste(_water(lit), (0, WATER))
    return lit


def _sky() -> Image.Image:
    sky = Image.new("RGB", SIZE)
    drawing = ImageDraw.Draw(sky)
    for y in range(WATER):
        share = (y / WATER) ** 2
        colour = tuple(round(a + (b - a) * share) for a, b in zip(NIGHT, DUSK, strict=True))
        drawing.line((0, y, WIDTH, y), fill=colour)
    return sky


def _far_shore(drawing: ImageDraw.ImageDraw, chance: random.Random) -> None:
    x = 0
    while x < WIDTH:
        width, height = chance.randrange(50, 120), chance.randrange(50, 150)
        drawing.rectangle((x, WATER - height, x + width, WATER), fill=(29, 27, 48))
        for window in range(x + 10, x + width - 10, 18):
            if chance.random() < 0.35:
                y = WATER - chance.randrange(14, height)
                drawing.rectangle((window, y, window + 6, y + 9), fill=(214, 158, 92))
        x += width + chance.randrange(0, 12)


def _bridge(drawing: ImageDraw.ImageDraw) -> None:
    drawing.pieslice((-160, 390, WIDTH + 160, 1010), 180, 360, fill=STONE)
    for left in (150, 470, 790):
        drawing.pieslice((left, 470, left + 260, 730), 180, 360, fill=(70, 43, 66))
    drawing.arc((-160, 366, WIDTH + 160, 986), 180, 360, fill=(52, 44, 60), width=10)


def _lights(chance: random.Random) -> Image.Image:
    """On black: the lanterns, and around each its glow."""
    bodies, glow = Image.new("RGB", SIZE), Image.new("RGB", SIZE)
    on_bodies, on_glow = ImageDraw.Draw(bodies), ImageDraw.Draw(glow)
    for at in range(60, WIDTH, 78):
        from_middle = (at - WIDTH / 2) / (WIDTH / 2 + 160)
        y = 676 - 310 * (1 - from_middle**2) ** 0.5 - chance.randrange(34, 64)
        colour, size = chance.choice(GLOWS), chance.randrange(15, 24)
        on_glow.ellipse((at - 3 * size, y - 3 * size, at + 3 * size, y + 3 * size), fill=colour)
        on_bodies.ellipse((at - size, y - size * 0.8, at + size, y + size), fill=colour)
        on_bodies.ellipse((at - size / 2, y - size / 2, at + size / 2, y + size / 2), fill=WARM)
    halo = ImageEnhance.Brightness(glow.filter(ImageFilter.GaussianBlur(46))).enhance(0.8)
    return ImageChops.screen(bodies.filter(ImageFilter.GaussianBlur(2)), halo)


def _water(above: Image.Image) -> Image.Image:
    """What stands above, mirrored, drawn out and broken into waves."""
    height = HEIGHT - WATER
    mirrored = above.crop((0, WATER - int(height * 1.3), WIDTH, WATER)).resize((WIDTH + 2 * SWAY, height))
    mirrored = mirrored.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(3))
    waves = Image.new("RGB", (WIDTH, height))
    for y in range(height):
        left = SWAY + round(5 * (1 + y / 60) * (((y * 7919) % 13) / 6 - 1))
        waves.paste(mirrored.crop((left, y, left + WIDTH, y + 1)), (0, y))
    return Image.blend(waves, Image.new("RGB", waves.size, NIGHT), 0.28)
