"""Whether a question is about our subject."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.confidence import Learnt
from knowledge.encoder import Encoder
from knowledge.subject import SubjectModel
from knowledge.subject_training import fit_subject, topics

MODEL = SubjectModel((1.0, 0.0), -0.5, "some encoder")


@pytest.mark.unit
def test_a_question_without_a_vector_has_even_odds() -> None:
    assert MODEL.log_odds(None) == 0.0


@pytest.mark.unit
def test_the_further_beyond_the_plane_the_surer() -> None:
    odds = [MODEL.log_odds(np.array([x, 9.0], dtype=np.float32)) for x in (-1.0, 0.0, 0.5, 2.0)]
    assert odds == sorted(odds)
    assert odds[2] == pytest.approx(0.0)


@pytest.mark.unit
def test_messages_that_lie_together_are_one_topic() -> None:
    random = np.random.default_rng(1)
    centres = np.eye(4)[np.repeat(np.arange(4), 18)]
    vectors = (centres + random.normal(scale=0.01, size=centres.shape)).astype(np.float32)
    found = topics(vectors).reshape(4, 18)
    assert all(len(set(group)) == 1 for group in found.tolist())
    assert len({group[0] for group in found.tolist()}) == 4


@pytest.mark.unit
def test_what_is_told_of_a_question_comes_from_a_model_that_did_not_see_its_group() -> None:
    # Each group lies along an axis of its own, so nothing can be known of one that was not seen.
    groups = np.repeat(np.arange(20), 10)
    vectors = np.eye(20, dtype=np.float32)[groups]
    ours = groups % 2 == 0
    model, unseen = fit_subject(vectors, ours, groups, "some encoder")
    seen = np.array([model.log_odds(vector) for vector in vectors])
    assert ((seen > 0) == ours).all()
    assert np.ptp(unseen) < np.ptp(seen) / 2
    assert model.encoder == "some encoder"


@pytest.mark.integration
def test_the_committed_model_belongs_to_the_built_encoder(encoder: Encoder) -> None:
    subject = Learnt.load().subject
    assert subject.encoder == encoder.fingerprint, "run `grenswijzer calibrate`"
    assert len(subject.weights) == encoder.dimensions


@pytest.mark.integration
def test_it_tells_a_permit_for_work_from_a_permit_to_build(encoder: Encoder) -> None:
    subject = Learnt.load().subject
    ours, other = encoder.encode_queries(
        ["Heeft een stagiair uit India een vergunning nodig?", "Heb ik voor een dakkapel een bouwvergunning nodig?"]
    )
    assert subject.log_odds(ours) > subject.log_odds(other)
