"""The members of an answer: which there are, which of them AWS's own model says are never missing, and an answer
without one, or with one of another type.

A place is {"name", "path", "element", "required", "others"}: how a reader calls it, how `drop` and `retype` find it,
whether it is an element of a list, whether the model requires it, and values of other types than its own. Of a list
only the first two elements count: the others are of the same kind.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from functools import lru_cache

import botocore.session

ELEMENTS = 2
# botocore's name of a service, where it is not that of the signature.
MODELS = {"ses": "sesv2"}
VALUES = ("banana", {"banana": 1}, ["banana"], True, 7)


@lru_cache
def output_shape(service, operation):
    model = botocore.session.get_session().get_service_model(MODELS.get(service, service))
    return model.operation_model(operation).output_shape


def places(request, body):
    """Every place in an answer that AWS could give to `request`."""
    shape = output_shape(request.service, request.operation)
    if request.protocol != "query":
        return list(_json_places(json.loads(body), shape, [], ""))
    root = ElementTree.fromstring(body)
    result = [at for at, child in enumerate(root) if _tag(child).endswith("Result")]
    return [place for at in result for place in _xml_places(root[at], shape, [at], "")]


def dropped(request, body, path):
    return _changed(request, body, path, lambda holder, key: holder.pop(key), _remove)


def retyped(request, body, path, by):
    def replace(holder, key):
        holder[key] = by

    def refill(holder, at):
        tag = holder[at].tag
        holder[at].clear()
        holder[at].tag = tag
        if isinstance(by, str):
            holder[at].text = by
        else:
            ElementTree.SubElement(holder[at], tag.partition("}")[0] + "}banana").text = "1"

    return _changed(request, body, path, replace, refill)


def _remove(holder, at):
    holder.remove(holder[at])


def _changed(request, body, path, in_json, in_xml):
    """The body changed at the end of `path`; as it is where it has no such place."""
    *front, last = path
    try:
        if request.protocol != "query":
            whole = holder = json.loads(body)
            for key in front:
                holder = holder[key]
            in_json(holder, last)
            return json.dumps(whole).encode()
        whole = holder = ElementTree.fromstring(body)
        for at in front:
            holder = holder[at]
        in_xml(holder, last)
        return ElementTree.tostring(whole, default_namespace=whole.tag[1:].partition("}")[0])
    except (KeyError, IndexError, TypeError):
        return body


def _json_places(value, shape, path, name):
    if isinstance(value, dict):
        is_structure = shape is not None and shape.type_name == "structure"
        for key, inner in value.items():
            inner_shape = shape.members.get(key) if is_structure else getattr(shape, "value", None)
            required = is_structure and key in shape.required_members
            where, called = [*path, key], f"{name}.{key}".lstrip(".")
            yield _place(called, where, False, required, _other_values(inner))
            yield from _json_places(inner, inner_shape, where, called)
    elif isinstance(value, list):
        inner_shape = getattr(shape, "member", None)
        for at, inner in enumerate(value[:ELEMENTS]):
            where, called = [*path, at], f"{name}[{at}]"
            yield _place(called, where, True, False, _other_values(inner))
            yield from _json_places(inner, inner_shape, where, called)


def _other_values(value):
    """None for `null`, which is of every type."""
    return [other for other in VALUES if value is not None and type(other) is not type(value)]


def _xml_places(element, shape, path, name):
    kind = shape.type_name if shape is not None else None
    children = list(enumerate(element))
    for at, child in children[:ELEMENTS] if kind in ("list", "map") else children:
        tag, where = _tag(child), [*path, at]
        inner = _inner_shape(shape, kind, tag)
        # The entries of a map have no shape of their own: their keys and values are always there.
        required = (kind == "structure" and tag in shape.required_members) or kind == "entry"
        called = f"{name}[{at}]" if kind in ("list", "map") else f"{name}.{tag}".lstrip(".")
        yield _place(called, where, kind in ("list", "map"), required, _other_texts(child))
        yield from _xml_places(child, inner, where, called)


class _Entry:
    type_name = "entry"

    def __init__(self, of):
        self.members = {"key": of.key, "value": of.value}


def _inner_shape(shape, kind, tag):
    if kind in ("structure", "entry"):
        return shape.members.get(tag)
    if kind == "list":
        return shape.member
    return _Entry(shape) if kind == "map" else None


def _other_texts(element):
    """A structure where a text was, a text where a structure was, and a word where a number or flag was."""
    text = (element.text or "").strip()
    if len(element):
        return ["banana"]
    return [{}, "banana"] if re.fullmatch(r"true|false|[0-9.]+", text) else [{}]


def _place(name, path, element, required, others):
    return {"name": name, "path": path, "element": element, "required": required, "others": others}


def _tag(element):
    return element.tag.partition("}")[2]
