import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select

from privacy.database import DatabaseUnavailable, alone, open_database, writing

Urls = Callable[[str], str]
METADATA = MetaData()
MARKS = Table("marks", METADATA, Column("n", Integer, primary_key=True))


@pytest.mark.parametrize(
    "url",
    ["n'importe quoi", "oracle://hote/base", "postgresql://moi:MOTDEPASSE@127.0.0.1:1/base", "sqlite:////dev/null/x"],
)
def test_a_database_that_does_not_open_is_one_clear_line_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_database(url, METADATA)
    assert "base" in str(caught.value).lower()
    assert "\n" not in str(caught.value)
    assert "MOTDEPASSE" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("ceci n'est pas une base " * 100)
    with pytest.raises(DatabaseUnavailable, match=r"notes\.txt ne s'ouvre pas"):
        open_database(f"sqlite:///{file}", METADATA)


def test_an_error_undoes_the_whole_transaction(new_url: Urls) -> None:
    engine = open_database(new_url("x"), METADATA)
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(insert(MARKS).values(n=1))
        raise RuntimeError
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(MARKS)).scalar() == 0


def test_only_one_at_a_time_is_alone(new_url: Urls) -> None:
    engine = open_database(new_url("x"), METADATA)
    inside, most = [], []
    entered = threading.Barrier(3)

    def work() -> None:
        entered.wait()
        for _ in range(5):
            with alone(engine, "p-1"):
                inside.append(1)
                most.append(len(inside))
                with writing(engine) as connection:
                    connection.execute(insert(MARKS).values(n=len(most)))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 15


def test_two_names_do_not_wait_for_each_other(new_url: Urls) -> None:
    engine = open_database(new_url("x"), METADATA)
    with alone(engine, "p-1"), alone(engine, "p-2"):
        pass
