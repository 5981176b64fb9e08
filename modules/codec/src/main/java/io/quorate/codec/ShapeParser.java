package io.quorate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The text form of a {@link Shape}: reading it, and the parts of it that need care when written. */
final class ShapeParser {
    private static final String DELIMITERS = "{}[]<>()|,:=?\"\\@";

    private final String text;
    private int next;
    private int depth;

    ShapeParser(String text) {
        this.text = text;
    }

    static void requireName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(ShapeParser::isNamePart)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no name; it must not be empty or hold spaces or any of " + DELIMITERS);
        }
    }

    static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String joined(String open, String separator, List<?> parts, String close) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(separator, open, close));
    }

    Shape parse() {
        Shape shape = shape();
        if (next < text.length()) {
            throw unexpected("the end");
        }
        return shape;
    }

    private Shape shape() {
        if (++depth > Cbor.MAX_DEPTH) {
            throw new CodecException("shape nested deeper than " + Cbor.MAX_DEPTH + " levels");
        }
        Shape shape = required();
        // Only one: an Optional of an Optional cannot be carried.
        if (accept("?")) {
            shape = new Shape.OptionalOf(shape);
        }
        depth--;
        return shape;
    }

    private Shape required() {
        if (accept("[")) {
            Shape element = shape();
            expect("]");
            return new Shape.ListOf(element);
        }
        if (accept("<")) {
            Shape value = shape();
            expect(">");
            return new Shape.MapOf(value);
        }
        if (accept("(")) {
            List<Shape.Struct> structs = new ArrayList<>();
            do {
                structs.add(struct(name()));
            } while (accept(" | "));
            expect(")");
            return new Shape.Variants(structs);
        }
        String name = name();
        if (next < text.length() && text.charAt(next) == '{') {
            return struct(name);
        }
        return switch (name) {
            case "bool" -> new Shape.Bool();
            case "int32" -> new Shape.Int(Integer.SIZE);
            case "int64" -> new Shape.Int(Long.SIZE);
            case "real" -> new Shape.Real();
            case "text" -> new Shape.Text();
            case "bytes" -> new Shape.Bytes();
            case "choice" -> {
                expect("(");
                yield new Shape.Choice(list(this::name, ")"));
            }
            default ->
                throw new CodecException(
                        "unknown shape \"" + CodecException.shortened(name) + "\" before character " + next);
        };
    }

    private Shape.Struct struct(String name) {
        expect("{");
        return new Shape.Struct(name, list(this::field, "}"));
    }

    private Shape.Field field() {
        String name = name();
        expect(": ");
        Shape shape = shape();
        return new Shape.Field(name, shape, accept(" = ") ? Optional.of(literal()) : Optional.empty());
    }

    private <T> List<T> list(Supplier<T> element, String close) {
        List<T> elements = new ArrayList<>();
        if (accept(close)) {
            return elements;
        }
        do {
            elements.add(element.get());
        } while (accept(", "));
        expect(close);
        return elements;
    }

    private String name() {
        int start = next;
        while (next < text.length() && isNamePart(text.charAt(next))) {
            next++;
        }
        if (next == start) {
            throw unexpected("a name");
        }
        return text.substring(start, next);
    }

    private String literal() {
        expect("\"");
        StringBuilder value = new StringBuilder();
        while (!accept("\"")) {
            accept("\\");
            if (next == text.length()) {
                throw unexpected("the closing quote");
            }
            value.append(text.charAt(next));
            next++;
        }
        return value.toString();
    }

    private boolean accept(String token) {
        if (!text.startsWith(token, next)) {
            return false;
        }
        next += token.length();
        return true;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw unexpected("\"" + token + "\"");
        }
    }

    private CodecException unexpected(String expected) {
        String found = next < text.length() ? "\"" + text.charAt(next) + "\"" : "the end";
        return new CodecException("shape: expected " + expected + " at character " + next + ", found " + found);
    }

    private static boolean isNamePart(int character) {
        return character > ' ' && DELIMITERS.indexOf(character) < 0;
    }
}
