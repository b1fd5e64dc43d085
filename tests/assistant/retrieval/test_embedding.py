import numpy as np
import pytest

from assistant.embedding import Encoder, NoModelError


def test_the_packaged_model_gives_the_same_unit_vectors_each_time():
    encoder = Encoder()
    rows = encoder.encode(["fibrillation atriale", "allergie à la pénicilline"])
    assert rows.dtype == np.float32
    assert rows.shape == (2, encoder.dimension)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert encoder.encode(["fibrillation atriale"])[0] == pytest.approx(rows[0], abs=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_an_absent_model_is_one_clear_line(tmp_path):
    with pytest.raises(NoModelError, match="absent de cette machine") as caught:
        Encoder(str(tmp_path / "nothing")).encode(["x"])
    assert "\n" not in str(caught.value)
