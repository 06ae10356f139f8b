"""Published errors as quoted, and the challenge of the years."""

from __future__ import annotations

from fractions import Fraction

import pytest

from archreport.audit import load_claims
from archreport.render.compare_pages.challenge import challenge_of
from archreport.render.compare_pages.error_rates import ErrorRates
from archreport.render.compare_pages.selection import pages_of, pairs_of, selection
from archreport.render.compare_pages.shelf_sentences import human_sentences
from archreport.render.words.language import LANGUAGES, Language
from archreport.report.model import Report

EN, ZH = Language("en"), Language("zh")
Shelf = dict[str, Report]


def test_every_claim_that_is_selected_is_published_and_a_rate() -> None:
    chosen, rates = selection(), ErrorRates(load_claims(), EN)
    every = (*chosen.challenge, *chosen.outside, *chosen.alone)
    entries = [entry.claim for entry in every]
    ids = [*chosen.top5.values(), *chosen.top1.values(), *entries,
           chosen.human_lecture, chosen.human_published]  # fmt: skip
    for claim in ids:
        rate = rates.get(claim)
        assert rate is not None, claim
        assert 0 < rate.error < 50, claim
        assert rate.source, claim


def test_top5_claims_are_about_their_network() -> None:
    reports = {claim.id: claim.report for claim in load_claims()}
    quantities = {claim.id: claim.quantity for claim in load_claims()}
    for key, claim in selection().top5.items():
        assert reports[claim] == key
        assert quantities[claim].startswith("top5")
    for key, claim in selection().top1.items():
        assert reports[claim] == key
        assert quantities[claim].startswith("top1")


def test_an_accuracy_is_turned_round_and_keeps_its_digits() -> None:
    rate = ErrorRates(load_claims(), EN).get("owt.tv.acc5")
    assert rate is not None
    assert rate.turned
    assert rate.error == Fraction("20.934")
    assert (rate.text, rate.short, rate.accuracy_text) == ("20.934", "20.93", "79.066")


def test_an_error_is_quoted_as_printed() -> None:
    rate = ErrorRates(load_claims(), ZH).get("alex.t2.1cnn.top5.val")
    assert rate is not None
    assert not rate.turned
    assert (rate.text, rate.printed, rate.place) == ("18.2", "18.2", "表 2")
    assert rate.audit == "alexnet/#c-alex-t2-1cnn-top5-val"


def test_a_claim_that_is_not_there_is_none() -> None:
    assert ErrorRates((), EN).get("alex.t2.1cnn.top5.val") is None
    assert ErrorRates(load_claims(), EN).get("") is None


def test_the_challenge_and_the_human_level(shelf: Shelf) -> None:
    challenge = challenge_of(shelf, load_claims(), EN)
    assert [entry.year for entry in challenge.entries] == sorted(e.year for e in challenge.entries)
    assert challenge.human_lecture is not None
    assert challenge.human_published is not None
    assert (challenge.human_lecture.text, challenge.human_published.text) == ("4.5", "5.1")
    best = {entry.year: entry.name for entry in challenge.best}
    assert best[2014] == "GoogLeNet"
    depths = {entry.name: entry.depth for entry in challenge.entries}
    assert (depths["AlexNet"], depths["GoogLeNet"], depths["Clarifai"]) == (8, 22, 0)
    assert depths["ResNet"] == 0, "ResNet-152 is not among these reports"


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_winner_is_called_the_first_below_a_human_where_others_were_before(
    shelf: Shelf, code: str
) -> None:
    t = Language(code)
    challenge = challenge_of(shelf, load_claims(), t)
    assert challenge.human_published is not None
    human = challenge.human_published.error
    winner = next(entry for entry in challenge.best if entry.rate.error < human)
    before = [entry for entry in challenge.outside if entry.rate.error < human]
    assert [entry.name for entry in before] == ["PReLU-net", "BN-Inception"]
    assert all(entry.year <= winner.year for entry in before)
    said = human_sentences(challenge, t)[-1]
    assert all(f"{entry.name} {entry.rate.short}%" in said for entry in before)


def test_without_claims_there_is_no_challenge(shelf: Shelf) -> None:
    challenge = challenge_of(shelf, (), EN)
    assert challenge.entries == challenge.alone == challenge.best == ()
    assert challenge.human_lecture is None


def test_pairs_need_both_networks(shelf: Shelf) -> None:
    assert [pair.slug for pair in pairs_of({"alexnet", "vgg16"})] == ["alexnet-vgg16"]
    assert pages_of({"alexnet"}) == ()
    assert pages_of({"deepface"}) == ("convolution-local",)
    assert len(pages_of(shelf)) == len(selection().pairs) + 1


@pytest.mark.parametrize("part", ["question", "lesson"])
def test_every_pair_says_why(part: str) -> None:
    for pair in selection().pairs:
        assert EN.has(f"pair.{pair.slug}.{part}"), pair
