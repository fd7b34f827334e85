"""The colours of a map's classes, told apart by their hue: the artifact paints with them, and the API names them."""

from colorsys import hsv_to_rgb

# Neighbours on the list lie far from each other on the colour circle: its golden section.
_STEP = 0.618033988749895
_NOTHING = (0, 0, 0)

Colour = tuple[int, int, int]


def palette(count: int) -> list[Colour]:
    """Return red, green and blue, 0 to 255, of each class. The first, which mostly is the background, is black."""
    return [_colour(place) for place in range(count)]


def _colour(place: int) -> Colour:
    if place == 0:
        return _NOTHING
    value = (1.0, 0.8, 0.6)[place // 12 % 3]
    red, green, blue = hsv_to_rgb(place * _STEP % 1, 0.85, value)
    return round(red * 255), round(green * 255), round(blue * 255)
