package io.quorate.cli.shape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.codec.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** JSON, in the form that {@link JsonOutput} writes, as a value of a shape. */
final class JsonInput {
    private JsonInput() {}

    /**
     * @throws IllegalArgumentException saying what is allowed
     */
    static Object parse(Shape shape, String text) {
        try {
            return value(shape, new ObjectMapper().readTree(text));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("allowed is JSON for " + shape, malformed);
        }
    }

    private static Object value(Shape shape, JsonNode node) {
        if (shape instanceof Shape.OptionalOf optional) {
            return value(optional.element(), node);
        } else if (shape instanceof Shape.ListOf list) {
            return list(list, required(node, node.isArray(), shape));
        } else if (shape instanceof Shape.MapOf map) {
            return map(map, required(node, node.isObject(), shape));
        } else if (shape instanceof Shape.Struct struct && node.isObject()) {
            return struct(struct, node);
        } else if (shape instanceof Shape.Variants variants) {
            return variant(variants, required(node, node.isObject(), shape));
        } else if (shape instanceof Shape.Bytes && node.has("base64")) {
            return Typed.parse(shape, "base64:" + node.get("base64").asText());
        } else if (shape instanceof Shape.Bytes && node.has("text")) {
            return Typed.parse(shape, node.get("text").asText());
        }
        // Scalars: a number may be written as text, as 64-bit ones are in our output.
        return Typed.parse(
                required(shape, Shapes.isScalar(shape)),
                required(node, node.isValueNode(), shape).asText());
    }

    private static List<Object> list(Shape.ListOf shape, JsonNode node) {
        List<Object> elements = new ArrayList<>();
        node.forEach(element -> elements.add(value(shape.element(), element)));
        return elements;
    }

    private static SortedMap<String, Object> map(Shape.MapOf shape, JsonNode node) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            map.put(entry.getKey(), value(shape.value(), entry.getValue()));
        }
        return map;
    }

    private static SortedMap<String, Object> struct(Shape.Struct shape, JsonNode node) {
        SortedMap<String, Object> fields = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Shape.Field field = shape.fields().stream()
                    .filter(each -> each.name().equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown field '" + entry.getKey() + "', allowed is JSON for " + shape));
            if (!entry.getValue().isNull()) {
                fields.put(field.name(), value(field.shape(), entry.getValue()));
            }
        }
        return fields;
    }

    private static SortedMap<String, Object> variant(Shape.Variants shape, JsonNode node) {
        String name = node.path("@").asText();
        Shape.Struct struct = shape.structs().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the field \"@\" names one of "
                        + shape.structs().stream().map(Shape.Struct::name).toList()));
        SortedMap<String, Object> fields =
                struct(struct, ((ObjectNode) node).deepCopy().without("@"));
        fields.put("@", name);
        return fields;
    }

    private static JsonNode required(JsonNode node, boolean isAllowed, Shape shape) {
        if (!isAllowed) {
            throw new IllegalArgumentException("allowed is JSON for " + shape);
        }
        return node;
    }

    private static Shape required(Shape shape, boolean isAllowed) {
        if (!isAllowed) {
            throw new IllegalArgumentException("allowed is JSON for " + shape);
        }
        return shape;
    }
}
