"""Figures that a reader can change show what PyTorch computes, and what reports say."""

from __future__ import annotations

import random
import re

import pytest
import torch
from torch.nn import functional

import archreport
from archreport.course.kit.design import DesignInvalid, design
from archreport.course.lessons.alexnet.small_kernel import KERNEL
from archreport.course.lessons.before_2012.small_data import CORNER
from archreport.language.choice import choose
from archreport.reading.graph import rows_by_id
from tests.browser.test_site import LANGUAGES
from tests.paths import DOCS
from tests.shelf import report_of

PAGE = "course/02-vgg/"
SETTINGS = 40
BIAS = 5
#: Set a control of a figure as a reader would; its value, which may have a limit.
SET = """([figure, number, value]) => {
  const controls = document.querySelectorAll(`${figure} .live-controls :is(input, select)`);
  const control = controls[number];
  control.value = value;
  control.dispatchEvent(new Event("input"));
  control.dispatchEvent(new Event("change"));
  return Number(control.value);
}"""
GRID = """selector => [...document.querySelectorAll(`${selector} g`)]
  .map(g => ({ x: Number(g.firstChild.getAttribute("x")), y: Number(g.firstChild.getAttribute("y")),
               kind: g.firstChild.getAttribute("class"), text: g.textContent }))
  .sort((a, b) => a.y - b.y || a.x - b.x)"""


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def grid(page, selector: str) -> list[dict[str, object]]:
    return page.evaluate(GRID, selector)


def drawing(figure: str, place: int) -> str:
    """The selector of one of the drawings of a figure, counted from 1."""
    return f"{figure} .live > div:nth-child({place}) svg"


def test_a_slid_kernel_gives_what_pytorch_gives(open_page):
    page = open_page(f"en/{PAGE}")
    figure, rng = "#fig-products", random.Random(1)
    values = torch.tensor([[CORNER]], dtype=torch.float32)
    kernel = torch.tensor([[KERNEL]], dtype=torch.float32)
    for _ in range(SETTINGS):
        stride, padding, dilation = rng.randint(1, 3), rng.randint(0, 2), rng.randint(1, 3)
        for control, value in enumerate((stride, padding, dilation)):
            assert page.evaluate(SET, [figure, control, value]) == value
        shown = [number(cell["text"]) for cell in grid(page, drawing(figure, 3))]
        size = page.locator(f"{figure} .sum").first.inner_text()
        if dilation * 2 + 1 > len(CORNER) + 2 * padding:
            assert shown == []
            assert size.endswith("= 0")
            assert "does not fit" in page.locator(f"{figure} .sum").last.inner_text()
            continue
        right = functional.conv2d(
            values, kernel, torch.tensor([float(BIAS)]), stride, padding, dilation
        )[0, 0]
        assert shown == right.flatten().tolist(), (stride, padding, dilation)
        assert size.endswith(f"= {len(right)}")
        place = rng.randrange(right.numel())
        page.evaluate(SET, [figure, 3, place])
        summed = page.locator(f"{figure} .sum").last.inner_text()
        assert number(summed.rpartition("= ")[2]) == right.flatten()[place]
        on = [cell for cell in grid(page, drawing(figure, 1)) if "on" in cell["kind"]]
        assert len(on) == len(KERNEL) ** 2
    assert page.complaints == []


def test_a_painted_kernel_gives_what_pytorch_gives(open_page):
    page = open_page(f"en/{PAGE}")
    figure, rng = "#fig-painted", random.Random(2)
    for _ in range(SETTINGS):
        kind, k, stride = rng.choice(["ones", "tent"]), rng.randint(2, 5), rng.randint(1, 3)
        padding, extra = rng.randint(0, 2), rng.randint(0, stride - 1)
        values = [[rng.randint(-9, 9) for _ in range(2)] for _ in range(2)]
        for control, value in ((0, kind), (1, k), (2, stride)):
            page.evaluate(SET, [figure, control, value])
        extra = int(page.evaluate(SET, [figure, 4, extra]))
        padding = int(page.evaluate(SET, [figure, 3, padding]))
        fields = page.locator(f"{figure} .live-values input")
        for place, value in enumerate(value for line in values for value in line):
            fields.nth(place).fill(str(value))
        fields.nth(0).blur()
        side = [1.0] * k if kind == "ones" else [float(min(i + 1, k - i)) for i in range(k)]
        kernel = torch.tensor([[[[a * b for b in side] for a in side]]])
        right = functional.conv_transpose2d(
            torch.tensor([[values]], dtype=torch.float32), kernel, None, stride, padding, extra
        )[0, 0]
        cells = grid(page, drawing(figure, 3))
        kept = [number(cell["text"]) for cell in cells if "pad" not in cell["kind"]]
        assert kept == right.flatten().tolist(), (kind, k, stride, padding, extra, values)
        assert page.locator(f"{figure} .sum").first.inner_text().endswith(f"= {len(right)}")
    assert page.complaints == []


def test_the_drawn_kernel_is_the_one_of_the_figure(open_page):
    page = open_page(f"en/{PAGE}")
    shown = [cell["text"] for cell in grid(page, drawing("#fig-painted", 2))]
    assert shown == ["1", "2", "1", "2", "4", "2", "1", "2", "1"]
    page.evaluate(SET, ["#fig-painted", 1, 4])
    assert page.locator("#fig-painted select").input_value() == "ones"
    page.locator("#fig-painted select").select_option("given")
    assert [cell["text"] for cell in grid(page, drawing("#fig-painted", 2))] == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_growing_field_says_what_the_report_says(open_page, language):
    page = open_page(f"{language}/{PAGE}")
    figure = "#fig-growing"
    for index, key in enumerate(("vgg16", "alexnet")):
        report = report_of(key)
        rows = rows_by_id(report)
        page.locator(f"{figure} select").select_option(str(index))
        slider = page.locator(f"{figure} input[type=range]")
        last = int(slider.get_attribute("max"))
        assert last + 1 == sum(row.window is not None for row in report.rows)
        for step in range(last + 1):
            page.evaluate(SET, [figure, 1, step])
            name = page.locator(f"{figure} .live-controls output").inner_text()
            row = rows[name]
            said = "\n".join(page.locator(f"{figure} .sum").all_inner_texts())
            field, jump = row.receptive.size[0], row.receptive.jump[0]
            assert number(re.findall(r"= ([\d,]+)", said)[0]) == field, name
            assert re.search(rf"\b{jump}\b", said.splitlines()[-1])
            size = page.locator(f"{figure} .frame").get_attribute("width")
            assert float(size) == pytest.approx(240 * field / report.inputs[0].shape[2])
    assert page.complaints == []


def test_a_pressed_place_of_the_picture_lies_in_its_field(open_page):
    page = open_page(f"en/{PAGE}")
    page.evaluate(SET, ["#fig-growing", 1, 4])
    picture = page.locator("#fig-growing rect.cell.press")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    x, y = box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.7
    page.mouse.click(x, y)
    frame = page.locator("#fig-growing .frame").bounding_box()
    assert frame["x"] <= x <= frame["x"] + frame["width"]
    assert frame["y"] <= y <= frame["y"] + frame["height"]


# -- designs ----------------------------------------------------------------------------------


def random_design(rng: random.Random) -> str:
    """Lines that mostly make a network, and now and then do not."""
    lines, channels = [], 3
    for _ in range(rng.randint(1, 7)):
        kind = rng.choice(["conv", "conv", "conv", "pool", "norm", "relu", "dropout .5"])
        if kind == "conv":
            groups = rng.choice([1, 1, 1, channels, 2])
            out = groups * rng.randint(1, 6)
            kernel = rng.choice(["1x1", "3x3", "5×5", "3x5", "7x7", "2x2"])
            options = f" stride {rng.randint(1, 3)}" if rng.random() < 0.4 else ""
            options += f" pad {rng.randint(0, 3)}" if rng.random() < 0.4 else ""
            options += f" groups {groups}" if groups > 1 else ""
            lines.append(f"conv {out} {kernel}{options}")
            channels = out
        elif kind == "pool":
            options = f" stride {rng.randint(1, 3)}" if rng.random() < 0.4 else ""
            options += f" pad {rng.randint(0, 2)}" if rng.random() < 0.3 else ""
            lines.append(f"pool {rng.randint(1, 3)}{options}")
        else:
            lines.append(kind)
    end = rng.choice(["average", "flatten", "flatten", ""])
    lines += [end, f"linear {rng.randint(1, 40)}"] if end else []
    if rng.random() < 0.1:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(["linear 3", "cnov 3 3x3", "pool"]))
    return "\n".join(lines)


WRONG = [
    "", "# nothing", "cnov 16 3x3", "conv 16", "conv 16 3x3 stride", "conv 16 3x3 stride two",
    "conv 16 3x3 stride 0", "conv 16 3x3 groups 2", "conv 0 3x3", "conv 16 3", "pool 2 groups 2",
    "pool 0", "pool 3 pad 2", "pool 2\npool 64", "conv 16 3x3\nlinear 10", "average\nconv 16 3x3",
    "average\naverage", "dropout 2", "norm 3", "linear", "conv 4 40x40 pad 0", "conv 4 3x3 depth 2",
    "flatten\nlinear ten", "relu stride 2", "pool 2 stride 0",
]  # fmt: skip


def shown_design(page) -> tuple[list[list[str]], str]:
    """The rows of the table in the page, and what is said of the design."""
    rows = page.eval_on_selector_all(
        ".live tbody tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    )
    said = page.locator(".live-budget").evaluate("e => e.textContent")
    return rows, said


def test_a_design_is_counted_as_pytorch_counts_it(open_page):
    page = open_page(f"en/{PAGE}")
    area, side = page.locator("#design-text"), page.locator(".live-controls input[type=number]")
    rng, made = random.Random(3), 0
    for _ in range(2 * SETTINGS):
        text, size = random_design(rng), rng.choice([8, 17, 32, 48])
        side.fill(str(size))
        area.fill(text)
        rows, said = shown_design(page)
        try:
            network = design(text, (3, size, size))
        except DesignInvalid as error:
            assert said == str(error).replace("'", "“", 1).replace("'", "”", 1), text
            continue
        made += 1
        report = archreport.analyze(network, (1, 3, size, size))
        counted = [row for row in report.rows if row.kind != "io"]
        assert [row[0] for row in rows] == [row.id for row in counted], text
        for shown, row in zip(rows, counted, strict=True):
            _, out, params, macs, field, jump = shown
            assert out == " × ".join(f"{n:,}" for n in row.out_shape[1:]), text
            assert (number(params), number(macs)) == (row.param_count, row.macs), text
            if field:
                sizes = [number(one) for one in field.split(" × ")]
                assert [sizes[0], sizes[-1]] == list(row.receptive.size), text
                assert number(jump.split(" × ")[0]) == row.receptive.jump[0], text
        foot = page.eval_on_selector_all(".live tfoot td", "all => all.map(c => c.textContent)")
        assert number(foot[1]) == sum(p.numel() for p in network.parameters())
        assert number(foot[2]) == report.totals.macs
    assert made >= SETTINGS
    assert page.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_design_is_refused_in_the_words_of_the_package(open_page, language):
    page = open_page(f"{language}/{PAGE}")
    page.locator(".live-controls input[type=number]").fill("32")
    choose(language)
    for text in WRONG:
        page.locator("#design-text").fill(text)
        _, said = shown_design(page)
        with pytest.raises(DesignInvalid) as caught:
            design(text, (3, 32, 32))
        quoted = re.sub(r"'([^']*)'", r"“\1”", str(caught.value))
        assert said == quoted, text
        assert page.locator("#design-text").get_attribute("aria-invalid") == "true"


def test_an_odd_number_is_replaced_where_it_stands(open_page):
    page = open_page(f"en/{PAGE}")
    for field, written, used in (
        (".live-controls input[type=number]", "99999", "1024"),
        (".live-controls input[type=number]", "-5", "1"),
        (".live-values input", "99", "9"),
        (".live-values input", "", "0"),
    ):
        number = page.locator(field).first
        number.fill(written)
        number.blur()
        assert number.input_value() == used, field


def test_no_table_of_an_earlier_design_stands_beside_a_fault(open_page):
    page = open_page(f"en/{PAGE}")
    table = page.locator(".live > .table-scroll")
    assert table.is_visible()
    page.locator("#design-text").fill("oops")
    assert not table.is_visible()
    page.locator("#design-text").fill("conv 8 3x3")
    assert table.is_visible()


# -- everywhere -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_every_figure_is_there(open_page, language):
    page = open_page(f"{language}/{PAGE}", javascript=False)
    for figure in ("products", "growing", "painted"):
        svg = page.locator(f"#fig-{figure} svg")
        assert svg.count() == 1 and svg.bounding_box()["height"] > 80
    assert page.locator("[data-live] tbody tr").count() == 3
    assert page.locator(".live-controls").count() == 0


def test_every_control_has_a_name_and_takes_the_keyboard(open_page):
    page = open_page(f"en/{PAGE}")
    controls = page.locator(".live-controls :is(input, select)")
    assert controls.count() == 13
    for control in controls.all():
        assert control.evaluate("e => e.labels[0].textContent.trim().length") > 2
    stride = page.get_by_label("Stride").first
    stride.focus()
    stride.press("ArrowRight")
    assert page.locator("#fig-products .sum").first.inner_text().endswith("= 2")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, axe, language, width, scheme):
    page = open_page(f"{language}/{PAGE}", width=width, scheme=scheme)
    page.evaluate(SET, ["#fig-painted", 2, 3])
    page.evaluate(SET, ["#fig-painted", 1, 5])
    page.locator("#design-text").fill("cnov 1 3x3")
    page.evaluate(axe)
    found = page.evaluate("axe.run({rules: {'target-size': {enabled: true}}})")["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.complaints == []


def test_controls_are_not_printed(open_page):
    page = open_page(f"en/{PAGE}")
    page.emulate_media(media="print")
    assert page.locator(".live-controls:visible").count() == 0
    assert page.locator("#fig-products svg:visible").count() == 3


def test_each_script_is_small():
    scripts = sorted((DOCS / "assets" / "js").glob("*.js"))
    assert {
        path.name: path.stat().st_size for path in scripts if path.stat().st_size > 15_000
    } == {}
