package io.quorate.codec;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record as a CBOR map, its fields looked up and sorted once. */
final class RecordPlan implements ValueCodec {
    /** The field that names the variant; no Java name is spelled like this. */
    static final String VARIANT = "@";

    /** Stands for the default that a required field does not have. */
    static final Object MISSING = new Object();

    static final byte[] VARIANT_KEY = CborWriter.encodedKey(VARIANT);

    /**
     * One component.
     *
     * @param index its place in the constructor
     * @param key its name as it is written
     * @param whenAbsent its declared or natural default, or {@link #MISSING} when the field must be there
     */
    record Field(
            int index,
            String name,
            byte[] key,
            ValueCodec codec,
            @Nullable Object whenAbsent,
            Shape.Field shape) {}

    private final RecordHandles handles;
    private final List<Field> declared;
    private final Field[] sorted;
    private final Object[] defaults;

    /** How many fields come before {@link #VARIANT}. */
    private final int beforeVariant;

    RecordPlan(RecordHandles handles, List<Field> declared) {
        this.handles = handles;
        this.declared = List.copyOf(declared);
        this.sorted = declared.stream()
                .sorted(Comparator.comparing(Field::key, Arrays::compareUnsigned))
                .toArray(Field[]::new);
        this.defaults = declared.stream().map(Field::whenAbsent).toArray();
        this.beforeVariant = (int) declared.stream()
                .filter(field -> Arrays.compareUnsigned(field.key, VARIANT_KEY) < 0)
                .count();
    }

    @Override
    public void write(CborWriter out, Object value) {
        write(out, value, null);
    }

    /** Writes the record, the name of the variant among its fields. */
    void write(CborWriter out, Object value, @Nullable String variant) {
        @Nullable Object[] values = new Object[sorted.length];
        int size = variant == null ? 0 : 1;
        for (int i = 0; i < sorted.length; i++) {
            values[i] = presentValue(value, sorted[i]);
            size += values[i] == null ? 0 : 1;
        }
        out.openMap(size);
        for (int i = 0; i <= sorted.length; i++) {
            if (variant != null && i == beforeVariant) {
                out.key(VARIANT_KEY);
                out.text(variant);
            }
            if (i < sorted.length) {
                writeField(out, sorted[i], values[i]);
            }
        }
        out.close();
    }

    @Override
    public Object read(CborReader in) {
        Object[] values = defaults.clone();
        CborReader.Entries entries = in.entries();
        int next = 0;
        while (entries.next()) {
            // Both sides ascend, so this is a merge: fields that the key has passed are absent.
            int order = 1;
            while (next < sorted.length && (order = entries.compareKey(sorted[next].key)) > 0) {
                next++;
            }
            if (order == 0) {
                Field field = sorted[next++];
                values[field.index] = readField(in, field);
            } else {
                entries.skip();
            }
        }
        for (Field field : declared) {
            if (values[field.index] == MISSING) {
                throw new CodecException("missing; expected " + field.shape.shape()).inside(field.name);
            }
        }
        return handles.create(values);
    }

    @Override
    public Shape.Struct shape() {
        return new Shape.Struct(
                handles.type().getSimpleName(),
                declared.stream().map(Field::shape).toList());
    }

    /** The value of a field, or null when it is left out. */
    private @Nullable Object presentValue(Object value, Field field) {
        try {
            Object component = handles.get(value, field.index);
            return field.codec.isAbsent(component) ? null : component;
        } catch (CodecException e) {
            throw e.inside(field.name);
        }
    }

    private static void writeField(CborWriter out, Field field, @Nullable Object value) {
        if (value == null) {
            return;
        }
        out.key(field.key);
        try {
            field.codec.write(out, value);
        } catch (CodecException e) {
            throw e.inside(field.name);
        }
    }

    private static Object readField(CborReader in, Field field) {
        try {
            return field.codec.read(in);
        } catch (CodecException e) {
            throw e.inside(field.name);
        }
    }
}
