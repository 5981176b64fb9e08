package io.quorate.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** How one record class is taken apart and put together, looked up once. */
final class RecordHandles {
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

    private final Class<?> type;
    private final List<RecordComponent> components;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    RecordHandles(Class<?> type) {
        this.type = type;
        this.components = List.of(type.getRecordComponents());
        this.getters = components.stream()
                .map(component -> getter(component.getAccessor()))
                .toArray(MethodHandle[]::new);
        this.constructor =
                constructor(components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
    }

    Class<?> type() {
        return type;
    }

    List<RecordComponent> components() {
        return components;
    }

    /** The value of a component, never null. */
    Object get(Object value, int component) {
        try {
            return CborWriter.present((Object) getters[component].invokeExact(value));
        } catch (CodecException | ClassCastException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new CodecException("an accessor of " + type.getSimpleName() + " failed", e);
        }
    }

    /** A new record; what its constructor throws against the values becomes a {@link CodecException}. */
    Object create(Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (CodecException | Error e) {
            throw e;
        } catch (Throwable e) {
            // Messages of the JVM's own exceptions may differ between nodes; those that constructors write do not.
            String why = e instanceof IllegalArgumentException ? ": " + e.getMessage() : "";
            throw new CodecException(type.getSimpleName() + " refuses these values" + why, e);
        }
    }

    private MethodHandle getter(Method accessor) {
        makeAccessible(accessor);
        try {
            return MethodHandles.lookup().unreflect(accessor).asType(GETTER);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(type.getName() + " is not accessible", e);
        }
    }

    private MethodHandle constructor(Class<?>[] parameters) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(parameters);
            makeAccessible(canonical);
            return MethodHandles.lookup()
                    .unreflectConstructor(canonical)
                    .asSpreader(Object[].class, parameters.length)
                    .asType(CONSTRUCTOR);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getName() + " has no accessible canonical constructor", e);
        }
    }

    private void makeAccessible(AccessibleObject member) {
        if (!member.trySetAccessible()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not accessible: make it public in an exported package," + " or open "
                            + type.getPackageName() + " to " + RecordHandles.class.getModule());
        }
    }
}
