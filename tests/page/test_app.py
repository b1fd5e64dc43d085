from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app_gradio import create_app
from assistant.settings import Settings
from tests.page.double import Account, Double


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """The application where one signs in."""
    return create_app(Double(), Settings(home=tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The application of a demo, where the system's user needs no password."""
    return create_app(Double(), Settings(home=tmp_path_factory.mktemp("home")), Account())


def client(app, **more):
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False, **more)


def enter(browser):
    return browser.post("/connexion", data={"name": "dr.lune", "password": "sésame"})


def test_the_page_asks_who_it_is_and_a_wrong_password_opens_nothing(signed):
    browser = client(signed)
    assert browser.get("/").headers["location"] == "connexion"
    assert "Mot de passe" in browser.get("/connexion").text
    assert browser.post("/connexion", data={"name": "dr.lune", "password": "x"}).status_code == 403
    assert browser.get("/").status_code == 303


def test_signing_in_opens_the_page_and_out_closes_it(signed):
    browser = client(signed)
    answer = enter(browser)
    assert answer.status_code == 303
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert browser.get("/").status_code == 200
    browser.post("/deconnexion")
    assert browser.get("/").status_code == 303


def test_a_demo_enters_without_a_password_and_keeps_the_patient_asked_for(demo):
    browser = client(demo)
    assert browser.get("/?patient=L1").headers["location"] == "connexion?patient=L1"
    assert browser.get("/connexion?patient=L1").headers["location"] == "./?patient=L1"


def test_an_account_without_a_password_is_refused_outside_loopback(tmp_path):
    with pytest.raises(ValueError, match="loopback"):
        create_app(Double(), Settings(home=tmp_path, host="0.0.0.0"), Account())


@pytest.mark.parametrize("address", ["/gradio_api/info", "/config", "/pages/x/1.png", "/originaux/x"])
def test_nothing_is_served_without_a_session(signed, address):
    assert client(signed).get(address).status_code == 401


def test_no_file_of_the_server_is_served_even_with_a_session(demo, tmp_path):
    browser = client(demo)
    browser.get("/connexion")
    for path in (Path(__file__), Path("pyproject.toml").resolve(), tmp_path / "x"):
        assert browser.get(f"/gradio_api/file={path}").status_code in {403, 404}


def test_gradios_own_functions_are_closed_without_a_session(signed):
    answer = client(signed).post("/gradio_api/run/predict", json={"data": [], "fn_index": 0, "session_hash": "s"})
    assert answer.status_code == 401


def test_a_handle_that_the_session_did_not_give_leads_nowhere(signed):
    browser = client(signed)
    enter(browser)
    assert browser.get("/pages/guess/1.png").status_code == 404
    assert browser.get("/originaux/guess").status_code == 404


def test_another_site_cannot_call_the_page(demo):
    assert client(demo).get("/", headers={"host": "evil.example"}).status_code == 421
    browser = client(demo)
    assert browser.post("/deconnexion", headers={"origin": "http://evil.example"}).status_code == 403


def test_every_answer_carries_the_security_headers(demo):
    browser = client(demo)
    for address in ("/connexion", "/style/vigie.css", "/absent"):
        headers = browser.get(address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert browser.get("/connexion").headers["cache-control"] == "no-store"


def test_the_style_route_serves_the_pages_own_sheets_only(demo):
    browser = client(demo)
    assert "--v-ground" in browser.get("/style/vigie.css").text
    assert browser.get("/style/words.css").status_code == 404
