"""What all answers have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from .display import html_of


class Model(BaseModel):
    """An answer of Swath. Fields that a newer server adds are kept."""

    model_config = ConfigDict(extra="allow")

    def _repr_html_(self) -> str:
        return html_of(self.model_dump(mode="json"), type(self).__name__)
