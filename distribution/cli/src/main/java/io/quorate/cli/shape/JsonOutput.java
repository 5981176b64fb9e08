package io.quorate.cli.shape;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.quorate.codec.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON. 64-bit numbers are strings, since many readers keep only 53 bits; bytes are {@code {"text": ...}} or,
 * when they are no Unicode text, {@code {"base64": ...}}; an absent field is null.
 */
public final class JsonOutput {
    private final JsonGenerator out;

    private JsonOutput(JsonGenerator out) {
        this.out = out;
    }

    /** One JSON value on several lines, without a line end at the end. */
    public static String of(Shape shape, Object tree) {
        return written(JsonGenerator::useDefaultPrettyPrinter, shape, tree);
    }

    /** The same on one line. */
    public static String line(Shape shape, Object tree) {
        return written(UnaryOperator.identity(), shape, tree);
    }

    private static String written(UnaryOperator<JsonGenerator> form, Shape shape, Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = form.apply(new JsonFactory().createGenerator(text))) {
            new JsonOutput(out).value(shape, tree);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private void value(Shape shape, @Nullable Object tree) throws IOException {
        Optional<Shape.Field> wrapped = Shapes.wrapped(shape);
        if (tree == null) {
            out.writeNull();
        } else if (shape instanceof Shape.OptionalOf optional) {
            value(optional.element(), tree);
        } else if (wrapped.isPresent()) {
            value(wrapped.get().shape(), Shapes.value(wrapped.get(), tree));
        } else if (shape instanceof Shape.Struct struct) {
            out.writeStartObject();
            fields(struct, tree);
            out.writeEndObject();
        } else if (shape instanceof Shape.Variants variants) {
            variant(variants, tree);
        } else if (shape instanceof Shape.ListOf list) {
            out.writeStartArray();
            for (Object element : Shapes.elements(tree)) {
                value(list.element(), element);
            }
            out.writeEndArray();
        } else if (shape instanceof Shape.MapOf map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : Shapes.fields(tree).entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                value(map.value(), entry.getValue());
            }
            out.writeEndObject();
        } else {
            scalar(shape, tree);
        }
    }

    private void variant(Shape.Variants variants, Object tree) throws IOException {
        out.writeStartObject();
        out.writeStringField("@", String.valueOf(Shapes.fields(tree).get("@")));
        Optional<Shape.Struct> known = Shapes.variant(variants, tree);
        if (known.isPresent()) {
            fields(known.get(), tree);
        }
        out.writeEndObject();
    }

    private void fields(Shape.Struct struct, Object tree) throws IOException {
        for (Shape.Field field : struct.fields()) {
            out.writeFieldName(field.name());
            value(field.shape(), Shapes.value(field, tree));
        }
    }

    private void scalar(Shape shape, Object value) throws IOException {
        if (value instanceof Long number && shape instanceof Shape.Int integer && integer.bits() == Integer.SIZE) {
            out.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (value instanceof Double real && Double.isFinite(real)) {
            out.writeNumber(real);
        } else if (value instanceof byte[] bytes) {
            bytes(bytes);
        } else {
            out.writeString(String.valueOf(value));
        }
    }

    private void bytes(byte[] value) throws IOException {
        out.writeStartObject();
        Optional<String> text = text(value);
        if (text.isPresent()) {
            out.writeStringField("text", text.get());
        } else {
            out.writeStringField("base64", Base64.getEncoder().encodeToString(value));
        }
        out.writeEndObject();
    }

    /** The text that the bytes are in UTF-8, when they are any. */
    static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException noText) {
            return Optional.empty();
        }
    }
}
