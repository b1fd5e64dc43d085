import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy import crypto

KEY = bytes(range(32))
WORDS = st.lists(st.text(max_size=6), max_size=4)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_opens_again(data: bytes, aad: bytes) -> None:
    assert crypto.unseal(KEY, crypto.seal(KEY, data, aad), aad) == data


@given(st.binary(max_size=60), st.data())
def test_any_changed_byte_is_refused(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(crypto.encrypt(KEY, data, b"place"))
    sealed[draw.draw(st.integers(0, len(sealed) - 1))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(KEY, bytes(sealed), b"place")


@pytest.mark.parametrize("cut", [0, 5, 27, 40])
def test_a_cut_ciphertext_is_refused(cut: int) -> None:
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(KEY, crypto.encrypt(KEY, b"x" * 40, b"")[:cut], b"")


def test_another_key_or_another_place_is_refused() -> None:
    here = crypto.context("working", "p-1", "d-1", 1)
    sealed = crypto.encrypt(KEY, b"texte", here)
    for key, aad in (
        (crypto.new_key(), here),
        (KEY, crypto.context("identifying", "p-1", "d-1", 1)),
        (KEY, crypto.context("working", "p-2", "d-1", 1)),
        (KEY, crypto.context("working", "p-1", "d-2", 1)),
        (KEY, crypto.context("working", "p-1", "d-1", 2)),
    ):
        with pytest.raises(crypto.DecryptionFailed):
            crypto.decrypt(key, sealed, aad)


def test_the_same_data_is_never_sealed_the_same_way() -> None:
    assert len({crypto.encrypt(KEY, b"x", b"") for _ in range(100)}) == 100


@given(WORDS, WORDS)
def test_a_keyed_hash_tells_lists_apart(one: list[str], other: list[str]) -> None:
    assert (crypto.keyed_hash(KEY, *one) == crypto.keyed_hash(KEY, *other)) == (one == other)


def test_derived_keys_depend_on_the_secret_and_on_the_purpose() -> None:
    derived = [crypto.derive(s, p) for s in (KEY, crypto.new_key()) for p in ("journal", "comptes")]
    assert len(set(derived)) == 4
    assert all(len(key) == crypto.KEY_BYTES for key in derived)
