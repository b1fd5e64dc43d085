"""What a moment's YAML file says, checked field by field; the keys are the French ones of the file."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.functional_validators import AfterValidator

from assistant.clinical.model import CATEGORIES


def _known_category(value: str) -> str:
    if value not in CATEGORIES:
        raise ValueError(f"catégorie inconnue « {value} » (connues : {', '.join(CATEGORIES)})")
    return value


Category = Annotated[str, AfterValidator(_known_category)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Weight(_Strict):
    """How much a category counts, and how fast it ages."""

    weight: float = Field(alias="poids", ge=0, le=2)
    half_life: float | None = Field(default=None, alias="demi_vie", gt=0, description="Days; null never ages.")


class Condition(_Strict):
    """What is vital here: one of the codes, flags or words, in one of the categories."""

    title: str = Field(alias="titre")
    categories: tuple[Category, ...] = ()
    concepts: tuple[str, ...] = ()
    atc: tuple[str, ...] = Field(default=(), description="Prefixes of ATC codes.")
    flags: tuple[str, ...] = Field(default=(), alias="drapeaux")
    words: tuple[str, ...] = Field(default=(), alias="mots")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.categories or self.concepts or self.atc or self.flags or self.words):
            raise ValueError(f"« {self.title} » ne désigne rien")
        return self


class Raised(_Strict):
    """What a motif brings up."""

    words: tuple[str, ...] = Field(default=(), alias="mots")
    atc: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    categories: dict[Category, Annotated[float, Field(gt=0, le=3)]] = Field(default_factory=dict)


class Motif(_Strict):
    """One reason to come, how it is written, and what it raises."""

    title: str = Field(alias="titre")
    synonyms: tuple[str, ...] = Field(alias="synonymes", min_length=1)
    raises: Raised = Field(alias="souleve")


class SectionRule(_Strict):
    """A titled part of the brief."""

    title: str = Field(alias="titre")
    categories: tuple[Category, ...] = Field(min_length=1)
    whole: bool = Field(default=False, alias="tout", description="Every current fact of it is shown, not a sample.")


class AbsentRule(_Strict):
    """What must be declared when nothing of it is found; `mots` are the wordings that would show it is there."""

    category: Category = Field(alias="categorie")
    concept: str | None = None
    words: tuple[str, ...] = Field(default=(), alias="mots")


class Moment(_Strict):
    """A therapeutic moment."""

    name: str = Field(alias="nom", pattern=r"^[a-z_]+$")
    title: str = Field(alias="titre")
    needs: str = Field(alias="besoins", description="What is asked for here: the base of its query.")
    weights: dict[Category, Weight] = Field(alias="categories")
    vital: tuple[Condition, ...] = Field(alias="ne_pas_manquer", min_length=1)
    sections: tuple[SectionRule, ...] = Field(min_length=1)
    absent: tuple[AbsentRule, ...] = Field(default=(), alias="absents")
    inherits: tuple[str, ...] = Field(default=(), alias="reprend", description="Moments whose motifs also apply here.")
    motifs: dict[str, Motif] = Field(default_factory=dict)
    always: tuple[str, ...] = Field(default=(), alias="toujours", description="Motifs that apply whatever is typed.")
    always_words: tuple[str, ...] = Field(default=(), alias="toujours_mots")
    always_atc: tuple[str, ...] = Field(default=(), alias="toujours_atc")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        shown = [category for section in self.sections for category in section.categories]
        for category in CATEGORIES:
            if category not in self.weights:
                raise ValueError(f"categories : il manque « {category} »")
            if shown.count(category) != 1:
                raise ValueError(f"sections : « {category} » y est {shown.count(category)} fois au lieu d'une")
        return self
