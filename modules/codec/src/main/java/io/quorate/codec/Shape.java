package io.quorate.codec;

import java.util.List;
import java.util.Optional;

/**
 * What values of a type look like, so that tools without its classes can show and build them, and so that the state
 * types of two versions can be compared. {@link Object#toString} is a stable text form that {@link #parse} reads back, and
 * two shapes are equal exactly when their texts are:
 *
 * <pre>{@code
 * bool  int32  int64  real  text  bytes
 * choice(SHARED, EXCLUSIVE)
 * [text]                                      a list
 * <int64>                                     a map with text keys
 * int64?                                      may be absent
 * Acquire{owner: text, permits: int32 = "1"}  a record, with a declared default
 * (Circle{radius: real} | Point{})            one of several records, told apart by the field "@"
 * }</pre>
 *
 * <p>The order of fields, constants and variants is the order of declaration and is part of the shape: keys depend on it.
 */
public sealed interface Shape {

    /**
     * Reads the text form.
     *
     * @throws CodecException when the text is no shape
     */
    static Shape parse(String text) {
        return new ShapeParser(text).parse();
    }

    /** A boolean. */
    record Bool() implements Shape {
        @Override
        public String toString() {
            return "bool";
        }
    }

    /** A signed integer of 32 or 64 bits. */
    record Int(int bits) implements Shape {
        public Int {
            if (bits != 32 && bits != 64) {
                throw new IllegalArgumentException("an integer has 32 or 64 bits, not " + bits);
            }
        }

        @Override
        public String toString() {
            return "int" + bits;
        }
    }

    /** A 64-bit floating-point number. */
    record Real() implements Shape {
        @Override
        public String toString() {
            return "real";
        }
    }

    /** Unicode text. */
    record Text() implements Shape {
        @Override
        public String toString() {
            return "text";
        }
    }

    /** Any bytes. */
    record Bytes() implements Shape {
        @Override
        public String toString() {
            return "bytes";
        }
    }

    /** One of the constants of an enum. */
    record Choice(List<String> names) implements Shape {
        public Choice {
            names = List.copyOf(names);
            names.forEach(ShapeParser::requireName);
        }

        @Override
        public String toString() {
            return "choice(" + String.join(", ", names) + ")";
        }
    }

    /** A record. */
    record Struct(String name, List<Field> fields) implements Shape {
        public Struct {
            ShapeParser.requireName(name);
            fields = List.copyOf(fields);
        }

        @Override
        public String toString() {
            return name + ShapeParser.joined("{", ", ", fields, "}");
        }
    }

    /**
     * A component of a record.
     *
     * @param defaultText the text of its {@link DefaultValue}
     */
    record Field(String name, Shape shape, Optional<String> defaultText) {
        public Field {
            ShapeParser.requireName(name);
        }

        /** Whether bytes without this field are refused. */
        public boolean isRequired() {
            boolean hasNoNaturalDefault =
                    shape instanceof Struct || shape instanceof Variants || shape instanceof Choice;
            return hasNoNaturalDefault && defaultText.isEmpty();
        }

        @Override
        public String toString() {
            return name + ": " + shape
                    + defaultText.map(text -> " = " + ShapeParser.quoted(text)).orElse("");
        }
    }

    /** A list. */
    record ListOf(Shape element) implements Shape {
        @Override
        public String toString() {
            return "[" + element + "]";
        }
    }

    /** A map from text. */
    record MapOf(Shape value) implements Shape {
        @Override
        public String toString() {
            return "<" + value + ">";
        }
    }

    /** A field that may be absent. */
    record OptionalOf(Shape element) implements Shape {
        @Override
        public String toString() {
            return element + "?";
        }
    }

    /** One of several records, named by the field {@code "@"}. */
    record Variants(List<Struct> structs) implements Shape {
        public Variants {
            structs = List.copyOf(structs);
            if (structs.isEmpty()) {
                throw new IllegalArgumentException("at least one variant is needed");
            }
        }

        @Override
        public String toString() {
            return ShapeParser.joined("(", " | ", structs, ")");
        }
    }
}
