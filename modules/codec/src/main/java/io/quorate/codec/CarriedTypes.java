package io.quorate.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** Finds the codec of a Java type, and says of a type that has none which class and component is to blame. */
final class CarriedTypes {
    private static final String ALLOWED =
            "allowed are boolean, int, long, double, String, byte[], Shape, enums, records,"
                    + " sealed interfaces of records, List<X> and SortedMap<String, X> of these,"
                    + " and Optional<X> and OptionalLong directly in a record";

    /** Classes being examined, outermost first. */
    private final Set<Class<?>> open = new LinkedHashSet<>();

    ValueCodec root(Class<?> type) {
        return element(type, type.getName());
    }

    /** A component, which may be optional. */
    private ValueCodec component(Type type, String where) {
        if (type == OptionalLong.class) {
            return new OptionalCodec.OfLong();
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return new OptionalCodec(element(generic.getActualTypeArguments()[0], where));
        }
        return element(type, where);
    }

    private ValueCodec element(Type type, String where) {
        if (type instanceof Class<?> plain) {
            return ofClass(plain, where);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new ListCodec(element(arguments[0], where));
            }
            if (generic.getRawType() == SortedMap.class && arguments[0] == String.class) {
                return new MapCodec(element(arguments[1], where));
            }
        }
        throw refused(type, where);
    }

    private ValueCodec ofClass(Class<?> type, String where) {
        ScalarCodec<?> scalar = ScalarCodec.of(type);
        if (scalar != null) {
            return scalar;
        }
        if (type.isEnum()) {
            return new EnumCodec(type);
        }
        if (!type.isRecord() && !type.isSealed()) {
            throw refused(type, where);
        }
        if (!open.add(type)) {
            throw new IllegalArgumentException(
                    where + ": " + type.getName() + " contains itself; a type of bounded depth is needed");
        }
        ValueCodec codec = type.isRecord() ? record(type) : variants(type, where);
        open.remove(type);
        return codec;
    }

    private RecordPlan record(Class<?> type) {
        RecordHandles handles = new RecordHandles(type);
        List<RecordPlan.Field> fields = new ArrayList<>();
        for (RecordComponent component : handles.components()) {
            fields.add(field(fields.size(), component));
        }
        return new RecordPlan(handles, fields);
    }

    private RecordPlan.Field field(int index, RecordComponent component) {
        String name = component.getName();
        String where = component.getDeclaringRecord().getName() + "." + name;
        ValueCodec codec = component(component.getGenericType(), where);
        DefaultValue declared = component.getAnnotation(DefaultValue.class);
        Optional<String> text = Optional.ofNullable(declared).map(DefaultValue::value);
        Object whenAbsent = declared == null ? codec.whenAbsent() : parse(codec, declared.value(), where);
        Shape.Field shape = new Shape.Field(name, codec.shape(), text);
        return new RecordPlan.Field(index, name, CborWriter.encodedKey(name), codec, whenAbsent, shape);
    }

    private static Object parse(ValueCodec codec, String text, String where) {
        try {
            return codec.parse(text);
        } catch (IllegalArgumentException | CodecException e) {
            throw new IllegalArgumentException(
                    where + ": @DefaultValue(\"" + text + "\") is no " + codec.shape() + ": " + e.getMessage(), e);
        }
    }

    private VariantsCodec variants(Class<?> type, String where) {
        List<VariantsCodec.Variant> variants = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (!permitted.isRecord() || !type.isInterface()) {
                throw refused(permitted, where);
            }
            ValueCodec plan = ofClass(permitted, where);
            variants.add(new VariantsCodec.Variant(permitted, (RecordPlan) plan));
        }
        return new VariantsCodec(variants);
    }

    private static IllegalArgumentException refused(Type type, String where) {
        return new IllegalArgumentException(where + ": cannot carry " + type.getTypeName() + "; " + ALLOWED);
    }
}
