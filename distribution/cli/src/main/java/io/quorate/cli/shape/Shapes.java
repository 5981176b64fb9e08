package io.quorate.cli.shape;

import io.quorate.codec.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How values are seen whatever they are written to: what stands for an absent field, and what is only a wrapper. */
final class Shapes {
    private Shapes() {}

    /** The one field of a record that merely names its content, such as a token: shown and typed as its content. */
    static Optional<Shape.Field> wrapped(Shape shape) {
        if (shape instanceof Shape.Struct struct && struct.fields().size() == 1) {
            Shape.Field field = struct.fields().get(0);
            return field.name().equals("value") ? Optional.of(field) : Optional.empty();
        }
        return Optional.empty();
    }

    static boolean isScalar(Shape shape) {
        return shape instanceof Shape.Bool
                || shape instanceof Shape.Int
                || shape instanceof Shape.Real
                || shape instanceof Shape.Text
                || shape instanceof Shape.Bytes
                || shape instanceof Shape.Choice
                || wrapped(shape).map(field -> isScalar(field.shape())).orElse(false);
    }

    /** A choice between records that each only name one scalar: typed and shown as what it is. */
    static boolean areScalars(Shape.Variants variants) {
        return variants.structs().stream()
                .allMatch(struct -> struct.fields().size() == 1
                        && isScalar(struct.fields().get(0).shape()));
    }

    /** The field's value in the tree of its record, else what its absence stands for; null for none. */
    static @Nullable Object value(Shape.Field field, Object tree) {
        Object found = fields(tree).get(field.name());
        return found != null ? found : absent(field);
    }

    private static @Nullable Object absent(Shape.Field field) {
        Shape shape = field.shape();
        if (field.defaultText().isPresent() && isScalar(shape)) {
            return Typed.parse(shape, field.defaultText().get());
        }
        if (shape instanceof Shape.Int) {
            return 0L;
        } else if (shape instanceof Shape.Bool) {
            return false;
        } else if (shape instanceof Shape.Real) {
            return 0.0;
        } else if (shape instanceof Shape.Text) {
            return "";
        } else if (shape instanceof Shape.Bytes) {
            return new byte[0];
        } else if (shape instanceof Shape.ListOf) {
            return List.of();
        } else if (shape instanceof Shape.MapOf) {
            return Map.of();
        }
        return null;
    }

    /** The variant that a tree says it is; empty when this program's description does not know it. */
    static Optional<Shape.Struct> variant(Shape.Variants variants, Object tree) {
        Object name = fields(tree).get("@");
        return variants.structs().stream()
                .filter(struct -> struct.name().equals(name))
                .findFirst();
    }

    static Map<?, ?> fields(Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> elements(Object tree) {
        return tree instanceof List<?> list ? list : List.of();
    }
}
