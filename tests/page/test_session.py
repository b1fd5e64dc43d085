from assistant.page.session import TABS, Sessions


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_session_closes_after_its_minutes_without_an_act():
    clock = Clock()
    sessions = Sessions(10, clock)
    token = sessions.open("dr.lune")
    clock.now = 599
    assert sessions.find(token).account == "dr.lune"
    clock.now = 600
    assert sessions.find(token) is None


def test_an_act_keeps_it_open_and_a_mere_look_does_not():
    clock = Clock()
    sessions = Sessions(10, clock)
    token = sessions.open("dr.lune")
    clock.now = 500
    sessions.find(token, touch=True)
    clock.now = 1000
    assert sessions.find(token) is not None
    clock.now = 1100
    assert sessions.find(token) is None


def test_a_closed_or_unknown_token_opens_nothing():
    sessions = Sessions(10)
    token = sessions.open("dr.lune")
    sessions.close(token)
    assert sessions.find(token) is None
    assert sessions.find("x") is None
    assert sessions.find(None) is None


def test_handles_are_stable_in_a_session_and_differ_between_sessions():
    sessions = Sessions(10)
    first, second = (sessions.find(sessions.open("dr.lune")) for _ in range(2))
    assert first.handle("L1", "a.txt") == first.handle("L1", "a.txt")
    assert first.handle("L1", "a.txt") != second.handle("L1", "a.txt")


def test_a_session_remembers_a_few_tabs_the_latest():
    sessions = Sessions(10)
    session = sessions.find(sessions.open("dr.lune"))
    for number in range(TABS + 2):
        session.keep(f"tab{number}", number)
    session.keep("tab5", "again")
    assert next(iter(session.views)) == "tab2"
    assert session.views["tab5"] == "again"
    assert len(session.views) == TABS
