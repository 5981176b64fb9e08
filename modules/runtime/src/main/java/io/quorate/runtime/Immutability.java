package io.quorate.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/** Tells types that cannot carry anything from one command to the next. */
final class Immutability {
    private static final Set<String> JDK = Set.of(
            "java/lang/Boolean",
            "java/lang/Byte",
            "java/lang/Character",
            "java/lang/Class",
            "java/lang/Double",
            "java/lang/Float",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Short",
            "java/lang/String",
            "java/nio/charset/Charset");

    /** Of the SPI; describes rows and holds nothing. */
    private static final String STATE = "io/quorate/recipe/State";

    private static final Set<String> ROOTS = Set.of("java/lang/Object", "java/lang/Record", "java/lang/Enum");

    private final BundleClasses classes;
    private final Map<String, List<String>> subclasses = new TreeMap<>();

    /** Of the classes in a bundle, only the given ones can ever be instantiated. */
    Immutability(Collection<ClassNode> recipeClasses, BundleClasses classes) {
        this.classes = classes;
        recipeClasses.forEach(type -> subclasses
                .computeIfAbsent(type.superName, above -> new ArrayList<>())
                .add(type.name));
    }

    boolean isImmutable(Type type) {
        return isImmutable(type, new HashSet<>());
    }

    private boolean isImmutable(Type type, Set<String> asked) {
        if (type.getSort() != Type.OBJECT) {
            return type.getSort() != Type.ARRAY;
        }
        String name = type.getInternalName();
        if (JDK.contains(name) || !asked.add(name)) {
            return true;
        }
        ClassNode node = classes.find(name);
        if (node == null || (node.access & Opcodes.ACC_INTERFACE) != 0) {
            return false;
        }
        if (!classes.isInBundle(name) && node.interfaces.contains(STATE)) {
            return true;
        }
        return node.fields.stream().allMatch(field -> isStatic(field) || isFixed(field, asked))
                && (ROOTS.contains(node.superName) || isImmutable(Type.getObjectType(node.superName), asked))
                && subclasses.getOrDefault(name, List.of()).stream()
                        .allMatch(below -> isImmutable(Type.getObjectType(below), asked));
    }

    private boolean isFixed(FieldNode field, Set<String> asked) {
        return (field.access & Opcodes.ACC_FINAL) != 0 && isImmutable(Type.getType(field.desc), asked);
    }

    private static boolean isStatic(FieldNode field) {
        return (field.access & Opcodes.ACC_STATIC) != 0;
    }
}
