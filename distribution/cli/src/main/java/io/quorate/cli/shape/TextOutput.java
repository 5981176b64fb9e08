package io.quorate.cli.shape;

import io.quorate.codec.Shape;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values for people: a record as lines of key and value, its lists of records as tables behind. */
public final class TextOutput {
    private static final String NONE = "-";

    private TextOutput() {}

    /**
     * Lines, each with its end. A record that is but one list is that list's table.
     *
     * @param columns for tables; the fields of a record are never cut, since there is a line for each
     */
    public static String of(Shape shape, Object tree, Columns columns) {
        if (!(shape instanceof Shape.Struct struct)) {
            return cell(shape, tree) + "\n";
        }
        if (struct.fields().size() == 1 && struct.fields().get(0).shape() instanceof Shape.ListOf list) {
            return table(list, Shapes.value(struct.fields().get(0), tree), columns);
        }
        return record(struct, tree, columns);
    }

    /** The fields of a record on one line, without its end. */
    public static String line(Shape.Struct struct, Object tree) {
        return struct.fields().stream()
                .map(field -> Words.kebab(field.name()) + "=" + cell(field.shape(), Shapes.value(field, tree)))
                .collect(Collectors.joining(" "));
    }

    private static String record(Shape.Struct struct, Object tree, Columns columns) {
        List<List<String>> lines = new ArrayList<>();
        StringBuilder tables = new StringBuilder();
        for (Shape.Field field : struct.fields()) {
            Object value = Shapes.value(field, tree);
            if (field.shape() instanceof Shape.ListOf list && !Shapes.isScalar(list.element())) {
                tables.append('\n').append(Words.kebab(field.name())).append(":\n");
                tables.append(table(list, value, columns));
            } else if (isRecord(present(field.shape())) && value != null) {
                String prefix = Words.kebab(field.name()) + " ";
                for (Shape.Field part : ((Shape.Struct) present(field.shape())).fields()) {
                    lines.add(
                            List.of(prefix + Words.kebab(part.name()), cell(part.shape(), Shapes.value(part, value))));
                }
            } else {
                lines.add(List.of(Words.kebab(field.name()), cell(field.shape(), value)));
            }
        }
        return Columns.WHOLE.aligned(lines) + tables;
    }

    private static String table(Shape.ListOf list, @Nullable Object tree, Columns columns) {
        List<?> elements = tree == null ? List.of() : Shapes.elements(tree);
        if (elements.isEmpty()) {
            return "none\n";
        }
        List<List<String>> rows = new ArrayList<>();
        if (isRecord(list.element())) {
            List<Shape.Field> fields = ((Shape.Struct) list.element()).fields();
            rows.add(fields.stream().map(field -> Words.heading(field.name())).toList());
            for (Object row : elements) {
                rows.add(fields.stream()
                        .map(field -> cell(field.shape(), Shapes.value(field, row)))
                        .toList());
            }
        } else {
            elements.forEach(element -> rows.add(List.of(cell(list.element(), element))));
        }
        return columns.aligned(rows);
    }

    private static Shape present(Shape shape) {
        return shape instanceof Shape.OptionalOf optional ? optional.element() : shape;
    }

    private static boolean isRecord(Shape shape) {
        return shape instanceof Shape.Struct && Shapes.wrapped(shape).isEmpty();
    }

    /** The value on one line. */
    static String cell(Shape shape, @Nullable Object value) {
        Optional<Shape.Field> wrapped = Shapes.wrapped(shape);
        if (value == null) {
            return NONE;
        } else if (shape instanceof Shape.OptionalOf optional) {
            return cell(optional.element(), value);
        } else if (wrapped.isPresent()) {
            return cell(wrapped.get().shape(), Shapes.value(wrapped.get(), value));
        } else if (shape instanceof Shape.Struct struct) {
            return struct(struct, value);
        } else if (shape instanceof Shape.Variants variants) {
            return Shapes.variant(variants, value)
                    .map(struct -> variant(variants, struct, value))
                    .orElse(String.valueOf(Shapes.fields(value).get("@")));
        } else if (shape instanceof Shape.ListOf list) {
            return orNone(Shapes.elements(value).stream()
                    .map(each -> cell(list.element(), each))
                    .collect(Collectors.joining(", ")));
        } else if (shape instanceof Shape.MapOf map) {
            return map(map, value);
        } else if (value instanceof byte[] bytes) {
            return JsonOutput.text(bytes)
                    .map(TextOutput::printable)
                    .orElseGet(() -> "base64:" + Base64.getEncoder().encodeToString(bytes));
        }
        return orNone(printable(String.valueOf(value)));
    }

    private static String variant(Shape.Variants variants, Shape.Struct struct, Object value) {
        if (Shapes.areScalars(variants)) {
            Shape.Field only = struct.fields().get(0);
            return cell(only.shape(), Shapes.value(only, value));
        }
        return struct.name() + struct(struct, value);
    }

    private static String struct(Shape.Struct struct, Object value) {
        return "{" + line(struct, value) + "}";
    }

    private static String map(Shape.MapOf shape, Object value) {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<?, ?> entry : Shapes.fields(value).entrySet()) {
            entries.add(printable(String.valueOf(entry.getKey())) + "=" + cell(shape.value(), entry.getValue()));
        }
        return orNone(String.join(" ", entries));
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    /** Control characters would move the cursor or break the line. */
    private static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (Character.isISOControl(character)) {
                escaped.append(String.format(java.util.Locale.ROOT, "\\u%04x", character));
            } else {
                escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }
}
