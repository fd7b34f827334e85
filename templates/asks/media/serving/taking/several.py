"""Several files of one form: a question each, in their order; of what is wrong with one, the answer says which it is."""

import asyncio
from collections.abc import Awaitable, Callable

from serving.problems import Problem
from serving.question import Question, SentFile

Take = Callable[[bytes, str | None], Awaitable[Question]]


async def each(files: list[SentFile], take: Take) -> list[Question]:
    """Take every file, at the same time.

    Raises:
        Problem: the first that came up; of several files, it begins with the file's name or place.
    """
    if len(files) == 1:
        return [await take(files[0].content, files[0].name)]
    return list(await asyncio.gather(*(_named(file, place, take) for place, file in enumerate(files, 1))))


async def _named(file: SentFile, place: int, take: Take) -> Question:
    try:
        return await take(file.content, file.name)
    except Problem as problem:
        name = file.name or f"File {place}"
        errors = [
            error.model_copy(update={"message": f"{name}: {error.message}"}) for error in problem.errors
        ]
        raise Problem(problem.status, f"{name}: {problem.detail}", errors, problem.headers) from None
