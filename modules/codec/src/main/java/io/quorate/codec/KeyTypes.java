package io.quorate.codec;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the key form of a Java type, and says of a type that has none which class and component is to blame. */
final class KeyTypes {
    private static final KeyPart BOOL =
            new KeyPart.Scalar<>(Boolean.class, new Shape.Bool(), ByteSink::bool, ByteSource::bool);
    private static final KeyPart INT32 = new KeyPart.Scalar<>(
            Integer.class,
            new Shape.Int(Integer.SIZE),
            (out, value) -> out.i32(value ^ Integer.MIN_VALUE),
            in -> in.i32() ^ Integer.MIN_VALUE);
    private static final KeyPart INT64 = new KeyPart.Scalar<>(
            Long.class,
            new Shape.Int(Long.SIZE),
            (out, value) -> out.i64(value ^ Long.MIN_VALUE),
            in -> in.i64() ^ Long.MIN_VALUE);
    private static final KeyPart TEXT = new KeyPart.Scalar<>(
            String.class,
            new Shape.Text(),
            (out, value) -> EscapedBytes.write(out, Utf8.encode(value)),
            in -> Utf8.decode(EscapedBytes.read(in)));
    private static final KeyPart BYTES =
            new KeyPart.Scalar<>(byte[].class, new Shape.Bytes(), EscapedBytes::write, EscapedBytes::read);

    private static final Map<Class<?>, KeyPart> SCALARS = Map.of(
            boolean.class, BOOL,
            Boolean.class, BOOL,
            int.class, INT32,
            Integer.class, INT32,
            long.class, INT64,
            Long.class, INT64,
            String.class, TEXT,
            byte[].class, BYTES);

    /** Records being examined, outermost first. */
    private final Set<Class<?>> open = new LinkedHashSet<>();

    KeyPart root(Class<?> type) {
        return part(type, type.getName());
    }

    private KeyPart part(Class<?> type, String where) {
        KeyPart scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isEnum()) {
            return new KeyPart.OfEnum(type, List.of(type.getEnumConstants()));
        }
        if (type.isRecord()) {
            return record(type, where);
        }
        throw new IllegalArgumentException(where + ": " + type.getName() + " cannot be in a key; allowed are boolean,"
                + " int, long, String, byte[], enums, and records of these");
    }

    private KeyPart record(Class<?> type, String where) {
        if (!open.add(type)) {
            throw new IllegalArgumentException(where + ": " + type.getName() + " contains itself");
        }
        RecordHandles handles = new RecordHandles(type);
        List<String> names = new ArrayList<>();
        List<KeyPart> parts = new ArrayList<>();
        for (RecordComponent component : handles.components()) {
            names.add(component.getName());
            parts.add(part(component.getType(), type.getName() + "." + component.getName()));
        }
        open.remove(type);
        return new KeyPart.OfRecord(handles, List.copyOf(names), List.copyOf(parts));
    }
}
