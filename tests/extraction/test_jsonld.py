"""JSON-LD as pages carry it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bounds import Bounds, keep_to, take_cuts
from extraction import jsonld


def test_arrays_graphs_and_several_blocks_are_flattened() -> None:
    nodes = jsonld.read_blocks(
        ['[{"@type":"A"},{"@graph":[{"@type":"B"},{"@type":"C"}]}]', '{"@type":"D"}{"@type":"E"}']
    )
    assert [sorted(jsonld.types_of(node)) for node in nodes] == [["a"], ["b"], ["c"], ["d"], ["e"]]


def test_references_are_followed_to_their_names() -> None:
    nodes = jsonld.read_blocks(
        ['{"@graph":[{"@type":"Article","author":{"@id":"#p"}},{"@id":"#p","@type":"Person","name":"Ann Lee"}]}']
    )
    assert jsonld.authors(nodes[0], jsonld.by_id(nodes)) == [("Ann Lee", "person")]


@pytest.mark.parametrize(
    "author",
    [
        '"Ann Lee"',
        '{"name":"Ann Lee"}',
        '[{"name":["Ann Lee"]}]',
        '{"givenName":"Ann","familyName":"Lee"}',
        '["Ann Lee"]',
    ],
)
def test_authors_are_read_in_every_shape(author: str) -> None:
    (node,) = jsonld.read_blocks([f'{{"@type":"Article","author":{author}}}'])
    assert [name for name, _ in jsonld.authors(node, {})] == ["Ann Lee"]


@pytest.mark.parametrize(
    "block",
    [
        '<!-- {"@type":"Article","headline":"Rope"} -->',
        '//<![CDATA[\n{"@type":"Article","headline":"Rope"}\n//]]>',
        '{"@type":"Article","headline":"Rope",}',
        '{"@type":"Article","headline":"Rope"};',
        "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Rope&quot;}",
        '{"@type":"Article","headline":"Rope","description":"a "quoted" word"}',
        '{"@type":"Article","headline":"Rope","articleBody":"cut off in the mid',
        '\ufeff{"@type":"http://schema.org/Article","headline":"Rope"}',
    ],
)
def test_common_faults_are_repaired(block: str) -> None:
    nodes = jsonld.read_blocks([block])
    assert [(sorted(jsonld.types_of(node)), node["headline"]) for node in nodes] == [(["article"], "Rope")]


def test_nesting_and_number_are_bounded() -> None:
    assert jsonld.read_blocks(["[" * 100_000, "{" * 100_000, '{"a":' * 100_000]) == []
    keep_to(Bounds(json_nodes=400, tree_depth=5))
    take_cuts()
    try:
        assert len(jsonld.read_blocks([json.dumps([{"@type": "A"}] * 5_000)])) == 400
        assert set(take_cuts()) == {"data"}
        assert jsonld.read_blocks([json.dumps([[[[[{"@type": "A"}]]]]])]) == []
        assert take_cuts() == {"data": 1}
    finally:
        keep_to(Bounds())


def test_the_address_of_a_node_is_its_page() -> None:
    assert jsonld.address({"mainEntityOfPage": {"@id": "https://paper.example/a"}, "url": "https://x.example"}) == (
        "https://paper.example/a"
    )
    assert jsonld.address({"mainEntityOfPage": True}) == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "headline", "author", "name", "datePublished", "itemListElement", "image"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values)
def test_no_shape_raises(value: object) -> None:
    nodes = jsonld.read_blocks([json.dumps(value)])
    ids = jsonld.by_id(nodes)
    for node in jsonld.articles(nodes):
        jsonld.authors(node, ids)
        jsonld.address(node)
        jsonld.texts(node.get("image"), ids, keys=("url",))
    jsonld.breadcrumb(nodes)


@given(st.text(alphabet='{}[]":,@ \\typeheadline', max_size=200))
def test_no_text_raises(text: str) -> None:
    jsonld.read_blocks([text])
