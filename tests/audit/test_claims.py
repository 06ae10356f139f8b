"""The recorded figures: all there, letter by letter, well formed, in both languages."""

import hashlib
import re
from collections import Counter

import pytest

from archreport.audit import load_claims, load_explanations, load_sources
from archreport.audit.claims import FAMILIES, read_claims
from archreport.audit.printed import UNITS, read_figure
from archreport.errors import ClaimInvalid
from archreport.render.words.language import LANGUAGES, Language, phrase_keys

#: How many figures were recorded, and what their ids and their printed texts hash to.
CLAIMS = 960
IDS = "be5be636771fef2fa8682bc04fafe20962ce4c47358f8b04b109d93409ede3ae"
PRINTED = "59277cd225ce90fd121a39ddbf6863826962ebc9f55f5fd3b4d7894ea2a811f3"


def digest(lines):
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def test_every_figure_is_there_once():
    ids = [claim.id for claim in load_claims()]
    assert len(ids) == CLAIMS
    assert len(set(ids)) == CLAIMS
    assert digest(ids) == IDS


def test_every_figure_is_quoted_letter_by_letter():
    assert digest(f"{claim.id} {claim.printed}" for claim in load_claims()) == PRINTED


def test_the_lecture_has_its_136():
    lecture = [claim for claim in load_claims() if claim.source == "deck"]
    assert len(lecture) == 136
    assert all(claim.id.startswith("deck.") for claim in lecture)


def test_every_claim_is_computed_or_says_why_not():
    for claim in load_claims():
        assert bool(claim.of) != bool(claim.kind), claim.id
    kinds = Counter(claim.kind for claim in load_claims())
    assert kinds[""] > 550


def test_every_figure_that_is_computed_can_be_read():
    for claim in load_claims():
        if claim.of:
            read_figure(claim.figure, claim.unit)


def test_every_error_and_accuracy_is_a_number():
    for claim in load_claims():
        if claim.kind in ("error", "accuracy"):
            assert read_figure(claim.figure, claim.unit).values, claim.id


def test_no_verdict_is_written_down():
    for claim in load_claims():
        text = " ".join((claim.of, *(word.en for word in (claim.why, claim.setting) if word)))
        assert not re.search(r"\b(agrees|approximately|differs|not computable)\b", text), claim.id


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_of_every_claim_exist(code):
    t = Language(code)
    for claim in load_claims():
        assert t.has(f"audit.quantity.{claim.quantity}")
        assert not claim.unit or "{figure}" in t(f"audit.unit.{claim.unit}"), claim.unit
        assert not claim.kind or t.has(f"audit.kind.{claim.kind}")
        for words in (claim.place, claim.setting, claim.why):
            assert words is None or words.in_language(code).strip(), claim.id


def test_both_languages_ask_for_the_same_numbers():
    numbers = re.compile(r"\{[^{}]+\}")
    for claim in load_claims():
        if claim.why:
            assert sorted(numbers.findall(claim.why.en)) == sorted(numbers.findall(claim.why.zh))
    for story in load_explanations():
        texts = [Language(code)(f"explained.{story.id}.text") for code in LANGUAGES]
        assert sorted(numbers.findall(texts[0])) == sorted(numbers.findall(texts[1])), story.id


def test_chinese_reasons_are_chinese():
    for claim in load_claims():
        if claim.why:
            assert re.search("[\u4e00-\u9fff]", claim.why.zh), claim.id
            assert not re.search("[\u4e00-\u9fff]", re.sub("“.*?”", "", claim.why.en)), claim.id


def test_the_glossary_is_kept():
    avoided = (
        "滤波核",
        "过滤器",
        "特征地图",
        "频道",
        "步伐",
        "接受域",
        "稠密层",
        "批标准化",
        "精调",
    )
    for claim in load_claims():
        for words in (claim.place, claim.setting, claim.why):
            assert words is None or not any(word in words.zh for word in avoided), claim.id


def test_units_that_scale_are_known():
    units = {claim.unit for claim in load_claims()}
    assert {unit for unit in units if unit.startswith("percent")} <= set(UNITS)
    unused = set(UNITS) - units
    assert not unused


def test_every_source_is_used_and_every_phrase():
    claims = load_claims()
    assert {claim.source for claim in claims} == set(load_sources())
    units = {key.rpartition(".")[2] for key in phrase_keys() if key.startswith("audit.unit.")}
    assert units == {claim.unit for claim in claims if claim.unit}
    stories = {key.split(".")[1] for key in phrase_keys() if key.startswith("explained.")}
    assert stories == {story.id for story in load_explanations()}
    assert {claim.family for claim in claims} == set(FAMILIES)


GOOD = {
    "id": "a.b", "model": "M", "source": "deck", "place": "p", "quantity": "params",
    "printed": "1", "of": "params",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "has no 'id'"),
        ({"printed": ""}, "has no 'printed'"),
        ({"printed": 17.0}, "needs quotes"),
        ({"quantity": "size of it"}, "unknown quantity"),
        ({"source": "hearsay"}, "unknown source"),
        ({"of": ""}, "needs either 'of'"),
        ({"kind": "error"}, "needs either 'of'"),
        ({"computable": False}, "needs either 'of'"),
        ({"of": "", "computable": False}, "needs either 'of'"),
        ({"of": "", "computable": False, "kind": "too hard"}, "unknown kind"),
        ({"seen": "never"}, "unknown 'seen'"),
        ({"verdict": "agrees"}, "unknown field 'verdict'"),
    ],
)
def test_a_malformed_claim_is_named(change, message):
    group = [{"claims": [{**GOOD, **change}]}]
    with pytest.raises(ClaimInvalid) as caught:
        list(read_claims(group, "vgg"))
    assert message in str(caught.value)
    assert "published/vgg.yaml" in caught.value.hint


def test_a_claim_takes_from_its_group_what_it_does_not_say():
    shared = {name: value for name, value in GOOD.items() if name not in ("id", "printed")}
    group = [{**shared, "report": "vgg16", "claims": [
        {"id": "one", "printed": "1"},
        {"id": "two", "printed": "2", "page": "vgg19", "place": {"en": "q", "zh": "甲"}},
    ]}]  # fmt: skip
    one, two = read_claims(group, "vgg")
    assert (one.page, one.place.en, one.place.zh) == ("vgg16", "p", "p")
    assert (two.page, two.report, two.place.zh) == ("vgg19", "vgg16", "甲")
