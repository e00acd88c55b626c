"""A plot of lines over two logarithmic axes, as SVG; no library, so that equal data gives equal bytes."""
import math

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 130, 20, 50
# Told apart by those who do not see colours too: each line ends with its name.
COLOURS = ("#0b6e4f", "#3fa34d", "#b3472d", "#31639c", "#8a4f9e", "#7a6a00")


def number(value):
    """1200 as 1.2 k; axes have no room for more."""
    for limit, unit in ((1_000_000, "M"), (1_000, "k")):
        if value >= limit:
            return f"{value / limit:g} {unit}"
    return f"{value:g}"


def element(name, text=None, **attributes):
    inside = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f"<{name}{inside}/>" if text is None else f"<{name}{inside}>{text}</{name}>"


def spread(heights, least=13):
    """Moves labels apart that would cover each other."""
    placed = []
    for height, key in sorted((height, key) for key, height in heights.items()):
        height = max(height, placed[-1][0] + least) if placed else height
        placed.append((height, key))
    return {key: height for height, key in placed}


def lines(series, title_x, title_y):
    """`series` has for each name its points (x, y), all of them positive."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    low_x, high_x = math.log10(min(xs)), math.log10(max(xs))
    low_y, high_y = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM

    def place(x, y):
        return (LEFT + (math.log10(x) - low_x) / max(high_x - low_x, 1e-9) * (right - LEFT),
                bottom - (math.log10(y) - low_y) / max(high_y - low_y, 1e-9) * (bottom - TOP))

    parts = [element("rect", width=WIDTH, height=HEIGHT, fill="#ffffff")]
    for power in range(low_y, high_y + 1):
        _, y = place(10 ** low_x, 10 ** power)
        parts.append(element("line", x1=LEFT, x2=right, y1=f"{y:.1f}", y2=f"{y:.1f}",
                             stroke="#dddddd"))
        parts.append(element("text", number(10 ** power), x=LEFT - 8, y=f"{y + 4:.1f}",
                             text_anchor="end"))
    for x_value in sorted(set(xs)):
        x, _ = place(x_value, 10 ** low_y)
        parts.append(element("text", number(x_value), x=f"{x:.1f}", y=bottom + 18,
                             text_anchor="middle"))
    parts.append(element("text", title_x, x=(LEFT + right) // 2, y=HEIGHT - 10,
                         text_anchor="middle"))
    parts.append(element("text", title_y, x=16, y=(TOP + bottom) // 2, text_anchor="middle",
                         transform=f"rotate(-90 16 {(TOP + bottom) // 2})"))
    labels = spread({name: place(*points[-1])[1] + 4 for name, points in series.items()})
    for (name, points), colour in zip(series.items(), COLOURS):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        parts.append(element("polyline", points=path, fill="none", stroke=colour, stroke_width=2))
        for point in points:
            x, y = place(*point)
            parts.append(element("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3, fill=colour))
        x, _ = place(*points[-1])
        parts.append(element("text", name, x=f"{x + 8:.1f}", y=f"{labels[name]:.1f}", fill=colour))
    body = "\n".join(parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="sans-serif" font-size="12" fill="#333333">\n{body}\n</svg>\n')
