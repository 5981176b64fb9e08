package io.quorate.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One part of a key as order-preserving bytes. */
sealed interface KeyPart {
    void write(ByteSink out, Object value);

    Object read(ByteSource in);

    Shape shape();

    /** The class of its values, never a primitive. */
    Class<?> type();

    /** A part that is one value. */
    record Scalar<T>(Class<T> type, Shape shape, BiConsumer<ByteSink, T> writer, Function<ByteSource, T> reader)
            implements KeyPart {
        @Override
        public void write(ByteSink out, Object value) {
            writer.accept(out, type.cast(value));
        }

        @Override
        public Object read(ByteSource in) {
            return reader.apply(in);
        }
    }

    /** An enum constant; the class file format allows fewer constants than two bytes can count. */
    record OfEnum(Class<?> type, List<?> constants) implements KeyPart {
        @Override
        public void write(ByteSink out, Object value) {
            out.u16(constants.indexOf(type.cast(value)));
        }

        @Override
        public Object read(ByteSource in) {
            int ordinal = in.u16();
            if (ordinal >= constants.size()) {
                throw new CodecException(
                        "unknown constant " + ordinal + "; " + type.getName() + " has " + constants.size());
            }
            return constants.get(ordinal);
        }

        @Override
        public Shape shape() {
            return new EnumCodec(type).shape();
        }
    }

    /** The components of a record, one after the other. */
    record OfRecord(RecordHandles handles, List<String> names, List<KeyPart> parts) implements KeyPart {
        @Override
        public Class<?> type() {
            return handles.type();
        }

        @Override
        public void write(ByteSink out, Object value) {
            for (int i = 0; i < parts.size(); i++) {
                try {
                    parts.get(i).write(out, handles.get(value, i));
                } catch (CodecException e) {
                    throw e.inside(names.get(i));
                }
            }
        }

        void writeLeading(ByteSink out, Object[] components) {
            if (components.length > parts.size()) {
                throw new IllegalArgumentException(
                        components.length + " components given; " + type().getName() + " has " + parts.size());
            }
            for (int i = 0; i < components.length; i++) {
                if (!parts.get(i).type().isInstance(components[i])) {
                    throw new IllegalArgumentException(type().getName() + "." + names.get(i) + ": expected "
                            + parts.get(i).type().getName() + ", got " + components[i]);
                }
                try {
                    parts.get(i).write(out, components[i]);
                } catch (CodecException e) {
                    throw e.inside(names.get(i));
                }
            }
        }

        @Override
        public Object read(ByteSource in) {
            Object[] values = new Object[parts.size()];
            for (int i = 0; i < values.length; i++) {
                try {
                    values[i] = parts.get(i).read(in);
                } catch (CodecException e) {
                    throw e.inside(names.get(i));
                }
            }
            return handles.create(values);
        }

        @Override
        public Shape shape() {
            List<Shape.Field> fields = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                fields.add(new Shape.Field(names.get(i), parts.get(i).shape(), Optional.empty()));
            }
            return new Shape.Struct(type().getSimpleName(), fields);
        }
    }
}
