"""Checks of a specification that its JSON Schema can't express.

Needs pydantic 2, which is found in the project's `.venv`
(`scripts/python-env.sh` makes it).
"""

import re
from typing import List, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator


class Requirement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    priority: Literal["must", "should", "could"]
    text: str


class Header(BaseModel):
    type: Literal["spec"]
    agent: Literal["spec-writer"]
    title: str
    requirements: List[Requirement]
    questions: List[str] = []


class Specification(BaseModel):
    header: Header
    content: str

    @model_validator(mode="after")
    def every_requirement_can_be_tested(self) -> "Specification":
        ids = [requirement.id for requirement in self.header.requirements]
        criteria = re.findall(r"(?m)^- (R-\d+): \S", self.content)
        problems = ["the id %s is used %d times" % (i, ids.count(i)) for i in sorted(set(ids)) if ids.count(i) > 1]
        problems += ["%s has no acceptance criterion, expected a line \"- %s: …\"" % (i, i) for i in ids if i not in criteria]
        problems += ["the acceptance criterion for %s belongs to no requirement" % i for i in criteria if i not in ids]
        if not any(requirement.priority == "must" for requirement in self.header.requirements):
            problems.append("no requirement has the priority must, so nothing would have to be built")
        if problems:
            raise ValueError("\n".join(problems))
        return self


def validate(data):
    """Returns whether the data is accepted, and a message per problem."""
    try:
        Specification.model_validate(data)
    except ValidationError as error:
        messages = []
        for problem in error.errors():
            place = ".".join(str(part) for part in problem["loc"])
            text = problem["msg"].replace("Value error, ", "", 1)
            messages += [place + ": " + line if place else line for line in text.splitlines()]
        return False, messages
    return True, []
