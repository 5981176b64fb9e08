package io.quorate.cli.shape;

import io.quorate.codec.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Text that somebody typed, as a value of a shape. */
final class Typed {
    private static final String BASE64 = "base64:";

    private Typed() {}

    /**
     * @throws IllegalArgumentException saying what is allowed
     */
    static Object parse(Shape shape, String text) {
        if (shape instanceof Shape.Bool) {
            return bool(text);
        } else if (shape instanceof Shape.Int number) {
            return integer(number, text);
        } else if (shape instanceof Shape.Real) {
            return real(text);
        } else if (shape instanceof Shape.Text) {
            return text;
        } else if (shape instanceof Shape.Bytes) {
            return bytes(text);
        } else if (shape instanceof Shape.Choice choice) {
            return choice(choice, text);
        } else if (shape instanceof Shape.OptionalOf optional) {
            return parse(optional.element(), text);
        }
        return Shapes.wrapped(shape)
                .<Object>map(field -> one(field.name(), parse(field.shape(), text)))
                .orElseGet(() -> JsonInput.parse(shape, text));
    }

    /** {@code a=1} pairs as a map. */
    static SortedMap<String, Object> pairs(Shape value, List<String> texts) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("allowed is key=value");
            }
            map.put(text.substring(0, equals), parse(value, text.substring(equals + 1)));
        }
        return map;
    }

    static List<Object> elements(Shape element, List<String> texts) {
        List<Object> elements = new ArrayList<>();
        for (String text : texts) {
            elements.add(parse(element, text));
        }
        return elements;
    }

    static SortedMap<String, Object> one(String name, Object value) {
        return new TreeMap<>(Map.of(name, value));
    }

    static long integer(Shape.Int shape, String text) {
        long most = shape.bits() == Integer.SIZE ? Integer.MAX_VALUE : Long.MAX_VALUE;
        try {
            long number = Long.parseLong(text);
            if (number <= most && number >= -most - 1) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            // Said below, with the range.
        }
        throw new IllegalArgumentException("allowed is a whole number from " + (-most - 1) + " to " + most);
    }

    private static boolean bool(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new IllegalArgumentException("allowed is true or false");
    }

    private static double real(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("allowed is a number", notNumber);
        }
    }

    private static byte[] bytes(String text) {
        if (!text.startsWith(BASE64)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text.substring(BASE64.length()));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("allowed is text, or " + BASE64 + " and valid base64", malformed);
        }
    }

    private static String choice(Shape.Choice choice, String text) {
        String constant = text.replace('-', '_');
        return choice.names().stream()
                .filter(name -> name.equalsIgnoreCase(constant))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("allowed is one of " + String.join(", ", choices(choice))));
    }

    /** The constants as they are typed. */
    static List<String> choices(Shape.Choice choice) {
        return choice.names().stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
