package io.quorate.runtime;

import java.util.EnumSet;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * What a call into the JDK is charged by, because the JDK's own loops are not woven. The prices are part of every replica's
 * result: a change of this table is a change of {@link FelixRecipeHost#GAS_VERSION}.
 */
enum Price {
    /** By the int on top of the stack, before the call: a capacity or length. */
    COUNT,
    /** By the size of the last argument, before the call. */
    ARGUMENT,
    /** By the size of the receiver below a single one-slot argument, before the call. */
    RECEIVER,
    /** By the size of the text or array that came back. */
    RESULT;

    private static final Set<String> COUNTED = Set.of(
            "java/util/ArrayList.<init>(I)V",
            "java/util/ArrayDeque.<init>(I)V",
            "java/lang/StringBuilder.<init>(I)V",
            "java/lang/StringBuilder.setLength(I)V",
            "java/util/Arrays.copyOf([BI)[B",
            "java/util/Arrays.copyOf([II)[I",
            "java/util/Arrays.copyOf([JI)[J",
            "java/util/Arrays.copyOfRange([BII)[B",
            "java/util/Arrays.copyOfRange([III)[I",
            "java/util/Arrays.copyOfRange([JII)[J");

    private static final Set<String> SIZED = Set.of(
            "java/lang/String",
            "java/lang/CharSequence",
            "java/lang/StringBuilder",
            "java/lang/Iterable",
            "java/util/Collection",
            "java/util/List",
            "java/util/Set",
            "java/util/SortedSet",
            "java/util/Map",
            "java/util/SortedMap");

    private static final Set<String> SEARCHED = Set.of(
            "java/lang/String",
            "java/util/Collection",
            "java/util/List",
            "java/util/ArrayList",
            "java/util/Queue",
            "java/util/Deque",
            "java/util/ArrayDeque");

    private static final Set<String> SEARCHES =
            Set.of("contains", "indexOf", "lastIndexOf", "remove", "equals", "compareTo");

    /** Prices of a member of a class, in the order of class files; none for what the bundle or the SPI does. */
    static Set<Price> of(String owner, String name, String descriptor) {
        Set<Price> prices = EnumSet.noneOf(Price.class);
        if (!owner.startsWith("java/") || !descriptor.startsWith("(")) {
            return prices;
        }
        if (COUNTED.contains(owner + "." + name + descriptor)) {
            prices.add(COUNT);
        }
        Type[] arguments = Type.getArgumentTypes(descriptor);
        if (arguments.length > 0 && isSized(arguments[arguments.length - 1])) {
            prices.add(ARGUMENT);
        }
        if (SEARCHED.contains(owner)
                && SEARCHES.contains(name)
                && arguments.length == 1
                && arguments[0].getSize() == 1) {
            prices.add(RECEIVER);
        }
        Type result = Type.getReturnType(descriptor);
        if (result.getSort() == Type.ARRAY || result.getClassName().equals("java.lang.String")) {
            prices.add(RESULT);
        }
        return prices;
    }

    static boolean isConcatenation(InvokeDynamicInsnNode dynamic) {
        return dynamic.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory");
    }

    /** Whether this makes a text, of parts or of a record; its length is charged. */
    static boolean isText(InvokeDynamicInsnNode dynamic) {
        return dynamic.desc.endsWith(")Ljava/lang/String;");
    }

    private static boolean isSized(Type type) {
        return type.getSort() == Type.ARRAY
                || (type.getSort() == Type.OBJECT && SIZED.contains(type.getInternalName()));
    }
}
