"""JSON that is none of anybody's: refused before it is looked at name by name."""

import json

import pytest

from serving.body import MOST_NAMES, parse
from serving.problems import Problem


@pytest.mark.parametrize("around", ["{}", '{{"inputs": {}}}', "[{}]"])
def test_an_object_of_more_names_than_any_contract_has_is_refused(around: str) -> None:
    names = {str(number): number for number in range(MOST_NAMES)}
    assert parse(around.format(json.dumps(names)))
    with pytest.raises(Problem, match="10,000 fields") as refused:
        parse(around.format(json.dumps(names | {"one more": 1})))
    assert refused.value.status == 422
