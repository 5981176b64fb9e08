package io.quorate.codec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An enum constant as its name. */
final class EnumCodec implements ValueCodec {
    private final Class<?> type;
    private final Map<String, Object> constants = new LinkedHashMap<>();

    EnumCodec(Class<?> type) {
        this.type = type;
        for (Object constant : type.getEnumConstants()) {
            constants.put(name(constant), constant);
        }
    }

    @Override
    public void write(CborWriter out, Object value) {
        out.text(name(type.cast(value)));
    }

    @Override
    public Object read(CborReader in) {
        return parse(in.text());
    }

    @Override
    public Object parse(String name) {
        Object constant = constants.get(name);
        if (constant == null) {
            throw new CodecException(
                    "unknown constant \"" + CodecException.shortened(name) + "\"; allowed are " + names());
        }
        return constant;
    }

    @Override
    public Shape shape() {
        return new Shape.Choice(names());
    }

    private List<String> names() {
        return List.copyOf(constants.keySet());
    }

    private static String name(Object constant) {
        return ((Enum<?>) constant).name();
    }
}
