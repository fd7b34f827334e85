"""A row means the same in a table that is trained on and in a request."""

from tables import own_table

from contract.columns import encoding_of
from training.terms import contract


def test_one_row_and_a_whole_table_are_encoded_alike() -> None:
    table = own_table()
    encoding = encoding_of(contract().schema)
    together = encoding.columns(table.values)
    for place in (0, 7, 299):
        row = contract().schema.model_validate(table.row(place)).__dict__
        alone = encoding.rows([row])
        assert list(alone) == list(encoding.inputs)
        for name, array in alone.items():
            assert array.shape == (1, 1)
            same = array[0, 0] == together[name][place, 0]
            assert same or (array[0, 0] != array[0, 0]), name
