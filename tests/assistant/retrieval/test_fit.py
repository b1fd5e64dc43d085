import numpy as np

from assistant.retrieval.features import NAMES
from assistant.retrieval.fit import BY_HAND, OFF, fit
from assistant.retrieval.rank import log_odds, weights


def test_fitted_weights_tell_needed_units_from_others_and_leave_alone_what_is_off():
    random = np.random.default_rng(0)
    found = random.normal(size=(400, len(NAMES)))
    grades = np.where(found[:, NAMES.index("relevance")] > 0.5, 3.0, 0.0)
    learned = fit(found, grades)
    assert set(learned) == {"intercept", *NAMES}
    assert all(learned[name] == 0 for name in OFF)
    assert learned["uncertain"] == BY_HAND["uncertain"]
    scores = log_odds(found, learned)
    assert scores[grades > 0].mean() > scores[grades == 0].mean() + 1


def test_the_shipped_weights_are_those_of_the_factors():
    shipped = weights()
    assert set(shipped) == {"intercept", *NAMES}
    assert shipped["relevance"] > 0
    assert shipped["fresh"] > 0
    assert shipped["not_current"] < 0
