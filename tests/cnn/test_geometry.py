from app.cnn.geometry import ReceptiveField, Window, merge, ravel, single, unravel


def test_a_window_that_slides_over_padding():
    window = Window.of((3,), (2,), (1,))
    assert [list(window.positions(0, i)) for i in range(3)] == [[-1, 0, 1], [1, 2, 3], [3, 4, 5]]


def test_dilation_leaves_holes():
    assert list(Window.of((3,), dilation=(4,)).positions(0, 2)) == [2, 6, 10]


def test_padding_is_not_seen():
    window = Window.of((3,), (2,), (1,))
    assert window.seen(0, frozenset((0, 2)), 5) == {0, 1, 3, 4}


def test_padding_modes_see_what_they_repeat():
    def seen(mode: str) -> list[int | None]:
        window = Window((3,), (1,), (2,), (1,), (2,), mode)
        return [window.resolve(position, 4) for position in window.positions(0, 0)]

    assert seen("zeros") == [None, None, 0]
    assert seen("replicate") == [0, 0, 0]
    assert seen("reflect") == [2, 1, 0]
    assert seen("circular") == [2, 3, 0]


def test_reflection_at_the_far_end():
    window = Window((3,), (1,), (2,), (1,), (2,), "reflect")
    assert [window.resolve(position, 4) for position in window.positions(0, 5)] == [3, 2, 1]


def test_receptive_fields_grow_by_the_jump():
    """LeNet-5's: 5×5, then 2×2 stride 2, then 5×5, then 2×2 stride 2, then 5×5."""
    fields = [ReceptiveField.pixel(1)]
    for kernel, stride in ((5, 1), (2, 2), (5, 1), (2, 2), (5, 1)):
        fields.append(fields[-1].through(Window.of((kernel,), (stride,))))
    assert [field.size[0] for field in fields] == [1, 5, 6, 14, 16, 32]
    assert [field.jump[0] for field in fields] == [1, 1, 2, 2, 4, 4]
    assert {field.offset[0] for field in fields} == {0}


def test_padding_moves_the_first_cell_outwards():
    field = ReceptiveField.pixel(1).through(Window.of((3,), (2,), (1,)))
    deeper = field.through(Window.of((3,), (1,), (1,)))
    assert (deeper.size, deeper.jump, deeper.offset) == ((7,), (2,), (-3,))


def test_branches_see_the_union():
    narrow = ReceptiveField.pixel(2)
    wide = narrow.through(Window.of((3, 5), padding=(1, 2)))
    assert narrow.union(wide) == wide
    assert narrow.union(narrow.through(Window.of((1, 1), (2, 2)))) is None


def test_numbering_cells():
    assert [unravel(i, (2, 3)) for i in range(6)] == [(r, c) for r in range(2) for c in range(3)]
    assert ravel((1, 0, 3), (2, 3, 4)) == 15


def test_merging_regions_takes_the_smallest_box_of_sets():
    empty = (frozenset(), frozenset((1,)))
    assert merge(single((0, 3)), single((2, 3))) == (frozenset((0, 2)), frozenset((3,)))
    assert merge(None, empty) == empty
    assert merge(single((0, 3)), empty) == single((0, 3))
