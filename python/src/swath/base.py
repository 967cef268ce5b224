"""What all answers have in common."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from typing_extensions import Self

from .answers import not_swath
from .display import html_of


class Model(BaseModel):
    """An answer of Swath. Fields that a newer server adds are kept."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def of_answer(cls, answer: Any) -> Self:
        """Raises SwathError where the answer is none of this kind."""
        try:
            return cls.model_validate(answer)
        except ValidationError as error:
            first = error.errors()[0]
            where = "/".join(map(str, first["loc"]))
            raise not_swath(f"its answer is no {cls.__name__} ({where}: {first['msg']})") from error

    def _repr_html_(self) -> str:
        return html_of(self.model_dump(mode="json"), type(self).__name__)
